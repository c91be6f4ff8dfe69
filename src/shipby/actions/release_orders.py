"""Release orders that are on hold."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from shipby.diagnosis.reads import search_rows
from shipby.journal.rules import EventFacts
from shipby.journal.writes import note_many
from shipby.orders.writes.locks import lock_orders
from shipby.orders.writes.marks import release_holds, touch_orders
from shipby.orders.writes.search_rows import save_search_rows
from shipby.shop.rules import Scope
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def release_orders(*, scope: Scope, order_ids: Sequence[str], actor: Actor, now: datetime) -> list[str]:
    """Release those of the orders that are on hold; returns them. Undo: hold them again."""
    held = [order for order in lock_orders(scope.account_ids, order_ids=order_ids) if order.is_held]
    keys = [order.key for order in held]
    release_holds(keys, by=actor.name, at=now)
    touch_orders(keys)
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
