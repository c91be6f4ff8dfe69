"""Tables of what must still leave the house."""

from django.db import models
from django.db.models import Q

from shipby.outbox.rules import LIVE, BatchState, IntentState, RowState


class Lane(models.Model):
    """The one way out per (seller account, operation): lease, fencing number, token bucket.

    ``rate`` is in requests per second, ``tokens`` as of ``refilled_at``; both null for a lane of files.
    """

    account_id = models.BigIntegerField()
    operation = models.CharField(max_length=60)
    lease_number = models.BigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    rate = models.FloatField(null=True)
    burst = models.FloatField(null=True)
    tokens = models.FloatField(null=True)
    refilled_at = models.DateTimeField(null=True)
    refused_in_a_row = models.PositiveSmallIntegerField(default=0)
    """Calls that Amazon refused for their rate since the last answer."""
    calls = models.BigIntegerField(default=0)
    throttled = models.BigIntegerField(default=0)
    """Calls made in all, and those of them that Amazon refused for their rate."""

    class Meta:
        constraints = [models.UniqueConstraint("account_id", "operation", name="outbox_lane_once")]


class Batch(models.Model):
    """A file that carries intents out: numbered per account and operation, its bytes kept so that a repeat is exact."""

    account_id = models.BigIntegerField()
    operation = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, default=BatchState.DOWNLOADED.value)
    row_count = models.PositiveIntegerField()
    content = models.BinaryField()
    """The file, zlib-compressed. Holds order ids and tracking numbers, no personal data."""
    content_sha256 = models.CharField(max_length=64)
    report_digest = models.CharField(max_length=64, blank=True, default="")
    """Fingerprint of the processing report that settled it, to know the same report again; empty = not settled."""
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    sent_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("account_id", "operation", "number", name="outbox_batch_number_once"),
            models.CheckConstraint(condition=Q(state__in=[*map(str, BatchState)]), name="outbox_batch_state_known"),
        ]


class Intent(models.Model):
    """One effect that must happen at a partner, at most once: written before the first byte leaves (reliability 3.5).

    ``id`` is UUIDv5 of account, operation, subject and attempt, so that a restored database makes the same key again.
    ``revision`` counts edits of a thing the partner already has (sp-api 3.2: the same parcel reference again = an edit);
    an effect that may happen only once (a label, a refund) stays at revision 1.
    """

    id = models.UUIDField(primary_key=True)
    lane = models.ForeignKey(Lane, on_delete=models.PROTECT, related_name="intents")
    subject = models.CharField(max_length=20)
    subject_key = models.BigIntegerField()
    attempt = models.PositiveSmallIntegerField(default=1)
    revision = models.PositiveSmallIntegerField(default=1)
    due_at = models.DateTimeField(null=True)
    """The ship-by time that orders the lane; null = last."""
    payload = models.JSONField()
    state = models.CharField(max_length=10, default=IntentState.PREPARED.value)
    batch = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="intents")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    result_code = models.CharField(max_length=60, blank=True, default="")
    result_message = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint("lane", "subject", "subject_key", "attempt", name="outbox_intent_once_per_attempt"),
            models.UniqueConstraint(
                "lane",
                "subject",
                "subject_key",
                "revision",
                condition=Q(state__in=sorted(state.value for state in LIVE)),
                name="outbox_intent_at_most_one_live",
            ),
            models.CheckConstraint(condition=Q(state__in=[*map(str, IntentState)]), name="outbox_intent_state_known"),
        ]
        indexes = [
            models.Index("lane", "due_at", "created_at", name="outbox_intent_waiting", condition=Q(state="prepared")),
            models.Index("subject", "subject_key", "attempt", name="outbox_intent_by_subject"),
        ]


class BatchRow(models.Model):
    """One row of a batch's file and what the partner said of it. ``number`` counts data rows from 1."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    intent = models.ForeignKey(Intent, on_delete=models.PROTECT, related_name="rows")
    order_id = models.CharField(max_length=20)
    order_item_id = models.CharField(max_length=40)
    state = models.CharField(max_length=10, default=RowState.WAITING.value)
    code = models.CharField(max_length=60, blank=True, default="")
    message = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint("batch", "number", name="outbox_batchrow_once"),
            models.CheckConstraint(condition=Q(state__in=[*map(str, RowState)]), name="outbox_batchrow_state_known"),
        ]
