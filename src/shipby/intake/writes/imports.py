"""Writing down what came in: files, bad rows, raw versions, and what an import replaced."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from django.db import connection
from django.db.models import F

from shipby.intake.models import Import, QuarantinedRow, RawVersion, Replaced
from shipby.intake.rules.imports import ImportState, QuarantineState, RowMark, quarantine_place, raw_place, replaced_place
from shipby.keys.sealing import Key, seal, unseal
from shipby.words.actors import Actor


class QuarantineFacts(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A row to set aside. ``sealed`` holds the raw row, ``digest`` recognises it in a later file."""

    line: int
    order_id: str
    order_item_id: str
    sku: str
    code: str
    reason: str
    key_id: str
    sealed: bytes
    digest: bytes
    erase_on: date


class RawFacts(msgspec.Struct, frozen=True, gc=False):
    """What a source said of an order, compressed and sealed."""

    order_id: str
    version_at: datetime
    key_id: str
    sealed: bytes
    erase_on: date


def sealed_raw(key: Key, account_id: int, order_id: str, version_at: datetime, packed: bytes, erase_on: date) -> RawFacts:
    """A raw version, which comes compressed, sealed for its place."""
    return RawFacts(order_id, version_at, key.id, seal(key, packed, bound_to=raw_place(account_id, order_id)), erase_on)


class ReplacedFacts(msgspec.Struct, frozen=True, gc=False):
    """An order before an import changed it: ``before`` as JSON text (null = there was none), ``sealed`` what was personal."""

    order_key: int
    before: str | None
    key_id: str = ""
    sealed: bytes | None = None
    erase_on: date | None = None


class OpenRow(msgspec.Struct, frozen=True, gc=False):
    """A bad row that nobody has settled."""

    id: int
    import_id: int | None
    order_id: str
    mark: RowMark


# -- imports --


class Spool(msgspec.Struct, frozen=True, gc=False):
    """Where an uploaded file lies sealed, and its one-off key, sealed under ``key_id``."""

    name: str
    key_id: str
    secret: bytes


def add_import(
    *,
    shop_id: int,
    account_id: int | None,
    file_name: str,
    encoding: str,
    made_at: datetime | None,
    spool: Spool | None,
    actor: Actor,
    now: datetime,
) -> int:
    """Write down that a file was handed in; its number. ``encoding`` = the one a person named. One query."""
    _demand_transaction()
    row = Import.objects.create(
        shop_id=shop_id,
        account_id=account_id,
        file_name=file_name[:255],
        encoding=encoding,
        made_at=made_at,
        received_at=now,
        touched_at=now,
        spool_name=spool.name if spool else "",
        spool_key_id=spool.key_id if spool else "",
        spool_secret=spool.secret if spool else None,
        actor_kind=actor.kind.value,
        actor_key=actor.key,
        actor_name=actor.name,
    )
    return row.id


def change_import(import_id: int, **columns: object) -> None:
    """Set columns of an import. One query."""
    _demand_transaction()
    Import.objects.filter(id=import_id).update(**columns)


def move_import(import_id: int, *, rows: int, new: int, changed: int, unchanged: int, quarantined: int, at: datetime) -> None:
    """Add to an import's counts: orders, rows worked, rows set aside. One query."""
    _demand_transaction()
    Import.objects.filter(id=import_id).update(
        rows_read=F("rows_read") + rows,
        new_count=F("new_count") + new,
        changed_count=F("changed_count") + changed,
        unchanged_count=F("unchanged_count") + unchanged,
        quarantined_count=F("quarantined_count") + quarantined,
        touched_at=at,
    )


def lock_import(import_id: int) -> ImportState | None:
    """Hold an import's row until the transaction ends; its state, ``None`` = there is none. One query."""
    _demand_transaction()
    state = Import.objects.select_for_update().filter(id=import_id).values_list("state", flat=True).first()
    return None if state is None else ImportState(state)


# -- quarantine --


def add_quarantined(import_id: int | None, account_id: int, rows: Sequence[QuarantineFacts], *, at: datetime) -> None:
    """Set rows aside, except those that lie there already, or were dismissed, in the same words. Two statements."""
    if not rows:
        return
    _demand_transaction()
    known = set(
        QuarantinedRow.objects.filter(
            account_id=account_id,
            digest__in=[row.digest for row in rows],
            state__in=[QuarantineState.OPEN.value, QuarantineState.DISMISSED.value],
        ).values_list("digest", flat=True)
    )
    known = {bytes(digest) for digest in known}
    QuarantinedRow.objects.bulk_create(
        [
            QuarantinedRow(imported_id=import_id, account_id=account_id, set_aside_at=at, **msgspec.structs.asdict(row))
            for row in rows
            if row.digest not in known
        ],
        ignore_conflicts=True,
    )


def open_rows(account_id: int, order_ids: Sequence[str]) -> list[OpenRow]:
    """Unsettled rows of orders, locked. One query."""
    _demand_transaction()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, imported_id, order_id, order_item_id, sku FROM intake_quarantinedrow "
            "WHERE account_id = %s AND state = 'open' AND order_id = ANY(%s) ORDER BY id FOR UPDATE",
            [account_id, list(order_ids)],
        )
        return [
            OpenRow(key, import_id, order_id, RowMark(item, sku)) for key, import_id, order_id, item, sku in cursor.fetchall()
        ]


