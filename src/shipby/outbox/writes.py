"""Changes of the outbox. Every function demands an open transaction; none decides what should leave."""

import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Max
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from shipby.outbox.models import Batch, BatchRow, Intent, Lane
from shipby.outbox.rules import BatchState, IntentState, RowState, may_follow
from shipby.outbox.rules.keys import intent_key
from shipby.outbox.rules.lanes import LaneIsTaken, Lease, may_take, refuse_late_writer

Key = TypeVar("Key", int, UUID)


@dataclass(frozen=True, slots=True)
class NewIntent:
    """An effect to leave. ``revision`` above 1 = an edit of what the partner already has; ``due_at`` = ship-by (UTC)."""

    subject: str
    subject_key: int
    attempt: int
    revision: int
    due_at: datetime | None
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WaitingIntent:
    """A prepared intent with its payload, claimed for a batch."""

    id: UUID
    subject_key: int
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewBatchRow:
    """One row of a file: which intent it carries and the order line it names."""

    intent_id: UUID
    order_id: str
    order_item_id: str


@dataclass(frozen=True, slots=True)
class MadeBatch:
    """A batch just made: our row and its number in the lane."""

    id: int
    number: int


@dataclass(frozen=True, slots=True)
class Verdict(Generic[Key]):
    """A partner's verdict: on an intent by key, or on a row of a batch by number. ``code`` and ``message`` are its words."""

    key: Key
    is_accepted: bool
    code: str = ""
    message: str = ""


def wake(task: str, /, *, lock: str | None = None, queueing_lock: str | None = None, **arguments: Any) -> bool:
    """Enqueue a job by its name, in the caller's transaction: it runs only if that commits.

    ``lock`` = one at a time; ``queueing_lock`` = at most one waiting. Arguments must be ids and figures, never personal.
    Returns whether a job was added; False = one with the same ``queueing_lock`` already waits, which is as good.
    """
    deferrer = app.configure_task(task, lock=lock, queueing_lock=queueing_lock)
    try:
        with transaction.atomic():
            deferrer.defer(**arguments)
    except AlreadyEnqueued:
        return False
    return True


def open_lane(account_id: int, operation: str) -> int:
    """The lane's row id; made when it is missing. Two makers at once end with the same row."""
    lane, _ = Lane.objects.get_or_create(account_id=account_id, operation=operation)
    return lane.id


def lock_lane(account_id: int, operation: str) -> int:
    """The lane's row id, locked until the transaction ends: batches of a lane are made one after the other."""
    _demand_transaction()
    lane_id = open_lane(account_id, operation)
    Lane.objects.select_for_update(no_key=True).only("id").get(id=lane_id)
    return lane_id


