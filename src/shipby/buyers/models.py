"""The vault: the only table about people."""

from django.db import models
from django.db.models import Q


class SealedBuyer(models.Model):
    """What is personal about one order: three sealed columns under one key.

    ``recipient`` = delivery name, street, postal code, phone, delivery notes; ``buyer`` = name, e-mail, phone, company,
    tax and citizen ids; ``messages`` = gift messages and customization per line. ``key_id`` names the key of the account
    or of the delivery day in the key ring (settled design 3). After ``erase_on`` all three are null.
    """

    order = models.OneToOneField("orders.Order", primary_key=True, on_delete=models.CASCADE, related_name="sealed_buyer")
    account_id = models.BigIntegerField()
    key_id = models.CharField(max_length=80)
    recipient = models.BinaryField(null=True)
    buyer = models.BinaryField(null=True)
    messages = models.BinaryField(null=True)
    erase_on = models.DateField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index("erase_on", name="buyers_to_erase", condition=Q(erased_at__isnull=True)),
            models.Index("key_id", name="buyers_by_key", condition=Q(erased_at__isnull=True)),
        ]
