"""Record what a source tells of orders: one transaction per chunk, a few statements whatever its size.

Repeating is harmless: the newer version wins, an older one fills gaps only, the same one changes nothing. An order that the
rules or the database refuse is set aside, the rest goes in.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import msgspec
from django.db import DataError, IntegrityError, transaction

from shipby.buyers.reads import SealedHead, buyer_terms, open_personal, sealed_heads
from shipby.buyers.rules.erasure import Erasure, erase_on
from shipby.buyers.rules.facts import PersonalFacts
from shipby.buyers.rules.merge import changed_parts, merge_personal
from shipby.buyers.rules.received import Prepared, Received, prepare
from shipby.buyers.writes import SealedFacts, add_sealed, replace_sealed, sealed_of
from shipby.diagnosis.reads import search_rows
from shipby.diagnosis.rules import first_search_row
from shipby.intake.rules import QuarantineState, RowMark, quarantine_place, replaced_place, settles
from shipby.intake.writes import (
    OpenRow,
    QuarantineFacts,
    RawFacts,
    ReplacedFacts,
    add_quarantined,
    add_raw,
    add_replaced,
    move_import,
    open_rows,
    sealed_raw,
    settle_rows,
)
from shipby.journal.rules import EventFacts
from shipby.journal.writes import note_many
from shipby.keys.ring import DIGESTS, key_ring
from shipby.keys.sealing import Key, seal
from shipby.orders.rules.facts import OrderFacts
from shipby.orders.rules.merge import (
    Merged,
    OrderValues,
    Standing,
    Told,
    changes,
    first_values,
    merge,
    standing,
    version_of,
)
from shipby.orders.rules.snapshot import Snapshot
from shipby.orders.rules.stores import store_of
from shipby.orders.writes.record import (
    Head,
    Written,
    change_orders,
    commit_later,
    hold_account,
    insert_orders,
    load_known,
    lock_heads,
    mark_incomplete,
    move_versions,
    next_order_keys,
)
from shipby.orders.writes.search_rows import save_search_rows
from shipby.shop.reads import figure, stores_of
from shipby.words.actors import Actor
from shipby.words.refusals import Refusal
from shipby.words.text import N_


class ReceivedBadRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row that could not be read; empty ids = the row has none that can be trusted.

    ``content`` = what recognises the same row in another file, whatever its line; empty = ``raw``.
    """

    line: int
    code: str
    reason: str
    order_id: str = ""
    order_item_id: str = ""
    sku: str = ""
    raw: bytes = b""
    content: bytes = b""

    def __repr__(self) -> str:
        """The line only."""
        return f"<ReceivedBadRow {self.line}>"


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """Amazon's order ids by what became of them. ``older`` ones said nothing new; ``refused`` come with the refusal."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    older: tuple[str, ...] = ()
    refused: tuple[tuple[str, Refusal], ...] = ()


class RefusedByDatabase(Refusal):
    """A constraint said no where the rules did not."""

    code = "order_not_stored"
    sentence = N_("The database would not take this order.")
    remedy = N_("Look at the row in the report. The other orders went in.")


class _Run(msgspec.Struct, frozen=True, kw_only=True):
    """What is the same for all orders of a call."""

    account_id: int
    source: str
    received_at: datetime
    made_at: datetime | None
    actor: Actor
    import_id: int | None
    personal_days: int
    stores: dict[str, int]
    told: dict[str, object]

    @property
    def cause(self) -> str:
        return f"import:{self.import_id}" if self.import_id is not None else ""


class _Draft(msgspec.Struct, kw_only=True):
    """Everything to be written for one order, decided before the first statement."""

    prepared: Prepared
    order: Written
    is_new: bool
    details: dict[str, object]
    sealed: SealedFacts | None = None
    raw: RawFacts | None = None
    replaced: ReplacedFacts | None = None


@transaction.atomic(durable=True)
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
) -> Recorded:
    """Record orders of one account, and set aside the rows that could not be read.

    ``source`` names the report or interface, ``made_at`` when it was made where that is known, ``received_at`` is now.
    ``rows_read`` = rows of the file worked with this call: the import's own counts move in the same transaction. About twenty
    statements whatever the number of orders.
    """
    today = received_at.date()
    run = _Run(
        account_id=account_id,
        source=source,
        received_at=received_at,
        made_at=made_at,
        actor=actor,
        import_id=import_id,
        personal_days=figure("personal_data_days", on=today),
        told={"source": source},
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


def _record(run: _Run, prepared: Sequence[Prepared], bad_rows: Sequence[ReceivedBadRow]) -> Recorded:
    refused = [(item, item.refusal) for item in prepared if item.refusal is not None]
    fit = [item for item in prepared if item.refusal is None]
    heads = lock_heads(
        run.account_id, [*(item.order.order_id for item in fit), *(row.order_id for row in bad_rows if row.order_id)]
    )
    digest_key = key_ring().key_for(run.account_id, DIGESTS)
    hashes: dict[str, bytes] = {item.order.order_id: digest_key.digest(item.content) for item in fit}

    fresh = [item for item in fit if item.order.order_id not in heads]
    known = [item for item in fit if item.order.order_id in heads]
    repeats = [item for item in known if heads[item.order.order_id].facts_hash == hashes[item.order.order_id]]
    news = [item for item in known if heads[item.order.order_id].facts_hash != hashes[item.order.order_id]]

    drafts = _draft_new(run, fresh, hashes)
    changed, still, older, refused_news = _draft_changes(run, news, heads, hashes)
    _move_versions(run, [*repeats, *still], heads)
    refused += refused_news
    stored, refused_stored = _store(run, drafts + changed)
    refused += refused_stored

    _set_aside(run, bad_rows, refused)
    _settle_quarantine(run, fit, heads, stored, refused, bad_rows)
    return Recorded(
        new=tuple(draft.order.order_id for draft in stored if draft.is_new),
        changed=tuple(draft.order.order_id for draft in stored if not draft.is_new),
        unchanged=tuple(item.order.order_id for item in (*repeats, *still)),
        older=tuple(item.order.order_id for item in older),
        refused=tuple((item.order.order_id, refusal) for item, refusal in refused),
    )


# -- decide


def _draft_new(run: _Run, fresh: Sequence[Prepared], hashes: dict[str, bytes]) -> list[_Draft]:
    decided = [(item, first_values(item.order, seen_at=run.received_at), item.lines) for item in fresh]
    erasures = [_erasure(run, values) for _, values, _ in decided]
    keys = key_ring().keys_for(run.account_id, {erasure.delivery_day for erasure in erasures})
    order_keys = next_order_keys(len(decided))
    drafts = []
    for (item, values, lines), erasure, order_key in zip(decided, erasures, order_keys, strict=True):
        version_at, _ = version_of(item.order, made_at=run.made_at, received_at=run.received_at)
        row = first_search_row(order_key, values, lines)
        order = Written(
            key=order_key,
            order_id=item.order.order_id,
            store_id=_store_of(run, values),
            version_at=version_at,
            versions={run.source: version_at},
            facts_hash=hashes[item.order.order_id],
            source=run.source,
            values=values,
            lines=lines,
            is_open=row.is_open,
            units_to_ship=row.units_to_ship,
            causes=row.causes,
            buyer_terms=_terms(run, item.received.personal, erasure),
        )
        draft = _Draft(prepared=item, order=order, is_new=True, details={})
        key = keys[erasure.delivery_day]
        if erasure.on > run.received_at.date():
            if (personal := item.received.personal) is not None:
                draft.sealed = sealed_of(key, run.account_id, order_key, personal, erasure.on)
            draft.raw = _raw(run, key, item, version_at, erasure)
        if run.import_id is not None:
            draft.replaced = ReplacedFacts(order_key, None)
        drafts.append(draft)
    return drafts


def _draft_changes(
    run: _Run, news: Sequence[Prepared], heads: dict[str, Head], hashes: dict[str, bytes]
) -> tuple[list[_Draft], list[Prepared], list[Prepared], list[tuple[Prepared, Refusal]]]:
    """Drafts of the changed ones; those that say nothing new; the older ones among them; the refused."""
    if not news:
        return [], [], [], []
    order_keys = [heads[item.order.order_id].key for item in news]
    stored = load_known(order_keys)
    personal = open_personal(order_keys)
    vault = sealed_heads(order_keys)
    drafts: list[_Draft] = []
    still: list[Prepared] = []
    older: list[Prepared] = []
    refused: list[tuple[Prepared, Refusal]] = []
    for item in news:
        key = heads[item.order.order_id].key
        told = _told(run, item.order)
        before = stored[key]
        stands = standing(before, told)
        try:
            after = merge(before, told)
        except Refusal as refusal:
            refused.append((item, refusal))
            continue
        wins = stands is not Standing.OLDER and not item.received.is_lossy
        known_personal = personal.get(key)
        is_erased = key in vault and vault[key].is_erased
        after_personal = known_personal if is_erased else merge_personal(known_personal, item.received.personal, wins=wins)
        parts = changed_parts(known_personal, after_personal)
        details = changes(before, after)
        if parts:
            details["personal"] = parts
        if not details:
            (older if stands is Standing.OLDER else still).append(item)
            continue
        terms = _terms(run, after_personal, _erasure(run, after.values))
        order = _changed_order(run, item, key, after, hashes[item.order.order_id], terms)
        draft = _Draft(prepared=item, order=order, is_new=False, details=details)
        snapshot = Snapshot(before, heads[item.order.order_id].vanished_at)
        _seal_change(run, draft, (snapshot, after), (known_personal, after_personal), vault.get(key))
        drafts.append(draft)
    return drafts, still, older, refused


def _terms(run: _Run, personal: PersonalFacts | None, erasure: Erasure) -> tuple[str, ...]:
    """What a buyer is found by, as long as the order's personal data is kept."""
    return buyer_terms(run.account_id, personal) if erasure.on > run.received_at.date() else ()


