"""Reading reports in tests, and making small ones."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

from shipby.amazon.wire.order_reports import BadRow, ReportedOrder, ReportHead, inspect, read

REPORTS = Path(__file__).parent / "reports"

UNSHIPPED: dict[str, str] = {
    "order-id": "113-4857201-9936201",
    "order-item-id": "40123456789001",
    "purchase-date": "2025-09-24T05:02:11-07:00",
    "promise-date": "2025-09-26T06:59:59Z",
    "sku": "LAMP-001",
    "product-name": "Desk lamp",
    "quantity-purchased": "3",
    "quantity-shipped": "1",
    "quantity-to-ship": "2",
    "recipient-name": "Test Recipient 1",
    "ship-country": "US",
}
"""Cells of a small, whole row of an unshipped report."""


def a_report(rows: Sequence[Mapping[str, str]], *, columns: Sequence[str] | None = None, eol: str = "\n") -> str:
    """A report with these rows; columns are those of the first row unless told."""
    names = tuple(columns or (rows[0] if rows else UNSHIPPED))
    return "".join("\t".join(cells) + eol for cells in [names, *([row.get(name, "") for name in names] for row in rows)])


def a_row(**changes: str) -> dict[str, str]:
    """A whole row of an unshipped report with some cells changed."""
    return {**UNSHIPPED, **{name.replace("_", "-"): value for name, value in changes.items()}}


def read_all(
    content: bytes | str, *, orders_per_chunk: int = 2000, **how: str
) -> tuple[ReportHead, list[ReportedOrder], list[BadRow]]:
    """Both passes over a whole file."""
    stream = BytesIO(content.encode() if isinstance(content, str) else content)
    head = inspect(stream, **how)
    chunks = list(read(stream, head, orders_per_chunk=orders_per_chunk))
    orders = [order for chunk in chunks for order in chunk.orders]
    bad = [row for chunk in chunks for row in chunk.bad_rows]
    assert sum(chunk.rows_read for chunk in chunks) == head.row_count
    return head, orders, bad


def golden(name: str) -> bytes:
    """The bytes of a golden report."""
    return (REPORTS / f"{name}.txt").read_bytes()


def read_golden(name: str, **how: str) -> tuple[ReportHead, list[ReportedOrder], list[BadRow]]:
    """Both passes over a golden report."""
    return read_all(golden(name), file_name=f"{name}.txt", **how)
