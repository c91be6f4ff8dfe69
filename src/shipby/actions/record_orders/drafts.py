"""Deciding what is to be written: for orders nobody knew, and for those of which something new is told."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from shipby.actions.record_orders.run import Draft, Run
from shipby.buyers.reads import SealedHead, digests_of, open_personal, sealed_heads
from shipby.buyers.rules.erasure import Erasure, erase_on
from shipby.buyers.rules.facts import PersonalFacts
from shipby.buyers.rules.merge import changed_parts, merge_personal
from shipby.buyers.rules.received import Prepared
from shipby.buyers.rules.search_terms import terms_of
from shipby.buyers.writes import sealed_of
from shipby.diagnosis.rules import first_search_row
from shipby.intake.rules.imports import replaced_place
from shipby.intake.writes.imports import RawFacts, ReplacedFacts, sealed_raw
from shipby.keys.ring import key_ring
from shipby.keys.sealing import Key, seal
from shipby.orders.rules.facts import OrderFacts
from shipby.orders.rules.merge import Merged, OrderValues, Standing, Told, changes, first_values, merge, standing, version_of
from shipby.orders.rules.snapshot import Snapshot
from shipby.orders.rules.stores import store_of
from shipby.orders.writes.record import Head, Written, load_known, next_order_keys
from shipby.words.refusals import Refusal


def draft_new(run: Run, fresh: Sequence[Prepared], hashes: dict[str, bytes]) -> list[Draft]:
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
            buyer_terms=_terms(run, item.terms, erasure),
        )
        draft = Draft(prepared=item, order=order, is_new=True, details={})
        key = keys[erasure.delivery_day]
        if erasure.on > run.received_at.date():
            if (personal := item.received.personal) is not None:
                draft.sealed = sealed_of(key, run.account_id, order_key, personal, erasure.on)
            draft.raw = _raw(run, key, item, version_at, erasure)
        if run.import_id is not None:
            draft.replaced = ReplacedFacts(order_key, None)
        drafts.append(draft)
    return drafts


def draft_changes(
    run: Run, news: Sequence[Prepared], heads: dict[str, Head], hashes: dict[str, bytes]
) -> tuple[list[Draft], list[Prepared], list[Prepared], list[tuple[Prepared, Refusal]]]:
    """Drafts of the changed ones; those that say nothing new; the older ones among them; the refused."""
    if not news:
        return [], [], [], []
    order_keys = [heads[item.order.order_id].key for item in news]
    stored = load_known(order_keys)
    personal = open_personal(order_keys)
    vault = sealed_heads(order_keys)
    drafts: list[Draft] = []
    still: list[Prepared] = []
    older: list[Prepared] = []
    refused: list[tuple[Prepared, Refusal]] = []
    for item in news:
        key = heads[item.order.order_id].key
        told = told_of(run, item.order)
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
        terms = _terms(run, terms_of(after_personal), _erasure(run, after.values))
        order = _changed_order(run, item, key, after, hashes[item.order.order_id], terms)
        draft = Draft(prepared=item, order=order, is_new=False, details=details)
        snapshot = Snapshot(before, heads[item.order.order_id].vanished_at)
        _seal_change(run, draft, (snapshot, after), (known_personal, after_personal), vault.get(key))
        drafts.append(draft)
    return drafts, still, older, refused


def _terms(run: Run, terms: Sequence[str], erasure: Erasure) -> tuple[str, ...]:
    """What a buyer is found by, as long as the order's personal data is kept."""
    return digests_of(run.digest_key, terms) if erasure.on > run.received_at.date() else ()


def _changed_order(run: Run, item: Prepared, key: int, after: Merged, facts_hash: bytes, terms: tuple[str, ...]) -> Written:
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
    run: Run,
    draft: Draft,
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
    run: Run, order_key: int, before: Snapshot, personal: PersonalFacts | None, head: SealedHead | None
) -> ReplacedFacts:
    text = before.to_text()
    if personal is None or head is None:
        return ReplacedFacts(order_key, text)
    key = key_ring().key(head.key_id)
    place = replaced_place(run.account_id, order_key)
    return ReplacedFacts(order_key, text, key.id, seal(key, msgspec.json.encode(personal), bound_to=place), head.erase_on)


def _raw(run: Run, key: Key, item: Prepared, version_at: datetime, erasure: Erasure) -> RawFacts | None:
    if not item.packed:
        return None
    return sealed_raw(key, run.account_id, item.order.order_id, version_at, item.packed, erasure.on)


def told_of(run: Run, facts: OrderFacts) -> Told:
    version_at, is_dated = version_of(facts, made_at=run.made_at, received_at=run.received_at)
    return Told(facts=facts, source=run.source, version_at=version_at, is_dated=is_dated)


def _erasure(run: Run, values: OrderValues) -> Erasure:
    return erase_on(
        delivered=None,
        deliver_by_latest=values.deliver_by_latest,
        ship_by_latest=values.ship_by_latest,
        purchased_at=values.purchased_at,
        days=run.personal_days,
    )


def _store_of(run: Run, values: OrderValues) -> int | None:
    return store_of(values.marketplace_id, values.sales_channel, run.stores)
