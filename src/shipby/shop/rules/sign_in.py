"""How often a password may be guessed: ten failures in a row lock the e-mail (amazon-policy 7.2).

The last tries before that are slowed down.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shipby.words.refusals import Refusal
from shipby.words.text import N_

LOCKED_AT_FAILURES = 10
_DELAYS = {5: 2, 6: 4, 7: 8, 8: 16, 9: 32}
"""Seconds to wait after that many failures in a row; before the fifth there is none (own choice)."""


class WrongSignIn(Refusal):
    """E-mail or password is wrong; the words do not say which."""

    code = "wrong_sign_in"
    sentence = N_("The e-mail or the password is wrong.")
    remedy = N_("Check both, or set a new password.")


class SignInLocked(Refusal):
    """Ten failures in a row."""

    code = "sign_in_locked"
    sentence = N_("This e-mail is locked after %(failures)s failed sign-ins.")
    remedy = N_("An owner can unlock it in Settings, People. On the computer itself, “shipby user unlock” does.")


class SignInTooSoon(Refusal):
    """The wait between two tries is not over."""

    code = "sign_in_too_soon"
    sentence = N_("Too many failed sign-ins in a row.")
    remedy = N_("Wait %(seconds)s seconds, then try again.")


@dataclass(frozen=True, slots=True)
class Tries:
    """Failed sign-ins in a row for one e-mail; ``last_at`` and ``locked_at`` are ``None`` when there was none."""

    failed: int = 0
    last_at: datetime | None = None
    locked_at: datetime | None = None


def decide_try(tries: Tries, *, now: datetime) -> Tries:
    """Count one more try, before its password is looked at.

    Raises:
        SignInLocked: the e-mail is locked.
        SignInTooSoon: the wait is not over.
    """
    if tries.locked_at is not None:
        raise SignInLocked(failures=LOCKED_AT_FAILURES)
    if tries.last_at is not None:
        left = tries.last_at + timedelta(seconds=_DELAYS.get(tries.failed, 0)) - now
        if left > timedelta(0):
            raise SignInTooSoon(seconds=int(left.total_seconds()) + 1)
    failed = tries.failed + 1
    return Tries(failed, now, now if failed >= LOCKED_AT_FAILURES else None)
