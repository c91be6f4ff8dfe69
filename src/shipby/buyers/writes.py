"""Filling and emptying the vault."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec
from django.db import connection

from shipby.buyers.models import SealedBuyer
from shipby.buyers.rules.facts import PersonalFacts
from shipby.buyers.rules.places import place
from shipby.keys.sealing import Key, seal, unseal

_COLUMNS = "order_id, account_id, key_id, recipient, buyer, messages, erase_on"


class SealedFacts(msgspec.Struct, frozen=True, gc=False):
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

    def sealed(column: str, part: object) -> bytes | None:
        return None if part is None else seal(key, msgspec.json.encode(part), bound_to=place(column, account_id, order_key))

    return SealedFacts(
        order_key,
        account_id,
        key.id,
        sealed("recipient", personal.recipient),
        sealed("buyer", personal.buyer),
        sealed("messages", personal.messages),
        erase_on,
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


def blank_due(today: date, *, now: datetime, limit: int) -> list[int]:
    """Empty rows that are due, at most ``limit``; the keys of their orders. Two statements."""
    _demand_transaction()
    due = list(
        SealedBuyer.objects.select_for_update(skip_locked=True)
        .filter(erased_at__isnull=True, erase_on__lte=today)
        .order_by("erase_on")
        .values_list("order_id", flat=True)[:limit]
    )
    SealedBuyer.objects.filter(order_id__in=due).update(recipient=None, buyer=None, messages=None, erased_at=now)
    return due


def move_to_key(old: Key, fresh: Key, *, limit: int) -> int:
    """Seal what lies under ``old`` again under ``fresh``, at most ``limit`` rows; how many. Five statements."""
    _demand_transaction()
    rows = SealedBuyer.objects.select_for_update().filter(key_id=old.id, erased_at__isnull=True).order_by("order_id")[:limit]

    def moved(row: SealedBuyer, column: str) -> bytes | None:
        value = getattr(row, column)
        bound_to = place(column, row.account_id, row.order_id)
        return None if value is None else seal(fresh, unseal(old, bytes(value), bound_to=bound_to), bound_to=bound_to)

    facts = [
        SealedFacts(
            row.order_id,
            row.account_id,
            fresh.id,
            moved(row, "recipient"),
            moved(row, "buyer"),
            moved(row, "messages"),
            row.erase_on,
        )
        for row in rows
    ]
    replace_sealed(facts)
    return len(facts)


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
