"""What may stand in the settings: names, zones, working days, marketplaces; and what to say when it may not."""

import hashlib
import zoneinfo
from collections.abc import Collection
from functools import cache

from shipby.shop.rules.roles import Role
from shipby.words.marketplaces import BY_ID, Marketplace
from shipby.words.refusals import Refusal
from shipby.words.text import N_

SETUP_STEPS = ("store", "warehouse", "people")
"""Steps of the first set-up, in their order; each can be skipped."""

REGIONS = ("NA", "EU", "FE")
"""Amazon's three selling regions (sp-api 10)."""


class NoShopYet(Refusal):
    """Nothing is set up: there is no shop."""

    code = "no_shop_yet"
    sentence = N_("Shipby is not set up yet: there is no shop.")
    remedy = N_("Run “shipby up” and follow its questions, or “shipby user add”.")


class NotHere(Refusal):
    """A thing that is not of this shop, or not at all: both look the same."""

    code = "not_here"
    sentence = N_("This is not here.")
    remedy = N_("It may have been removed. Go back and reload the page.")


class NameMissing(Refusal):
    """A name is needed."""

    code = "name_missing"
    sentence = N_("A name is needed.")
    remedy = N_("Enter a name of at most %(most)s characters.")


class NameTaken(Refusal):
    """Another one has this name."""

    code = "name_taken"
    sentence = N_("There is already one named %(name)s.")
    remedy = N_("Choose another name.")


class UnknownZone(Refusal):
    """Not a time zone."""

    code = "unknown_zone"
    sentence = N_("This is not a time zone: %(zone)s")
    remedy = N_("Choose one such as Europe/Berlin or America/Los_Angeles.")


class BadWorkingDays(Refusal):
    """Not a set of weekdays."""

    code = "bad_working_days"
    sentence = N_("A warehouse needs at least one working day.")
    remedy = N_("Tick the days on which orders are packed.")


class BadCountry(Refusal):
    """Not a country code."""

    code = "bad_country"
    sentence = N_("%(country)s is not a country code.")
    remedy = N_("Enter two letters, such as US or DE.")


class UnknownMarketplace(Refusal):
    """Not one of Amazon's marketplaces."""

    code = "unknown_marketplace"
    sentence = N_("Shipby does not know the marketplace %(marketplace_id)s.")
    remedy = N_("Choose one of the list.")


class WrongRegion(Refusal):
    """The marketplace lies in another region than its account."""

    code = "wrong_region"
    sentence = N_("%(marketplace)s does not belong to the region of this account.")
    remedy = N_("Add a seller account for that region and put the store there.")


class UnknownRegion(Refusal):
    """Not one of Amazon's regions."""

    code = "unknown_region"
    sentence = N_("%(region)s is not a selling region.")
    remedy = N_("Choose North America, Europe, or Far East.")


class BadSellerId(Refusal):
    """Not the form of a seller id."""

    code = "bad_seller_id"
    sentence = N_("This is not a seller id.")
    remedy = N_("It is a row of capital letters and digits, such as A1B2C3D4E5F6G7. Leave it empty if you don't know it.")


class TooLong(Refusal):
    """More than fits, or not text."""

    code = "too_long"
    sentence = N_("This is too long or can't be read.")
    remedy = N_("Use at most %(most)s characters.")


class ChangedMeanwhile(Refusal):
    """Somebody else saved first (two tabs, two people)."""

    code = "changed_meanwhile"
    sentence = N_("Somebody changed this while you had it open. Nothing was saved.")
    remedy = N_("Compare with what stands there now, then save again.")


class LastOwner(Refusal):
    """A shop without an owner could never be repaired from its pages."""

    code = "last_owner"
    sentence = N_("This is the last owner. A shop always needs one.")
    remedy = N_("Make somebody else an owner first.")


class EmailTaken(Refusal):
    """One e-mail, one person (amazon-policy 7.2: no shared accounts)."""

    code = "email_taken"
    sentence = N_("Somebody already signs in with this e-mail.")
    remedy = N_("Every person needs an e-mail of their own.")


