"""Put tags on orders, or take them off."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction

from shipby.journal.reads import changes_of
from shipby.journal.rules import EventFacts
from shipby.journal.writes import note_many
from shipby.orders.rules.marks import MOST_TAGS, TooManyTags, refuse_changed, tag_of
from shipby.orders.writes.locks import lock_orders
from shipby.orders.writes.marks import set_tags, tags_of, touch_orders
from shipby.shop.rules import Scope
from shipby.words.actors import Actor


def tag(
    *,
    scope: Scope,
    order_ids: Sequence[str],
    add: Sequence[str] = (),
    remove: Sequence[str] = (),
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> list[str]:
    """Add and remove tags; returns the orders that changed. Undo: the other way round.

    ``expected_version`` = the row version that the person saw, refused where the order has another one by now.

    Raises:
        ChangedMeanwhile: somebody changed an order since; it says who and what.
        BadTag: a tag that can't be searched for.
        TooManyTags: an order would have more than twenty.
    """
    added, removed = [tag_of(tag) for tag in add], {tag_of(tag) for tag in remove}
    orders = lock_orders(scope.account_ids, order_ids=order_ids)
    for order in orders:
        refuse_changed(order, expected_version, partial(changes_of, "order", order.key))
    before = tags_of([order.key for order in orders])
    after = {key: tuple(dict.fromkeys([*(tag for tag in tags if tag not in removed), *added])) for key, tags in before.items()}
    changed = [order for order in orders if set(after[order.key]) != set(before[order.key])]
    for order in changed:
        if len(after[order.key]) > MOST_TAGS:
            raise TooManyTags(order_id=order.order_id)
    set_tags({order.key: after[order.key] for order in changed})
    touch_orders([order.key for order in changed])
    note_many(
        [
            EventFacts(
                shop_id=scope.shop_id,
                account_id=order.account_id,
                subject="order",
                subject_key=order.key,
                kind="order_tagged",
                actor=actor,
                at=now,
                details={
                    "added": sorted(set(after[order.key]) - set(before[order.key])),
                    "removed": sorted(set(before[order.key]) - set(after[order.key])),
                },
            )
            for order in changed
        ]
    )
    return [order.order_id for order in changed]


tag_orders = transaction.atomic(durable=True)(tag)
"""The act by itself; ``tag`` is for an act that has a transaction open."""
