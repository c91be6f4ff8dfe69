"""Pick lists: made once for each order, ticked by two people, finished, discarded, opened again; no shop meets another."""

import threading
from collections.abc import Sequence

import pytest
from django.db import connection

from shipby.actions.discard_pick_list import discard_pick_list
from shipby.actions.drop_from_pick_list import drop_from_pick_list
from shipby.actions.finish_pick_list import finish_pick_list
from shipby.actions.hold_orders import hold_orders
from shipby.actions.make_pick_list import PickListMade, make_pick_list
from shipby.actions.pick_line import pick_line
from shipby.actions.reopen_pick_list import reopen_pick_list
from shipby.journal.reads import events_of
from shipby.orders.models import Order
from shipby.packing.reads import PickListDetail, live_lists_of, pick_list_of, pick_lists
from shipby.packing.rules.pick_lists import (
    LineChanged,
    LinesAreOpen,
    ListIsLive,
    ListIsOver,
    Mode,
    NoOrdersLeft,
    NoSuchLine,
    NoSuchPickList,
    OnList,
    OrdersElsewhere,
    PickState,
    TooManyOrders,
)
from shipby.stock.models import Product
from shipby.words.actors import Actor, ActorKind
from tests.conftest import NOW
from tests.rooms.shipping.world import NORA, World, a_world, an_order, hours

pytestmark = pytest.mark.django_db(transaction=True)
DARIO = Actor(ActorKind.PERSON, "2", "Dario")


@pytest.fixture
def world(clock) -> World:
    return a_world()


def a_line_of(sku: str, quantity: int = 1) -> dict[str, object]:
    return {"sku": sku, "title": f"Title of {sku}", "quantity_ordered": quantity}


def made(world: World, *orders: Order, mode: Mode = Mode.BIN, first: int | None = None) -> PickListMade:
    ids = [order.order_id for order in orders]
    return make_pick_list(scope=world.scope, order_ids=ids, mode=mode, actor=NORA, now=NOW, first=first)


def seen(world: World, number: int | None) -> PickListDetail:
    detail = pick_list_of(world.scope.shop_id, number or 0)
    assert detail is not None
    return detail


def tick(
    world: World, number: int | None, sku: str, picked: int | None, actor: Actor = DARIO, version: int | None = None
) -> None:
    line = next(line for line in seen(world, number).lines if line.sku == sku)
    pick_line(scope=world.scope, number=number or 0, line_key=line.key, picked=picked, seen=version, actor=actor, now=NOW)


def skips(done: PickListMade) -> list[tuple[str, str]]:
    return [(skip.code, skip.detail) for skip in done.skipped]


def kinds(order: Order) -> list[str]:
    return [event.kind for event in events_of("order", order.id)][::-1]


def test_a_list_has_a_line_for_each_sku_in_the_order_of_the_bins(world: World) -> None:
    for sku, place in (("MUG", "A10"), ("CUP", "A2")):
        Product.objects.create(account_id=world.account_id, sku=sku, bin=place, first_seen_at=NOW, changed_at=NOW)
    late = an_order(world, lines=[a_line_of("MUG", 2), a_line_of("JAR")], ship_by_latest=NOW + hours(9))
    early = an_order(world, lines=[a_line_of("CUP"), a_line_of("MUG")], ship_by_latest=NOW + hours(2))

    done = made(world, late, early)

    detail = seen(world, done.number)
    assert [(line.bin, line.sku, line.quantity) for line in detail.lines] == [("A2", "CUP", 1), ("A10", "MUG", 3), ("", "JAR", 1)]
    assert detail.lines[1].shares == ((early.order_id, 1), (late.order_id, 2))
    assert (detail.row.state, detail.row.orders, detail.row.units, detail.row.lines) == (PickState.OPEN, 2, 5, 3)
    assert kinds(late) == ["order_put_on_pick_list"]


