"""Saved views: kept, changed, dropped. All demand an open transaction."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, Max

from shipby.orders.models import SavedView
from shipby.orders.rules.saved_views import View

_LOCK = 4713


def hold_views(shop_id: int) -> None:
    """Wait until nobody else changes views of the shop, and keep it so until this transaction ends. One query."""
    _demand_transaction()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, shop_id % 2**31])


def slugs_of(shop_id: int) -> set[str]:
    """Addresses that are taken, other people's included. One query."""
    return set(SavedView.objects.filter(shop_id=shop_id).values_list("slug", flat=True))


def add_view(*, shop_id: int, owner_id: int, now: datetime, **values: Any) -> int:
    """Keep a view behind the others; its id. Two statements."""
    _demand_transaction()
    last = SavedView.objects.filter(shop_id=shop_id).aggregate(last=Max("position"))["last"]
    position = values.pop("position", None)
    place = (last or 0) + 1 if position is None else position
    return SavedView.objects.create(shop_id=shop_id, owner_id=owner_id, created_at=now, position=place, **values).pk


def change_view(view: View, **values: Any) -> None:
    """Write some of its values. One statement."""
    _demand_transaction()
    SavedView.objects.filter(id=view.id).update(**values, row_version=F("row_version") + 1)


def drop_view(view: View) -> None:
    """Remove it. One statement."""
    _demand_transaction()
    SavedView.objects.filter(id=view.id).delete()


def clear_landing(shop_id: int, role: str, keep: int) -> None:
    """No other view is seen first by this role any more. A few statements."""
    _demand_transaction()
    for view in SavedView.objects.filter(shop_id=shop_id, landing_roles__contains=[role]).exclude(id=keep).order_by("id"):
        SavedView.objects.filter(id=view.pk).update(landing_roles=[old for old in view.landing_roles if old != role])


def _demand_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("saved views are written only inside a transaction")
