"""Finish a pick list: which orders are complete, and which lack something."""

from datetime import datetime

from django.db import transaction

from shipby.journal.rules import EventFacts
from shipby.journal.writes import note, note_many
from shipby.packing.rules.pick_lists import LinesAreOpen, OnList, PickState, refuse_over
from shipby.packing.rules.picking import missing_units
from shipby.packing.writes import lock_list, pick_rest, start_list, write_orders, write_state
from shipby.shop.rules import Scope
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def finish_pick_list(*, scope: Scope, number: int, is_rest_picked: bool, actor: Actor, now: datetime) -> dict[str, int]:
    """End the list; units that each short order lacks. Undo: ``reopen_pick_list``.

    What is there goes to the orders with the earliest deadline. ``is_rest_picked`` = lines of which nobody said anything were
    picked whole: for who walked with the printed list.

    Raises:
        NoSuchPickList, ListIsOver: there is nothing to finish.
        LinesAreOpen: lines are neither picked nor short, and nobody says that they are picked.
    """
    held = lock_list(scope.shop_id, number)
    refuse_over(held.number, held.state)
    left = sum(line.share.picked is None for line in held.lines)
    if left and not is_rest_picked:
        raise LinesAreOpen(number=left)
    if left:
        pick_rest(held.key, by=actor.name, now=now)
        start_list(held.key, picker=actor.name, now=now)
    missing = missing_units([line.share for line in held.lines])
    live = [order for order in held.orders if order.state is OnList.LIVE]
    short = [order for order in live if order.order_id in missing]
    whole = [order for order in live if order.order_id not in missing]
    write_orders(
        held.key,
        {OnList.PICKED: [order.order_key for order in whole], OnList.SHORT: [order.order_key for order in short]},
    )
    write_state(held.key, PickState.DONE, now=now)
    note(
        actor=actor,
        at=now,
        kind="pick_list_finished",
        subject="pick_list",
        subject_key=held.key,
        shop_id=scope.shop_id,
        details={"number": held.number, "orders": len(live), "short": len(short)},
    )
    note_many(
        [
            EventFacts(
                shop_id=scope.shop_id,
                account_id=order.account_id,
                subject="order",
                subject_key=order.order_key,
                kind="order_picked_short" if order.order_id in missing else "order_picked",
                actor=actor,
                at=now,
                details={"list": held.number, "missing": missing.get(order.order_id, 0)},
            )
            for order in live
        ]
    )
    return {order.order_id: missing[order.order_id] for order in short}
