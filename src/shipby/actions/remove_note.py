"""Take a note off an order, or bring it back."""

from datetime import datetime

from django.db import transaction

from shipby.journal.writes import note
from shipby.orders.rules.marks import NoSuchOrder
from shipby.orders.writes.locks import lock_orders
from shipby.orders.writes.marks import hide_note, show_note, touch_orders
from shipby.shop.rules import Scope
from shipby.words.actors import Actor


def hide(*, scope: Scope, order_id: str, note_key: int, actor: Actor, now: datetime, bring_back: bool = False) -> bool:
    """Hide the note, or show it again with ``bring_back`` (the undo); whether anything changed.

    Raises:
        NoSuchOrder: the order is not here.
    """
    orders = lock_orders(scope.account_ids, order_ids=[order_id])
    if not orders:
        raise NoSuchOrder(order_id=order_id)
    order = orders[0]
    changed = show_note(order.key, note_key) if bring_back else hide_note(order.key, note_key, at=now)
    if changed:
        touch_orders([order.key])
        note(
            actor=actor,
            at=now,
            kind="note_brought_back" if bring_back else "note_removed",
            subject="order",
            subject_key=order.key,
            account_id=order.account_id,
            shop_id=scope.shop_id,
            details={"note": note_key},
        )
    return changed


remove_note = transaction.atomic(durable=True)(hide)
"""The act by itself; ``hide`` is for an act that has a transaction open."""
