"""Tables of products: what a SKU is and where it lies."""

from django.db import models
from django.db.models import Q


class Product(models.Model):
    """A SKU of one seller account, as orders named it or a person entered it."""

    account = models.ForeignKey("shop.SellerAccount", on_delete=models.PROTECT, related_name="+", db_index=False)
    sku = models.CharField(max_length=80, db_collation="C")
    asin = models.CharField(max_length=20, blank=True, default="")
    title = models.TextField(blank=True, default="")
    """As the newest order named it; empty = no order has had it yet."""
    bin = models.CharField(max_length=40, blank=True, default="")
    """The place where it is picked; empty = not known."""
    first_seen_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("account", "sku", name="stock_product_once")]
        indexes = [models.Index("account", "sku", name="stock_product_no_bin", condition=Q(bin=""))]


class BinChange(models.Model):
    """Bins that one person changed at once: what undo needs. ``places`` = product, bin before, bin after."""

    shop = models.ForeignKey("shop.Shop", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    places = models.JSONField()
    undone_at = models.DateTimeField(null=True)
