"""A table of tracking numbers that a person pastes or uploads, from any label program, as rows to confirm.

Tab, comma, semicolon or bar; quoted or not; UTF-8, UTF-16 or cp1252. Columns are found by their names (``table_headers``), in a
table without names by what they hold. A row that a spreadsheet has damaged is refused, never repaired by guessing.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from shipby.shipping.rules.carriers import OTHER, find_carrier
from shipby.shipping.rules.table_cells import (
    BadCell,
    DayOrder,
    bare,
    day_order,
    is_surely_tracking,
    item_id_of,
    looks_like_tracking,
    order_id_of,
    quantity_of,
    ship_date_of,
    tracking_number_of,
)
from shipby.shipping.rules.table_headers import Column, meaning_of
from shipby.words.refusals import Refusal
from shipby.words.text import N_

ROW_LIMIT = 50_000
BYTE_LIMIT = 32 * 1024 * 1024
_SAMPLE_ROWS = 200


class UnreadableTable(Refusal):
    """The whole table is refused."""

    code = "unreadable_table"
    sentence = N_("Shipby cannot read this as a table of tracking numbers.")
    remedy = N_("Paste or upload a table with at least the order number and the tracking number, one parcel a row.")


class EmptyTable(UnreadableTable):
    code = "empty_table"
    sentence = N_("The table is empty.")


class TableTooBig(UnreadableTable):
    code = "table_too_big"
    sentence = N_("The table has more than %(rows)s rows, which is the limit for one table.")
    remedy = N_("Split it and hand in the parts one after the other.")


class SpreadsheetTable(UnreadableTable):
    code = "spreadsheet"
    sentence = N_("This is an Excel or other spreadsheet file.")
    remedy = N_("Save it as CSV or tab-delimited text, or copy the rows and paste them.")


class NotText(UnreadableTable):
    code = "not_text"
    sentence = N_("This file is not text, so it is not a table of tracking numbers.")


class NoOrderColumn(UnreadableTable):
    code = "no_order_column"
    sentence = N_("No column of the table holds Amazon order numbers.")
    remedy = N_("Add a column named order-id with numbers like 113-1234567-1234567.")


class NoTrackingColumn(UnreadableTable):
    code = "no_tracking_column"
    sentence = N_("No column of the table holds tracking numbers.")
    remedy = N_("Add a column named tracking-number.")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One parcel, or one item of a parcel. ``line`` counts from 1. ``""`` and ``None`` = the table does not say."""

    line: int
    order_id: str
    order_item_id: str
    quantity: int | None
    carrier_text: str
    service: str
    tracking_number: str
    ship_date: date | None


@dataclass(frozen=True, slots=True)
class BadTableRow:
    """A row that cannot be taken, and why."""

    line: int
    code: str
    reason: str
    order_id: str = ""


@dataclass(frozen=True, slots=True)
class RecognisedColumn:
    """What a column was taken for; ``header`` is its name in the table, empty where the table has no names."""

    column: Column
    header: str
    place: int


@dataclass(frozen=True, slots=True)
class TableRead:
    """What a table says, row by row; every row that is not blank is either in ``rows`` or in ``bad``."""

    rows: tuple[TableRow, ...]
    bad: tuple[BadTableRow, ...]
    columns: tuple[RecognisedColumn, ...]


_Line = tuple[int, list[str]]
_Fits = Callable[[str], bool]


def read_table(text_or_bytes: str | bytes) -> TableRead:
    """Read a pasted text or an uploaded file.

    Raises:
        UnreadableTable: a subclass says why the whole table is refused.
    """
    text = _decoded(text_or_bytes) if isinstance(text_or_bytes, bytes) else text_or_bytes
    lines = _lines(text.removeprefix("\ufeff").replace("\0", ""))
    if not lines:
        raise EmptyTable
    columns, lines = _columns(lines)
    return _Reader(columns, lines).read(lines)


# -- text and cells

