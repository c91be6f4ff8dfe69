"""Marks that people put on orders: holds, tags, notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import F

from shipby.orders.models import Hold, Note, Order


def add_holds(order_keys: Sequence[int], *, reason: str, by: str, at: datetime) -> None:
    """Put a hold on each; they must have none. One statement."""
    _demand_transaction()
    Hold.objects.bulk_create(Hold(order_id=key, reason=reason, held_at=at, held_by=by) for key in order_keys)


def release_holds(order_keys: Sequence[int], *, by: str, at: datetime) -> None:
    """End the holds they are under. One statement."""
    _demand_transaction()
    Hold.objects.filter(order_id__in=order_keys, released_at__isnull=True).update(released_at=at, released_by=by)


@dataclass(frozen=True, slots=True)
class CurrentHold:
    """The hold that an order is under."""

    reason: str
    by: str
    at: datetime


def holds_of(order_keys: Sequence[int]) -> dict[int, CurrentHold]:
    """The holds of locked orders. One query."""
    rows = Hold.objects.filter(order_id__in=order_keys, released_at__isnull=True)
    told = rows.values_list("order_id", "reason", "held_by", "held_at")
    return {key: CurrentHold(reason, by, at) for key, reason, by, at in told}


def set_tags(tags: dict[int, tuple[str, ...]]) -> None:
    """Write the tags of each order. One statement."""
    _demand_transaction()
    orders = [Order(id=key, tags=list(names)) for key, names in tags.items()]
    Order.objects.bulk_update(orders, ["tags"])


def tags_of(order_keys: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The tags of locked orders. One query."""
    return {key: tuple(tags) for key, tags in Order.objects.filter(id__in=order_keys).values_list("id", "tags")}


def add_note(order_key: int, *, text: str, by: str, at: datetime) -> int:
    """Write a note; returns its key. One statement."""
    _demand_transaction()
    return Note.objects.create(order_id=order_key, text=text, written_at=at, written_by=by).pk


def hide_note(order_key: int, note_key: int, *, at: datetime) -> bool:
    """Hide a note of this order; whether there was one to hide. One statement."""
    _demand_transaction()
    return bool(Note.objects.filter(id=note_key, order_id=order_key, removed_at__isnull=True).update(removed_at=at))


def show_note(order_key: int, note_key: int) -> bool:
    """Show a hidden note again; whether there was one. One statement."""
    _demand_transaction()
    return bool(Note.objects.filter(id=note_key, order_id=order_key, removed_at__isnull=False).update(removed_at=None))


def touch_orders(order_keys: Sequence[int]) -> None:
    """Raise the row version, so that a form made from an older one is told. One statement."""
    _demand_transaction()
    Order.objects.filter(id__in=order_keys).update(row_version=F("row_version") + 1)


def _demand_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("marks are written only inside a transaction")
