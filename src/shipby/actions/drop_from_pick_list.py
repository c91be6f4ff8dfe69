"""Take an order off a pick list."""

from datetime import datetime

from django.db import transaction

from shipby.journal.writes import note
from shipby.packing.rules.pick_lists import NoSuchLine, OnList, PickState, refuse_over
from shipby.packing.rules.picking import without_order
from shipby.packing.writes import lock_list, write_orders, write_shares, write_state
from shipby.shop.rules import Scope
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def drop_from_pick_list(*, scope: Scope, number: int, order_id: str, actor: Actor, now: datetime) -> int:
    """The list no longer wants anything for this order: units that were taken for it and go back to their place.

    Cannot be undone; the order can go on another list. A list without orders is discarded.

    Raises:
        NoSuchPickList, NoSuchLine, ListIsOver: the order is not on it, or it is over.
    """
    held = lock_list(scope.shop_id, number)
    refuse_over(held.number, held.state)
    order = next((one for one in held.orders if one.order_id == order_id and one.state is OnList.LIVE), None)
    if order is None:
        raise NoSuchLine
    back = 0
    for line in held.lines:
        if any(one == order_id for one, _ in line.share.shares):
            kept = without_order(line.share, order_id)
            back += (line.share.picked or 0) - ((kept.picked or 0) if kept else 0)
            write_shares(line.key, kept)
    write_orders(held.key, {OnList.DROPPED: [order.order_key]})
    if not any(one.state is OnList.LIVE and one is not order for one in held.orders):
        write_state(held.key, PickState.DISCARDED, now=now)
    note(
        actor=actor,
        at=now,
        kind="order_taken_off_pick_list",
        subject="order",
        subject_key=order.order_key,
        account_id=order.account_id,
        shop_id=scope.shop_id,
        details={"list": held.number},
    )
    return back