def test_an_order_is_on_one_live_list_at_a_time_and_the_reasons_are_kept(world: World) -> None:
    order, held, closed = an_order(world), an_order(world), an_order(world, is_open=False, status="SHIPPED")
    packed = an_order(world, confirmation="prepared")
    first = made(world, order)
    hold_orders(scope=world.scope, order_ids=[held.order_id], reason="", actor=NORA, now=NOW)

    again = made(world, order, held, closed, packed, an_order(world))

    assert skips(again) == [
        ("on_another_list", str(first.number)),
        ("order_stopped", "on_hold"),
        ("nothing_left", ""),
        ("already_packed", ""),
    ]
    assert again.orders == 1
    assert seen(world, again.number).skipped == again.skipped


def test_a_form_sent_twice_makes_one_list(world: World) -> None:
    order = an_order(world)
    made(world, order)

    again = made(world, order)

    assert again.number is None
    assert len(pick_lists(world.scope.shop_id, is_live=True)) == 1


def test_the_next_by_deadline_are_those_that_nobody_has_yet(world: World) -> None:
    orders = [an_order(world, ship_by_latest=NOW + hours(number + 1)) for number in range(5)]

    first = made(world, *orders, first=2)
    finish_pick_list(scope=world.scope, number=first.number or 0, is_rest_picked=True, actor=DARIO, now=NOW)
    second = made(world, *orders, first=2)

    assert [order_id for order_id, _ in seen(world, first.number).orders] == [order.order_id for order in orders[:2]]
    assert [order_id for order_id, _ in seen(world, second.number).orders] == [order.order_id for order in orders[2:4]]
    assert (first.skipped, second.skipped) == ((), ())