def _changed_order(run: _Run, item: Prepared, key: int, after: Merged, facts_hash: bytes, terms: tuple[str, ...]) -> Written:
    return Written(
        key=key,
        order_id=item.order.order_id,
        store_id=_store_of(run, after.values),
        version_at=after.version_at,
        versions=after.versions,
        facts_hash=facts_hash,
        source=run.source,
        values=after.values,
        lines=after.lines,
        buyer_terms=terms,
    )


def _seal_change(
    run: _Run,
    draft: _Draft,
    orders: tuple[Snapshot, Merged],
    personal: tuple[PersonalFacts | None, PersonalFacts | None],
    head: SealedHead | None,
) -> None:
    """Seal what is personal under the key of the day that holds now, the raw words, and the order as it was before."""
    before, after = orders
    known_personal, after_personal = personal
    erasure = _erasure(run, after.values)
    if run.import_id is not None:
        draft.replaced = _snapshot(run, draft.order.key, before, known_personal, head)
    if erasure.on <= run.received_at.date():
        return
    key = key_ring().key_for(run.account_id, erasure.delivery_day)
    moved = head is None or head.key_id != key.id or head.erase_on != erasure.on
    if after_personal is not None and (moved or "personal" in draft.details):
        draft.sealed = sealed_of(key, run.account_id, draft.order.key, after_personal, erasure.on)
    draft.raw = _raw(run, key, draft.prepared, after.versions[run.source], erasure)


