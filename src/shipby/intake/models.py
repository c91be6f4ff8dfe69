"""Tables of what came in."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from shipby.intake.rules.imports import ImportState, QuarantineState


class Import(models.Model):
    """One file that was handed in. Counts are of orders, ``row_count`` of data rows."""

    shop_id = models.BigIntegerField()
    account_id = models.BigIntegerField(null=True)
    report_type = models.CharField(max_length=60, blank=True, default="")
    file_name = models.CharField(max_length=255)
    byte_count = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    encoding = models.CharField(max_length=20, blank=True, default="")
    is_lossy = models.BooleanField(default=False)
    header = models.TextField(blank=True, default="")
    """The report's header line: the raw rows of its orders refer to it."""
    sales_channels = ArrayField(models.CharField(max_length=60), default=list)
    made_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, default=ImportState.WAITING.value)
    row_count = models.PositiveIntegerField(default=0)
    rows_read = models.PositiveIntegerField(default=0)
    """Progress: rows worked so far of ``row_count``."""
    new_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)
    quarantined_count = models.PositiveIntegerField(default=0)
    no_longer_unshipped = ArrayField(models.CharField(max_length=20), default=list)
    result = models.JSONField(default=dict)
    """For a processing report: accepted and refused rows."""
    refusal_code = models.CharField(max_length=60, blank=True, default="")
    refusal = models.TextField(blank=True, default="")
    remedy = models.TextField(blank=True, default="")
    actor_kind = models.CharField(max_length=8)
    actor_key = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=120)
    taken_back_at = models.DateTimeField(null=True)
    touched_at = models.DateTimeField(null=True)
    """Last sign of life of whoever reads the file."""
    spool_name = models.CharField(max_length=40, blank=True, default="")
    """The uploaded file, sealed, in the spool's folder; empty = it is not there (any more)."""
    spool_key_id = models.CharField(max_length=80, blank=True, default="")
    spool_secret = models.BinaryField(null=True)
    """The one-off key of that file, itself sealed under the key named before it."""

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=[*map(str, ImportState)]), name="intake_import_state_known")]
        indexes = [models.Index(F("shop_id"), F("id").desc(), name="intake_import_newest")]


class QuarantinedRow(models.Model):
    """A row or an order that could not be taken, with the words as they came, sealed.

    ``imported`` is null and ``line`` 0 where it came from Amazon's API; a file's header is line 1.
    """

    imported = models.ForeignKey(Import, null=True, on_delete=models.CASCADE, related_name="quarantined_rows")
    account_id = models.BigIntegerField()
    line = models.PositiveIntegerField()
    order_id = models.CharField(max_length=40, blank=True, default="")
    order_item_id = models.CharField(max_length=40, blank=True, default="")
    sku = models.CharField(max_length=80, blank=True, default="")
    code = models.CharField(max_length=40)
    reason = models.TextField()
    key_id = models.CharField(max_length=80)
    sealed = models.BinaryField(null=True)
    digest = models.BinaryField()
    """Keyed digest of the raw row: the same row in a later file is not set aside twice."""
    erase_on = models.DateField()
    set_aside_at = models.DateTimeField(null=True)
    """When; null = with its import."""
    state = models.CharField(max_length=10, default=QuarantineState.OPEN.value)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint("imported", "line", name="intake_quarantine_line_once"),
            models.CheckConstraint(condition=Q(state__in=[*map(str, QuarantineState)]), name="intake_quarantine_state_known"),
        ]
        indexes = [
            models.Index("account_id", "order_id", name="intake_quarantine_open", condition=Q(state="open")),
            models.Index("account_id", "digest", name="intake_quarantine_by_digest"),
            models.Index("erase_on", name="intake_quarantine_to_erase", condition=Q(sealed__isnull=False)),
        ]


class RawVersion(models.Model):
    """What Amazon said of an order, as it came: compressed, sealed, one row per version that was applied."""

    account_id = models.BigIntegerField()
    order_id = models.CharField(max_length=20)
    source = models.CharField(max_length=60)
    version_at = models.DateTimeField()
    imported = models.ForeignKey(Import, null=True, on_delete=models.CASCADE, related_name="raw_versions")
    key_id = models.CharField(max_length=80)
    sealed = models.BinaryField(null=True)
    erase_on = models.DateField()

    class Meta:
        indexes = [
            models.Index("account_id", "order_id", name="intake_raw_by_order"),
            models.Index("erase_on", name="intake_raw_to_erase", condition=Q(sealed__isnull=False)),
        ]


class Replaced(models.Model):
    """What an import changed, as it was before: lets the import be taken back.

    ``before`` is null for a new order; ``sealed`` = what was personal before, null = nothing was known or changed.
    """

    imported = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="replaced")
    account_id = models.BigIntegerField()
    order_key = models.BigIntegerField()
    before = models.JSONField(null=True)
    key_id = models.CharField(max_length=80, blank=True, default="")
    sealed = models.BinaryField(null=True)
    erase_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("imported", "order_key", name="intake_replaced_once")]
        indexes = [models.Index("erase_on", name="intake_replaced_to_erase", condition=Q(sealed__isnull=False))]


class Sync(models.Model):
    """How far the orders of one account are read from Amazon (reliability 3.6).

    ``reached_at``: everything that Amazon showed up to then is here. ``since`` = the oldest order that is wanted.
    The window that is being read stands beside it, with the token of its next page: a stopped reader goes on where it was.
    """

    account_id = models.BigIntegerField(unique=True)
    since = models.DateTimeField()
    reached_at = models.DateTimeField(null=True)
    window_since = models.DateTimeField(null=True)
    window_until = models.DateTimeField(null=True)
    page_token = models.TextField(blank=True, default="")
    page_token_until = models.DateTimeField(null=True)
    pages_read = models.PositiveIntegerField(default=0)
    expected = models.PositiveIntegerField(null=True)
    """Orders that the first load is estimated to bring; null = not known."""
    brought = models.PositiveIntegerField(default=0)
    reports = models.JSONField(default=dict)
    """Reports of this window that were asked for: type -> Amazon's number of it."""
    swept_at = models.DateTimeField(null=True)
    last_read_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    """No call before then: a call failed, or a bucket is empty."""
    trouble = models.JSONField(null=True)
    """The last call that failed: operation, kind, code, text, request_id, at; null = the last one went well."""


class ToRead(models.Model):
    """An order to be read by itself, at most once in the list; the lowest ``priority`` first (reliability 3.6), then ship-by."""

    account_id = models.BigIntegerField()
    order_id = models.CharField(max_length=20)
    priority = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=20)
    noted_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("account_id", "order_id", name="intake_toread_once")]
        indexes = [models.Index("account_id", "priority", "due_at", "noted_at", name="intake_toread_next")]


class Proof(models.Model):
    """One count of Amazon's orders against ours, by another road than they came (reliability 3.6, lane C)."""

    account_id = models.BigIntegerField()
    made_at = models.DateTimeField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    road = models.CharField(max_length=20)
    """``report`` or ``search``."""
    amazon_count = models.PositiveIntegerField()
    here_count = models.PositiveIntegerField()
    missing = ArrayField(models.CharField(max_length=20), default=list)
    stale = ArrayField(models.CharField(max_length=20), default=list)

    class Meta:
        indexes = [models.Index(F("account_id"), F("made_at").desc(), name="intake_proof_newest")]