def spend_call(account_id: int, operation: str, *, rate: float, burst: float, keep: float, now: datetime) -> datetime | None:
    """Take a call from the lane's bucket: ``None``, or when one will be there. One statement, two where there is none.

    ``rate`` (per second) and ``burst`` count where the lane has none of its own yet. ``keep`` calls stay for more urgent ones.
    The statement itself refills the bucket, so that runners on any number of hosts never take more than there is.
    """
    passed = "greatest(0, extract(epoch FROM %(now)s::timestamptz - lane.refilled_at)::float8)"
    filled = f"least(lane.burst, lane.tokens + {passed} * lane.rate)"
    values: dict[str, Any] = {
        "account": account_id,
        "operation": operation,
        "rate": rate,
        "burst": burst,
        "keep": keep,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO outbox_lane AS lane (account_id, operation, lease_number, rate, burst, tokens, refilled_at, "  # noqa: S608
            "refused_in_a_row, calls, throttled) VALUES (%(account)s, %(operation)s, 0, %(rate)s, %(burst)s, %(burst)s - 1, "
            "%(now)s, 0, 1, 0) ON CONFLICT (account_id, operation) DO UPDATE SET tokens = " + filled + " - 1, "
            "refilled_at = greatest(lane.refilled_at, %(now)s), calls = lane.calls + 1 "
            "WHERE " + filled + " >= 1 + %(keep)s - 1e-9 RETURNING id",
            values,
        )
        if cursor.fetchone() is not None:
            return None
    bucket = Lane.objects.get(account_id=account_id, operation=operation)
    assert bucket.tokens is not None
    assert bucket.rate is not None
    assert bucket.refilled_at is not None
    return bucket.refilled_at + timedelta(seconds=(1 + keep - bucket.tokens) / bucket.rate)


def settle_call(account_id: int, operation: str, *, rate: float | None) -> None:
    """An answer came: its header's rate holds from now on. One statement, none where it says nothing new."""
    changes: dict[str, Any] = {"refused_in_a_row": 0}
    lane = Lane.objects.filter(account_id=account_id, operation=operation)
    if rate is not None and rate > 0:
        lane.exclude(rate=rate, refused_in_a_row=0).update(rate=rate, **changes)
    else:
        lane.exclude(refused_in_a_row=0).update(**changes)


def empty_bucket(account_id: int, operation: str, *, least_rate: float, now: datetime) -> datetime:
    """Amazon refused a call for its rate: the bucket is empty. When to try again.

    From the second refusal in a row the rate is halved, down to ``least_rate``.
    """
    _demand_transaction()
    lane = Lane.objects.select_for_update(no_key=True).get(account_id=account_id, operation=operation)
    lane.refused_in_a_row += 1
    lane.throttled += 1
    assert lane.rate is not None
    if lane.refused_in_a_row > 1:
        lane.rate = max(lane.rate / 2, least_rate)
    lane.tokens, lane.refilled_at = 0.0, now
    lane.save(update_fields=["refused_in_a_row", "throttled", "rate", "tokens", "refilled_at"])
    return now + timedelta(seconds=1 / lane.rate)


def take_lease(lane_id: int, *, now: datetime, lasts: timedelta) -> Lease:
    """Take the lane with the next fencing number.

    Raises:
        LaneIsTaken: another runner's lease has not run out.
    """
    _demand_transaction()
    lane = Lane.objects.select_for_update(no_key=True).get(id=lane_id)
    if not may_take(lease_until=lane.lease_until, now=now):
        raise LaneIsTaken
    lane.lease_number += 1
    lane.lease_until = now + lasts
    lane.save(update_fields=["lease_number", "lease_until"])
    return Lease(lane.id, lane.lease_number, lane.lease_until)


def show_lease(lease: Lease, *, now: datetime) -> None:
    """Check the lease and hold the lane's row, so that nobody can take it over before this commit.

    Raises:
        LeaseLost: the runner is late; its transaction must roll back.
    """
    _demand_transaction()
    lane = Lane.objects.select_for_update(no_key=True).get(id=lease.lane_id)
    refuse_late_writer(lease, current_number=lane.lease_number, lease_until=lane.lease_until, now=now)


def hand_back_lease(lease: Lease, *, now: datetime) -> None:
    """Free the lane before its lease runs out.

    Raises:
        LeaseLost: it is no longer this runner's to free.
    """
    show_lease(lease, now=now)
    Lane.objects.filter(id=lease.lane_id).update(lease_until=None)


def leave_intents(account_id: int, operation: str, intents: Sequence[NewIntent], *, now: datetime) -> None:
    """Leave effects in the lane. The database refuses a second live intent of one subject and revision."""
    _demand_transaction()
    if not intents:
        return
    lane_id = open_lane(account_id, operation)
    Intent.objects.bulk_create(
        Intent(
            id=intent_key(
                account_id=account_id,
                operation=operation,
                subject=intent.subject,
                subject_key=intent.subject_key,
                attempt=intent.attempt,
            ),
            lane_id=lane_id,
            subject=intent.subject,
            subject_key=intent.subject_key,
            attempt=intent.attempt,
            revision=intent.revision,
            due_at=intent.due_at,
            payload=dict(intent.payload),
            created_at=now,
        )
        for intent in intents
    )


def last_attempts(subject: str, subject_keys: Iterable[int]) -> dict[int, int]:
    """The highest attempt number given out per subject; a subject without intents is missing."""
    rows = Intent.objects.filter(subject=subject, subject_key__in=list(subject_keys)).values("subject_key")
    return {row["subject_key"]: row["last"] for row in rows.annotate(last=Max("attempt"))}


def replace_payload(subject: str, subject_key: int, payload: Mapping[str, Any]) -> bool:
    """Change what a still prepared intent will say. False: there is none, it has already left."""
    _demand_transaction()
    waiting = Intent.objects.filter(subject=subject, subject_key=subject_key, state=IntentState.PREPARED)
    return waiting.update(payload=dict(payload)) > 0


def withdraw_intents(subject: str, subject_keys: Sequence[int], *, now: datetime) -> set[int]:
    """Take back what has not left; returns the subjects whose intent was withdrawn."""
    _demand_transaction()
    waiting = Intent.objects.select_for_update().filter(subject=subject, subject_key__in=subject_keys, state=IntentState.PREPARED)
    found = dict(waiting.values_list("id", "subject_key"))
    Intent.objects.filter(id__in=found).update(state=IntentState.WITHDRAWN, settled_at=now)
    return set(found.values())


def waiting_subjects(account_id: int, operation: str, *, limit: int) -> list[int]:
    """Subjects of prepared intents, the most urgent first (ship-by, then age). Locks nothing."""
    waiting = Intent.objects.filter(lane__account_id=account_id, lane__operation=operation, state=IntentState.PREPARED)
    ordered = waiting.order_by(F("due_at").asc(nulls_last=True), "created_at", "subject_key")
    return list(ordered.values_list("subject_key", flat=True)[:limit])


def claim_waiting(lane_id: int, subject_keys: Sequence[int]) -> list[WaitingIntent]:
    """Lock the prepared intents of these subjects, the most urgent first."""
    _demand_transaction()
    waiting = Intent.objects.select_for_update().filter(lane_id=lane_id, subject_key__in=subject_keys, state=IntentState.PREPARED)
    ordered = waiting.order_by(F("due_at").asc(nulls_last=True), "created_at", "subject_key")
    return [WaitingIntent(*row) for row in ordered.values_list("id", "subject_key", "payload")]


def add_batch(
    account_id: int, operation: str, rows: Sequence[NewBatchRow], content: bytes, *, made_by: str, now: datetime
) -> MadeBatch:
    """Keep a file with the next number and mark its intents sent. The caller holds the lane's lock.

    Raises:
        RuntimeError: an intent of the rows was no longer prepared; the transaction must roll back.
    """
    _demand_transaction()
    last = Batch.objects.filter(account_id=account_id, operation=operation).aggregate(last=Max("number"))["last"]
    batch = Batch.objects.create(
        account_id=account_id,
        operation=operation,
        number=(last or 0) + 1,
        row_count=len(rows),
        content=zlib.compress(content, 6),
        content_sha256=hashlib.sha256(content).hexdigest(),
        made_at=now,
        made_by=made_by,
    )
    intent_ids = {row.intent_id for row in rows}
    moved = Intent.objects.filter(id__in=intent_ids, state=IntentState.PREPARED).update(
        state=IntentState.SENT, batch=batch, sent_at=now
    )
    if moved != len(intent_ids):
        raise RuntimeError("an intent left by another way while its batch was made")
    BatchRow.objects.bulk_create(
        (
            BatchRow(batch=batch, number=number, intent_id=row.intent_id, order_id=row.order_id, order_item_id=row.order_item_id)
            for number, row in enumerate(rows, start=1)
        ),
        batch_size=2000,
    )
    return MadeBatch(batch.id, batch.number)


def mark_batch(batch_id: int, state: BatchState, *, now: datetime, report_digest: str = "") -> None:
    """Set a batch's state; ``report_digest`` belongs to SETTLED. Going back to DOWNLOADED clears when it was sent."""
    _demand_transaction()
    changes: dict[str, Any] = {"state": state}
    if state is BatchState.SENT:
        changes["sent_at"] = now
    elif state is BatchState.DOWNLOADED:
        changes["sent_at"] = None
    else:
        changes |= {"settled_at": now, "report_digest": report_digest}
    Batch.objects.filter(id=batch_id).update(**changes)


def settle_rows(batch_id: int, verdicts: Sequence[Verdict[int]]) -> None:
    """Write the partner's verdict on rows by their number; rows not named were accepted in silence."""
    _demand_transaction()
    BatchRow.objects.filter(batch_id=batch_id).update(state=RowState.ACCEPTED, code="", message="")
    named = {verdict.key: verdict for verdict in verdicts}
    rows = list(BatchRow.objects.filter(batch_id=batch_id, number__in=list(named)))
    for row in rows:
        verdict = named[row.number]
        row.state = RowState.ACCEPTED if verdict.is_accepted else RowState.REFUSED
        row.code, row.message = verdict.code[:60], verdict.message
    BatchRow.objects.bulk_update(rows, ["state", "code", "message"], batch_size=1000)


def settle_intents(verdicts: Sequence[Verdict[UUID]], *, now: datetime) -> set[UUID]:
    """Move intents to DONE or REJECTED where that may follow; returns those moved. What is DONE stays DONE."""
    _demand_transaction()
    named = {verdict.key: verdict for verdict in verdicts}
    moved = []
    for intent in Intent.objects.select_for_update().filter(id__in=list(named)).order_by("id"):
        verdict = named[intent.id]
        after = IntentState.DONE if verdict.is_accepted else IntentState.REJECTED
        if may_follow(IntentState(intent.state), after):
            intent.state, intent.settled_at = after, now
            intent.result_code, intent.result_message = verdict.code[:60], verdict.message
            moved.append(intent)
    Intent.objects.bulk_update(moved, ["state", "settled_at", "result_code", "result_message"], batch_size=1000)
    return {intent.id for intent in moved}


def _demand_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("the outbox changes only inside a transaction")
