"""Telling of imports and of quarantined rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Min, Q, QuerySet
from django.db.models.functions import Coalesce

from shipby.intake.models import Import, QuarantinedRow, RawVersion, Replaced
from shipby.intake.rules.imports import ImportState, QuarantineState, quarantine_place, spool_place
from shipby.keys.ring import KeyDestroyed, key_ring
from shipby.keys.sealing import unseal


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One file that was handed in. Counts are of orders, except rows; ``account_id`` ``None`` = not known yet."""

    id: int
    shop_id: int
    account_id: int | None
    report_type: str
    file_name: str
    byte_count: int
    encoding: str
    is_lossy: bool
    sales_channels: tuple[str, ...]
    made_at: datetime | None
    received_at: datetime
    finished_at: datetime | None
    touched_at: datetime | None
    state: ImportState
    row_count: int
    rows_read: int
    new_count: int
    changed_count: int
    unchanged_count: int
    quarantined_count: int
    no_longer_unshipped: tuple[str, ...] = field(repr=False)
    result: dict[str, Any] = field(repr=False)
    refusal_code: str
    refusal: str
    remedy: str
    actor_name: str
    taken_back_at: datetime | None


_IMPORT_COLUMNS = tuple(ImportRow.__dataclass_fields__)


def imports_of(shop_id: int, *, limit: int = 50, after: int | None = None) -> list[ImportRow]:
    """Imports of a shop, newest first; ``after`` = the last number already shown. One query."""
    rows = Import.objects.filter(shop_id=shop_id)
    if after is not None:
        rows = rows.filter(id__lt=after)
    return [_import(row) for row in rows.order_by("-id").values_list(*_IMPORT_COLUMNS)[:limit]]


def find_import(shop_id: int, import_id: int) -> ImportRow | None:
    """One import of a shop. One query."""
    row = Import.objects.filter(shop_id=shop_id, id=import_id).values_list(*_IMPORT_COLUMNS).first()
    return None if row is None else _import(row)


def _import(row: Sequence[Any]) -> ImportRow:
    told = dict(zip(_IMPORT_COLUMNS, row, strict=True))
    for name in ("sales_channels", "no_longer_unshipped"):
        told[name] = tuple(told[name])
    told["state"] = ImportState(told["state"])
    return ImportRow(**told)


@dataclass(frozen=True, slots=True)
class Errand:
    """What a job needs to work a file that was handed in."""

    import_id: int
    shop_id: int
    account_id: int | None
    file_name: str
    encoding: str
    made_at: datetime | None
    state: ImportState
    actor_kind: str
    actor_key: str
    actor_name: str
    spool_name: str
    secret: bytes | None = field(repr=False)


def header_of(import_id: int) -> str:
    """The header line of an import's file; empty where it was not kept. One query."""
    return Import.objects.filter(id=import_id).values_list("header", flat=True).first() or ""


def errand_of(import_id: int) -> Errand | None:
    """The errand of an import, with the one-off key of its spool; ``None`` = no such import. One query.

    Raises:
        KeyDestroyed: the file lay so long that its key is gone.
    """
    row = Import.objects.filter(id=import_id).first()
    if row is None:
        return None
    secret = None
    if row.spool_secret is not None:
        key = key_ring().key(row.spool_key_id)
        secret = unseal(key, bytes(row.spool_secret), bound_to=spool_place(row.spool_name))
    return Errand(
        row.id,
        row.shop_id,
        row.account_id,
        row.file_name,
        row.encoding,
        row.made_at,
        ImportState(row.state),
        row.actor_kind,
        row.actor_key,
        row.actor_name,
        row.spool_name,
        secret,
    )


def spools_in_use() -> set[str]:
    """Names of the spooled files that some import still needs. One query."""
    return set(Import.objects.exclude(spool_name="").values_list("spool_name", flat=True))


def first_seen_at(account_id: int, sha256: str) -> datetime | None:
    """When the same bytes were first taken in for this account; ``None`` = never. One query."""
    if not sha256:
        return None
    rows = Import.objects.filter(account_id=account_id, sha256=sha256, state=ImportState.DONE.value)
    found: datetime | None = rows.aggregate(first=Min("received_at"))["first"]
    return found


def has_newer_unshipped(account_id: int, made_at: datetime, *, report_type: str, sha256: str) -> bool:
    """Whether a report of unshipped orders made after ``made_at`` was taken in already. One query."""
    rows = Import.objects.filter(account_id=account_id, report_type=report_type, state=ImportState.DONE.value)
    return rows.exclude(sha256=sha256).annotate(at=Coalesce("made_at", "received_at")).filter(at__gt=made_at).exists()


# Quarantine.


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """A row that was set aside; the raw row is opened apart (:func:`open_raw_row`).

    ``import_id`` ``None`` = an order that came from Amazon's API, which has neither file nor line.
    """

    id: int
    import_id: int | None
    file_name: str
    account_id: int
    line: int
    order_id: str
    order_item_id: str
    sku: str
    code: str
    reason: str
    state: QuarantineState
    received_at: datetime
    settled_at: datetime | None
    settled_by: str
    has_raw: bool


