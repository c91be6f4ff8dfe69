"""Second pass over a report: orders in chunks, bad rows beside them, memory flat."""

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from shipby.amazon.wire.order_reports.columns import layout_of
from shipby.amazon.wire.order_reports.encodings import line_encoding, narrow
from shipby.amazon.wire.order_reports.inspecting import BLANK, CONTROLS, order_key
from shipby.amazon.wire.order_reports.lines import pages
from shipby.amazon.wire.order_reports.orders import OrderReader
from shipby.amazon.wire.order_reports.people import PeopleReader
from shipby.amazon.wire.order_reports.problems import Problem
from shipby.amazon.wire.order_reports.raw import pack_raw, raw_prefix
from shipby.amazon.wire.order_reports.rows import RowReader, order_id_of
from shipby.amazon.wire.order_reports.shapes import BadRow, Chunk, ReportedOrder, ReportHead
from shipby.amazon.wire.order_reports.unpacking import blocks
from shipby.orders.rules.facts import LineFacts

HELD_BACK_BYTES = 32 * 1024 * 1024
"""Rows of scattered orders are collected in as many further passes as keep them under this much memory."""
_TO_SPACE = {code: " " for code in CONTROLS if code}
_DESTROYED = "\ufffd"

_Row = tuple[int, bytes, str, list[str], LineFacts]
"""Line number, bytes, text, cells, line."""