_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def _decoded(content: bytes) -> str:
    if content.startswith(_SPREADSHEETS):
        raise SpreadsheetTable
    if len(content) > BYTE_LIMIT:
        raise TableTooBig(rows=ROW_LIMIT)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    half = content[:400]
    if half[1::2].count(0) * 4 > len(half):
        return content.decode("utf-16-le", "replace")
    if content.startswith(b"%PDF") or _BINARY.search(content[:4096]):
        raise NotText
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _lines(text: str) -> list[_Line]:
    """Rows that are not blank, with the number of their first line.

    Raises:
        TableTooBig: too many of them.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found: list[_Line] = []
    for number, row in _split(text):
        cells = [bare(cell) for cell in row]
        if not any(cells) or cells[0].casefold().startswith(("sep=", "templatetype=")):
            continue
        if len(found) > ROW_LIMIT:
            raise TableTooBig(rows=ROW_LIMIT)
        found.append((number, cells))
    return found


def _split(text: str) -> Iterator[tuple[int, list[str]]]:
    delimiter = _delimiter(text)
    if delimiter is None:
        yield from ((number, line.split()) for number, line in enumerate(text.split("\n"), 1))
        return
    # An odd number of quotes cannot be quoting: one of them is an inch sign or the like.
    is_quoted = text.count('"') % 2 == 0
    rows = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if is_quoted else csv.QUOTE_NONE
    )
    before = 0
    try:
        for cells in rows:
            yield before + 1, cells
            before = rows.line_num
    except csv.Error as trouble:
        raise UnreadableTable from trouble


def _delimiter(text: str) -> str | None:
    """The sign that stands most often, and in most lines, of the beginning."""
    lines = [line for line in text[:20_000].split("\n")[:50] if line.strip() and not line.casefold().startswith("sep=")]
    scores = {sign: (sum(sign in line for line in lines), sum(line.count(sign) for line in lines)) for sign in "\t;,|"}
    best = max("\t;,|", key=lambda sign: scores[sign])
    return best if scores[best][0] else None


# -- columns


def _columns(lines: list[_Line]) -> tuple[tuple[RecognisedColumn, ...], list[_Line]]:
    """The columns, and the rows under the header where there is one.

    Raises:
        NoOrderColumn: no column with order numbers.
        NoTrackingColumn: none with tracking numbers.
    """
    header = lines[0][1]
    named = [(place, meaning) for place, cell in enumerate(header) if (meaning := meaning_of(cell))]
    has_order = any(order_id_of(cell) for cell in header)
    has_header = not has_order and (bool(named) or any(order_id_of(cell) for _, cells in lines[1:2] for cell in cells))
    body = lines[1:] if has_header else lines
    columns = _by_name(named, body) if has_header else {}
    sample = [cells for _, cells in body[:_SAMPLE_ROWS]]
    _guess_missing(columns, sample, has_names=bool(columns))
    if Column.ORDER_ID not in columns:
        raise NoOrderColumn
    if Column.TRACKING_NUMBER not in columns:
        raise NoTrackingColumn
    found = tuple(
        RecognisedColumn(column, header[place] if has_header and place < len(header) else "", place)
        for column, place in columns.items()
    )
    return found, body


def _by_name(named: Sequence[tuple[int, tuple[Column, int]]], body: Sequence[_Line]) -> dict[Column, int]:
    """Column -> place; of several order columns the one with most order numbers in it."""
    sample = [cells for _, cells in body[:_SAMPLE_ROWS]]
    columns: dict[Column, int] = {}
    for column in Column:
        offers = [(place, rank) for place, (meaning, rank) in named if meaning is column]
        if column is Column.ORDER_ID:
            offers.sort(key=lambda offer: (-_hits(sample, offer[0], lambda cell: bool(order_id_of(cell))), offer[1]))
        elif column is Column.TRACKING_NUMBER:
            offers.sort(key=lambda offer: (-_hits(sample, offer[0], looks_like_tracking), offer[1]))
        else:
            offers.sort(key=lambda offer: offer[1])
        if offers:
            columns[column] = offers[0][0]
    return columns


def _guess_missing(columns: dict[Column, int], sample: Sequence[list[str]], *, has_names: bool) -> None:
    """Find order and tracking numbers by their form, and without any names the carrier too.

    Telephone and reference numbers look like tracking numbers: of several such columns only check digits tell which it is.
    """
    guesses: list[tuple[Column, _Fits, _Fits | None]] = [
        (Column.ORDER_ID, lambda cell: bool(order_id_of(cell)), None),
        (Column.TRACKING_NUMBER, looks_like_tracking, is_surely_tracking),
    ]
    if not has_names:
        guesses.append((Column.CARRIER, lambda cell: find_carrier(cell) is not None, None))
        guesses.append((Column.SHIP_DATE, _is_plain_date, None))
    for column, fits, is_sure in guesses:
        if column in columns:
            continue
        place = _best_place(sample, frozenset(columns.values()), fits, is_sure)
        if place is not None:
            columns[column] = place


def _best_place(sample: Sequence[list[str]], taken: frozenset[int], fits: _Fits, is_sure: _Fits | None) -> int | None:
    """The column that fits in half of the rows or more; ``None`` where there is none, or nothing tells two of them apart."""
    free = [place for place in range(max(map(len, sample), default=0)) if place not in taken]
    fitting = [place for place in free if _hits(sample, place, fits) * 2 >= len(sample)]
    if is_sure is None or len(fitting) < 2:
        return max(fitting, key=lambda place: _hits(sample, place, fits), default=None)
    first, second = sorted(fitting, key=lambda place: -_hits(sample, place, is_sure))[:2]
    return first if _hits(sample, first, is_sure) > _hits(sample, second, is_sure) else None


def _hits(sample: Sequence[list[str]], place: int, fits: _Fits) -> int:
    return sum(place < len(cells) and fits(cells[place]) for cells in sample)


def _is_plain_date(cell: str) -> bool:
    try:
        return not cell.isdigit() and ship_date_of(cell, DayOrder.UNKNOWN) is not None
    except BadCell:
        return False


# -- rows


class _Reader:
    def __init__(self, columns: Sequence[RecognisedColumn], lines: Sequence[_Line]) -> None:
        self._columns = tuple(columns)
        self._places = {column.column: column.place for column in columns}
        self._day_order = day_order(self._cell(cells, Column.SHIP_DATE) for _, cells in lines)

    def read(self, lines: Sequence[_Line]) -> TableRead:
        rows: list[TableRow] = []
        bad: list[BadTableRow] = []
        seen: dict[tuple[str, str, str], int] = {}
        for line, cells in lines:
            try:
                row = self._row(line, cells)
                key = (row.order_id, row.order_item_id, row.tracking_number)
                if seen.setdefault(key, line) != line:
                    raise BadCell("repeated", line=seen[key])
                rows.append(row)
            except BadCell as trouble:
                order_id = order_id_of(self._cell(cells, Column.ORDER_ID))
                bad.append(BadTableRow(line, trouble.code, trouble.reason, order_id or ""))
        return TableRead(tuple(rows), tuple(bad), self._columns)

    def _row(self, line: int, cells: list[str]) -> TableRow:
        order_id = order_id_of(self._cell(cells, Column.ORDER_ID))
        if order_id is None:
            raise BadCell("bad_order_id" if self._cell(cells, Column.ORDER_ID) else "no_order_id")
        carrier_text = self._carrier(cells)
        carrier = find_carrier(carrier_text)
        return TableRow(
            line=line,
            order_id=order_id,
            order_item_id=item_id_of(self._cell(cells, Column.ORDER_ITEM_ID)),
            quantity=quantity_of(self._cell(cells, Column.QUANTITY)),
            carrier_text=carrier_text,
            service=self._cell(cells, Column.SERVICE)[:80],
            tracking_number=tracking_number_of(self._cell(cells, Column.TRACKING_NUMBER), carrier.code if carrier else ""),
            ship_date=ship_date_of(self._cell(cells, Column.SHIP_DATE), self._day_order),
        )

    def _carrier(self, cells: list[str]) -> str:
        """The code's column, unless it says nothing or ``Other``: then the name's."""
        code, name = self._cell(cells, Column.CARRIER), self._cell(cells, Column.CARRIER_NAME)
        return (name if name and (not code or code.casefold() == OTHER.casefold()) else code)[:60]

    def _cell(self, cells: list[str], column: Column) -> str:
        place = self._places.get(column, -1)
        return cells[place] if 0 <= place < len(cells) else ""
