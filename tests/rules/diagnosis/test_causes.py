"""What stops an order is said, the one that blocks first in front; a ready order is not called stuck."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipby.diagnosis.rules import BLOCKING, MEANINGS, Cause, Situation, causes_of, search_row_of
from shipby.orders.rules.facts import Program, Status
from shipby.orders.rules.search_row import CAUSE_CODES
from shipby.orders.rules.standing import Standing
from shipby.shipping.rules.confirmation import Confirmation

READY = Standing(
    order_key=1,
    status="UNSHIPPED",
    fulfilled_by="MERCHANT",
    programs={},
    ordered=2,
    shipped=0,
    cancelled=0,
    has_ship_by=True,
    has_place=True,
    cancel_requested=False,
    has_vanished=False,
    is_held=False,
    is_incomplete=False,
)

STANDINGS = st.builds(
    Standing,
    order_key=st.just(1),
    status=st.sampled_from([*Status, "SOMETHING_NEW"]),
    fulfilled_by=st.sampled_from(["MERCHANT", "AMAZON"]),
    programs=st.dictionaries(st.sampled_from([program.value for program in Program]), st.booleans()),
    ordered=st.integers(0, 9),
    shipped=st.integers(0, 9),
    cancelled=st.integers(0, 9),
    has_ship_by=st.booleans(),
    has_place=st.booleans(),
    cancel_requested=st.none() | st.booleans(),
    has_vanished=st.booleans(),
    is_held=st.booleans(),
    is_incomplete=st.booleans(),
)
SITUATIONS = st.builds(
    Situation,
    order=STANDINGS,
    confirmation=st.none() | st.sampled_from([state for state in Confirmation if state is not Confirmation.WITHDRAWN]),
    units_confirmed=st.integers(0, 9),
)


def test_a_ready_order_has_no_cause() -> None:
    assert causes_of(Situation(READY)) == ()


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"is_held": True}, Cause.ON_HOLD),
        ({"cancel_requested": True}, Cause.CANCEL_REQUESTED),
        ({"is_incomplete": True}, Cause.INCOMPLETE),
        ({"has_vanished": True}, Cause.VANISHED),
        ({"status": "PENDING"}, Cause.PAYMENT_PENDING),
        ({"status": "PENDING_AVAILABILITY"}, Cause.PAYMENT_PENDING),
        ({"status": "SOMETHING_NEW"}, Cause.STATUS_UNKNOWN),
        ({"has_place": False}, Cause.ADDRESS_MISSING),
        ({"has_ship_by": False}, Cause.NO_SHIP_BY),
        ({"programs": {"VERGE_OF_CANCELLATION": True}}, Cause.VERGE_OF_CANCELLATION),
        ({"programs": {"FBM_SHIP_PLUS": True}}, Cause.AMAZON_CONFIRMS),
    ],
)
def test_each_cause_of_an_order_is_seen(change: dict[str, object], cause: Cause) -> None:
    assert causes_of(Situation(replace(READY, **change))) == (cause,)


@pytest.mark.parametrize("state", [Confirmation.PREPARED, Confirmation.DOWNLOADED, Confirmation.SENT, Confirmation.REFUSED])
def test_a_confirmation_that_waits_or_was_refused_is_seen(state: Confirmation) -> None:
    assert causes_of(Situation(READY, state)) == (Cause[f"CONFIRM_{state.name}"],)


def test_what_blocks_first_stands_in_front() -> None:
    stuck = Situation(replace(READY, is_held=True, cancel_requested=True), Confirmation.REFUSED)

    assert causes_of(stuck) == (Cause.CONFIRM_REFUSED, Cause.CANCEL_REQUESTED, Cause.ON_HOLD)


def test_an_order_that_vanished_after_our_confirmation_is_not_a_riddle() -> None:
    assert causes_of(Situation(replace(READY, has_vanished=True), Confirmation.PROBABLY_ACCEPTED)) == ()


def test_an_order_stays_until_every_unit_is_accepted() -> None:
    half = Situation(READY, Confirmation.ACCEPTED, units_confirmed=1)

    assert search_row_of(half).is_open
    assert not search_row_of(replace(half, units_confirmed=2)).is_open


def test_units_that_amazon_counts_as_shipped_are_not_counted_twice() -> None:
    ours = Situation(replace(READY, ordered=4, shipped=2), Confirmation.ACCEPTED, units_confirmed=2)

    assert search_row_of(ours).is_open


@given(SITUATIONS)
def test_orders_of_amazon_s_warehouses_and_closed_ones_are_never_on_the_desk(situation: Situation) -> None:
    row = search_row_of(situation)

    if situation.order.fulfilled_by == "AMAZON" or situation.order.status in {"SHIPPED", "CANCELLED", "UNFULFILLABLE"}:
        assert not row.is_open
    if not row.is_open:
        assert row.causes == ()


@given(SITUATIONS)
def test_an_open_order_nobody_confirmed_never_leaves_the_desk(situation: Situation) -> None:
    order = replace(situation.order, fulfilled_by="MERCHANT", status="UNSHIPPED")
    waiting = replace(situation, order=order, units_confirmed=0)

    assert search_row_of(waiting).is_open


def test_a_filter_knows_every_cause() -> None:
    assert list(CAUSE_CODES) == [cause.value for cause in Cause]


def test_every_cause_says_what_it_is_and_what_to_do() -> None:
    assert set(MEANINGS) == set(Cause)
    assert all(
        part for meaning in MEANINGS.values() for part in (meaning.badge, meaning.sentence, meaning.next_step, meaning.icon)
    )
    assert set(Cause) > BLOCKING
