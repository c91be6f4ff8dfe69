"""A table of SKUs and bins that a person pastes out of a sheet or uploads: read whole, nothing guessed.

Tab, semicolon, comma or bar; with names of columns or without (then SKU first, bin second); UTF-8, UTF-16 or cp1252.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shipby.stock.rules.bins import bin_of
from shipby.words.refusals import Refusal
from shipby.words.text import N_

ROW_LIMIT = 50_000
BYTE_LIMIT = 5_000_000
LONGEST_SKU = 80

_NAMES: Mapping[str, frozenset[str]] = {
    "sku": frozenset({"sku", "sellersku", "merchantsku", "itemsku", "msku", "artikel", "artikelnummer", "商品sku"}),
    "bin": frozenset({"bin", "binlocation", "location", "shelf", "place", "lagerplatz", "regal", "fach", "ロケーション", "棚"}),
    "account": frozenset({"account", "selleraccount", "konto"}),
}
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")
_FORMULA_SIGNS = "=+-@\t\uff1d\uff0b\uff0d\uff20"


class UnreadableBins(Refusal):
    """The whole table is refused."""

    code = "unreadable_bins"
    sentence = N_("Shipby can't read this as a table of SKUs and bins.")
    remedy = N_("Copy two columns out of your sheet, the SKU first and its bin second, and paste them.")


class EmptyBinTable(UnreadableBins):
    code = "empty_bin_table"
    sentence = N_("The table is empty.")


class SpreadsheetOfBins(UnreadableBins):
    code = "spreadsheet_of_bins"
    sentence = N_("This is an Excel or other spreadsheet file.")
    remedy = N_("Save it as CSV, or copy the two columns and paste them.")


class TooManyBinRows(UnreadableBins):
    code = "too_many_bin_rows"
    sentence = N_("The table has more than %(rows)s rows, which is the limit for one table.")
    remedy = N_("Split it and hand in the parts one after the other.")


class NoBinColumn(UnreadableBins):
    code = "no_bin_column"
    sentence = N_("The table has no second column with the bins.")
    remedy = N_("Copy the SKU and the bin together, or type the bins into the list of products.")


class NoSkuColumn(UnreadableBins):
    code = "no_sku_column"
    sentence = N_("The table names its columns, but none of them is called SKU.")
    remedy = N_("Call the columns sku and bin, or paste the two columns without their names.")


class NoSku(Refusal):
    """A row with a bin and no SKU."""

    code = "no_sku"
    sentence = N_("This line has no SKU.")
    remedy = N_("Correct this line in the table.")


class BadSku(Refusal):
    """A SKU that Amazon would not have: too long, or with damaged characters."""

    code = "bad_sku"
    sentence = N_("This SKU is longer than %(most)s characters or has damaged characters.")
    remedy = N_("Save the table as CSV in UTF-8, or paste it.")


class UnknownAccount(Refusal):
    """The row names a seller account that the shop has not."""

    code = "unknown_bin_account"
    sentence = N_("No seller account is called %(name)s.")
    remedy = N_("Correct this line in the table.")


class TwoBins(Refusal):
    """A SKU stands in the table twice, with different bins."""

    code = "two_bins"
    sentence = N_("This SKU stands in the table more than once, with different bins: lines %(lines)s.")
    remedy = N_("Keep the line that is right.")


@dataclass(frozen=True, slots=True)
class BinRow:
    """A line of the table, counted from 1. ``account`` = the name it gives, empty where it gives none."""

    line: int
    sku: str
    bin: str
    account: str = ""


@dataclass(frozen=True, slots=True)
class BadBinRow:
    """A line that can't be taken, and why."""

    line: int
    sku: str
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class BinTable:
    """What a table says; every line that is not blank is in one of the two."""

    rows: tuple[BinRow, ...]
    bad: tuple[BadBinRow, ...]


