"""How orders stand, for the diagnosis."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, Sum

from shipby.orders.models import Hold, Order
from shipby.orders.rules.standing import Standing


def standings_of(order_keys: Sequence[int]) -> list[Standing]:
    """How these orders stand. One query."""
    rows = (
        Order.objects.filter(id__in=order_keys)
        .annotate(
            ordered=Sum("lines__quantity_ordered", default=0),
            shipped=Sum("lines__quantity_shipped", default=0),
            cancelled=Sum("lines__quantity_cancelled", default=0),
            held=Exists(Hold.objects.filter(order=OuterRef("pk"), released_at__isnull=True)),
        )
        .values_list(
            "id",
            "status",
            "fulfilled_by",
            "programs",
            "ordered",
            "shipped",
            "cancelled",
            "ship_by_latest",
            "city",
            "country",
            "cancel_requested",
            "vanished_at",
            "held",
            "is_incomplete",
        )
    )
    return [
        Standing(
            order_key=key,
            status=status,
            fulfilled_by=fulfilled_by,
            programs=programs,
            ordered=ordered,
            shipped=shipped,
            cancelled=cancelled,
            has_ship_by=ship_by is not None,
            has_place=bool(city or country),
            cancel_requested=cancel_requested,
            has_vanished=vanished_at is not None,
            is_held=held,
            is_incomplete=is_incomplete,
        )
        for (
            key,
            status,
            fulfilled_by,
            programs,
            ordered,
            shipped,
            cancelled,
            ship_by,
            city,
            country,
            cancel_requested,
            vanished_at,
            held,
            is_incomplete,
        ) in rows
    ]


class Seen(NamedTuple):
    """What is known of an order: its status, and of which of Amazon's versions."""

    status: str
    version_at: datetime


def seen_of(account_id: int, order_ids: Sequence[str]) -> dict[str, Seen]:
    """Those of the orders that are here. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT order_id, status, version_at FROM orders_order WHERE account_id = %s AND order_id = ANY(%s)",
            [account_id, list(order_ids)],
        )
        return {order_id: Seen(status, version_at) for order_id, status, version_at in cursor.fetchall()}
