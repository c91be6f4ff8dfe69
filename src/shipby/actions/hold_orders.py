"""Put orders on hold: nobody ships them until they are released."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction

from shipby.diagnosis.reads import search_rows
from shipby.journal.reads import changes_of
from shipby.journal.rules import EventFacts
from shipby.journal.writes import note_many
from shipby.orders.rules.marks import LONGEST_REASON, NotWorkedOnHere, cleaned, refuse_changed, refuse_hold
from shipby.orders.writes.locks import lock_orders
from shipby.orders.writes.marks import add_holds, release_holds, touch_orders
from shipby.orders.writes.search_rows import save_search_rows
from shipby.shop.rules import Scope
from shipby.words.actors import Actor


def hold(
    *,
    scope: Scope,
    order_ids: Sequence[str],
    reason: str,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
    replaces: bool = False,
) -> list[str]:
    """Hold the open orders among these; returns those that were put on hold now. Undo: release them.

    Orders already on hold stay as they are, or get this reason and holder with ``replaces``; those of Amazon's warehouses and
    closed ones are left out.

    ``expected_version`` = the row version that the person saw, refused where the order has another one by now.

    Raises:
        ChangedMeanwhile: somebody changed the order since; it says who and what.
        TooLongText: the reason is longer than 200 characters.
    """
    why = cleaned(reason, most=LONGEST_REASON)
    held = []
    for order in lock_orders(scope.account_ids, order_ids=order_ids):
        refuse_changed(order, expected_version, partial(changes_of, "order", order.key))
        try:
            refuse_hold(order)
        except NotWorkedOnHere:
            continue
        if replaces or not order.is_held:
            held.append(order)
    keys = [order.key for order in held]
    release_holds([order.key for order in held if order.is_held], by=actor.name, at=now)
    add_holds(keys, reason=why, by=actor.name, at=now)
    note_many(
        [
            EventFacts(
                shop_id=scope.shop_id,
                account_id=order.account_id,
                subject="order",
                subject_key=order.key,
                kind="order_held",
                actor=actor,
                at=now,
                details={"reason": why},
            )
            for order in held
        ]
    )
    save_search_rows(search_rows(keys))
    touch_orders([order.key for order in held if order.is_held])
    return [order.order_id for order in held]


hold_orders = transaction.atomic(durable=True)(hold)
"""The act by itself; ``hold`` is for an act that has a transaction open."""