def read(stream: BinaryIO, head: ReportHead, *, orders_per_chunk: int = 2000) -> Iterator[Chunk]:
    """The orders of a report that ``inspect`` has looked at, in chunks of at most ``orders_per_chunk``.

    Orders come in the file's order; those whose rows are not next to each other come last. ``stream`` is the one ``head`` was
    made from, seekable.

    Raises:
        UnreadableReport: the stream is not what it was.
    """
    reader = _Reader(head)
    held_back = head.scattered
    yield from reader.chunks(_rows(stream, head), orders_per_chunk, skip=held_back)
    if not held_back:
        return
    size = head.scattered_row_count * max(1, head.unpacked_byte_count // max(1, head.row_count)) * 4
    passes = size // HELD_BACK_BYTES + 1
    for number in range(passes):
        wanted = frozenset(key for key in held_back if key % passes == number)
        yield from reader.collected(_rows(stream, head), orders_per_chunk, wanted)


def _rows(stream: BinaryIO, head: ReportHead) -> Iterator[tuple[int, list[bytes]]]:
    """Pages of data rows with the number of the first line of each."""
    number = 1
    for lines, _ in pages(narrow(blocks(stream), head.encoding), is_cr=head.is_cr):
        skipped = max(0, min(len(lines), head.header_line + 1 - number))
        yield number + skipped, lines[skipped:]
        number += len(lines)


class _Reader:
    def __init__(self, head: ReportHead) -> None:
        layout = layout_of(head.columns)
        self._at_order = layout.at.order_id
        self._at_item, self._at_sku = layout.at.order_item_id, layout.at.sku
        self._lines = RowReader(layout, day_first=head.day_first)
        self._orders = OrderReader(layout, self._lines)
        self._people = PeopleReader(layout)
        self._encoding = line_encoding(head.encoding)
        self._has_controls = head.has_controls
        self._is_lossy = head.is_lossy
        self._raw_prefix = raw_prefix(head.header_ref, self._encoding)
        self._begin()

    def _begin(self) -> None:
        self._done: list[ReportedOrder] = []
        self._bad: list[BadRow] = []
        self._count = 0

    def _chunk(self) -> Chunk:
        chunk = Chunk(self._done, self._bad, self._count)
        self._begin()
        return chunk

    def chunks(self, rows: Iterable[tuple[int, list[bytes]]], limit: int, *, skip: frozenset[int]) -> Iterator[Chunk]:
        """Orders whose rows stand together."""
        order_id = ""
        together: list[_Row] = []
        for row in self._good_rows(rows, skip):
            if row[3][self._at_order] != order_id:
                self._finish(order_id, together)
                if len(self._done) + len(self._bad) >= limit:
                    yield self._chunk()
                order_id, together = row[3][self._at_order], []
            together.append(row)
            self._count += 1
        self._finish(order_id, together)
        if self._done or self._bad or self._count:
            yield self._chunk()

    def _good_rows(self, rows: Iterable[tuple[int, list[bytes]]], skip: frozenset[int]) -> Iterator[_Row]:
        for number, page in rows:
            for line_number, raw in enumerate(page, number):
                if skip and order_key(self._id_bytes(raw)) in skip:
                    continue
                row = self._row(line_number, raw)
                if row is not None:
                    yield row

    def collected(self, rows: Iterable[tuple[int, list[bytes]]], limit: int, wanted: frozenset[int]) -> Iterator[Chunk]:
        """Scattered orders with these keys."""
        orders: dict[str, list[_Row]] = {}
        for number, page in rows:
            for line_number, raw in enumerate(page, number):
                if order_key(self._id_bytes(raw)) not in wanted:
                    continue
                row = self._row(line_number, raw)
                if row is not None:
                    orders.setdefault(row[3][self._at_order], []).append(row)
        while orders:
            order_id = next(iter(orders))
            together = orders.pop(order_id)
            self._count += len(together)
            self._finish(order_id, together)
            if len(self._done) >= limit:
                yield self._chunk()
        if self._done or self._bad or self._count:
            yield self._chunk()

    def _id_bytes(self, raw: bytes) -> bytes:
        cells = raw.split(b"\t", self._at_order + 1)
        return cells[self._at_order].strip() if len(cells) > self._at_order else b""

    def _row(self, number: int, raw: bytes) -> _Row | None:
        """The row, read; ``None`` for a blank line or a bad row, which is noted."""
        raw = raw.rstrip(b"\r")
        if len(raw) < 80 and not raw.strip(BLANK):
            return None
        text = raw.decode(self._encoding, "replace")
        if self._has_controls:
            text = text.translate(_TO_SPACE)
        try:
            cells = self._lines.cells(text)
            order_id_of(cells, self._at_order)
            line = self._lines.line(cells)
            self._orders.check(cells)
        except Problem as problem:
            self._note(problem, number, raw, text)
            return None
        return number, raw, text, cells, line

    def _note(self, problem: Problem, number: int, raw: bytes, text: str) -> None:
        """Keep the bad row, with the ids that can be trusted."""
        cells = [cell.strip() for cell in text.split("\t")]
        is_whole = problem.code not in {"too_few_fields", "too_many_fields"}
        order_id = cells[self._at_order] if self._at_order < len(cells) else ""
        item_id = cells[self._at_item] if is_whole and self._at_item >= 0 else ""
        sku = cells[self._at_sku] if is_whole and self._at_sku >= 0 else ""
        self._count += 1
        self._bad.append(
            BadRow(
                line=number,
                code=problem.code,
                reason=problem.reason,
                order_id=_trusted_order_id(order_id),
                order_item_id=item_id if item_id.isascii() and item_id.isalnum() and len(item_id) <= 40 else "",
                sku=sku[:80].replace("\0", ""),
                raw=pack_raw(self._raw_prefix, (number,), (raw,)),
            )
        )

    def _finish(self, order_id: str, rows: list[_Row]) -> None:
        if not rows:
            return
        if len(rows) > 1:
            rows = self._without_repeats(rows)
        cells = rows[0][3] if len(rows) == 1 else self._orders.together([row[3] for row in rows])
        self._done.append(
            ReportedOrder(
                order=self._orders.order(order_id, cells, tuple([row[4] for row in rows])),
                personal=self._people.personal(cells, [row[3] for row in rows]),
                raw=pack_raw(self._raw_prefix, [row[0] for row in rows], [row[1] for row in rows]),
                lines=tuple([row[0] for row in rows]),
                is_lossy=self._is_lossy and any(_DESTROYED in row[2] for row in rows),
            )
        )

    def _without_repeats(self, rows: list[_Row]) -> list[_Row]:
        """Each order item once: a repeated row goes, one that says something else is a bad row."""
        first: dict[str, _Row] = {}
        kept: list[_Row] = []
        for row in rows:
            item_id = row[4].order_item_id
            known = first.setdefault(item_id, row) if item_id else row
            if known is row:
                kept.append(row)
            elif known[3] != row[3]:
                self._count -= 1
                self._note(Problem("other_row_of_item"), row[0], row[1], row[2])
        return kept


_NUMBER_LIKE = re.compile(r"\w{3}-\d{7}-\d{7}|\d[\d.E+-]{0,39}", re.ASCII)


def _trusted_order_id(text: str) -> str:
    """An order number, whole or damaged; never a word, which a shifted row could have put there."""
    return text if _NUMBER_LIKE.fullmatch(text) else ""
