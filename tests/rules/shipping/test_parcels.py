"""Whether a parcel may be made, corrected, withdrawn; never more units than were ordered."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipby.shipping.rules import parcel_refusals as no
from shipby.shipping.rules.confirmation import Confirmation
from shipby.shipping.rules.parcel_facts import LineToShip, OrderToShip, PackedLine, ParcelContent, ParcelFacts
from shipby.shipping.rules.parcels import (
    CorrectionKind,
    ParcelDraft,
    PlanKind,
    decide_correction,
    decide_parcel,
    refuse_withdrawal,
)
from shipby.words.refusals import Refusal

NOW = datetime(2026, 11, 23, 17, 41, tzinfo=UTC)
TODAY_IN_BERLIN = date(2026, 11, 23)
USPS_GOOD, USPS_BAD_DIGIT = "9400111202555842332669", "9400111202555842332668"
UPS_GOOD = "1Z5R89390357567127"


def a_line(
    key: int = 1, *, ordered: int = 1, shipped: int = 0, cancelled: int = 0, item: str | None = None, sku: str = ""
) -> LineToShip:
    return LineToShip(key, f"item-{key}" if item is None else item, sku or f"SKU-{key}", ordered, shipped, cancelled)


def an_order(*lines: LineToShip, **facts: object) -> OrderToShip:
    given_facts = {
        "key": 1,
        "account_id": 1,
        "order_id": "113-4857201-9936201",
        "status": "UNSHIPPED",
        "fulfilled_by": "MERCHANT",
        "programs": {},
        "is_held": False,
        "is_incomplete": False,
        "cancel_requested": None,
        "vanished_at": None,
        "purchased_at": NOW - timedelta(days=2),
        "ship_by_latest": NOW + timedelta(days=1),
        "zone": "Europe/Berlin",
        "ship_from": "US",
        "lines": lines or (a_line(),),
        "parcels": (),
    }
    return OrderToShip(**(given_facts | facts))


def a_draft(**changes: object) -> ParcelDraft:
    return ParcelDraft(**({"carrier_code": "USPS", "tracking_number": USPS_GOOD} | changes))


def a_parcel(
    reference: int = 1, *, state: Confirmation = Confirmation.PREPARED, revision: int = 1, tracking: str = USPS_GOOD, **units: int
) -> ParcelFacts:
    content = ParcelContent("USPS", "", "", tracking, TODAY_IN_BERLIN, "Europe/Berlin")
    lines = tuple(PackedLine(int(key[1:]), f"item-{key[1:]}", quantity, 0) for key, quantity in (units or {"l1": 1}).items())
    return ParcelFacts(reference * 10, reference, state, revision, content, lines)


def codes(warnings: object) -> list[str]:
    return [warning.code for warning in warnings]


def test_a_draft_without_quantities_takes_everything_that_is_open() -> None:
    order = an_order(a_line(1, ordered=3, cancelled=1), a_line(2, ordered=2), parcels=(a_parcel(l2=1, tracking="X1"),))

    plan = decide_parcel(order, a_draft(), now=NOW)

    assert {line.line_key: line.quantity for line in plan.lines} == {1: 2, 2: 1}
    assert (plan.kind, plan.reference, plan.content.ship_date) == (PlanKind.NEW, 2, TODAY_IN_BERLIN)
    assert plan.content.zone == "Europe/Berlin"


def test_lines_are_named_by_order_item_id_by_our_key_or_without_ids_by_sku() -> None:
    order = an_order(a_line(1, ordered=2), a_line(2, ordered=2))

    assert decide_parcel(order, a_draft(quantities={"item-2": 2}), now=NOW).lines[0].line_key == 2
    assert decide_parcel(order, a_draft(quantities={1: 1, 2: 0}), now=NOW).lines[0].line_key == 1
    nameless = an_order(a_line(1, ordered=2, item="", sku="MUG"))
    assert decide_parcel(nameless, a_draft(quantities={"MUG": 2}), now=NOW).lines[0].quantity == 2


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"fulfilled_by": "AMAZON"}, no.NotOurs),
        ({"status": "PENDING"}, no.PaymentPending),
        ({"status": "PENDING_AVAILABILITY"}, no.PaymentPending),
        ({"status": "CANCELLED"}, no.OrderCancelled),
        ({"status": "SHIPPED"}, no.OrderFullyShipped),
        ({"status": "UNFULFILLABLE"}, no.StatusUnclear),
        ({"status": "SOMETHING_NEW"}, no.StatusUnclear),
        ({"programs": {"FBM_SHIP_PLUS": True}}, no.ConfirmedByAmazon),
        ({"is_incomplete": True}, no.OrderIncomplete),
        ({"is_held": True}, no.OrderHeld),
    ],
)
def test_an_order_that_must_not_be_confirmed_says_why_and_what_to_do(facts: dict, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as refused:
        decide_parcel(an_order(**facts), a_draft(), now=NOW)

    assert "113-4857201-9936201" in refused.value.message
    assert refused.value.what_to_do


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"carrier_code": ""}, no.CarrierMissing),
        ({"carrier_code": "Pigeon Post"}, no.UnknownCarrier),
        ({"carrier_code": "Other"}, no.CarrierNameMissing),
        ({"carrier_code": "Other carrier"}, no.CarrierNameMissing),
        ({"carrier_code": "other", "carrier_name": "x" * 51}, no.CarrierNameUnusable),
        ({"carrier_code": "Other", "carrier_name": "a\x00b"}, no.CarrierNameUnusable),
        ({"tracking_number": ""}, no.TrackingMissing),
        ({"tracking_number": "  \t "}, no.TrackingMissing),
        ({"tracking_number": "1" * 51}, no.TrackingUnusable),
        ({"tracking_number": "1Z\x07999"}, no.TrackingUnusable),
        ({"service": "x" * 81}, no.ServiceUnusable),
        ({"ship_date": date(2026, 11, 24)}, no.ShipDateInFuture),
        ({"ship_date": date(2026, 11, 20)}, no.ShipDateBeforePurchase),
        ({"quantities": {"item-9": 1}}, no.UnknownLine),
        ({"quantities": {9: 1}}, no.UnknownLine),
        ({"quantities": {"": 1}}, no.UnknownLine),
        ({"quantities": {"item-1": -1}}, no.QuantityUnusable),
        ({"quantities": {"item-1": 0}}, no.NothingInParcel),
        ({"quantities": {}}, no.NothingInParcel),
        ({"quantities": {"item-1": 2}}, no.TooManyUnits),
    ],
)
def test_bad_input_is_refused_by_name(changes: dict, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as refused:
        decide_parcel(an_order(), a_draft(**changes), now=NOW)

    assert refused.value.message
    assert refused.value.what_to_do


def test_today_is_the_warehouses_today() -> None:
    late_evening = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)

    assert decide_parcel(an_order(), a_draft(), now=late_evening).content.ship_date == date(2026, 11, 24)
    in_los_angeles = an_order(zone="America/Los_Angeles")
    assert decide_parcel(in_los_angeles, a_draft(), now=late_evening).content.ship_date == date(2026, 11, 23)
    with pytest.raises(no.ShipDateInFuture):
        decide_parcel(in_los_angeles, a_draft(ship_date=date(2026, 11, 24)), now=late_evening)


def test_other_needs_and_keeps_the_carriers_name() -> None:
    plan = decide_parcel(an_order(), a_draft(carrier_code="other", carrier_name="  Bike  Bob "), now=NOW)

    assert (plan.content.carrier_code, plan.content.carrier_name) == ("Other", "Bike Bob")
    assert "carrier_other" in codes(plan.warnings)


def test_a_wrong_check_digit_warns_and_does_not_block() -> None:
    plan = decide_parcel(an_order(), a_draft(tracking_number=USPS_BAD_DIGIT), now=NOW)

    assert plan.kind is PlanKind.NEW
    assert "check_digit_failed" in codes(plan.warnings)


def test_a_number_of_another_carrier_is_told() -> None:
    plan = decide_parcel(an_order(), a_draft(carrier_code="USPS", tracking_number=UPS_GOOD), now=NOW)

    assert "other_carrier" in codes(plan.warnings)
    assert any("UPS" in warning.message for warning in plan.warnings)


def test_a_good_number_on_a_good_order_warns_of_nothing() -> None:
    assert decide_parcel(an_order(), a_draft(), now=NOW).warnings == ()


def test_what_a_person_should_know_of_the_order_is_told() -> None:
    order = an_order(cancel_requested=True, ship_by_latest=NOW - timedelta(minutes=1), vanished_at=NOW)

    plan = decide_parcel(order, a_draft(), now=NOW, used_by=("113-0000000-0000001",))

    assert codes(plan.warnings) == ["tracking_used_before", "cancel_requested", "ship_by_passed", "vanished"]
    assert "113-0000000-0000001" in plan.warnings[0].message


def test_a_replayed_form_is_the_same_parcel() -> None:
    standing = a_parcel(state=Confirmation.SENT)
    order = an_order(parcels=(standing,))

    for draft in (a_draft(), a_draft(quantities={"item-1": 1}), a_draft(tracking_number=" 9400 1112 0255 5842 3326 69 ")):
        plan = decide_parcel(order, draft, now=NOW)
        assert (plan.kind, plan.parcel) == (PlanKind.SAME, standing)


def test_a_replay_is_the_same_parcel_also_after_amazon_shipped_or_cancelled_the_order() -> None:
    order = an_order(status="SHIPPED", parcels=(a_parcel(state=Confirmation.ACCEPTED),))

    assert decide_parcel(order, a_draft(), now=NOW).kind is PlanKind.SAME


def test_another_tracking_number_for_packed_units_is_no_second_parcel() -> None:
    order = an_order(parcels=(a_parcel(),))

    with pytest.raises(no.NothingOpen):
        decide_parcel(order, a_draft(tracking_number=UPS_GOOD, carrier_code="UPS"), now=NOW)
    with pytest.raises(no.TooManyUnits):
        decide_parcel(order, a_draft(tracking_number=UPS_GOOD, carrier_code="UPS", quantities={"item-1": 1}), now=NOW)


def test_the_same_number_on_the_rest_of_the_order_is_a_second_parcel() -> None:
    order = an_order(a_line(ordered=3), parcels=(a_parcel(),))

    plan = decide_parcel(order, a_draft(), now=NOW)

    assert (plan.kind, plan.reference, plan.lines[0].quantity) == (PlanKind.NEW, 2, 2)


def test_a_number_given_out_is_never_given_out_again() -> None:
    order = an_order(parcels=(a_parcel(4, state=Confirmation.WITHDRAWN),))

    assert decide_parcel(order, a_draft(), now=NOW).reference == 5


def test_a_refused_parcel_goes_out_again_under_its_own_reference() -> None:
    refused = a_parcel(3, state=Confirmation.REFUSED, tracking="WRONG")
    order = an_order(parcels=(refused,))

    plan = decide_parcel(order, a_draft(), now=NOW)

    assert (plan.kind, plan.reference, plan.parcel) == (PlanKind.AGAIN, 3, refused)
    assert "refused_before" not in codes(plan.warnings)


def test_sending_exactly_what_amazon_refused_is_warned_of() -> None:
    order = an_order(parcels=(a_parcel(state=Confirmation.REFUSED),))

    assert "refused_before" in codes(decide_parcel(order, a_draft(), now=NOW).warnings)


def test_a_new_parcel_that_takes_the_units_of_a_refused_one_displaces_it() -> None:
    refused = a_parcel(1, state=Confirmation.REFUSED, tracking="WRONG", l1=2)
    order = an_order(a_line(ordered=3), parcels=(refused,))

    plan = decide_parcel(order, a_draft(quantities={"item-1": 3}), now=NOW)

    assert (plan.kind, plan.reference, plan.displaced) == (PlanKind.NEW, 2, (refused.key,))
    beside = decide_parcel(order, a_draft(quantities={"item-1": 1}), now=NOW)
    assert beside.displaced == ()


def test_units_shipped_elsewhere_are_not_open() -> None:
    assert an_order(a_line(ordered=3, shipped=1)).open_units(a_line(ordered=3, shipped=1)) == 2


def test_units_that_amazon_counts_for_our_own_parcel_are_not_taken_off_twice() -> None:
    line = a_line(ordered=3, shipped=1)

    assert an_order(line, parcels=(a_parcel(state=Confirmation.SENT),)).open_units(line) == 2
    assert an_order(line, parcels=(a_parcel(state=Confirmation.PREPARED),)).open_units(line) == 1


def test_part_of_an_order_without_item_ids_cannot_be_said_in_the_file() -> None:
    order = an_order(a_line(1, ordered=2, item=""), a_line(2, item=""))

    with pytest.raises(no.ItemIdMissing):
        decide_parcel(order, a_draft(quantities={1: 2}), now=NOW)
    assert len(decide_parcel(order, a_draft(), now=NOW).lines) == 2


PART = st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6)).map(sorted)


@given(
    part=PART,
    parcels=st.lists(st.tuples(st.sampled_from(Confirmation), st.integers(1, 4), st.integers(1, 2)), max_size=4),
    asked=st.none() | st.integers(-1, 8),
)
def test_packed_units_never_exceed_what_was_ordered(part: list[int], parcels: list, asked: int | None) -> None:
    shipped, over, ordered = part
    line = a_line(ordered=ordered, shipped=shipped, cancelled=min(over - shipped, ordered - shipped))
    order = an_order(line, parcels=())
    for reference, (state, units, revision) in enumerate(parcels, start=1):
        parcel = a_parcel(reference, state=state, revision=revision, tracking=f"T{reference}", l1=units)
        if not parcel.takes_units or units <= order.open_units(line):
            order = replace(order, parcels=(*order.parcels, parcel))
    quantities = None if asked is None else {"item-1": asked}

    try:
        plan = decide_parcel(order, a_draft(quantities=quantities), now=NOW)
    except Refusal:
        return

    held = sum(p.quantity for parcel in order.parcels if parcel.takes_units for p in parcel.lines)
    made = sum(packed.quantity for packed in plan.lines)
    assert made > 0
    assert held + made <= line.ordered - line.cancelled


def test_a_correction_before_the_file_left_changes_the_parcel_in_place() -> None:
    parcel = a_parcel()

    correction = decide_correction(
        an_order(parcels=(parcel,)), parcel, a_draft(carrier_code="UPS", tracking_number=UPS_GOOD), now=NOW
    )

    assert (correction.kind, correction.revision) == (CorrectionKind.IN_PLACE, 1)


@pytest.mark.parametrize(
    "state", [Confirmation.DOWNLOADED, Confirmation.SENT, Confirmation.PROBABLY_ACCEPTED, Confirmation.ACCEPTED]
)
def test_a_correction_after_the_file_left_is_an_edit_under_the_same_reference(state: Confirmation) -> None:
    parcel = a_parcel(state=state)
    order = an_order(status="SHIPPED", parcels=(parcel,))

    correction = decide_correction(order, parcel, a_draft(carrier_code="UPS", tracking_number=UPS_GOOD), now=NOW)

    assert (correction.kind, correction.revision) == (CorrectionKind.NEW_ATTEMPT, 2)


def test_a_correction_that_says_the_same_changes_nothing() -> None:
    parcel = a_parcel(state=Confirmation.ACCEPTED)

    assert decide_correction(an_order(parcels=(parcel,)), parcel, a_draft(), now=NOW).kind is CorrectionKind.SAME


def test_a_refused_parcel_is_not_corrected_on_an_order_that_was_cancelled_or_repacked() -> None:
    refused = a_parcel(state=Confirmation.REFUSED, tracking="WRONG")

    with pytest.raises(no.OrderCancelled):
        decide_correction(an_order(status="CANCELLED", parcels=(refused,)), refused, a_draft(), now=NOW)
    with pytest.raises(no.TooManyUnits):
        decide_correction(an_order(parcels=(refused, a_parcel(2, tracking="T2"))), refused, a_draft(), now=NOW)


def test_a_withdrawn_parcel_is_neither_corrected_nor_withdrawn_again() -> None:
    gone = a_parcel(state=Confirmation.WITHDRAWN)
    order = an_order(parcels=(gone,))

    with pytest.raises(no.ParcelWithdrawn):
        decide_correction(order, gone, a_draft(), now=NOW)
    with pytest.raises(no.ParcelWithdrawn):
        refuse_withdrawal(order, gone)


@pytest.mark.parametrize("state", Confirmation)
@pytest.mark.parametrize("revision", [1, 2])
def test_only_what_amazon_cannot_know_is_withdrawn(state: Confirmation, revision: int) -> None:
    parcel = a_parcel(state=state, revision=revision)
    may = revision == 1 and state in {Confirmation.PREPARED, Confirmation.REFUSED}

    if may:
        refuse_withdrawal(an_order(parcels=(parcel,)), parcel)
    else:
        with pytest.raises((no.ParcelHasLeft, no.ParcelWithdrawn)):
            refuse_withdrawal(an_order(parcels=(parcel,)), parcel)
