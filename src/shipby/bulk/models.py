"""Tables of bulk runs."""

from django.db import models
from django.db.models import F, Q

from shipby.bulk.rules import BulkAct, Outcome, RunState


class BulkRun(models.Model):
    """One act on many orders; which they are is fixed when it is made."""

    shop_id = models.BigIntegerField()
    request_key = models.CharField(max_length=64)
    """The form that asked for it: the same form sent twice is the same run."""
    act = models.CharField(max_length=20)
    words = models.JSONField(default=dict)
    query = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, default=RunState.WAITING.value)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    actor_kind = models.CharField(max_length=20)
    actor_key = models.CharField(max_length=60)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")

    class Meta:
        constraints = [
            models.UniqueConstraint("shop_id", "request_key", name="bulk_run_once"),
            models.CheckConstraint(condition=Q(act__in=[*map(str, BulkAct)]), name="bulk_act_known"),
            models.CheckConstraint(condition=Q(state__in=[*map(str, RunState)]), name="bulk_state_known"),
        ]
        indexes = [models.Index("shop_id", F("id").desc(), name="bulk_newest")]


class BulkItem(models.Model):
    """An order of a run, by its number in the list."""

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveIntegerField()
    order_id = models.CharField(max_length=20)
    outcome = models.CharField(max_length=8, blank=True, default=Outcome.OPEN.value)
    why = models.CharField(max_length=300, blank=True, default="")
    back = models.JSONField(default=dict)
    worked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("run", "number", name="bulk_item_once"),
            models.CheckConstraint(condition=Q(outcome__in=[*map(str, Outcome)]), name="bulk_outcome_known"),
        ]
        indexes = [models.Index("run", "number", condition=Q(outcome=""), name="bulk_open_items")]
