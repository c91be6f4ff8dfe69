"""Tables of templates and logos. What is in force is the newest version."""

from django.db import models
from django.db.models import Q

from shipby.documents.rules.template import Kind


class Logo(models.Model):
    """A picture written anew by Shipby (``rules.logo``); nothing of the file that was handed in is kept."""

    shop = models.ForeignKey("shop.Shop", on_delete=models.PROTECT, related_name="+", db_index=False)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("shop", "digest", name="documents_logo_once")]


class Version(models.Model):
    """A template as it was saved. Never changed: what is taken back becomes the next version."""

    shop = models.ForeignKey("shop.Shop", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    store = models.ForeignKey("shop.Store", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    """The store it is for; empty = every store without one of its own."""
    number = models.PositiveIntegerField()
    data = models.JSONField(null=True)
    """``rules.template.as_data``; empty = nothing of its own: what stands above holds."""
    logo = models.ForeignKey(Logo, null=True, on_delete=models.PROTECT, related_name="+")
    saved_by = models.CharField(max_length=120)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("shop", "kind", "store", "number", name="documents_version_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(kind__in=[*map(str, Kind)]), name="documents_kind_known"),
        ]


def of_store(store_id: int | None) -> Q:
    """Versions of one store; ``None`` = those for every store without one of its own."""
    return Q(store__isnull=True) if store_id is None else Q(store_id=store_id)
