"""What a password must be (amazon-policy 7.2).

At least 12 characters with a capital, a small letter, a digit and a special character; no part of the e-mail or the
name; none of the last ten; at most one change a day; a new one every year. Lists of common passwords are the door's matter.
"""

import re
from datetime import datetime, timedelta

from shipby.words.refusals import Refusal
from shipby.words.text import N_

LEAST_CHARACTERS = 12
MOST_CHARACTERS = 128
PAST_PASSWORDS_KEPT = 10
LEAST_AGE = timedelta(days=1)
MOST_AGE = timedelta(days=365)
_LEAST_PART = 3


class WeakPassword(Refusal):
    """The password breaks one of the rules; each has a subclass."""

    code = "weak_password"
    sentence = N_("This password can't be used.")


class PasswordTooShort(WeakPassword):
    """Fewer than 12 characters."""

    code = "password_too_short"
    sentence = N_("The password is too short.")
    remedy = N_("Use at least %(least)s characters.")


class PasswordTooLong(WeakPassword):
    """More than 128 characters, which only cost time."""

    code = "password_too_long"
    sentence = N_("The password is too long.")
    remedy = N_("Use at most %(most)s characters.")


class PasswordLacksKinds(WeakPassword):
    """A kind of character is missing."""

    code = "password_lacks_kinds"
    sentence = N_("The password needs more kinds of characters.")
    remedy = N_("Use a capital letter, a small letter, a digit and a special character.")


class PasswordNamesPerson(WeakPassword):
    """Part of the e-mail or of the name is in it."""

    code = "password_names_person"
    sentence = N_("The password contains part of your name or e-mail.")
    remedy = N_("Choose one without it.")


class PasswordTooCommon(WeakPassword):
    """It is on the list of common passwords."""

    code = "password_too_common"
    sentence = N_("This password is on the list that guessers try first.")
    remedy = N_("Choose one that nobody else has.")


class PasswordUsedBefore(WeakPassword):
    """It is one of the last ten."""

    code = "password_used_before"
    sentence = N_("This was one of your last %(kept)s passwords.")
    remedy = N_("Choose a new one.")


class PasswordTooYoung(WeakPassword):
    """It was changed less than a day ago."""

    code = "password_too_young"
    sentence = N_("The password was changed less than a day ago.")
    remedy = N_("It can be changed again a day after the last change. If somebody else knows it, ask an owner for a new link.")


def check_password_form(password: str, *, email: str, name: str) -> None:
    """Refuse a password whose form breaks a rule.

    Raises:
        WeakPassword: the first rule that it breaks, as its subclass.
    """
    if len(password) < LEAST_CHARACTERS:
        raise PasswordTooShort(least=LEAST_CHARACTERS)
    if len(password) > MOST_CHARACTERS:
        raise PasswordTooLong(most=MOST_CHARACTERS)
    if not _has_all_kinds(password):
        raise PasswordLacksKinds
    folded = password.casefold()
    if any(part in folded for part in _parts(email) | _parts(name)):
        raise PasswordNamesPerson


def check_password_age(changed_at: datetime | None, *, now: datetime) -> None:
    """Refuse a second change within a day; ``None`` = never set.

    Raises:
        PasswordTooYoung: the last change is less than a day ago.
    """
    if changed_at is not None and now - changed_at < LEAST_AGE:
        raise PasswordTooYoung


def is_password_expired(changed_at: datetime | None, *, now: datetime) -> bool:
    """Whether a new password is due before anything else; a moment that is not known counts as long ago."""
    return changed_at is None or now - changed_at > MOST_AGE


def _has_all_kinds(password: str) -> bool:
    kinds = (str.isupper, str.islower, str.isdigit, lambda mark: not mark.isalnum())
    return all(any(kind(mark) for mark in password) for kind in kinds)


def _parts(text: str) -> set[str]:
    # A part of two letters would forbid half of all passwords.
    return {part for part in re.split(r"[\W_]+", text.casefold()) if len(part) >= _LEAST_PART}