def _snapshot(
    run: _Run, order_key: int, before: Snapshot, personal: PersonalFacts | None, head: SealedHead | None
) -> ReplacedFacts:
    text = before.to_text()
    if personal is None or head is None:
        return ReplacedFacts(order_key, text)
    key = key_ring().key(head.key_id)
    place = replaced_place(run.account_id, order_key)
    return ReplacedFacts(order_key, text, key.id, seal(key, msgspec.json.encode(personal), bound_to=place), head.erase_on)


def _raw(run: _Run, key: Key, item: Prepared, version_at: datetime, erasure: Erasure) -> RawFacts | None:
    if not item.packed:
        return None
    return sealed_raw(key, run.account_id, item.order.order_id, version_at, item.packed, erasure.on)


def _told(run: _Run, facts: OrderFacts) -> Told:
    version_at, is_dated = version_of(facts, made_at=run.made_at, received_at=run.received_at)
    return Told(facts=facts, source=run.source, version_at=version_at, is_dated=is_dated)


def _erasure(run: _Run, values: OrderValues) -> Erasure:
    return erase_on(
        delivered=None,
        deliver_by_latest=values.deliver_by_latest,
        ship_by_latest=values.ship_by_latest,
        purchased_at=values.purchased_at,
        days=run.personal_days,
    )


def _store_of(run: _Run, values: OrderValues) -> int | None:
    return store_of(values.marketplace_id, values.sales_channel, run.stores)


# -- save


def _move_versions(run: _Run, items: Iterable[Prepared], heads: dict[str, Head]) -> None:
    """A newer word with the same content is newer all the same: what was made in between must not win later."""
    moved = []
    for item in items:
        head = heads[item.order.order_id]
        told = _told(run, item.order)
        own = head.versions.get(run.source)
        if told.version_at > head.version_at or own is None or told.version_at > own:
            versions = {**head.versions, run.source: max(own, told.version_at) if own else told.version_at}
            moved.append((head.key, max(head.version_at, told.version_at), versions))
    move_versions(moved)


