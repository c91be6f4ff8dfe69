"""Open a pick list again that was finished or discarded."""

from datetime import datetime

from django.db import transaction

from shipby.journal.writes import note
from shipby.packing.reads import live_lists_of
from shipby.packing.rules.pick_lists import LIVE, ListIsLive, NoOrdersLeft, OnList, OrdersElsewhere, PickState
from shipby.packing.writes import hold_numbers, lock_list, write_orders, write_state
from shipby.shop.rules import Scope
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def reopen_pick_list(*, scope: Scope, number: int, actor: Actor, now: datetime) -> None:
    """Make the list live again with what was picked so far; orders that were taken off stay off.

    Raises:
        NoSuchPickList: there is none of this number.
        ListIsLive: it is not over.
        NoOrdersLeft: every order was taken off it.
        OrdersElsewhere: an order of it is on another live list by now.
    """
    hold_numbers(scope.shop_id)
    held = lock_list(scope.shop_id, number)
    if held.state in LIVE:
        raise ListIsLive(number=held.number)
    orders = {order.order_key: order.order_id for order in held.orders if order.state is not OnList.DROPPED}
    if not orders:
        raise NoOrdersLeft(number=held.number)
    elsewhere = live_lists_of(orders)
    if elsewhere:
        raise OrdersElsewhere(order=orders[next(iter(elsewhere))])
    write_orders(held.key, {OnList.LIVE: list(orders)})
    is_begun = any(line.share.picked is not None for line in held.lines)
    write_state(held.key, PickState.PICKING if is_begun else PickState.OPEN, now=now)
    note(
        actor=actor,
        at=now,
        kind="pick_list_reopened",
        subject="pick_list",
        subject_key=held.key,
        shop_id=scope.shop_id,
        details={"number": held.number},
    )
