"""Tables of the bench."""

from django.db import models
from django.db.models import Q

from shipby.packing.rules.pick_lists import Mode, OnList, PickState


class PickList(models.Model):
    """What one person walks for. ``number`` counts in the shop; ``skipped`` = (order, code, detail) left out when it was made."""

    shop = models.ForeignKey("shop.Shop", on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    mode = models.CharField(max_length=3)
    state = models.CharField(max_length=10)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    started_at = models.DateTimeField(null=True)
    picker = models.CharField(max_length=120, blank=True, default="")
    """Who ticked the first line."""
    ended_at = models.DateTimeField(null=True)
    skipped = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint("shop", "number", name="packing_pick_list_number_once"),
            models.CheckConstraint(condition=Q(state__in=[*map(str, PickState)]), name="packing_pick_list_state_known"),
            models.CheckConstraint(condition=Q(mode__in=[*map(str, Mode)]), name="packing_pick_list_mode_known"),
        ]


class PickOrder(models.Model):
    """An order on a pick list; on one live list at a time."""

    pick_list = models.ForeignKey(PickList, on_delete=models.CASCADE, related_name="orders")
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+", db_index=False)
    account_id = models.BigIntegerField()
    amazon_order_id = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint("order", condition=Q(state="live"), name="packing_one_live_list"),
            models.UniqueConstraint("order", "pick_list", name="packing_order_once_on_a_list"),
            models.CheckConstraint(condition=Q(state__in=[*map(str, OnList)]), name="packing_pick_order_state_known"),
        ]


class PickLine(models.Model):
    """A place to go to, and what to take there. ``shares`` = (order, units) by deadline; ``picked`` null = not been there yet."""

    pick_list = models.ForeignKey(PickList, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    account_id = models.BigIntegerField()
    sku = models.CharField(max_length=80, blank=True, default="")
    asin = models.CharField(max_length=20, blank=True, default="")
    title = models.TextField(blank=True, default="")
    bin = models.CharField(max_length=40, blank=True, default="")
    """As it was when the list was made: the print in somebody's hand says the same."""
    quantity = models.PositiveIntegerField()
    shares = models.JSONField()
    picked = models.PositiveIntegerField(null=True)
    picked_at = models.DateTimeField(null=True)
    picked_by = models.CharField(max_length=120, blank=True, default="")
    row_version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint("pick_list", "position", name="packing_line_position_once"),
            models.CheckConstraint(
                condition=Q(picked__isnull=True) | Q(picked__lte=models.F("quantity")), name="packing_picked_not_over_wanted"
            ),
        ]
