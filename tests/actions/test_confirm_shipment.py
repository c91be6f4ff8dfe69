"""Confirm one shipment: done, refused, repeated, from two tabs at once, corrected, withdrawn."""

import threading

import pytest
from django.db import connection

from shipby.actions.confirm_shipment import confirm_shipment
from shipby.actions.correct_parcel import correct_parcel
from shipby.actions.export_confirmations import export_confirmations
from shipby.actions.withdraw_parcel import withdraw_parcel
from shipby.journal.reads import events_of
from shipby.orders.models import Order
from shipby.outbox.models import Intent
from shipby.outbox.reads import intents_of
from shipby.outbox.rules import IntentState
from shipby.shipping.models import Parcel
from shipby.shipping.reads import orders_with_tracking, parcels_of
from shipby.shipping.rules import parcel_refusals as no
from shipby.shipping.rules.confirmation import Confirmation
from tests.conftest import NOW
from tests.rooms.shipping.world import NORA, UPS_GOOD, USPS_GOOD, World, a_draft, a_world, an_order, items_of, write_lines


def confirm(world: World, order: Order, **changes: object):
    return confirm_shipment(scope=world.scope, order_id=order.order_id, parcel=a_draft(**changes), actor=NORA, now=NOW)


def export(world: World):
    return export_confirmations(scope=world.scope, account_id=world.account_id, write_file=write_lines, actor=NORA, now=NOW)


@pytest.mark.django_db
def test_a_confirmed_parcel_waits_for_the_file_and_shows_in_queue_and_timeline() -> None:
    world = a_world()
    order = an_order(world, lines=[{"quantity_ordered": 3}, {}])

    done = confirm(world, order, service="Ground")

    assert (done.reference, done.state, done.warnings) == (1, Confirmation.PREPARED, ())
    parcel = parcels_of(order.id)[0]
    assert [item.quantity for item in parcel.items] == [3, 1]
    assert (parcel.ship_date.isoformat(), parcel.ship_zone, parcel.service) == ("2026-11-23", "Europe/Berlin", "Ground")
    intent = Intent.objects.get()
    assert (intent.state, intent.due_at, intent.payload["tracking_number"]) == ("prepared", order.ship_by_latest, USPS_GOOD)
    order.refresh_from_db()
    assert (order.confirmation, order.tracking_numbers) == ("prepared", [USPS_GOOD])
    event = events_of("order", order.id)[0]
    assert (event.kind, event.actor_name, event.details["units"]) == ("parcel_confirmed", "Nora", 4)


@pytest.mark.django_db
def test_the_same_form_twice_is_one_parcel() -> None:
    world = a_world()
    order = an_order(world, lines=[{"quantity_ordered": 2}])

    first = confirm(world, order)
    again = confirm(world, order, quantities={items_of(order)[0]: 2})

    assert (again.reference, again.state) == (first.reference, first.state)
    assert [warning.code for warning in again.warnings] == ["same_parcel"]
    assert (Parcel.objects.count(), Intent.objects.count(), len(events_of("order", order.id))) == (1, 1, 1)


@pytest.mark.django_db
def test_several_parcels_hold_an_order_between_them_and_no_unit_more() -> None:
    world = a_world()
    order = an_order(world, lines=[{"quantity_ordered": 3}])
    item = items_of(order)[0]

    confirm(world, order, quantities={item: 1})
    with pytest.raises(no.TooManyUnits) as refusal:
        confirm(world, order, carrier_code="UPS", tracking_number=UPS_GOOD, quantities={item: 3})
    second = confirm(world, order, carrier_code="UPS", tracking_number=UPS_GOOD)

    assert refusal.value.message == f"Item {item} has 2 units left to ship, but 3 were entered."
    assert second.reference == 2
    assert [parcel.items[0].quantity for parcel in parcels_of(order.id)] == [1, 2]


@pytest.mark.django_db
def test_a_refused_confirmation_leaves_nothing_behind() -> None:
    world = a_world()
    order = an_order(world, is_held=True)

    with pytest.raises(no.OrderHeld):
        confirm(world, order)

    assert (Parcel.objects.count(), Intent.objects.count(), events_of("order", order.id)) == (0, 0, [])


@pytest.mark.django_db
def test_an_order_of_another_shop_is_not_there() -> None:
    ours, theirs = a_world(), a_world(name="Eastside")
    order = an_order(theirs)

    with pytest.raises(no.UnknownOrder):
        confirm(ours, order)
    assert not Parcel.objects.exists()


