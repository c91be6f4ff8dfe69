"""Writing down how far Amazon is read, what is to be read by itself, and what a count found."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection

from shipby.intake.models import Proof, Sync, ToRead
from shipby.intake.rules.sync import Priority, Reason


class OrderToRead(msgspec.Struct, frozen=True):
    """An order that is to be read by itself. ``due_at`` = its ship-by time, ``None`` = not known."""

    order_id: str
    priority: Priority
    reason: Reason
    due_at: datetime | None = None


def open_sync(account_id: int, *, since: datetime) -> None:
    """Begin to read an account's orders; one that is begun already goes on where it is. One or two statements."""
    _demand_transaction()
    Sync.objects.get_or_create(account_id=account_id, defaults={"since": since})


def lock_sync(account_id: int) -> bool:
    """Hold the account's row until the transaction ends; false = there is none. One query."""
    _demand_transaction()
    return Sync.objects.select_for_update(no_key=True).filter(account_id=account_id).values_list("id").first() is not None


def change_sync(account_id: int, **columns: Any) -> None:
    """Set columns. One statement."""
    _demand_transaction()
    Sync.objects.filter(account_id=account_id).update(**columns)


def add_to_read(account_id: int, orders: Sequence[OrderToRead], *, now: datetime) -> None:
    """Note orders to be read by themselves; one that waits already keeps its place, or moves forward. One statement."""
    _demand_transaction()
    if not orders:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO intake_toread (account_id, order_id, priority, due_at, reason, noted_at, tries) "
            "SELECT %s, order_id, priority, due_at, reason, %s, 0 "
            "FROM unnest(%s::text[], %s::smallint[], %s::timestamptz[], %s::text[]) "
            "AS told (order_id, priority, due_at, reason) "
            "ON CONFLICT (account_id, order_id) DO UPDATE SET "
            "priority = least(intake_toread.priority, excluded.priority), "
            "due_at = coalesce(excluded.due_at, intake_toread.due_at)",
            [
                account_id,
                now,
                [order.order_id for order in orders],
                [int(order.priority) for order in orders],
                [order.due_at for order in orders],
                [order.reason.value for order in orders],
            ],
        )


def remove_to_read(account_id: int, order_ids: Sequence[str]) -> None:
    """They were read. One statement."""
    _demand_transaction()
    ToRead.objects.filter(account_id=account_id, order_id__in=order_ids).delete()


def put_off(account_id: int, order_id: str, *, until: datetime) -> None:
    """Reading it failed: not again before ``until``. One statement."""
    _demand_transaction()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE intake_toread SET tries = tries + 1, not_before = %s WHERE account_id = %s AND order_id = %s",
            [until, account_id, order_id],
        )


def add_proof(account_id: int, *, told: Mapping[str, Any]) -> None:
    """Keep what a count found. One statement."""
    _demand_transaction()
    Proof.objects.create(account_id=account_id, **told)


def _demand_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("intake is written only inside a transaction")
