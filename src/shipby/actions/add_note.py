"""Write a note on an order, for the others at the desk."""

from datetime import datetime

from django.db import transaction

from shipby.journal.reads import event_of_cause
from shipby.journal.writes import note
from shipby.orders.rules.marks import LONGEST_NOTE, EmptyNote, NoSuchOrder, cause_of_form, cleaned
from shipby.orders.writes.locks import lock_orders
from shipby.orders.writes.marks import add_note as write_note
from shipby.orders.writes.marks import touch_orders
from shipby.shop.rules import Scope
from shipby.words.actors import Actor


def write(*, scope: Scope, order_id: str, text: str, actor: Actor, now: datetime, form: str = "") -> int:
    """Write the note; returns its key. The event says that there is a note, not what it says. Undo: remove it.

    ``form`` names the form that was sent, empty = none: the same one again writes nothing and returns the first note's key.

    Raises:
        NoSuchOrder: the order is not here.
        EmptyNote: no words.
        TooLongText: more than 4,000 characters.
    """
    orders = lock_orders(scope.account_ids, order_ids=[order_id])
    if not orders:
        raise NoSuchOrder(order_id=order_id)
    words = cleaned(text, most=LONGEST_NOTE)
    if not words:
        raise EmptyNote
    order, cause = orders[0], cause_of_form(form)
    before = event_of_cause("order", order.key, cause=cause) if cause else None
    if before is not None:
        return int(str(before.details["note"]))
    key = write_note(order.key, text=words, by=actor.name, at=now)
    touch_orders([order.key])
    note(
        actor=actor,
        at=now,
        kind="note_added",
        subject="order",
        subject_key=order.key,
        account_id=order.account_id,
        shop_id=scope.shop_id,
        cause=cause,
        details={"note": key},
    )
    return key


add_note = transaction.atomic(durable=True)(write)
"""The act by itself; ``write`` is for an act that has a transaction open."""
