"""Access to Amazon: what a person enters, when the secret ends, and what to say when Amazon lets nobody in."""

import re
from datetime import datetime, timedelta

from shipby.words.refusals import Refusal
from shipby.words.text import N_

SECRET_LIFE = timedelta(days=180)
"""How long Amazon takes a client secret (sp-api 1.1); the warning begins 90 days before its end, as Amazon's does."""
WARNING = timedelta(days=90)

MOST_SECRET = 4000
_CLIENT_ID = re.compile(r"[\w.\-]{10,200}", re.ASCII)


class NoAccessYet(Refusal):
    """The account has no keys: it is worked by files."""

    code = "no_access_yet"
    sentence = N_("%(account)s is not connected to Amazon.")
    remedy = N_("Connect it with “shipby account add”, or go on with report files.")


class BadClientId(Refusal):
    """Not the form of an LWA client id."""

    code = "bad_client_id"
    sentence = N_("This is not a client id.")
    remedy = N_(
        "It begins with amzn1.application-oa2-client. You find it in Seller Central under Apps and Services, Develop Apps."
    )


class BadSecret(Refusal):
    """Empty, or far longer than any secret."""

    code = "bad_secret"
    sentence = N_("The client secret or the refresh token is missing or can't be one.")
    remedy = N_("Copy both from Seller Central again, whole and without spaces.")


class BadEndpoint(Refusal):
    """Not an address that may be called."""

    code = "bad_endpoint"
    sentence = N_("%(url)s is not an address that Shipby calls.")
    remedy = N_("Use https, or http on this machine for the pretend Amazon. Leave it out for Amazon itself.")


class WrongKeys(Refusal):
    """Amazon does not know the application, or not with this secret."""

    code = "wrong_client_secret"
    sentence = N_("Amazon does not accept the client id with this secret.")
    remedy = N_("Copy both from Seller Central again: Apps and Services, Develop Apps, View LWA credentials.")


class Revoked(Refusal):
    """The refresh token is not accepted (any more)."""

    code = "authorisation_revoked"
    sentence = N_("Amazon does not accept the refresh token: it is wrong, of another application, or was revoked.")
    remedy = N_("Authorise the application again in Seller Central (Develop Apps, Authorize) and enter the new token.")


class RoleMissing(Refusal):
    """The application may not do what is needed."""

    code = "role_missing"
    sentence = N_("Amazon let the application in, but does not show it orders: %(text)s")
    remedy = N_("Give the application the role Inventory and Order Tracking in its profile, then authorise it again.")


class NoMarketplaceThere(Refusal):
    """The seller sells nowhere in that region."""

    code = "no_marketplace_in_region"
    sentence = N_("The seller takes part in no marketplace of the region %(region)s.")
    remedy = N_("Choose another region: each one of NA, EU and FE is an account of its own.")


class ClockIsOff(Refusal):
    """Amazon's time and ours differ too far."""

    code = "clock_is_off"
    sentence = N_("The clock of this machine is %(minutes)s minutes away from Amazon's.")
    remedy = N_("Set the clock (turn on time synchronisation), then try again.")


class AmazonOutOfReach(Refusal):
    """Nothing readable came back."""

    code = "amazon_out_of_reach"
    sentence = N_("Amazon can't be reached or does not answer (%(operation)s).")
    remedy = N_("Check the connection to the internet, then try again in a minute.")


MOST_CLOCK_DIFFERENCE = timedelta(minutes=5)
"""A jump or difference above this is told (reliability 3.2 k)."""


def read_client_id(text: str) -> str:
    """The client id.

    Raises:
        BadClientId: it has not its form.
    """
    found = text.strip()
    if not _CLIENT_ID.fullmatch(found):
        raise BadClientId
    return found


def read_secret(text: str) -> str:
    """A secret or token.

    Raises:
        BadSecret: empty, too long, or with blanks inside.
    """
    found = text.strip()
    if not found or len(found) > MOST_SECRET or not found.isprintable() or " " in found:
        raise BadSecret
    return found


_LOCAL = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?(/.*)?")
_HTTPS = re.compile(r"https://[\w.\-]+(:\d{1,5})?(/.*)?", re.ASCII)


def read_endpoint(text: str) -> str:
    """An address in place of Amazon's own; empty = Amazon's own (settled design 27).

    Raises:
        BadEndpoint: neither https nor this machine.
    """
    found = text.strip().rstrip("/")
    if found and not (_HTTPS.fullmatch(found) or _LOCAL.fullmatch(found)):
        raise BadEndpoint(url=found[:80])
    return found


def secret_ends_at(set_at: datetime) -> datetime:
    """When Amazon no longer takes the secret."""
    return set_at + SECRET_LIFE


def days_left(set_at: datetime, now: datetime) -> int:
    """Whole days until then; negative = it is over."""
    return (secret_ends_at(set_at) - now).days


def access_place(account_id: int, name: str) -> str:
    """Where a sealed secret lies: part of what its seal authenticates."""
    return f"shop.access|{account_id}|{name}"
