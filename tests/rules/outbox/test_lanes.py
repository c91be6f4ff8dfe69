"""Leases: two runners of a lane never both believe they hold it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipby.outbox.rules.lanes import Lease, LeaseLost, may_take, refuse_late_writer
from tests.conftest import NOW

MINUTE = timedelta(minutes=1)


def test_a_lane_is_free_before_the_first_lease_and_from_its_end_on() -> None:
    assert may_take(lease_until=None, now=NOW)
    assert may_take(lease_until=NOW, now=NOW)
    assert not may_take(lease_until=NOW + MINUTE, now=NOW)


def test_the_holder_goes_on() -> None:
    refuse_late_writer(Lease(1, 4, NOW + MINUTE), current_number=4, lease_until=NOW + MINUTE, now=NOW)


@pytest.mark.parametrize(
    ("number", "until"), [(5, NOW + MINUTE), (4, NOW), (4, None)], ids=["taken over", "run out", "handed back"]
)
def test_a_writer_that_woke_up_late_commits_nothing(number: int, until: object) -> None:
    with pytest.raises(LeaseLost):
        refuse_late_writer(Lease(1, 4, NOW + MINUTE), current_number=number, lease_until=until, now=NOW)


@given(until=st.none() | st.timedeltas(timedelta(days=-1), timedelta(days=1)), number=st.integers(0, 5))
def test_whoever_may_take_a_lane_finds_its_former_holder_refused(until: timedelta | None, number: int) -> None:
    lease_until = None if until is None else NOW + until

    if may_take(lease_until=lease_until, now=NOW):
        with pytest.raises(LeaseLost):
            refuse_late_writer(Lease(1, number, NOW), current_number=number, lease_until=lease_until, now=NOW)
