"""Release orders that are on hold."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction

from shipby.diagnosis.reads import search_rows
from shipby.journal.reads import changes_of
from shipby.journal.rules import EventFacts
from shipby.journal.writes import note_many
from shipby.orders.rules.marks import refuse_changed
from shipby.orders.writes.locks import lock_orders
from shipby.orders.writes.marks import release_holds
from shipby.orders.writes.search_rows import save_search_rows
from shipby.shop.rules import Scope
from shipby.words.actors import Actor


def release(
    *, scope: Scope, order_ids: Sequence[str], actor: Actor, now: datetime, expected_version: int | None = None
) -> list[str]:
    """Release those of the orders that are on hold; returns them. Undo: hold them again.

    ``expected_version`` = the row version that the person saw, refused where the order has another one by now.

    Raises:
        ChangedMeanwhile: somebody changed an order since; it says who and what.
    """
    orders = lock_orders(scope.account_ids, order_ids=order_ids)
    for order in orders:
        refuse_changed(order, expected_version, partial(changes_of, "order", order.key))
    held = [order for order in orders if order.is_held]
    keys = [order.key for order in held]
    release_holds(keys, by=actor.name, at=now)
    note_many(
        [
            EventFacts(
                shop_id=scope.shop_id,
                account_id=order.account_id,
                subject="order",
                subject_key=order.key,
                kind="order_released",
                actor=actor,
                at=now,
            )
            for order in held
        ]
    )
    save_search_rows(search_rows(keys))
    return [order.order_id for order in held]


release_orders = transaction.atomic(durable=True)(release)
"""The act by itself; ``release`` is for an act that has a transaction open."""
