"""Two people press at the same instant: one is first, the other is told; a form sent twice at once counts once."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from shipby.actions.add_note import add_note
from shipby.actions.confirm_shipment import confirm_shipment
from shipby.actions.correct_parcel import correct_parcel
from shipby.actions.hold_orders import hold_orders
from shipby.actions.stay_at_order import stay_at_order
from shipby.actions.withdraw_parcel import withdraw_parcel
from shipby.journal.models import Event
from shipby.orders.models import Hold, Note, Order
from shipby.orders.rules.marks import ChangedMeanwhile
from shipby.presence.models import Visit
from shipby.presence.rules import ENDS_AFTER
from shipby.shipping.models import Parcel
from shipby.words.actors import Actor, ActorKind
from tests.conftest import NOW
from tests.rooms.shipping.world import NORA, UPS_GOOD, USPS_GOOD, World, a_draft, a_world, an_order

DANA = Actor(ActorKind.PERSON, "2", "Dana")


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do all at the same instant; what became of each."""
    start, outcomes = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
            outcomes.append("done")
        except ChangedMeanwhile as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(outcomes)


def where(world: World, order: Order, actor: Actor = NORA) -> dict[str, Any]:
    return {"scope": world.scope, "order_id": order.order_id, "actor": actor, "now": NOW}


@pytest.mark.django_db(transaction=True)
def test_of_two_parcels_made_from_the_same_page_one_goes_in() -> None:
    world = a_world()
    order = an_order(world, lines=[{"quantity_ordered": 2}])
    line = order.lines.get().id

    def confirm(carrier: str, number: str, actor: Actor) -> Callable[[], object]:
        draft = a_draft(carrier_code=carrier, tracking_number=number, quantities={line: 1})
        return lambda: confirm_shipment(parcel=draft, expected_version=order.row_version, **where(world, order, actor))

    assert at_once(confirm("UPS", UPS_GOOD, NORA), confirm("USPS", USPS_GOOD, DANA)) == ["changed_meanwhile", "done"]
    assert Parcel.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_a_hold_and_a_parcel_made_from_the_same_page_one_goes_in() -> None:
    world = a_world()
    order = an_order(world)

    def hold() -> object:
        place = {"scope": world.scope, "order_ids": [order.order_id], "actor": DANA, "now": NOW}
        return hold_orders(reason="Wait", expected_version=order.row_version, **place)

    def confirm() -> object:
        try:
            return confirm_shipment(parcel=a_draft(), expected_version=order.row_version, **where(world, order))
        except Exception as refusal:
            raise ChangedMeanwhile(order_id="", who="", what="") from refusal  # on hold says the same

    assert at_once(hold, confirm) == ["changed_meanwhile", "done"]
    assert Parcel.objects.count() + Hold.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_at_once_writes_one_note() -> None:
    world = a_world()
    order = an_order(world)

    outcomes = at_once(*[lambda: add_note(text="Ring twice", form="a1b2", **where(world, order))] * 4)

    assert outcomes == ["done"] * 4
    assert (Note.objects.count(), Event.objects.filter(kind="note_added").count()) == (1, 1)


@pytest.mark.django_db
def test_the_same_form_name_on_another_order_is_another_note() -> None:
    world = a_world()

    for order in (an_order(world), an_order(world)):
        add_note(text="Ring twice", form="a1b2", **where(world, order))

    assert Note.objects.count() == 2


@pytest.mark.django_db
def test_a_correction_and_a_withdrawal_of_an_old_page_are_told() -> None:
    world = a_world()
    order = an_order(world)
    confirm_shipment(parcel=a_draft(), **where(world, order))
    version = Order.objects.get().row_version
    correct_parcel(reference=1, parcel=a_draft(service="Priority"), **where(world, order, DANA))

    with pytest.raises(ChangedMeanwhile) as refusal:
        correct_parcel(reference=1, parcel=a_draft(service="Ground"), expected_version=version, **where(world, order))
    with pytest.raises(ChangedMeanwhile):
        withdraw_parcel(reference=1, expected_version=version, **where(world, order))

    assert refusal.value.params["who"] == "Dana"
    assert Parcel.objects.get().service == "Priority"


@pytest.mark.django_db(transaction=True)
def test_ten_people_at_one_order_and_two_tabs_of_one() -> None:
    world = a_world()
    order = an_order(world)
    for person in range(100, 110):
        stay_at_order(scope=world.scope, order_id=order.order_id, person_id=person, now=NOW)
    later = NOW + ENDS_AFTER + timedelta(seconds=1)

    def stay(person: int) -> Callable[[], object]:
        return lambda: stay_at_order(scope=world.scope, order_id=order.order_id, person_id=person, now=later)

    assert at_once(*[stay(person) for person in (1, 1, 2, 3, 4, 5, 6, 7)]) == ["done"] * 8
    others = stay_at_order(scope=world.scope, order_id=order.order_id, person_id=1, now=later)
    assert sorted(visit.person_id for visit in others) == [2, 3, 4, 5, 6, 7]
    assert Visit.objects.count() == 7
