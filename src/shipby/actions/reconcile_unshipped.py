"""Compare what is open here with a whole report of unshipped orders: what is missing from it has moved on at Amazon."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from shipby.diagnosis.reads import search_rows
from shipby.intake.writes.imports import ReplacedFacts, add_replaced
from shipby.journal.rules import EventFacts
from shipby.journal.writes import note_many
from shipby.orders.rules.snapshot import Snapshot
from shipby.orders.writes.record import compare_with_unshipped, hold_account, mark_vanished
from shipby.orders.writes.search_rows import save_search_rows
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def reconcile_unshipped(
    *,
    account_id: int,
    listed: Iterable[str],
    listed_items: Iterable[str] = (),
    sales_channels: Sequence[str] | None,
    made_at: datetime,
    import_id: int,
    actor: Actor,
    now: datetime,
) -> list[str]:
    """Mark open orders that the report no longer lists, unmark those that are back; the ids that are newly missing.

    ``listed_items`` are order item ids of rows that could not be read: their orders may be the ones that seem to miss.
    ``made_at`` = when the report was made. Only this account and these sales channels are compared (settled design 7);
    ``None`` = the report covers the whole account. A missing order stays open: it is never called shipped on that alone.
    """
    hold_account(account_id)
    missing, back = compare_with_unshipped(
        account_id, listed, listed_items=listed_items, sales_channels=sales_channels, made_at=made_at
    )
    mark_vanished([order.key for order in missing], vanished_at=now)
    mark_vanished([order.key for order in back], vanished_at=None)
    kept = [ReplacedFacts(order.key, Snapshot(None, order.vanished_at).to_text()) for order in (*missing, *back)]
    add_replaced(import_id, account_id, kept)
    events = [("order_vanished", order) for order in missing] + [("order_reappeared", order) for order in back]
    note_many(
        [
            EventFacts(
                actor=actor,
                at=now,
                kind=kind,
                subject="order",
                subject_key=order.key,
                account_id=account_id,
                cause=f"import:{import_id}",
            )
            for kind, order in events
        ]
    )
    touched = [order.key for _, order in events]
    if touched:
        save_search_rows(search_rows(touched))
    return sorted(order.order_id for order in missing)