def table_text(content: bytes) -> str:
    """The text of an uploaded file.

    Raises:
        SpreadsheetOfBins, TooManyBinRows, UnreadableBins: it is none.
    """
    if content.startswith(_SPREADSHEETS):
        raise SpreadsheetOfBins
    if len(content) > BYTE_LIMIT:
        raise TooManyBinRows(rows=ROW_LIMIT)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", "replace")
    elif content[1:400:2].count(0) * 4 > len(content[:400]):
        text = content.decode("utf-16-le", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", "replace")
    if _BINARY.search(text[:4096]):
        raise UnreadableBins
    return text


def read_bins(text: str) -> BinTable:
    """Read a pasted table.

    Raises:
        UnreadableBins: a subclass says why the whole table is refused.
    """
    if len(text) > BYTE_LIMIT:
        raise TooManyBinRows(rows=ROW_LIMIT)
    lines = list(_lines(text.removeprefix("\ufeff").replace("\0", "")))
    if not lines:
        raise EmptyBinTable
    columns = _columns(lines[0][1])
    if columns is None:
        columns = {"sku": 0, "bin": 1}
    else:
        lines = lines[1:]
    if not any(len(cells) > columns["bin"] for _, cells in lines):
        raise NoBinColumn if lines else EmptyBinTable
    rows: list[BinRow] = []
    bad: list[BadBinRow] = []
    for number, cells in lines:
        try:
            rows.append(_row(number, cells, columns))
        except Refusal as refusal:
            bad.append(BadBinRow(number, _cell(cells, columns["sku"])[:LONGEST_SKU], refusal))
    return _once_each(rows, bad)


def _row(number: int, cells: Sequence[str], columns: Mapping[str, int]) -> BinRow:
    sku = _cell(cells, columns["sku"])
    if not sku:
        raise NoSku
    if len(sku) > LONGEST_SKU or not sku.isprintable() or "\ufffd" in sku:
        raise BadSku(most=LONGEST_SKU)
    return BinRow(
        number, sku, bin_of(_cell(cells, columns["bin"])), _cell(cells, columns["account"]) if "account" in columns else ""
    )


def _once_each(rows: Sequence[BinRow], bad: list[BadBinRow]) -> BinTable:
    """A SKU that says two things is no word at all; one that says the same twice is one."""
    same: dict[tuple[str, str], list[BinRow]] = {}
    for row in rows:
        same.setdefault((row.account, row.sku), []).append(row)
    kept = []
    for found in same.values():
        if len({row.bin for row in found}) == 1:
            kept.append(found[0])
        else:
            refusal = TwoBins(lines=", ".join(str(row.line) for row in found[:10]))
            bad += [BadBinRow(row.line, row.sku, refusal) for row in found]
    return BinTable(tuple(kept), tuple(sorted(bad, key=lambda row: row.line)))


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    delimiter = next((sign for sign in "\t;,|" if sign in text[:20_000]), "\t")
    # An odd number of quotes can't be quoting: one of them is an inch sign or the like.
    is_quoted = text.count('"') % 2 == 0
    rows = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if is_quoted else csv.QUOTE_NONE
    )
    before = found = 0
    try:
        for row in rows:
            cells = [_bare(cell) for cell in row]
            if any(cells) and not cells[0].casefold().startswith("sep="):
                found += 1
                if found > ROW_LIMIT:
                    raise TooManyBinRows(rows=ROW_LIMIT)
                yield before + 1, cells
            before = rows.line_num
    except csv.Error as trouble:
        raise UnreadableBins from trouble


def _bare(cell: str) -> str:
    """The cell without what a spreadsheet or our own export put around it to keep it text."""
    cell = cell.strip()
    if cell.startswith('="') and cell.endswith('"') and len(cell) > 2:
        cell = cell[2:-1].strip()
    return cell[1:] if cell[:1] == "'" and cell[1:].lstrip(" ")[:1] in tuple(_FORMULA_SIGNS) else cell


def _columns(cells: Sequence[str]) -> dict[str, int] | None:
    """Places of the columns where the first line names them; ``None`` = it holds goods already.

    Raises:
        NoSkuColumn, NoBinColumn: it names only one of the two.
    """
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = re.sub(r"[\s_.-]", "", cell.casefold())
        for column, names in _NAMES.items():
            if name in names:
                found.setdefault(column, place)
    if "sku" in found and "bin" in found:
        return found
    if "sku" in found:
        raise NoBinColumn
    if "bin" in found:
        raise NoSkuColumn
    return None


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""
