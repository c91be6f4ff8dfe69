"""What the outbox tells: intents of a subject, batches and their rows."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from shipby.outbox.models import Batch, BatchRow, Intent, Lane
from shipby.outbox.rules import BatchState, IntentState, RowState
from shipby.outbox.rules.buckets import BucketRow


@dataclass(frozen=True, slots=True)
class BatchInfo:
    """One file batch. ``number`` counts per account and operation; instants are UTC."""

    id: int
    account_id: int
    operation: str
    number: int
    state: BatchState
    row_count: int
    made_at: datetime
    made_by: str
    sent_at: datetime | None
    settled_at: datetime | None
    report_digest: str


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One row of a batch's file: ``number`` counts data rows from 1; ``code`` and ``message`` are the partner's words."""

    number: int
    intent_id: str
    intent_state: IntentState
    subject_key: int
    order_id: str
    order_item_id: str
    state: RowState
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class IntentInfo:
    """One intent without its payload."""

    id: str
    subject_key: int
    attempt: int
    revision: int
    state: IntentState
    batch_id: int | None
    batch_number: int | None


def find_batch(
    account_ids: Sequence[int], operation: str, *, batch_id: int | None = None, number: int | None = None
) -> BatchInfo | None:
    """A batch by row id or by number, within the accounts; the newest where a number is in several. One query."""
    found = Batch.objects.filter(account_id__in=account_ids, operation=operation)
    if batch_id is not None:
        found = found.filter(id=batch_id)
    if number is not None:
        found = found.filter(number=number)
    row = found.defer("content").order_by("-id").first()
    return _info(row) if row else None


def batches_of(
    account_ids: Sequence[int], operation: str, *, limit: int = 50, before: int | None = None, is_unsettled: bool = False
) -> list[BatchInfo]:
    """Batches, newest first, ``before`` a row id. One query."""
    found = Batch.objects.filter(account_id__in=account_ids, operation=operation)
    if before is not None:
        found = found.filter(id__lt=before)
    if is_unsettled:
        found = found.exclude(state=BatchState.SETTLED)
    return [_info(row) for row in found.defer("content").order_by("-id")[:limit]]


def batch_states(batch_ids: Sequence[int]) -> dict[int, BatchState]:
    """States of batches. One query."""
    rows = Batch.objects.filter(id__in=batch_ids).values_list("id", "state")
    return {batch_id: BatchState(state) for batch_id, state in rows}


def batch_content(batch_id: int) -> bytes:
    """The very bytes of a batch's file. One query.

    Raises:
        Batch.DoesNotExist: there is none.
    """
    return zlib.decompress(bytes(Batch.objects.values_list("content", flat=True).get(id=batch_id)))


def row_counts(batch_id: int) -> dict[RowState, int]:
    """Rows of a batch per verdict. One query."""
    rows = BatchRow.objects.filter(batch_id=batch_id).values_list("state").annotate(count=Count("id"))
    return {RowState(state): count for state, count in rows}


def batch_lines(batch_id: int, *, state: RowState | None = None, limit: int | None = None) -> list[BatchLine]:
    """Rows of a batch in file order, the first ``limit`` of them. One query."""
    found = BatchRow.objects.filter(batch_id=batch_id)
    if state is not None:
        found = found.filter(state=state)
    rows = found.order_by("number").values_list(
        "number", "intent_id", "intent__state", "intent__subject_key", "order_id", "order_item_id", "state", "code", "message"
    )
    rows = rows[:limit] if limit is not None else rows
    return [
        BatchLine(number, str(intent_id), IntentState(intent_state), key, order_id, item_id, RowState(state), code, message)
        for number, intent_id, intent_state, key, order_id, item_id, state, code, message in rows
    ]


def intents_of(subject: str, subject_keys: Sequence[int]) -> dict[int, list[IntentInfo]]:
    """All intents of the subjects, oldest attempt first. One query."""
    rows = (
        Intent.objects.filter(subject=subject, subject_key__in=subject_keys)
        .order_by("subject_key", "attempt")
        .values_list("id", "subject_key", "attempt", "revision", "state", "batch_id", "batch__number")
    )
    found: dict[int, list[IntentInfo]] = {}
    for key, subject_key, attempt, revision, state, batch_id, number in rows:
        info = IntentInfo(str(key), subject_key, attempt, revision, IntentState(state), batch_id, number)
        found.setdefault(subject_key, []).append(info)
    return found


def _info(row: Batch) -> BatchInfo:
    return BatchInfo(
        id=row.id,
        account_id=row.account_id,
        operation=row.operation,
        number=row.number,
        state=BatchState(row.state),
        row_count=row.row_count,
        made_at=row.made_at,
        made_by=row.made_by,
        sent_at=row.sent_at,
        settled_at=row.settled_at,
        report_digest=row.report_digest,
    )


def buckets_of(account_id: int) -> dict[str, BucketRow]:
    """The buckets of an account's operations by name. One query."""
    rows = Lane.objects.filter(account_id=account_id, tokens__isnull=False).order_by("operation")
    return {row[0]: BucketRow(*row) for row in rows.values_list(*BucketRow.__dataclass_fields__)}
