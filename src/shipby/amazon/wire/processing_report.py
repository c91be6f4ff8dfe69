"""Amazon's answer to an uploaded file: the processing report, as flat text or XML (sp-api 4.8).

Only rows with an error or a warning are listed. The flat form's layout is not documented: columns are found by name, the two
numbers of the summary by standing in front of the table, so that translated summaries are read too.
"""

import codecs
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]

from shipby.amazon.wire.order_reports.columns import column_names
from shipby.amazon.wire.order_reports.encodings import WIDE, encoding_by_country, encoding_by_mark
from shipby.amazon.wire.order_reports.refusals import UnreadableReport
from shipby.amazon.wire.order_reports.unpacking import GZIP_MAGIC, blocks
from shipby.words.text import N_

ERROR, WARNING = "Error", "Warning"
SIZE_LIMIT = 64 * 1024 * 1024
ROW_LIMIT = 100_000
_MESSAGE_LIMIT = 2000


class UnreadableProcessingReport(UnreadableReport):
    """The file is no processing report that can be trusted."""

    code = "unreadable_processing_report"
    sentence = N_("Shipby cannot read this file as Amazon's processing report.")
    remedy = N_("In Seller Central, open Upload order related files, Monitor upload status, and download the processing report.")


class DangerousXml(UnreadableProcessingReport):
    code = "dangerous_xml"
    sentence = N_("The XML file defines entities of its own. Amazon's processing reports do not do that, so it was not opened.")


class BrokenXml(UnreadableProcessingReport):
    code = "broken_xml"
    sentence = N_("The XML file is broken or cut off.")
    remedy = N_("Download the processing report again and upload it once more.")


class NotComplete(UnreadableProcessingReport):
    code = "not_complete"
    sentence = N_("Amazon has not finished working on the uploaded file.")
    remedy = N_("Wait until Amazon shows the upload as done, then download the processing report again.")


class SummaryMissing(UnreadableProcessingReport):
    code = "summary_missing"
    sentence = N_("The file does not say how many records Amazon processed.")


class ReportCutOff(UnreadableProcessingReport):
    code = "processing_report_cut_off"
    sentence = N_("The processing report is cut off in its last line.")
    remedy = N_("Download the processing report again and upload it once more.")


@dataclass(frozen=True, slots=True)
class ProcessingRow:
    """One complaint. ``record_number`` counts the uploaded rows as Amazon does; ids are ``""`` where Amazon names none.

    ``kind`` is ``Error`` (the row was refused) or ``Warning`` (it was taken).
    """

    record_number: int | None
    order_id: str
    order_item_id: str
    code: str
    kind: str
    message: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProcessingReport:
    """How many records Amazon processed, how many of them well (``None`` = not said), and its complaints."""

    processed: int
    successful: int | None
    rows: tuple[ProcessingRow, ...]


_SUMMARY_WORDS = ("feed processing summary", "number of records processed", "original-record-number")


def is_processing_report(head_bytes: bytes) -> bool:
    """Whether a file that starts with these bytes, plain or gzip, is a processing report; some hundred are enough."""
    start = _decoded(_unpacked_start(head_bytes)[:4000]).casefold().replace("_", "-")
    if start.lstrip("\ufeff \t\r\n").startswith("<"):
        return "processingreport" in start or "processingsummary" in start
    if any(word in start for word in _SUMMARY_WORDS):
        return True
    return "error-code" in start and "error-message" in start and "\t" in start


def _unpacked_start(start: bytes) -> bytes:
    if not start.startswith(GZIP_MAGIC):
        return start
    try:
        return zlib.decompressobj(wbits=31).decompress(start, 4000)
    except zlib.error:
        return b""


def read_processing_report(stream: BinaryIO) -> ProcessingReport:
    """Read the whole report from a seekable stream, plain or gzip.

    Raises:
        UnreadableReport: a subclass says what is wrong.
    """
    content = b"".join(blocks(stream, limit=SIZE_LIMIT))
    if content.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<"):
        return _read_xml(content)
    return _read_text(_decoded(content))


def _decoded(content: bytes) -> str:
    """The text: by byte order mark, else UTF-8, else what it looks like; Amazon does not say (sp-api 4.8)."""
    marked = encoding_by_mark(content)
    if marked is not None:
        return content.decode("utf-8-sig" if marked == "utf-8" else marked, "replace").removeprefix("\ufeff")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        lines = b"\n".join(line for line in content.split(b"\n") if not line.isascii())
        return content.decode(encoding_by_country(None, lines[:65536]), "replace")


# -- flat text

_COUNT = re.compile(r"[^\t]*\S[^\t\d]*[\t:]\s*(\d{1,9})\s*$", re.ASCII)
_WARNING_STARTS = ("warn", "avert", "avver", "avvis", "adver", "aviso", "waarsch", "varning", "ostrze", "uyar", "警告")


