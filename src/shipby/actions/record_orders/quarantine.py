"""Rows that could not be read wait with their reason; a file that brings them whole closes them."""

from collections.abc import Sequence
from datetime import date, timedelta

from shipby.actions.record_orders.run import Draft, ReceivedBadRow, Run
from shipby.buyers.rules.received import Prepared
from shipby.diagnosis.reads import search_rows
from shipby.intake.rules.imports import QuarantineState, RowMark, quarantine_place, settles
from shipby.intake.writes.imports import OpenRow, QuarantineFacts, add_quarantined, open_rows, settle_rows
from shipby.keys.ring import DIGESTS, key_ring
from shipby.keys.sealing import Key, seal
from shipby.orders.writes.record import Head, mark_incomplete
from shipby.orders.writes.search_rows import save_search_rows
from shipby.words.refusals import Refusal


def set_aside(run: Run, bad_rows: Sequence[ReceivedBadRow], refused: Sequence[tuple[Prepared, Refusal]]) -> None:
    """Bad rows, and the rows of refused orders, go to quarantine."""
    if not (bad_rows or refused):
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
    add_quarantined(run.import_id, run.account_id, facts, at=run.received_at)


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


def settle_quarantine(
    run: Run,
    fit: Sequence[Prepared],
    heads: dict[str, Head],
    stored: Sequence[Draft],
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
    closed = {row.id for row in rows if (row.import_id is None or row.import_id != run.import_id) and _is_settled(row, told, bad)}
    settle_rows(sorted(closed), state=QuarantineState.SETTLED, by=run.cause or run.source, now=run.received_at)
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
