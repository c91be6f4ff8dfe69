"""Take back an import, as long as nothing was done on its orders: new ones go, changed ones are as they were before."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from django.db import transaction

from shipby.buyers.reads import digests_of
from shipby.buyers.rules.facts import PersonalFacts
from shipby.buyers.rules.search_terms import terms_of
from shipby.buyers.writes import SealedFacts, drop_sealed, replace_sealed, sealed_of
from shipby.diagnosis.reads import search_rows
from shipby.intake.reads.imports import ReplacedRow, find_import, open_quarantine_of, replaced_by, rows_settled_by
from shipby.intake.rules.imports import (
    OWN_EVENTS,
    ImportState,
    NotAReportOfOrders,
    TooLateToTakeBack,
    WorkedOnSince,
    replaced_place,
)
from shipby.intake.writes.imports import change_import, drop_traces, lock_import, reopen_rows
from shipby.journal.reads import events_since_cause
from shipby.journal.writes import note
from shipby.keys.ring import DIGESTS, KeyDestroyed, key_ring
from shipby.keys.sealing import Key, unseal
from shipby.orders.reads.detail import order_keys
from shipby.orders.rules.snapshot import Snapshot, snapshot_from
from shipby.orders.rules.stores import store_of
from shipby.orders.writes.record import (
    Written,
    change_orders,
    drop_lines_after,
    drop_orders,
    hold_account,
    mark_incomplete,
    order_ids_of,
    set_vanished,
)
from shipby.orders.writes.search_rows import save_search_rows
from shipby.shop.reads import figure, stores_of
from shipby.shop.rules import Scope
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def take_back_import(*, scope: Scope, import_id: int, actor: Actor, now: datetime) -> bool:
    """Undo what an import did to orders; ``False`` = there is no such import here, or it was taken back already.

    Raises:
        NotTakenBack: it did not end well, is too old, or something was done on one of its orders since.
    """
    row = find_import(scope.shop_id, import_id)
    if row is None or lock_import(import_id) is ImportState.TAKEN_BACK:
        return False
    if row.state is not ImportState.DONE or row.account_id is None or row.result:
        raise NotAReportOfOrders
    days = figure("take_back_days", on=now.date())
    if now - row.received_at > timedelta(days=days):
        raise TooLateToTakeBack(days=days)
    hold_account(row.account_id)
    replaced = replaced_by(import_id)
    _refuse_when_worked_on([item.order_key for item in replaced], import_id)
    kept = _restore(row.account_id, [item for item in replaced if item.before is not None], now)
    new = [item.order_key for item in replaced if item.before is None]
    drop_sealed(new)
    drop_orders(new)
    settled = rows_settled_by(f"import:{import_id}")
    reopen_rows([row_id for row_id, _, _ in settled])
    drop_traces(import_id)
    ids = order_ids_of(kept) | {
        key: order_id for order_id, key in order_keys([row.account_id], [order_id for _, _, order_id in settled]).items()
    }
    _mark_incomplete(row.account_id, ids)
    save_search_rows(search_rows(sorted(ids)))
    change_import(import_id, state=ImportState.TAKEN_BACK.value, taken_back_at=now)
    note(
        actor=actor,
        at=now,
        kind="import_taken_back",
        subject="import",
        subject_key=import_id,
        account_id=row.account_id,
        shop_id=scope.shop_id,
        cause=f"import:{import_id}",
        details={"removed": len(new), "restored": len(kept)},
    )
    return True


def _refuse_when_worked_on(order_keys: Sequence[int], import_id: int) -> None:
    events = events_since_cause("order", order_keys, cause=f"import:{import_id}", ignored=OWN_EVENTS, limit=1)
    if events:
        raise WorkedOnSince(what=events[0].kind.replace("_", " "), who=events[0].actor_name)


def _restore(account_id: int, replaced: Sequence[ReplacedRow], now: datetime) -> list[int]:
    """Put orders back as their snapshots say; their keys."""
    snapshots = {item.order_key: snapshot_from(item.before) for item in replaced}
    ids = order_ids_of(list(snapshots))
    stores = {store.marketplace_id: store.id for store in stores_of([account_id])}
    told = {key: known for key, snapshot in snapshots.items() if (known := snapshot.known) is not None}
    personal = {item.order_key: before for item in replaced if (before := _personal(account_id, item)) is not None}
    written = [_written(key, ids[key], snapshots[key], stores) for key in told]
    digest_key = key_ring().key_for(account_id, DIGESTS)
    terms = {key: digests_of(digest_key, terms_of(before)) for key, (before, _) in personal.items()}
    change_orders(account_id, [msgspec.structs.replace(order, buyer_terms=terms.get(order.key, ())) for order in written], at=now)
    drop_lines_after([(key, max((line.position for line in known.lines), default=0)) for key, known in told.items()])
    set_vanished([(key, snapshot.vanished_at) for key, snapshot in snapshots.items()])
    sealed = [
        _resealed(account_id, item, *personal[item.order_key]) for item in replaced if item.order_key in {*told} & {*personal}
    ]
    drop_sealed([key for key in told if key not in {facts.order_key for facts in sealed}])
    replace_sealed(sealed)
    return sorted(snapshots)


def _written(key: int, order_id: str, snapshot: Snapshot, stores: dict[str, int]) -> Written:
    known = snapshot.known
    assert known is not None
    return Written(
        key=key,
        order_id=order_id,
        store_id=store_of(known.values.marketplace_id, known.values.sales_channel, stores),
        version_at=known.version_at,
        versions=known.versions,
        # No digest: the next word on this order is compared column by column.
        facts_hash=b"",
        source=max(known.versions, key=lambda name: known.versions[name], default=""),
        values=known.values,
        lines=known.lines,
    )


def _personal(account_id: int, item: ReplacedRow) -> tuple[PersonalFacts, Key] | None:
    """What was personal before, and the key it lies under; ``None`` = nothing, or erased since."""
    if item.sealed is None or item.erase_on is None:
        return None
    try:
        key = key_ring().key(item.key_id)
    except KeyDestroyed:
        return None
    plain = unseal(key, item.sealed, bound_to=replaced_place(account_id, item.order_key))
    return msgspec.json.decode(plain, type=PersonalFacts), key


def _resealed(account_id: int, item: ReplacedRow, personal: PersonalFacts, key: Key) -> SealedFacts:
    assert item.erase_on is not None
    return sealed_of(key, account_id, item.order_key, personal, item.erase_on)


def _mark_incomplete(account_id: int, ids: dict[int, str]) -> None:
    waiting = {order_id for _, order_id in open_quarantine_of([(account_id, order_id) for order_id in ids.values()])}
    mark_incomplete([key for key, order_id in ids.items() if order_id in waiting], is_incomplete=True)
    mark_incomplete([key for key, order_id in ids.items() if order_id not in waiting], is_incomplete=False)
