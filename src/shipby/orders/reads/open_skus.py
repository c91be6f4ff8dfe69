"""What the open orders want: each SKU with how many orders wait for it."""

from collections.abc import Sequence

from django.db.models import Count, F

from shipby.orders.models import OrderLine


def open_skus(accounts: Sequence[int]) -> dict[tuple[int, str], int]:
    """Open orders by account and SKU, counting lines with units still to ship. One query."""
    rows = (
        OrderLine.objects.filter(order__account_id__in=accounts, order__is_open=True)
        .exclude(sku="")
        .filter(quantity_ordered__gt=F("quantity_shipped") + F("quantity_cancelled"))
        .values_list("order__account_id", "sku")
        .annotate(orders=Count("order_id", distinct=True))
        .order_by()
    )
    return {(account, sku): orders for account, sku, orders in rows}