def quarantined(
    accounts: Sequence[int], *, import_id: int | None = None, only_open: bool = True, limit: int = 200, after: int | None = None
) -> list[QuarantineRow]:
    """Rows set aside, newest file first, then by line; ``after`` = the last row id already shown. At most two queries."""
    rows = QuarantinedRow.objects.filter(account_id__in=accounts).alias(file=Coalesce("imported_id", 0))
    if import_id is not None:
        rows = rows.filter(imported_id=import_id)
    if only_open:
        rows = rows.filter(state=QuarantineState.OPEN.value)
    if after is not None:
        last = QuarantinedRow.objects.filter(id=after).values_list("imported_id", "line").first()
        if last is not None:
            file, line = last[0] or 0, last[1]
            rows = rows.filter(Q(file__lt=file) | Q(file=file, line__gt=line) | Q(file=file, line=line, id__gt=after))
    return [_row(row) for row in _rows(rows.order_by("-file", "line", "id"))[:limit]]


def find_quarantined(accounts: Sequence[int], row_id: int) -> QuarantineRow | None:
    """One row of these accounts. One query."""
    row = _rows(QuarantinedRow.objects.filter(account_id__in=accounts, id=row_id)).first()
    return None if row is None else _row(row)


def count_open_rows(accounts: Sequence[int]) -> int:
    """How many rows wait for somebody. One query."""
    return QuarantinedRow.objects.filter(account_id__in=accounts, state=QuarantineState.OPEN.value).count()


def open_quarantine_of(account_order_ids: Sequence[tuple[int, str]]) -> set[tuple[int, str]]:
    """Those of (account, order id) of which a row waits in quarantine. One query."""
    rows = QuarantinedRow.objects.filter(
        account_id__in={account for account, _ in account_order_ids},
        order_id__in={order_id for _, order_id in account_order_ids},
        state=QuarantineState.OPEN.value,
    )
    return set(rows.values_list("account_id", "order_id"))


def open_raw_row(accounts: Sequence[int], row_id: int) -> bytes | None:
    """The raw row as it came, unsealed; ``None`` = erased, or not of these accounts. One query. Only actions call it."""
    row = QuarantinedRow.objects.filter(account_id__in=accounts, id=row_id, sealed__isnull=False).first()
    if row is None or row.sealed is None:
        return None
    try:
        key = key_ring().key(row.key_id)
    except KeyDestroyed:
        return None
    return unseal(key, bytes(row.sealed), bound_to=quarantine_place(row.account_id, row.line))


def _rows(rows: "QuerySet[QuarantinedRow]") -> "QuerySet[QuarantinedRow, tuple[Any, ...]]":
    return rows.values_list(
        "id",
        "imported_id",
        "imported__file_name",
        "account_id",
        "line",
        "order_id",
        "order_item_id",
        "sku",
        "code",
        "reason",
        "state",
        Coalesce("set_aside_at", "imported__received_at"),
        "settled_at",
        "settled_by",
        "sealed",
    )


def _row(row: Sequence[Any]) -> QuarantineRow:
    told = dict(zip(QuarantineRow.__dataclass_fields__, row, strict=True))
    return QuarantineRow(
        **told
        | {
            "file_name": told["file_name"] or "",
            "state": QuarantineState(told["state"]),
            "has_raw": told["has_raw"] is not None,
        }
    )


# What an import replaced, and keys in use.


@dataclass(frozen=True, slots=True)
class ReplacedRow:
    """An order before an import: ``before`` ``None`` = there was none."""

    order_key: int
    before: dict[str, Any] | None = field(repr=False)
    key_id: str
    sealed: bytes | None = field(repr=False)
    erase_on: date | None


def replaced_by(import_id: int) -> list[ReplacedRow]:
    """What an import replaced. One query."""
    rows = Replaced.objects.filter(imported_id=import_id).order_by("order_key")
    return [
        ReplacedRow(key, before, key_id, None if sealed is None else bytes(sealed), erase_on)
        for key, before, key_id, sealed, erase_on in rows.values_list("order_key", "before", "key_id", "sealed", "erase_on")
    ]


def rows_settled_by(cause: str) -> list[tuple[int, int, str]]:
    """(row id, account, order id) of the quarantined rows that were settled by ``cause`` (``import:12``). One query."""
    return list(QuarantinedRow.objects.filter(settled_by=cause).values_list("id", "account_id", "order_id"))


def keys_in_use(key_ids: Sequence[str]) -> set[str]:
    """Those of the keys under which something still lies. Four queries."""
    used = set(Import.objects.filter(spool_key_id__in=key_ids, spool_secret__isnull=False).values_list("spool_key_id", flat=True))
    for table in (RawVersion, QuarantinedRow, Replaced):
        used |= set(table.objects.filter(key_id__in=key_ids, sealed__isnull=False).values_list("key_id", flat=True).distinct())
    return used


def keys_with_erased(key_ids: Sequence[str]) -> set[str]:
    """Those of the keys under which something was erased. Three queries."""
    found: set[str] = set()
    for table in (RawVersion, QuarantinedRow, Replaced):
        found |= set(table.objects.filter(key_id__in=key_ids, sealed__isnull=True).values_list("key_id", flat=True).distinct())
    return found


def stale_imports(before: datetime) -> list[tuple[int, str]]:
    """(number, spool) of imports whose file was handed in before ``before`` and still waits. One query."""
    return list(Import.objects.exclude(spool_name="").filter(received_at__lt=before).values_list("id", "spool_name"))