def settle_rows(row_ids: Sequence[int], *, state: QuarantineState, by: str, now: datetime) -> None:
    """Close rows: ``by`` = ``import:12`` or a person's name. One statement."""
    _demand_transaction()
    if row_ids:
        QuarantinedRow.objects.filter(id__in=row_ids).update(state=state.value, settled_at=now, settled_by=by)


def reopen_rows(row_ids: Sequence[int]) -> None:
    """Open rows again. One statement."""
    _demand_transaction()
    QuarantinedRow.objects.filter(id__in=row_ids).update(state=QuarantineState.OPEN.value, settled_at=None, settled_by="")


def lock_row(row_id: int) -> QuarantineState | None:
    """Hold a row; its state, ``None`` = there is none. One query."""
    _demand_transaction()
    state = QuarantinedRow.objects.select_for_update().filter(id=row_id).values_list("state", flat=True).first()
    return None if state is None else QuarantineState(state)


# -- raw versions and what was replaced --


def add_raw(account_id: int, source: str, import_id: int | None, rows: Sequence[RawFacts]) -> None:
    """Keep what a source said, as it came. One COPY."""
    _demand_transaction()
    if not rows:
        return
    with (
        connection.cursor() as cursor,
        cursor.copy(
            "COPY intake_rawversion (account_id, source, imported_id, order_id, version_at, key_id, sealed, erase_on) FROM STDIN"
        ) as copy,
    ):
        for row in rows:
            copy.write_row((account_id, source, import_id, *msgspec.structs.astuple(row)))


def add_replaced(import_id: int, account_id: int, rows: Sequence[ReplacedFacts]) -> None:
    """Keep how orders were before the import; where it is kept already, the first word counts. At most three statements."""
    _demand_transaction()
    if not rows:
        return
    columns = "imported_id, account_id, order_key, before, key_id, sealed, erase_on"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE IF NOT EXISTS staged_replaced (LIKE intake_replaced)")
        cursor.execute("ALTER TABLE staged_replaced ALTER COLUMN id DROP NOT NULL")
        with cursor.copy(f"COPY staged_replaced ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row((import_id, account_id, *msgspec.structs.astuple(row)))
        cursor.execute(
            f"INSERT INTO intake_replaced ({columns}) SELECT {columns} FROM staged_replaced "  # noqa: S608  (our own names)
            "ON CONFLICT (imported_id, order_key) DO NOTHING"
        )
        cursor.execute("TRUNCATE staged_replaced")


def drop_traces(import_id: int) -> None:
    """Remove raw versions, own quarantine rows and snapshots of an import that was taken back. Three statements."""
    _demand_transaction()
    RawVersion.objects.filter(imported_id=import_id).delete()
    QuarantinedRow.objects.filter(imported_id=import_id).delete()
    Replaced.objects.filter(imported_id=import_id).delete()


def drop_old_snapshots(before: datetime) -> int:
    """Remove snapshots of imports that came before ``before``: they can no longer be taken back. One statement."""
    _demand_transaction()
    return Replaced.objects.filter(imported__received_at__lt=before).delete()[0]


# -- erasure

_SEALED_TABLES = (RawVersion, QuarantinedRow, Replaced)


def blank_due(today: date, *, limit: int) -> int:
    """Empty what is due in raw versions, quarantine and snapshots, at most ``limit`` rows each; how many. Six statements."""
    _demand_transaction()
    count = 0
    for table in _SEALED_TABLES:
        due = list(
            table.objects.select_for_update(skip_locked=True)
            .filter(sealed__isnull=False, erase_on__lte=today)
            .values_list("id", flat=True)[:limit]
        )
        count += table.objects.filter(id__in=due).update(sealed=None)
    return count


def move_to_key(old: Key, fresh: Key, *, limit: int) -> int:
    """Seal what lies under ``old`` again under ``fresh``, at most ``limit`` rows of each table; how many. Six statements."""
    _demand_transaction()
    places: tuple[tuple[Any, str, Callable[..., str]], ...] = (
        (RawVersion, "order_id", raw_place),
        (QuarantinedRow, "line", quarantine_place),
        (Replaced, "order_key", replaced_place),
    )
    return sum(_move(table, column, place, old, fresh, limit) for table, column, place in places)


def _move(table: Any, column: str, place: Callable[..., str], old: Key, fresh: Key, limit: int) -> int:
    rows = list(
        table.objects.select_for_update()
        .filter(key_id=old.id, sealed__isnull=False)
        .only("id", "account_id", column, "sealed")[:limit]
    )
    for row in rows:
        bound_to = place(row.account_id, getattr(row, column))
        row.sealed = seal(fresh, unseal(old, bytes(row.sealed), bound_to=bound_to), bound_to=bound_to)
        row.key_id = fresh.id
    table.objects.bulk_update(rows, ["sealed", "key_id"], batch_size=1000)
    return len(rows)


def _demand_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("intake is written only inside a transaction")
