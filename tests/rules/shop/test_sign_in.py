"""How often a password is guessed, and how long a sign-in lasts."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipby.shop.rules import Role
from shipby.shop.rules.sessions import is_session_over
from shipby.shop.rules.sign_in import SignInLocked, SignInTooSoon, Tries, decide_try
from tests.conftest import NOW


@given(st.lists(st.integers(min_value=0, max_value=100_000), max_size=60))
def test_however_the_guesses_are_spread_at_most_ten_are_checked(waits: list[int]) -> None:
    tries, now, checked = Tries(), NOW, 0

    for wait in waits:
        now += timedelta(seconds=wait)
        try:
            tries = decide_try(tries, now=now)
            checked += 1
        except (SignInLocked, SignInTooSoon):
            pass

    assert checked <= 10


def test_ten_patient_failures_lock_and_the_wait_grows_before_that() -> None:
    tries, now, waits = Tries(), NOW, []

    for _ in range(10):
        try:
            tries = decide_try(tries, now=now)
            waits.append(0)
        except SignInTooSoon as refusal:
            seconds = int(str(refusal.params["seconds"]))
            waits.append(seconds)
            now += timedelta(seconds=seconds)
            tries = decide_try(tries, now=now)

    assert waits == sorted(waits)
    assert waits[4] == 0
    assert waits[9] > waits[5] > 0
    with pytest.raises(SignInLocked):
        decide_try(tries, now=now + timedelta(days=365))


ENDS = {
    "desk idle 14:59": (Role.DESK, 60, 14 * 60 + 59, False),
    "desk idle 15:00": (Role.DESK, 60, 15 * 60, True),
    "owner idle 15:00": (Role.OWNER, 60, 15 * 60, True),
    "viewer idle 29:59": (Role.VIEWER, 60, 29 * 60 + 59, False),
    "viewer idle 30:00": (Role.VIEWER, 60, 30 * 60, True),
    "twelve hours at work": (Role.DESK, 12 * 3600, 1, True),
    "just under twelve hours": (Role.DESK, 12 * 3600 - 2, 1, False),
}


@pytest.mark.parametrize("case", ENDS)
def test_a_sign_in_ends_after_idling_and_after_a_working_day(case: str) -> None:
    role, worked, idle, is_over = ENDS[case]
    started_at: datetime = NOW - timedelta(seconds=worked + idle)

    seen_at = NOW - timedelta(seconds=idle)

    assert is_session_over(role, started_at=started_at, seen_at=seen_at, now=NOW) is is_over


def test_a_clock_that_ran_backwards_ends_a_sign_in() -> None:
    assert is_session_over(Role.OWNER, started_at=NOW, seen_at=NOW, now=NOW - timedelta(seconds=1))
