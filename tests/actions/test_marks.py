"""Holds, tags and notes: done, refused, repeated, undone; nothing of it crosses the wall or gets lost."""

from collections.abc import Callable

import pytest

from shipby.actions.add_note import add_note
from shipby.actions.confirm_shipment import confirm_shipment
from shipby.actions.hold_orders import hold_orders
from shipby.actions.release_orders import release_orders
from shipby.actions.remove_note import remove_note
from shipby.actions.tag_orders import tag_orders
from shipby.journal.reads import events_of
from shipby.orders.models import Hold, Order
from shipby.orders.reads import order_detail
from shipby.orders.rules.marks import BadTag, ChangedMeanwhile, EmptyNote, NoSuchOrder, TooLongText, TooManyTags
from shipby.words.actors import Actor, ActorKind
from tests.conftest import NOW
from tests.rooms.shipping.world import NORA, World, a_draft, a_world, an_order

pytestmark = pytest.mark.django_db

DARIO = Actor(ActorKind.PERSON, "2", "Dario")


@pytest.fixture
def world(clock) -> World:
    return a_world()


def held(order: Order) -> bool:
    order.refresh_from_db()
    return order.is_held


def test_an_order_on_hold_says_who_held_it_and_why(world: World) -> None:
    order = an_order(world, city="Boise")

    done = hold_orders(scope=world.scope, order_ids=[order.order_id], reason="Waits for stock", actor=NORA, now=NOW)

    detail = order_detail(world.scope.account_ids, order.order_id)
    assert done == [order.order_id]
    assert detail is not None
    assert detail.hold is not None
    assert (detail.hold.reason, detail.hold.held_by, detail.causes) == ("Waits for stock", "Nora", ["on_hold"])
    assert detail.row_version == 2
    assert [event.kind for event in events_of("order", order.id)] == ["order_held"]


def test_holding_twice_is_one_hold(world: World) -> None:
    order = an_order(world)
    hold_orders(scope=world.scope, order_ids=[order.order_id], reason="", actor=NORA, now=NOW)

    assert hold_orders(scope=world.scope, order_ids=[order.order_id] * 2, reason="", actor=NORA, now=NOW) == []
    assert Hold.objects.count() == 1


def test_releasing_is_the_undo_of_holding_and_keeps_the_history(world: World) -> None:
    order = an_order(world)
    hold_orders(scope=world.scope, order_ids=[order.order_id], reason="", actor=NORA, now=NOW)

    assert release_orders(scope=world.scope, order_ids=[order.order_id], actor=NORA, now=NOW) == [order.order_id]
    assert release_orders(scope=world.scope, order_ids=[order.order_id], actor=NORA, now=NOW) == []
    assert not held(order)
    assert hold_orders(scope=world.scope, order_ids=[order.order_id], reason="again", actor=NORA, now=NOW) == [order.order_id]
    assert Hold.objects.count() == 2


@pytest.mark.parametrize("facts", [{"fulfilled_by": "AMAZON"}, {"status": "SHIPPED"}, {"status": "CANCELLED"}])
def test_orders_that_are_not_worked_on_here_are_left_out_of_a_bulk_hold(world: World, facts: dict[str, str]) -> None:
    open_order, other = an_order(world), an_order(world, is_open=False, **facts)
    order_ids = [open_order.order_id, other.order_id, "999-0000000-0000000"]

    assert hold_orders(scope=world.scope, order_ids=order_ids, reason="", actor=NORA, now=NOW) == [open_order.order_id]


def test_a_stranger_can_t_mark_an_order(world: World) -> None:
    order, stranger = an_order(world), a_world(name="East").scope

    assert hold_orders(scope=stranger, order_ids=[order.order_id], reason="", actor=NORA, now=NOW) == []
    assert tag_orders(scope=stranger, order_ids=[order.order_id], add=["x"], actor=NORA, now=NOW) == []
    with pytest.raises(NoSuchOrder):
        add_note(scope=stranger, order_id=order.order_id, text="hello", actor=NORA, now=NOW)
    assert not held(order)


@pytest.mark.parametrize("act", [hold_orders, release_orders, tag_orders])
def test_a_person_with_an_old_page_is_told_who_changed_the_order_and_what(world: World, act: Callable[..., object]) -> None:
    order = an_order(world, city="Boise")
    seen = order.row_version
    tag_orders(scope=world.scope, order_ids=[order.order_id], add=["fragile"], actor=DARIO, now=NOW, expected_version=seen)
    more = {hold_orders: {"reason": ""}, release_orders: {}, tag_orders: {"add": ["gift"]}}[act]

    with pytest.raises(ChangedMeanwhile) as caught:
        act(scope=world.scope, order_ids=[order.order_id], actor=NORA, now=NOW, expected_version=seen, **more)

    assert "last by Dario: order tagged" in caught.value.message
    order.refresh_from_db()
    assert (order.tags, order.is_held) == (["fragile"], False)


