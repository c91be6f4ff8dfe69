"""Tables of parcels."""

from django.db import models
from django.db.models import F, Q

from shipby.shipping.rules.confirmation import Confirmation


class Parcel(models.Model):
    """One parcel of an order. ``reference`` is Amazon's packageReferenceId: given out once, never re-numbered."""

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="parcels")
    reference = models.PositiveSmallIntegerField()
    carrier_code = models.CharField(max_length=60)
    """Amazon's carrier code, case and spacing included; ``Other`` with ``carrier_name``."""
    carrier_name = models.CharField(max_length=50, blank=True, default="")
    service = models.CharField(max_length=80, blank=True, default="")
    tracking_number = models.CharField(max_length=60)
    ship_date = models.DateField()
    ship_zone = models.CharField(max_length=40)
    """Zone of the warehouse in which ``ship_date`` is a day."""
    confirmation = models.CharField(max_length=20)
    revision = models.PositiveSmallIntegerField(default=1)
    """How many contents of it Amazon may have: rises when it is corrected after a file left (sp-api 3.2: an edit)."""
    refusal_code = models.CharField(max_length=60, blank=True, default="")
    refusal = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=120)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("order", "reference", name="shipping_parcel_reference_once"),
            models.CheckConstraint(
                condition=Q(confirmation__in=[state.value for state in Confirmation]),
                name="shipping_parcel_confirmation_known",
            ),
        ]
        indexes = [
            models.Index("tracking_number", name="shipping_parcel_by_tracking"),
            models.Index(F("confirmation"), F("id").desc(), name="shipping_parcel_by_state"),
        ]


class ParcelLine(models.Model):
    """How many units of an order line are in a parcel.

    ``shipped_before`` is the line's quantity shipped as Amazon told it when the parcel was made: what has risen since can
    be ours, what stood before cannot (settled design 12).
    """

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey("orders.OrderLine", on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    shipped_before = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint("parcel", "line", name="shipping_parcelline_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="shipping_parcelline_some"),
        ]