def _store(run: _Run, drafts: Sequence[_Draft]) -> tuple[list[_Draft], list[tuple[Prepared, Refusal]]]:
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


def _write(run: _Run, drafts: Sequence[_Draft]) -> None:
    new = [draft for draft in drafts if draft.is_new]
    changed = [draft for draft in drafts if not draft.is_new]
    insert_orders(run.account_id, [draft.order for draft in new], at=run.received_at)
    change_orders(run.account_id, [draft.order for draft in changed], at=run.received_at)
    add_sealed([draft.sealed for draft in new if draft.sealed])
    replace_sealed([draft.sealed for draft in changed if draft.sealed])
    add_raw(run.account_id, run.source, run.import_id, [draft.raw for draft in drafts if draft.raw])
    if run.import_id is not None:
        add_replaced(run.import_id, run.account_id, [draft.replaced for draft in drafts if draft.replaced])
    note_many([_event(run, draft) for draft in drafts])


def _event(run: _Run, draft: _Draft) -> EventFacts:
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


# -- quarantine


def _set_aside(run: _Run, bad_rows: Sequence[ReceivedBadRow], refused: Sequence[tuple[Prepared, Refusal]]) -> None:
    """Bad rows, and the rows of refused orders, go to quarantine; outside of an import there is none."""
    if run.import_id is None or not (bad_rows or refused):
        return
    rows = list(bad_rows)
    for item, refusal in refused:
        rows += [
            ReceivedBadRow(
                line=line,
                code=refusal.code,
                reason=refusal.message,
                order_id=item.order.order_id,
                raw=item.received.raw,
                content=item.order.order_id.encode(),
            )
            for line in item.received.lines or (0,)
        ]
    day = run.received_at.date()
    keys = key_ring().keys_for(run.account_id, (day, DIGESTS))
    until = day + timedelta(days=run.personal_days)
    facts = [_quarantined(run.account_id, keys[day], keys[DIGESTS], row, until) for row in rows]
    add_quarantined(run.import_id, run.account_id, facts)


def _quarantined(account_id: int, key: Key, digest_key: Key, row: ReceivedBadRow, until: date) -> QuarantineFacts:
    """A row as if it were delivered today: nothing in it can be trusted to say when that will be."""
    return QuarantineFacts(
        line=row.line,
        order_id=row.order_id[:40],
        order_item_id=row.order_item_id[:40],
        sku=row.sku[:80],
        code=row.code,
        reason=row.reason,
        key_id=key.id,
        sealed=seal(key, row.raw, bound_to=quarantine_place(account_id, row.line)),
        digest=digest_key.digest(row.code.encode() + b"\0" + (row.content or row.raw)),
        erase_on=until,
    )


def _settle_quarantine(
    run: _Run,
    fit: Sequence[Prepared],
    heads: dict[str, Head],
    stored: Sequence[_Draft],
    refused: Sequence[tuple[Prepared, Refusal]],
    bad_rows: Sequence[ReceivedBadRow],
) -> None:
    """Close rows of earlier files that this one brought whole; say which orders have a row in quarantine; write search rows."""
    told: dict[str, Prepared] = {item.order.order_id: item for item in fit}
    bad = {row.order_id for row in bad_rows if row.order_id} | {item.order.order_id for item, _ in refused}
    order_keys = {order_id: head.key for order_id, head in heads.items()} | {
        draft.order.order_id: draft.order.key for draft in stored
    }
    rows = open_rows(run.account_id, list({*told, *bad}))
    closed = {row.id for row in rows if row.import_id != run.import_id and _is_settled(row, told, bad)}
    settle_rows(sorted(closed), state=QuarantineState.SETTLED, by=run.cause, now=run.received_at)
    incomplete = {row.order_id for row in rows if row.id not in closed}
    was = {order_id for order_id, head in heads.items() if head.is_incomplete}
    begins = [order_keys[order_id] for order_id in incomplete - was if order_id in order_keys]
    ends = [order_keys[order_id] for order_id in was - incomplete]
    mark_incomplete(begins, is_incomplete=True)
    mark_incomplete(ends, is_incomplete=False)
    touched = {*begins, *ends, *(draft.order.key for draft in stored if not draft.is_new)}
    if touched:
        save_search_rows(search_rows(sorted(touched)))


def _is_settled(row: OpenRow, told: dict[str, Prepared], bad: set[str]) -> bool:
    if row.order_id not in told:
        return False
    lines = [RowMark(line.order_item_id or "", line.sku or "") for line in told[row.order_id].order.lines]
    return settles(row.mark, lines, is_whole=row.order_id not in bad)