@pytest.mark.django_db
def test_a_tracking_number_of_another_order_is_flagged_within_the_shop_only() -> None:
    world, theirs = a_world(), a_world(name="Eastside")
    first, foreign = an_order(world), an_order(theirs)
    confirm(world, first)
    confirm(theirs, foreign)

    done = confirm(world, an_order(world))

    assert [warning.code for warning in done.warnings] == ["tracking_used_before"]
    assert first.order_id in done.warnings[0].message
    assert foreign.order_id not in done.warnings[0].message
    assert orders_with_tracking(theirs.scope.account_ids, USPS_GOOD) == [foreign.order_id]


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_never_pack_a_unit_twice() -> None:
    world = a_world()
    order = an_order(world)
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def run(tracking: str) -> None:
        start.wait()
        try:
            confirm(world, order, carrier_code="UPS", tracking_number=tracking)
            outcomes.append("done")
        except no.NothingOpen:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in (UPS_GOOD, "1Z879E930346834440")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(outcomes) == ["done", "refused"]
    assert (Parcel.objects.count(), Intent.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_a_correction_before_the_file_left_changes_what_the_file_will_say() -> None:
    world = a_world()
    order = an_order(world)
    confirm(world, order)

    correct_parcel(
        scope=world.scope,
        order_id=order.order_id,
        reference=1,
        parcel=a_draft(carrier_code="UPS", tracking_number=UPS_GOOD),
        actor=NORA,
        now=NOW,
    )

    assert Intent.objects.get().payload["tracking_number"] == UPS_GOOD
    assert UPS_GOOD.encode() in export(world).content
    order.refresh_from_db()
    assert order.tracking_numbers == [UPS_GOOD]
    assert events_of("order", order.id)[1].details["tracking_number_before"] == USPS_GOOD


@pytest.mark.django_db
def test_a_correction_after_the_file_left_goes_out_again_under_the_same_reference() -> None:
    world = a_world()
    order = an_order(world)
    confirm(world, order)
    export(world)

    draft = a_draft(carrier_code="UPS", tracking_number=UPS_GOOD)
    done = correct_parcel(scope=world.scope, order_id=order.order_id, reference=1, parcel=draft, actor=NORA, now=NOW)

    assert (done.reference, done.state) == (1, Confirmation.PREPARED)
    parcel = parcels_of(order.id)[0]
    assert [(i.attempt, i.state) for i in intents_of("parcel", [parcel.key])[parcel.key]] == [
        (1, IntentState.SENT),
        (2, IntentState.PREPARED),
    ]
    again = export(world)
    assert (again.batch, again.rows) == (2, 1)
    assert UPS_GOOD.encode() in again.content


@pytest.mark.django_db
def test_correcting_a_parcel_that_is_not_there_is_refused() -> None:
    world = a_world()
    order = an_order(world)

    with pytest.raises(no.UnknownParcel):
        correct_parcel(scope=world.scope, order_id=order.order_id, reference=1, parcel=a_draft(), actor=NORA, now=NOW)
    with pytest.raises(no.UnknownOrder):
        correct_parcel(scope=world.scope, order_id="113-0000000-9999999", reference=1, parcel=a_draft(), actor=NORA, now=NOW)


@pytest.mark.django_db
def test_a_withdrawn_parcel_frees_its_units_but_not_its_number() -> None:
    world = a_world()
    order = an_order(world)
    confirm(world, order)

    withdraw_parcel(scope=world.scope, order_id=order.order_id, reference=1, actor=NORA, now=NOW)

    assert export(world).rows == 0
    order.refresh_from_db()
    assert (order.confirmation, order.tracking_numbers) == ("", [])
    assert confirm(world, order).reference == 2
    assert export(world).rows == 1


@pytest.mark.django_db
def test_what_has_left_the_house_is_not_withdrawn() -> None:
    world = a_world()
    order = an_order(world)
    confirm(world, order)
    export(world)

    with pytest.raises(no.ParcelHasLeft):
        withdraw_parcel(scope=world.scope, order_id=order.order_id, reference=1, actor=NORA, now=NOW)
    assert parcels_of(order.id)[0].confirmation is Confirmation.DOWNLOADED


@pytest.mark.django_db
def test_confirming_takes_the_same_number_of_queries_for_any_order(django_assert_max_num_queries) -> None:
    world = a_world()
    small, large = an_order(world), an_order(world, lines=[{} for _ in range(40)])

    for order in (small, large):
        with django_assert_max_num_queries(32):
            confirm(world, order)
