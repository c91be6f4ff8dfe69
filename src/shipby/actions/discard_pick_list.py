"""Discard a pick list: its orders can go on another one."""

from datetime import datetime

from django.db import transaction

from shipby.journal.rules import EventFacts
from shipby.journal.writes import note, note_many
from shipby.packing.rules.pick_lists import OnList, PickState, refuse_over
from shipby.packing.writes import lock_list, write_orders, write_state
from shipby.shop.rules import Scope
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def discard_pick_list(*, scope: Scope, number: int, actor: Actor, now: datetime) -> None:
    """End a list that nobody wants any more. Undo: ``reopen_pick_list``.

    Raises:
        NoSuchPickList, ListIsOver: there is nothing to discard.
    """
    held = lock_list(scope.shop_id, number)
    refuse_over(held.number, held.state)
    live = [order for order in held.orders if order.state is OnList.LIVE]
    write_orders(held.key, {OnList.SHORT: [order.order_key for order in live]})
    write_state(held.key, PickState.DISCARDED, now=now)
    note(
        actor=actor,
        at=now,
        kind="pick_list_discarded",
        subject="pick_list",
        subject_key=held.key,
        shop_id=scope.shop_id,
        details={"number": held.number, "orders": len(live)},
    )
    note_many(
        [
            EventFacts(
                shop_id=scope.shop_id,
                account_id=order.account_id,
                subject="order",
                subject_key=order.order_key,
                kind="order_taken_off_pick_list",
                actor=actor,
                at=now,
                details={"list": held.number},
            )
            for order in live
        ]
    )
