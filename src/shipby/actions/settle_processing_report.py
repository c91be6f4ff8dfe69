"""Read Amazon's processing report against the file it answers: what was accepted, what comes back and why."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from shipby.diagnosis.reads import search_rows
from shipby.journal.rules import EventFacts
from shipby.journal.writes import note_many
from shipby.orders.writes.locks import lock_orders
from shipby.orders.writes.search_rows import save_search_rows
from shipby.outbox.reads import BatchInfo, BatchLine, batch_lines, batches_of, intents_of
from shipby.outbox.rules import BatchState, IntentState, RowState
from shipby.outbox.rules.operations import CONFIRMATION_FILE, PARCEL
from shipby.outbox.rules.settling import Candidate, FileRow, Report, decide_batch, digest_of, verdicts_of
from shipby.outbox.writes import Verdict, lock_lane, mark_batch, settle_intents, settle_rows
from shipby.shipping.reads import orders_of_parcels
from shipby.shipping.rules.confirmation import Confirmation
from shipby.shipping.writes import mark_parcels, refuse_parcels
from shipby.shop.reads import figure
from shipby.shop.rules import Scope
from shipby.words.actors import Actor

BATCHES_LOOKED_AT = 200
"""Newest files of an account that a report may answer: more than half a year of daily files."""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that Amazon refused, in Amazon's words."""

    order_id: str
    order_item_id: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Settled:
    """The answer to a file: ``accepted`` rows, the refused ones, and which batch it was (number and our row)."""

    accepted: int
    refused: tuple[RefusedRow, ...]
    batch: int
    batch_id: int


@transaction.atomic(durable=True)
def settle_processing_report(
    *, scope: Scope, account_id: int, report: Report, actor: Actor, now: datetime, batch: int | None = None
) -> Settled:
    """Settle the rows, intents and parcels of the batch that ``report`` answers; ``batch`` = its number, if a person says so.

    A parcel is refused as soon as one of its rows is; warnings count as accepted. The report that settled a batch gives
    the same answer again and changes nothing.

    Raises:
        ValueError: the account is not in ``scope``.
        Refusal: it is not certain which batch it answers (``outbox.rules.settling``).
    """
    if account_id not in scope.account_ids:
        raise ValueError("the account belongs to another shop")
    counts_header = bool(figure("processing_report_counts_header", on=now.date()))
    digest = digest_of(report)
    # The lane's lock holds the batches still: no two reports settle the same one.
    lock_lane(account_id, CONFIRMATION_FILE)
    infos = batches_of([account_id], CONFIRMATION_FILE, limit=BATCHES_LOOKED_AT)
    candidates = [_candidate(info, report, digest, batch) for info in infos]
    chosen = decide_batch(report, candidates, counts_header=counts_header, wanted=batch)
    if chosen.state is not BatchState.SETTLED:
        verdicts = verdicts_of(report, chosen, counts_header=counts_header)
        settle_rows(chosen.id, [Verdict(row.number, row.is_accepted, row.code, row.message) for row in verdicts])
        mark_batch(chosen.id, BatchState.SETTLED, now=now, report_digest=digest)
        _settle_parcels(scope, account_id, chosen, actor, now)
    refused = batch_lines(chosen.id, state=RowState.REFUSED)
    return Settled(
        accepted=chosen.row_count - len(refused),
        refused=tuple(RefusedRow(row.order_id, row.order_item_id, row.code, row.message) for row in refused),
        batch=chosen.number,
        batch_id=chosen.id,
    )


def _candidate(info: BatchInfo, report: Report, digest: str, wanted: int | None) -> Candidate:
    """The batch with its rows, where its figures leave it in the running: reading rows of years of files helps nobody."""
    may_fit = info.row_count == report.processed and (info.state is not BatchState.SETTLED or info.report_digest == digest)
    lines = batch_lines(info.id) if may_fit or info.number == wanted else []
    return Candidate(
        id=info.id,
        number=info.number,
        state=info.state,
        row_count=info.row_count,
        report_digest=info.report_digest,
        is_open=any(line.intent_state in {IntentState.SENT, IntentState.IN_DOUBT} for line in lines),
        rows=tuple(FileRow(line.number, line.order_id, line.order_item_id) for line in lines),
    )


def _settle_parcels(scope: Scope, account_id: int, batch: Candidate, actor: Actor, now: datetime) -> None:
    rows: dict[int, list[BatchLine]] = defaultdict(list)
    for line in batch_lines(batch.id):
        rows[line.subject_key].append(line)
    order_of = orders_of_parcels(list(rows))
    lock_orders([account_id], order_keys=sorted(set(order_of.values())))
    first_refusal = {key: next((row for row in parcel if row.state is RowState.REFUSED), None) for key, parcel in rows.items()}
    moved = settle_intents([_verdict(rows[key], refusal) for key, refusal in first_refusal.items()], now=now)
    # A parcel corrected since, or already proven accepted, is not this report's to judge.
    latest = intents_of(PARCEL, list(rows))
    ours = [key for key in rows if _is_latest(latest[key][-1].id, rows[key]) and _was_moved(rows[key], moved)]
    refused = {key: row for key in ours if (row := first_refusal[key]) is not None}
    accepted = [key for key in ours if key not in refused]
    mark_parcels(accepted, Confirmation.ACCEPTED)
    partly = [key for key in refused if any(row.state is RowState.ACCEPTED for row in rows[key])]
    refuse_parcels({key: (row.code, row.message) for key, row in refused.items()}, partly_accepted=partly)
    order_keys = list(dict.fromkeys(order_of[key] for key in ours))
    save_search_rows(search_rows(order_keys))
    note_many(
        [
            EventFacts(
                actor=actor,
                at=now,
                kind="confirmation_refused" if key in refused else "confirmation_accepted",
                subject="order",
                subject_key=order_of[key],
                account_id=account_id,
                shop_id=scope.shop_id,
                cause=f"batch:{batch.id}",
                details={"batch": batch.number} | _words(refused.get(key)),
            )
            for key in ours
        ]
    )


def _verdict(rows: Sequence[BatchLine], refusal: BatchLine | None) -> Verdict[UUID]:
    said = refusal or next((row for row in rows if row.code), rows[0])
    return Verdict(UUID(rows[0].intent_id), refusal is None, said.code, said.message)


def _is_latest(intent_id: str, rows: Sequence[BatchLine]) -> bool:
    return rows[0].intent_id == intent_id


def _was_moved(rows: Sequence[BatchLine], moved: set[UUID]) -> bool:
    return UUID(rows[0].intent_id) in moved


def _words(refusal: BatchLine | None) -> dict[str, object]:
    return {"code": refusal.code, "message": refusal.message} if refusal else {}
