"""Filling and emptying the vault."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec
from django.db import connection
from django.db.models import Q

from shipby.buyers.models import SealedBuyer
from shipby.buyers.rules.facts import PersonalFacts
from shipby.buyers.rules.places import place
from shipby.keys.sealing import Key, seal

_COLUMNS = "order_id, account_id, key_id, recipient, buyer, messages, erase_on"


class SealedFacts(msgspec.Struct, frozen=True):
    """The three sealed columns of one order, ``None`` = nothing known, with their key and the day they are erased."""

    order_key: int
    account_id: int
    key_id: str
    recipient: bytes | None
    buyer: bytes | None
    messages: bytes | None
    erase_on: date


def sealed_of(key: Key, account_id: int, order_key: int, personal: PersonalFacts, erase_on: date) -> SealedFacts:
    """What is personal about an order, each part sealed for its own place."""
    return SealedFacts(
        order_key,
        account_id,
        key.id,
        *(
            None if part is None else seal(key, msgspec.json.encode(part), bound_to=place(column, account_id, order_key))
            for column, part in zip(("recipient", "buyer", "messages"), msgspec.structs.astuple(personal), strict=True)
        ),
        erase_on=erase_on,
    )


def add_sealed(rows: Sequence[SealedFacts]) -> None:
    """Store what is personal about orders that had nothing stored. One COPY."""
    _copy("buyers_sealedbuyer", rows)


def replace_sealed(rows: Sequence[SealedFacts]) -> None:
    """Store what is personal about orders, in place of what was. Three statements."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE IF NOT EXISTS staged_buyer (LIKE buyers_sealedbuyer)")
    _copy("staged_buyer", rows)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO buyers_sealedbuyer ({_COLUMNS}) SELECT {_COLUMNS} FROM staged_buyer "  # noqa: S608  (our own names)
            "ON CONFLICT (order_id) DO UPDATE SET key_id = excluded.key_id, recipient = excluded.recipient, "
            "buyer = excluded.buyer, messages = excluded.messages, erase_on = excluded.erase_on"
        )
        cursor.execute("TRUNCATE staged_buyer")


def drop_sealed(order_keys: Sequence[int]) -> None:
    """Remove the rows of orders whose import is taken back. One statement."""
    _demand_transaction()
    SealedBuyer.objects.filter(order_id__in=order_keys).delete()


def blank_due(today: date, *, now: datetime, limit: int) -> int:
    """Empty rows that are due, at most ``limit``; how many. Two statements."""
    _demand_transaction()
    due = list(
        SealedBuyer.objects.select_for_update(skip_locked=True)
        .filter(erased_at__isnull=True, erase_on__lte=today)
        .order_by("erase_on")
        .values_list("order_id", flat=True)[:limit]
    )
    return SealedBuyer.objects.filter(order_id__in=due).update(recipient=None, buyer=None, messages=None, erased_at=now)


def lock_sealed_by(key_id: str, *, limit: int) -> list[SealedFacts]:
    """Rows under a key, locked, at most ``limit``. One query."""
    _demand_transaction()
    rows = (
        SealedBuyer.objects.select_for_update()
        .filter(Q(key_id=key_id, erased_at__isnull=True))
        .order_by("order_id")
        .values_list("order_id", "account_id", "key_id", "recipient", "buyer", "messages", "erase_on")[:limit]
    )
    return [
        SealedFacts(key, account, key_id, *(None if value is None else bytes(value) for value in sealed), erase_on)
        for key, account, key_id, *sealed, erase_on in rows
    ]


def _copy(table: str, rows: Sequence[SealedFacts]) -> None:
    _demand_transaction()
    if not rows:
        return
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({_COLUMNS}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(msgspec.structs.astuple(row))


def _demand_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("the vault is changed only inside a transaction")