def _read_text(text: str) -> ProcessingReport:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = next((place for place, line in enumerate(lines) if _is_header(line)), len(lines))
    counts = [int(found[1]) for line in lines[:start] if (found := _COUNT.match(line.strip()))]
    rows = tuple(_text_rows(lines, start)) if start < len(lines) else ()
    if not counts:
        raise SummaryMissing if rows or start < len(lines) else UnreadableProcessingReport
    if start == len(lines) and len(counts) < 2 and not is_processing_report(text.encode("utf-8", "replace")):
        raise UnreadableProcessingReport
    return ProcessingReport(counts[0], counts[1] if len(counts) > 1 else None, rows)


def _is_header(line: str) -> bool:
    names = column_names(line)
    return "error-code" in names and ("error-message" in names or "error-type" in names)


def _text_rows(lines: Sequence[str], start: int) -> Iterator[ProcessingRow]:
    names = column_names(lines[start])
    at = {name: place for place, name in reversed(list(enumerate(names)))}
    for place, line in enumerate(lines[start + 1 : start + 1 + ROW_LIMIT], start + 1):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) < len(names) and place == len(lines) - 1:
            raise ReportCutOff
        yield _row(at, cells)


def _row(at: dict[str, int], cells: Sequence[str]) -> ProcessingRow:
    def cell(*columns: str) -> str:
        return next((cells[at[name]] for name in columns if name in at and at[name] < len(cells) and cells[at[name]]), "")

    return ProcessingRow(
        record_number=_number(cell("original-record-number", "record-number")),
        order_id=cell("order-id", "amazon-order-id"),
        order_item_id=cell("order-item-id", "amazon-order-item-code", "amazon-order-item-id"),
        code=cell("error-code")[:60],
        kind=_kind(cell("error-type", "error-severity")),
        message=cell("error-message")[:_MESSAGE_LIMIT],
    )


def _kind(word: str) -> str:
    """Anything that is not plainly a warning counts as an error: nothing is claimed that Amazon did not accept."""
    return WARNING if word.casefold().startswith(_WARNING_STARTS) else ERROR


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


# -- XML

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["'][^>]*\?>""")
_ASIAN = frozenset({"cp932", "shift_jis", "euc_jp", "gb2312", "gbk", "gb18030"})
"""Encodings that the XML parser does not know and Amazon writes."""


def _read_xml(content: bytes) -> ProcessingReport:
    texts: dict[str, str] = {}
    rows: list[ProcessingRow] = []
    for name, element in _elements(content):
        if name == "Result" and len(rows) < ROW_LIMIT:
            rows.append(_xml_row(element))
            element.clear()
        elif name in {"StatusCode", "MessagesProcessed", "MessagesSuccessful"}:
            texts.setdefault(name, (element.text or "").strip())
    if not texts:
        raise UnreadableProcessingReport
    if texts.get("StatusCode", "complete").casefold() != "complete":
        raise NotComplete
    processed = _number(texts.get("MessagesProcessed", ""))
    if processed is None:
        raise SummaryMissing
    return ProcessingReport(processed, _number(texts.get("MessagesSuccessful", "")), tuple(rows))


def _elements(content: bytes) -> Iterator[tuple[str, Element]]:
    """Finished elements with their names.

    Raises:
        DangerousXml: a document type or entities.
        BrokenXml: not well-formed.
    """
    try:
        for _, element in iterparse(BytesIO(_parsable(content)), events=("end",), forbid_dtd=True):
            yield _name(element), element
    except DefusedXmlException as danger:
        raise DangerousXml from danger
    except (ParseError, LookupError, ValueError) as trouble:
        raise BrokenXml from trouble


def _parsable(content: bytes) -> bytes:
    declared = _DECLARED.match(content)
    if declared is None or encoding_by_mark(content) in WIDE:
        return content
    try:
        name = codecs.lookup(declared[1].decode("ascii")).name
    except LookupError:
        return content
    if name not in _ASIAN:
        return content
    text = content[declared.end() :].decode("cp932" if name == "shift_jis" else name, "replace")
    return text.encode("utf-8", "replace")


def _xml_row(result: Element) -> ProcessingRow:
    texts = {_name(child): (child.text or "").strip() for child in result.iter()}
    return ProcessingRow(
        record_number=_number(texts.get("MessageID", "")),
        order_id=texts.get("AmazonOrderID", ""),
        order_item_id=texts.get("AmazonOrderItemCode", ""),
        code=texts.get("ResultMessageCode", "")[:60],
        kind=_kind(texts.get("ResultCode", "")),
        message=texts.get("ResultDescription", "")[:_MESSAGE_LIMIT],
    )


def _name(element: Element) -> str:
    """The tag without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
