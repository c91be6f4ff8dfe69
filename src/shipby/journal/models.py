"""The event table: append only."""

from django.db import models


class Event(models.Model):
    """Something that happened, with actor, time and cause.

    ``subject`` and ``subject_key`` name the thing (``order`` and our row id); ground tables know no rooms, so there
    is no foreign key. ``kind`` is a stable word (``order_imported``), ``cause`` what led to it (``import:12``),
    ``details`` the facts of the sentence, never personal data.
    """

    shop_id = models.BigIntegerField(null=True)
    account_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=20)
    subject_key = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    actor_kind = models.CharField(max_length=8)
    actor_key = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    cause = models.CharField(max_length=60, blank=True, default="")
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index("subject", "subject_key", "id", name="journal_event_by_subject"),
            models.Index("cause", name="journal_event_by_cause", condition=~models.Q(cause="")),
        ]