def test_two_who_ask_for_the_next_at_the_same_moment_get_different_orders(world: World) -> None:
    orders = [an_order(world) for _ in range(8)]
    results: list[PickListMade] = []

    def ask() -> None:
        try:
            results.append(made(world, *orders, first=4))
        finally:
            connection.close()

    people = [threading.Thread(target=ask) for _ in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join()

    numbers = [result.number for result in results]
    taken = [order_id for number in numbers for order_id, _ in seen(world, number).orders]
    assert sorted(taken) == sorted(order.order_id for order in orders)


def test_more_orders_than_one_person_walks_for_are_refused(world: World) -> None:
    with pytest.raises(TooManyOrders):
        make_pick_list(
            scope=world.scope, order_ids=[f"113-0000000-{n:07d}" for n in range(501)], mode=Mode.BIN, actor=NORA, now=NOW
        )


def test_the_first_tick_says_who_picks_and_a_finished_list_says_what_is_missing(world: World) -> None:
    early = an_order(world, lines=[a_line_of("MUG", 2)], ship_by_latest=NOW + hours(1))
    late = an_order(world, lines=[a_line_of("MUG", 2), a_line_of("CUP")], ship_by_latest=NOW + hours(2))
    number = made(world, early, late).number
    tick(world, number, "MUG", 3)
    with pytest.raises(LinesAreOpen):
        finish_pick_list(scope=world.scope, number=number or 0, is_rest_picked=False, actor=DARIO, now=NOW)
    row = seen(world, number).row
    assert (row.state, row.picker, row.settled, row.short) == (PickState.PICKING, "Dario", 1, 1)

    tick(world, number, "CUP", 1)
    missing = finish_pick_list(scope=world.scope, number=number or 0, is_rest_picked=False, actor=DARIO, now=NOW)

    assert missing == {late.order_id: 1}
    assert seen(world, number).orders == ((early.order_id, OnList.PICKED), (late.order_id, OnList.SHORT))
    assert kinds(early)[-1] == "order_picked"
    assert kinds(late)[-1] == "order_picked_short"
    assert live_lists_of([early.id, late.id]) == {}


def test_a_tick_that_is_taken_back_leaves_the_line_open(world: World) -> None:
    number = made(world, an_order(world, lines=[a_line_of("MUG", 2)])).number
    tick(world, number, "MUG", 1)
    tick(world, number, "MUG", None)

    assert seen(world, number).lines[0].picked is None


def test_of_two_who_tick_the_same_line_differently_the_second_is_told(world: World) -> None:
    number = made(world, an_order(world, lines=[a_line_of("MUG", 3)])).number
    version = seen(world, number).lines[0].row_version
    tick(world, number, "MUG", 2, DARIO, version)
    tick(world, number, "MUG", 2, NORA, version)

    with pytest.raises(LineChanged) as told:
        tick(world, number, "MUG", 3, NORA, version)

    assert "Dario" in told.value.message
    assert seen(world, number).lines[0].picked == 2


def test_a_list_that_is_over_is_not_worked_on_until_it_is_opened_again(world: World) -> None:
    number = made(world, an_order(world)).number or 0
    finish_pick_list(scope=world.scope, number=number, is_rest_picked=True, actor=DARIO, now=NOW)

    with pytest.raises(ListIsOver):
        tick(world, number, "SKU-0", None)
    with pytest.raises(ListIsOver):
        finish_pick_list(scope=world.scope, number=number, is_rest_picked=True, actor=DARIO, now=NOW)
    reopen_pick_list(scope=world.scope, number=number, actor=DARIO, now=NOW)
    with pytest.raises(ListIsLive):
        reopen_pick_list(scope=world.scope, number=number, actor=DARIO, now=NOW)
    tick(world, number, "SKU-0", None)

    assert seen(world, number).row.state is PickState.PICKING


def test_orders_of_a_discarded_list_can_be_picked_with_another_one(world: World) -> None:
    order = an_order(world)
    first = made(world, order).number or 0
    discard_pick_list(scope=world.scope, number=first, actor=NORA, now=NOW)

    second = made(world, order).number

    assert second == first + 1
    with pytest.raises(OrdersElsewhere):
        reopen_pick_list(scope=world.scope, number=first, actor=NORA, now=NOW)
    discard_pick_list(scope=world.scope, number=second, actor=NORA, now=NOW)
    reopen_pick_list(scope=world.scope, number=first, actor=NORA, now=NOW)
    assert live_lists_of([order.id]) == {order.id: first}


def test_an_order_that_is_taken_off_wants_nothing_any_more(world: World) -> None:
    stays, goes = an_order(world, lines=[a_line_of("MUG")]), an_order(world, lines=[a_line_of("MUG", 2), a_line_of("CUP")])
    number = made(world, stays, goes).number or 0
    tick(world, number, "MUG", 3)

    back = drop_from_pick_list(scope=world.scope, number=number, order_id=goes.order_id, actor=NORA, now=NOW)

    assert back == 2
    assert [(line.sku, line.quantity, line.picked) for line in seen(world, number).lines] == [("MUG", 1, 1)]
    assert live_lists_of([stays.id, goes.id]) == {stays.id: number}
    with pytest.raises(NoSuchLine):
        drop_from_pick_list(scope=world.scope, number=number, order_id=goes.order_id, actor=NORA, now=NOW)


def test_a_list_without_orders_is_discarded_and_stays_so(world: World) -> None:
    order = an_order(world)
    number = made(world, order).number or 0
    drop_from_pick_list(scope=world.scope, number=number, order_id=order.order_id, actor=NORA, now=NOW)

    assert seen(world, number).row.state is PickState.DISCARDED
    with pytest.raises(NoOrdersLeft):
        reopen_pick_list(scope=world.scope, number=number, actor=NORA, now=NOW)


def test_another_shop_neither_sees_nor_changes_a_list(world: World) -> None:
    order, east = an_order(world), a_world(name="Ost")
    number = made(world, order).number or 0
    line = seen(world, number).lines[0]

    assert skips(made(east, order)) == [("unknown_order", "")]
    assert pick_list_of(east.scope.shop_id, number) is None
    with pytest.raises(NoSuchPickList):
        pick_line(scope=east.scope, number=number, line_key=line.key, picked=1, seen=None, actor=NORA, now=NOW)
    own = made(east, an_order(east)).number or 0
    assert own == 1
    with pytest.raises(NoSuchLine):
        pick_line(scope=east.scope, number=own, line_key=line.key, picked=1, seen=None, actor=NORA, now=NOW)


def test_making_a_list_takes_a_known_number_of_statements(world: World, django_assert_max_num_queries) -> None:
    orders: Sequence[Order] = [an_order(world, lines=[a_line_of(f"SKU-{number % 7}")]) for number in range(40)]

    with django_assert_max_num_queries(17):
        made(world, *orders)
