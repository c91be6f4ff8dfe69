"""First pass over a report: what it is, whether it is whole, and what the second pass has to know."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import BinaryIO
from zlib import crc32

from shipby.amazon.wire.order_reports.columns import KNOWN, Layout, column_names, layout_of
from shipby.amazon.wire.order_reports.encodings import (
    UTF_8,
    WIDE,
    Utf8Check,
    decodes,
    encoding_by_country,
    encoding_by_mark,
    line_encoding,
    named_encoding,
    narrow,
)
from shipby.amazon.wire.order_reports.lines import ends_with_cr_only, pages
from shipby.amazon.wire.order_reports.raw import header_ref
from shipby.amazon.wire.order_reports.refusals import EmptyFile, FileCutOff, NoKnownHeader
from shipby.amazon.wire.order_reports.shapes import ReportHead
from shipby.amazon.wire.order_reports.strangers import refuse_other_columns, refuse_other_files, refuse_other_text
from shipby.amazon.wire.order_reports.unpacking import blocks, is_gzip, size_of
from shipby.words.marketplaces import BY_SALES_CHANNEL

START_BYTES = 64 * 1024
HEADER_LIMIT = 32 * 1024
CHANNEL_LIMIT = 200
SAMPLE_BYTES = 64 * 1024
BLANK = b" \t\r\x1a"
CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
"""Bytes that no text holds; in every encoding that reaches the lines they are always themselves."""
DESTROYED = "\ufffd".encode()


def inspect(stream: BinaryIO, *, file_name: str = "", encoding: str | None = None, country_hint: str | None = None) -> ReportHead:
    """Read the whole stream once and say what it is.

    ``stream`` must be seekable and is left anywhere. ``encoding`` overrides what the file looks like; ``country_hint`` is the
    two-letter country of the account's store, used where a report that is not UTF-8 names no sales channel.

    Raises:
        UnreadableReport: one of its subclasses says why the whole file is refused.
    """
    wanted = named_encoding(encoding) if encoding else None
    start = _start(stream)
    refuse_other_files(start)
    chosen = wanted or encoding_by_mark(start)
    walk = _Walk(narrow(blocks(stream), chosen or UTF_8), check_utf_8=chosen in {None, UTF_8})
    used, is_lossy = _settle_encoding(stream, walk, chosen, country_hint)
    layout, count = walk.layout, len(walk.order_keys)
    scattered = _scattered(walk.order_keys)
    header = walk.header.decode(line_encoding(used), "replace")
    return ReportHead(
        report_type=layout.report_type,
        encoding=used,
        is_lossy=is_lossy or walk.has_destroyed,
        columns=layout.columns,
        unknown_columns=layout.unknown_columns,
        header=header,
        header_ref=header_ref(header),
        row_count=walk.row_count,
        sales_channels=tuple(sorted(walk.channels)),
        ship_country=walk.ship_country,
        is_gzip=is_gzip(stream),
        byte_count=size_of(stream),
        unpacked_byte_count=walk.byte_count,
        file_name=file_name,
        day_first=not (walk.channels and all(channel.casefold() == "amazon.com" for channel in walk.channels)),
        scattered=scattered,
        scattered_row_count=count and sum(key in scattered for key in walk.order_keys) if scattered else 0,
        header_line=walk.header_line,
        has_controls=walk.has_controls,
        is_cr=walk.is_cr,
    )


def order_key(order_id: bytes) -> int:
    """Short number of an order id; two orders with one number are only given later than they could be."""
    return crc32(order_id)


def _start(stream: BinaryIO) -> bytes:
    """The first bytes, unpacked."""
    start = b""
    for block in blocks(stream):
        start += block
        if len(start) >= START_BYTES:
            break
    if not start:
        raise EmptyFile
    return start


def _scattered(keys: "array[int]") -> frozenset[int]:
    """Keys that occur in more than one run of rows."""
    return frozenset(first for first, second in pairwise(sorted(keys)) if first == second)


class _Walk:
    """One pass over the lines; reads everything when made."""

    def __init__(self, text: Iterator[bytes], *, check_utf_8: bool) -> None:
        self.utf_8 = Utf8Check()
        self.row_count = 0
        self.byte_count = 0
        self.order_keys: array[int] = array("L")
        self.channels: set[str] = set()
        self.has_controls = False
        self.has_destroyed = False
        self._check_utf_8 = check_utf_8
        self._countries: Counter[bytes] = Counter()
        start, text = _peek(text)
        refuse_other_text(start[:2000].decode(UTF_8, "replace"))
        self.is_cr = ends_with_cr_only(start)
        self._take_pages(pages(self._watched(text), is_cr=self.is_cr))

    @property
    def ship_country(self) -> str | None:
        """The most frequent country; of equals the first by name."""
        if not self._countries:
            return None
        country = min(self._countries.items(), key=lambda item: (-item[1], item[0]))[0].decode("ascii")
        return "GB" if country == "UK" else country

    def _watched(self, text: Iterable[bytes]) -> Iterator[bytes]:
        """The blocks, looked at for encoding and damage on the way."""
        tail = b""
        for block in text:
            self.byte_count += len(block)
            if self._check_utf_8:
                self.utf_8.take(block)
            if not self.has_controls:
                self.has_controls = len(block.translate(None, CONTROLS)) != len(block)
            if not self.has_destroyed:
                self.has_destroyed = DESTROYED in tail + block
                tail = block[-2:]
            yield block
        if self._check_utf_8:
            self.utf_8.take(b"", final=True)

    def _take_pages(self, lines: Iterator[tuple[list[bytes], bool]]) -> None:
        line_number = 0
        is_headed = False
        for page, is_open in lines:
            for place, line in enumerate(page):
                if is_headed:
                    self._take_rows(page[place:], line_number + place, is_open=is_open)
                    break
                if line.strip(BLANK):
                    self._take_header(line, line_number + place + 1, is_open=is_open)
                    is_headed = True
            line_number += len(page)
        if not is_headed:
            raise EmptyFile

    def _take_header(self, line: bytes, number: int, *, is_open: bool) -> None:
        self.header, self.header_line = line.rstrip(b"\r"), number
        header = self.header[:HEADER_LIMIT].decode(UTF_8, "replace")
        columns = column_names(header)
        refuse_other_columns(header, columns)
        if len(line) > HEADER_LIMIT:
            raise NoKnownHeader
        self.layout: Layout = layout_of(columns)
        if is_open and columns[-1] not in KNOWN:
            raise FileCutOff(line=number)
        self._width = len(columns)
        at = self.layout.at
        self._order_id, self._channel, self._country = at.order_id, at.sales_channel, at.ship_country
        self._last = b""

    def _take_rows(self, page: list[bytes], before: int, *, is_open: bool) -> None:
        width, at_order, at_channel, at_country = self._width, self._order_id, self._channel, self._country
        for place, line in enumerate(page):
            cells = line.split(b"\t")
            if len(cells) < width:
                if not line.strip(BLANK):
                    continue
                if is_open:
                    raise FileCutOff(line=before + place + 1)
                self.row_count += 1
                continue
            self.row_count += 1
            order_id = cells[at_order].strip()
            if order_id != self._last:
                self._last = order_id
                self.order_keys.append(order_key(order_id))
                if at_country >= 0:
                    self._count_country(cells[at_country])
            if at_channel >= 0:
                self._note_channel(cells[at_channel])

    def _note_channel(self, cell: bytes) -> None:
        if len(self.channels) < CHANNEL_LIMIT and cell.isascii():
            channel = cell.strip().decode("ascii")
            if channel:
                self.channels.add(channel[:60])

    def _count_country(self, cell: bytes) -> None:
        country = cell.strip().upper()
        if len(country) == 2 and country.isascii() and country.isalpha():
            self._countries[country] += 1


def _peek(text: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first bytes of the text, and the text with them still in front."""
    seen: list[bytes] = []
    size = 0
    for block in text:
        seen.append(block)
        size += len(block)
        if size >= START_BYTES:
            break
    return b"".join(seen), chain(seen, text)