def test_every_change_makes_older_pages_old_and_nothing_else_does(world: World) -> None:
    order, versions = an_order(world, city="Boise"), []
    where = {"scope": world.scope, "order_ids": [order.order_id], "actor": NORA, "now": NOW}
    for act in (
        lambda: hold_orders(reason="", **where),
        lambda: hold_orders(reason="again", **where),
        lambda: release_orders(**where),
        lambda: confirm_shipment(scope=world.scope, order_id=order.order_id, parcel=a_draft(), actor=NORA, now=NOW),
        lambda: confirm_shipment(scope=world.scope, order_id=order.order_id, parcel=a_draft(), actor=NORA, now=NOW),
        lambda: tag_orders(add=["fragile"], **where),
        lambda: tag_orders(add=["fragile"], **where),
    ):
        act()
        order.refresh_from_db()
        versions.append(order.row_version)

    assert versions == [2, 2, 3, 4, 4, 5, 5]


def test_tags_are_added_and_removed_and_only_changes_are_noted(world: World) -> None:
    order = an_order(world)
    ids = [order.order_id]

    assert tag_orders(scope=world.scope, order_ids=ids, add=["Fragile", "gift-wrap"], actor=NORA, now=NOW) == ids
    assert tag_orders(scope=world.scope, order_ids=ids, add=["fragile"], actor=NORA, now=NOW) == []
    assert tag_orders(scope=world.scope, order_ids=ids, remove=["fragile"], actor=NORA, now=NOW) == ids

    order.refresh_from_db()
    assert order.tags == ["gift-wrap"]
    assert len(events_of("order", order.id)) == 2


@pytest.mark.parametrize("tag", ["", " ", "two words", 'q"', "a,b", "x" * 41, "=1+1"])
def test_a_tag_that_could_not_be_searched_for_is_refused(world: World, tag: str) -> None:
    order = an_order(world)

    with pytest.raises(BadTag):
        tag_orders(scope=world.scope, order_ids=[order.order_id], add=[tag], actor=NORA, now=NOW)


def test_more_than_twenty_tags_are_refused_and_none_is_kept(world: World) -> None:
    order = an_order(world)

    with pytest.raises(TooManyTags):
        tag_orders(scope=world.scope, order_ids=[order.order_id], add=[f"t{n}" for n in range(21)], actor=NORA, now=NOW)

    order.refresh_from_db()
    assert order.tags == []


def test_a_note_is_kept_as_it_was_written_and_can_be_removed_and_brought_back(world: World) -> None:
    order = an_order(world)
    key = add_note(scope=world.scope, order_id=order.order_id, text="Repeat buyer,\nadd the sticker.\x07", actor=NORA, now=NOW)

    def notes() -> list[str]:
        detail = order_detail(world.scope.account_ids, order.order_id)
        assert detail is not None
        return [note.text for note in detail.notes]

    assert notes() == ["Repeat buyer,\nadd the sticker."]
    assert remove_note(scope=world.scope, order_id=order.order_id, note_key=key, actor=NORA, now=NOW)
    assert notes() == []
    assert not remove_note(scope=world.scope, order_id=order.order_id, note_key=key, actor=NORA, now=NOW)
    assert remove_note(scope=world.scope, order_id=order.order_id, note_key=key, bring_back=True, actor=NORA, now=NOW)
    assert len(notes()) == 1


def test_what_a_note_says_is_not_in_the_journal(world: World) -> None:
    order = an_order(world)
    add_note(scope=world.scope, order_id=order.order_id, text="canary-4711", actor=NORA, now=NOW)

    assert "canary-4711" not in str([event.details for event in events_of("order", order.id)])


@pytest.mark.parametrize(("text", "refusal"), [("", EmptyNote), (" \n", EmptyNote), ("x" * 4001, TooLongText)])
def test_an_empty_or_endless_note_is_refused(world: World, text: str, refusal: type[Exception]) -> None:
    order = an_order(world)

    with pytest.raises(refusal):
        add_note(scope=world.scope, order_id=order.order_id, text=text, actor=NORA, now=NOW)
