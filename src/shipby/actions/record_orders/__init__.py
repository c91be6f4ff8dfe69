"""Record what a source tells of orders: one transaction per chunk, a few statements whatever its size.

Repeating is harmless: the newer version wins, an older one fills gaps only, the same one changes nothing. An order that the
rules or the database refuse is set aside, the rest goes in.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db import DataError, IntegrityError, transaction

from shipby.actions.record_orders.drafts import draft_changes, draft_new, told_of
from shipby.actions.record_orders.quarantine import set_aside, settle_quarantine
from shipby.actions.record_orders.run import Draft, ReceivedBadRow, Recorded, RefusedByDatabase, Run
from shipby.buyers.rules.received import Prepared, Received, prepare
from shipby.buyers.writes import add_sealed, replace_sealed
from shipby.intake.writes.imports import add_raw, add_replaced, move_import
from shipby.journal.rules import EventFacts
from shipby.journal.writes import note_many
from shipby.keys.ring import DIGESTS, key_ring
from shipby.orders.writes.record import (
    Head,
    change_orders,
    commit_later,
    hold_account,
    insert_orders,
    lock_heads,
    move_versions,
)
from shipby.shop.reads import figure, stores_of
from shipby.stock.writes import see_products
from shipby.words.actors import Actor
from shipby.words.refusals import Refusal

__all__ = ["ReceivedBadRow", "Recorded", "RefusedByDatabase", "record_orders"]


def record_orders(  # noqa: PLR0913  (what a file comes with)
    received: Sequence[Received | Prepared],
    *,
    account_id: int,
    source: str,
    received_at: datetime,
    made_at: datetime | None,
    actor: Actor,
    import_id: int | None,
    bad_rows: Sequence[ReceivedBadRow] = (),
    rows_read: int = 0,
    then: Callable[[Recorded], None] | None = None,
) -> Recorded:
    """Record orders of one account, and set aside the rows that could not be read.

    ``source`` names the report or interface, ``made_at`` when it was made where that is known, ``received_at`` is now.
    ``rows_read`` = rows of the file worked with this call: the import's own counts move in the same transaction; ``then``
    is called at its end, for whatever must become true with it. About twenty statements whatever the number of orders.
    """
    with transaction.atomic(durable=True):
        recorded = _record_all(
            received,
            account_id=account_id,
            source=source,
            received_at=received_at,
            made_at=made_at,
            actor=actor,
            import_id=import_id,
            bad_rows=bad_rows,
            rows_read=rows_read,
        )
        if then is not None:
            then(recorded)
    return recorded


def _record_all(  # noqa: PLR0913  (what a file comes with)
    received: Sequence[Received | Prepared],
    *,
    account_id: int,
    source: str,
    received_at: datetime,
    made_at: datetime | None,
    actor: Actor,
    import_id: int | None,
    bad_rows: Sequence[ReceivedBadRow],
    rows_read: int,
) -> Recorded:
    today = received_at.date()
    run = Run(
        account_id=account_id,
        source=source,
        received_at=received_at,
        made_at=made_at,
        actor=actor,
        import_id=import_id,
        personal_days=figure("personal_data_days", on=today),
        told={"source": source},
        digest_key=key_ring().key_for(account_id, DIGESTS),
        stores={store.marketplace_id: store.id for store in stores_of([account_id])},
    )
    prepared = [item if isinstance(item, Prepared) else prepare(item, source=source) for item in received]
    if import_id is not None:
        # A chunk that is lost with the machine is read again; the commit that ends the import makes all of them last.
        commit_later()
    hold_account(account_id)
    once, again = _once_each(prepared)
    recorded = _record(run, once, bad_rows)
    while again:
        once, again = _once_each(again)
        recorded = _sum(recorded, _record(run, once, ()))
    if import_id is not None:
        move_import(
            import_id,
            rows=rows_read,
            new=len(recorded.new),
            changed=len(recorded.changed),
            unchanged=len(recorded.unchanged) + len(recorded.older),
            quarantined=len(bad_rows) + _rows_of(prepared, {order_id for order_id, _ in recorded.refused}),
            at=received_at,
        )
    return recorded


def _rows_of(prepared: Sequence[Prepared], order_ids: set[str]) -> int:
    """How many rows of the file these orders have."""
    return sum(len(item.received.lines) for item in prepared if item.order.order_id in order_ids) if order_ids else 0


def _once_each(prepared: Sequence[Prepared]) -> tuple[list[Prepared], list[Prepared]]:
    """The first word on each order, and the words that repeat one: those are told after it."""
    seen: set[str] = set()
    once: list[Prepared] = []
    again: list[Prepared] = []
    for item in prepared:
        (again if item.order.order_id in seen else once).append(item)
        seen.add(item.order.order_id)
    return once, again


def _sum(first: Recorded, second: Recorded) -> Recorded:
    return Recorded(**{name: getattr(first, name) + getattr(second, name) for name in Recorded.__struct_fields__})


def _record(run: Run, prepared: Sequence[Prepared], bad_rows: Sequence[ReceivedBadRow]) -> Recorded:
    refused = [(item, item.refusal) for item in prepared if item.refusal is not None]
    fit = [item for item in prepared if item.refusal is None]
    heads = lock_heads(
        run.account_id, [*(item.order.order_id for item in fit), *(row.order_id for row in bad_rows if row.order_id)]
    )
    hashes: dict[str, bytes] = {item.order.order_id: run.digest_key.digest(item.content) for item in fit}

    fresh = [item for item in fit if item.order.order_id not in heads]
    known = [item for item in fit if item.order.order_id in heads]
    repeats = [item for item in known if heads[item.order.order_id].facts_hash == hashes[item.order.order_id]]
    news = [item for item in known if heads[item.order.order_id].facts_hash != hashes[item.order.order_id]]

    drafts = draft_new(run, fresh, hashes)
    changed, still, older, refused_news = draft_changes(run, news, heads, hashes)
    _move_versions(run, [*repeats, *still], heads)
    refused += refused_news
    stored, refused_stored = _store(run, drafts + changed)
    refused += refused_stored

    set_aside(run, bad_rows, refused)
    settle_quarantine(run, fit, heads, stored, refused, bad_rows)
    return Recorded(
        new=tuple(draft.order.order_id for draft in stored if draft.is_new),
        changed=tuple(draft.order.order_id for draft in stored if not draft.is_new),
        unchanged=tuple(item.order.order_id for item in (*repeats, *still)),
        older=tuple(item.order.order_id for item in older),
        refused=tuple((item.order.order_id, refusal) for item, refusal in refused),
    )


# -- save


def _move_versions(run: Run, items: Iterable[Prepared], heads: dict[str, Head]) -> None:
    """A newer word with the same content is newer all the same: what was made in between must not win later."""
    moved = []
    for item in items:
        head = heads[item.order.order_id]
        told = told_of(run, item.order)
        own = head.versions.get(run.source)
        if told.version_at > head.version_at or own is None or told.version_at > own:
            versions = {**head.versions, run.source: max(own, told.version_at) if own else told.version_at}
            moved.append((head.key, max(head.version_at, told.version_at), versions))
    move_versions(moved)


def _store(run: Run, drafts: Sequence[Draft]) -> tuple[list[Draft], list[tuple[Prepared, Refusal]]]:
    """Write drafts; on a refusal of the database half of them at a time, until the poisoned one stands alone."""
    if not drafts:
        return [], []
    try:
        with transaction.atomic():
            _write(run, drafts)
    except (DataError, IntegrityError):
        if len(drafts) == 1:
            return [], [(drafts[0].prepared, RefusedByDatabase())]
        middle = len(drafts) // 2
        first, refused_first = _store(run, drafts[:middle])
        second, refused_second = _store(run, drafts[middle:])
        return first + second, refused_first + refused_second
    return list(drafts), []


def _write(run: Run, drafts: Sequence[Draft]) -> None:
    new = [draft for draft in drafts if draft.is_new]
    changed = [draft for draft in drafts if not draft.is_new]
    insert_orders(run.account_id, [draft.order for draft in new], at=run.received_at)
    change_orders(run.account_id, [draft.order for draft in changed], at=run.received_at)
    lines = [line for draft in drafts for line in draft.order.lines]
    see_products(run.account_id, [(line.sku, line.asin, line.title) for line in lines], now=run.received_at)
    add_sealed([draft.sealed for draft in new if draft.sealed])
    replace_sealed([draft.sealed for draft in changed if draft.sealed])
    add_raw(run.account_id, run.source, run.import_id, [draft.raw for draft in drafts if draft.raw])
    if run.import_id is not None:
        add_replaced(run.import_id, run.account_id, [draft.replaced for draft in drafts if draft.replaced])
    note_many([_event(run, draft) for draft in drafts])


def _event(run: Run, draft: Draft) -> EventFacts:
    return EventFacts(
        actor=run.actor,
        at=run.received_at,
        kind="order_imported" if draft.is_new else "order_changed",
        subject="order",
        subject_key=draft.order.key,
        account_id=run.account_id,
        cause=run.cause,
        details=run.told | draft.details if draft.details else run.told,
    )