def _settle_encoding(stream: BinaryIO, walk: _Walk, chosen: str | None, country_hint: str | None) -> tuple[str, bool]:
    """The encoding, and whether it leaves characters undecoded (settled design 11)."""
    if chosen in WIDE:
        return chosen or UTF_8, False
    if chosen in {None, UTF_8} and (chosen or walk.utf_8.is_utf_8):
        return UTF_8, walk.utf_8.bad > 0
    if chosen is None:
        chosen = encoding_by_country(_country(walk, country_hint), _sample(stream))
    return chosen, not decodes(blocks(stream), chosen)


def _country(walk: _Walk, hint: str | None) -> str | None:
    """The country of the marketplace: by sales channels where all agree, else the account's, else where the orders go."""
    known = {BY_SALES_CHANNEL[name.casefold()].country for name in walk.channels if name.casefold() in BY_SALES_CHANNEL}
    if known:
        return "JP" if known == {"JP"} else min(known - {"JP"})
    return hint or walk.ship_country


def _sample(stream: BinaryIO) -> bytes:
    """Lines with letters beyond ASCII, for detection."""
    sample: list[bytes] = []
    size = 0
    for block in blocks(stream):
        for line in block.split(b"\n"):
            if not line.isascii() and size < SAMPLE_BYTES:
                sample.append(line)
                size += len(line)
        if size >= SAMPLE_BYTES:
            break
    return b"\n".join(sample)
