"""The table of visits: small, written every few seconds, worth nothing tomorrow."""

from django.db import models


class Visit(models.Model):
    """A person at a thing. ``subject`` and ``subject_key`` name it as in the journal; of who, only ``person_id`` is kept."""

    subject = models.CharField(max_length=20)
    subject_key = models.BigIntegerField()
    person_id = models.BigIntegerField()
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "subject_key", "person_id"], name="presence_visit_once")]