class BadEmail(Refusal):
    """Not an e-mail address."""

    code = "bad_email"
    sentence = N_("This is not an e-mail address.")
    remedy = N_("Enter one such as nora@example.com.")


class UnknownRole(Refusal):
    """Not one of the four roles."""

    code = "unknown_role"
    sentence = N_("%(role)s is not a role.")
    remedy = N_("Choose owner, desk, packer or viewer.")


def read_name(text: str, *, most: int = 80) -> str:
    """A name without the blanks around it.

    Raises:
        NameMissing: empty, too long, or with control characters.
    """
    name = " ".join(text.split())
    if not name or len(name) > most or not name.isprintable():
        raise NameMissing(most=most)
    return name


def read_email(text: str) -> str:
    """An e-mail address, as entered, without blanks around it.

    Raises:
        BadEmail: it has not the form of one.
    """
    email = text.strip()
    local, at, domain = email.rpartition("@")
    is_plain = email.isprintable() and not any(mark.isspace() or mark in "<>,;\"'()[]" for mark in email)
    if not (at and local and "@" not in local and "." in domain.strip(".") and is_plain and len(email) <= 254):
        raise BadEmail
    return email


def read_role(text: str) -> Role:
    """A role by its word.

    Raises:
        UnknownRole: none of the four.
    """
    try:
        return Role(text)
    except ValueError:
        raise UnknownRole(role=text[:20]) from None


def read_zone(text: str) -> str:
    """The name of a time zone of the IANA list.

    Raises:
        UnknownZone: none of the list.
    """
    zone = text.strip()
    if zone not in _zones() or len(zone) > 40:
        raise UnknownZone(zone=zone[:40])
    return zone


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def read_country(text: str) -> str:
    """A country code in capitals; empty where none is given.

    Raises:
        BadCountry: not two letters.
    """
    country = text.strip().upper()
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise BadCountry(country=text[:20])
    return country


def read_working_days(days: Collection[int]) -> tuple[int, ...]:
    """ISO weekdays in order, each once.

    Raises:
        BadWorkingDays: none, or not weekdays.
    """
    if not days or any(day not in range(1, 8) for day in days):
        raise BadWorkingDays
    return tuple(sorted(set(days)))


def read_region(region: str) -> str:
    """One of Amazon's regions; empty where it is not known.

    Raises:
        UnknownRegion: none of them.
    """
    if region and region not in REGIONS:
        raise UnknownRegion(region=region[:20])
    return region


def read_seller_id(text: str) -> str:
    """A seller id in capitals; empty where it is not known.

    Raises:
        BadSellerId: other characters than letters and digits, or too many.
    """
    seller_id = text.strip().upper()
    if seller_id and not (seller_id.isascii() and seller_id.isalnum() and len(seller_id) <= 40):
        raise BadSellerId
    return seller_id


def read_setup_step(step: str) -> str:
    """A step of the first set-up.

    Raises:
        NotHere: no such step.
    """
    if step not in SETUP_STEPS:
        raise NotHere
    return step


def check_name_free(name: str, others: Collection[str]) -> None:
    """Refuse a name that another one has, whatever its case.

    Raises:
        NameTaken: it is taken.
    """
    if name.casefold() in {other.casefold() for other in others}:
        raise NameTaken(name=name)


def read_marketplace(marketplace_id: str, *, account_region: str) -> Marketplace:
    """The marketplace of a new store; an account without a region takes any.

    Raises:
        UnknownMarketplace: not one Shipby knows.
        WrongRegion: it lies in another region than the account.
    """
    marketplace = BY_ID.get(marketplace_id)
    if marketplace is None:
        raise UnknownMarketplace(marketplace_id=marketplace_id[:20])
    if account_region and marketplace.region != account_region:
        raise WrongRegion(marketplace=marketplace.sales_channel)
    return marketplace


def version_of(*values: object) -> str:
    """A short mark of what a form showed; another mark at saving means somebody else saved in between."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def check_version(seen: str | None, current: str) -> None:
    """Refuse to save over what the person has not seen; ``None`` = a command that does not care.

    Raises:
        ChangedMeanwhile: the marks differ.
    """
    if seen is not None and seen != current:
        raise ChangedMeanwhile
