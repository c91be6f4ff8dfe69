"""How an order's confirmations are summed up, kept for the file, and proven by what the order tells."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipby.shipping.rules.confirmation import WEAKEST_FIRST, Confirmation, weakest
from shipby.shipping.rules.confirmation_file import payload_of, rows_of_payload
from shipby.shipping.rules.evidence import judge
from shipby.shipping.rules.parcel_facts import PackedLine, ParcelContent
from tests.rules.shipping.test_parcels import NOW, a_line, a_parcel, an_order

CONTENT = ParcelContent("Other", "Bike Bob", "Same day", "BB1", date(2026, 11, 23), "Europe/Berlin")
LEFT = [Confirmation.DOWNLOADED, Confirmation.SENT, Confirmation.PROBABLY_ACCEPTED]


@given(states=st.lists(st.sampled_from(Confirmation)))
def test_an_order_is_shown_with_its_weakest_parcel(states: list[Confirmation]) -> None:
    counted = [state for state in states if state is not Confirmation.WITHDRAWN]

    found = weakest(states)

    assert found is (min(counted, key=WEAKEST_FIRST.index) if counted else None)


def test_every_state_but_withdrawn_has_a_rank() -> None:
    assert set(WEAKEST_FIRST) == set(Confirmation) - {Confirmation.WITHDRAWN}


def test_an_intent_keeps_all_that_the_file_will_say() -> None:
    lines = (PackedLine(1, "item-1", 2, 0), PackedLine(2, "item-2", 1, 0))

    rows = rows_of_payload(payload_of("113-4857201-9936201", 3, CONTENT, lines))

    assert [(row.order_item_id, row.quantity) for row in rows] == [("item-1", 2), ("item-2", 1)]
    assert {(row.order_id, row.ship_date, row.carrier_code, row.carrier_name) for row in rows} == {
        ("113-4857201-9936201", date(2026, 11, 23), "Other", "Bike Bob")
    }
    assert {(row.tracking_number, row.ship_method) for row in rows} == {("BB1", "Same day")}


def test_an_order_without_item_ids_is_one_row() -> None:
    rows = rows_of_payload(payload_of("x", 1, CONTENT, (PackedLine(1, "", 2, 0), PackedLine(2, "", 1, 0))))

    assert [(row.order_item_id, row.quantity) for row in rows] == [("", None)]


@pytest.mark.parametrize("state", LEFT)
def test_status_shipped_proves_a_parcel(state: Confirmation) -> None:
    order = an_order(status="SHIPPED", parcels=(a_parcel(state=state),))

    assert judge(order) == {10: Confirmation.ACCEPTED}


def test_a_risen_quantity_proves_a_parcel() -> None:
    order = an_order(a_line(ordered=2, shipped=1), parcels=(a_parcel(state=Confirmation.DOWNLOADED),))

    assert judge(order) == {10: Confirmation.ACCEPTED}


def test_half_of_two_parcels_proves_neither() -> None:
    parcels = (a_parcel(1, state=Confirmation.SENT), a_parcel(2, state=Confirmation.SENT, tracking="T2"))

    assert judge(an_order(a_line(ordered=2, shipped=1), parcels=parcels)) == {}
    assert judge(an_order(a_line(ordered=2, shipped=2), parcels=parcels)) == {
        10: Confirmation.ACCEPTED,
        20: Confirmation.ACCEPTED,
    }


def test_units_that_were_shipped_before_prove_nothing() -> None:
    parcel = a_parcel(state=Confirmation.SENT)
    before = parcel.lines[0].__class__(1, "item-1", 1, 1)
    parcel = parcel.__class__(parcel.key, 1, parcel.state, 1, parcel.content, (before,))

    assert judge(an_order(a_line(ordered=2, shipped=1), parcels=(parcel,))) == {}


@pytest.mark.parametrize("state", [Confirmation.DOWNLOADED, Confirmation.SENT])
def test_an_order_that_vanished_is_only_probably_accepted(state: Confirmation) -> None:
    assert judge(an_order(vanished_at=NOW, parcels=(a_parcel(state=state),))) == {10: Confirmation.PROBABLY_ACCEPTED}


def test_what_is_probable_stays_so_until_there_is_proof() -> None:
    parcel = a_parcel(state=Confirmation.PROBABLY_ACCEPTED)

    assert judge(an_order(vanished_at=NOW, parcels=(parcel,))) == {}
    assert judge(an_order(parcels=(parcel,))) == {10: Confirmation.DOWNLOADED}
    assert judge(an_order(status="SHIPPED", vanished_at=NOW, parcels=(parcel,))) == {10: Confirmation.ACCEPTED}


@pytest.mark.parametrize("state", [Confirmation.PREPARED, Confirmation.REFUSED, Confirmation.WITHDRAWN, Confirmation.ACCEPTED])
def test_what_has_not_left_or_has_its_verdict_is_not_judged(state: Confirmation) -> None:
    order = an_order(a_line(ordered=1, shipped=1), status="SHIPPED", vanished_at=NOW, parcels=(a_parcel(state=state),))

    assert judge(order) == {}


def test_an_edit_is_never_proven_by_what_the_first_content_brought_about() -> None:
    order = an_order(status="SHIPPED", parcels=(a_parcel(state=Confirmation.SENT, revision=2),))

    assert judge(order) == {10: Confirmation.PROBABLY_ACCEPTED}
