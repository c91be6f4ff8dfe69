"""Files that are not an order report: recognised, so that the refusal can say what they are and what to do."""

from shipby.amazon.wire.order_reports import refusals as no

_BY_START: tuple[tuple[bytes, type[no.UnreadableReport]], ...] = (
    (b"%PDF", no.PdfFile),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", no.SpreadsheetFile),
    (b"7z\xbc\xaf\x27\x1c", no.OtherArchive),
    (b"Rar!", no.OtherArchive),
    (b"BZh", no.OtherArchive),
    (b"\xfd7zXZ", no.OtherArchive),
    (b"\x28\xb5\x2f\xfd", no.OtherArchive),
    (b"\x1f\x8b", no.OtherArchive),
    (b"\x89PNG", no.BinaryFile),
    (b"\xff\xd8\xff", no.BinaryFile),
    (b"GIF8", no.BinaryFile),
    (b"\x7fELF", no.BinaryFile),
    (b"SQLite format 3\0", no.BinaryFile),
)
_SPREADSHEET_PARTS = (b"xl/", b"[Content_Types].xml", b"opendocument.spreadsheet")

_BY_COLUMN: tuple[tuple[frozenset[str], type[no.UnreadableReport]], ...] = (
    (frozenset({"original-record-number", "error-code", "error-message"}), no.ProcessingReportFile),
    (frozenset({"return-request-date", "amazon-rma-id", "return-date", "license-plate-number"}), no.ReturnsReport),
    (frozenset({"settlement-id", "settlement-start-date"}), no.SettlementReport),
    (frozenset({"shipment-item-id", "fulfillment-center-id", "estimated-arrival-date"}), no.AmazonFulfilledReport),
    (frozenset({"cancellation-reason-code", "adjustment-reason-code"}), no.UploadTemplate),
    (frozenset({"seller-sku", "listing-id", "asin1", "quantity-available", "afn-fulfillable-quantity"}), no.ListingsReport),
)
_BY_COLUMN_ALONE: tuple[tuple[frozenset[str], type[no.UnreadableReport]], ...] = (
    (frozenset({"carrier-code", "carrier-name", "tracking-number", "ship-method"}), no.ConfirmationFile),
)
"""Columns that an order report could have one day."""
_REPORT_MARKS = frozenset({"quantity-purchased", "purchase-date", "order-status"})


def refuse_other_files(start: bytes) -> None:
    """Refuse by the first bytes of the (unpacked) file.

    Raises:
        UnreadableReport: what the file is.
    """
    if not start.strip(b"\0\t\r\n \x1a\xef\xbb\xbf"):
        raise no.EmptyFile
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise no.SpreadsheetFile if any(part in start for part in _SPREADSHEET_PARTS) else no.ZipFile
    for mark, refusal in _BY_START:
        if start.startswith(mark):
            raise refusal


def refuse_other_text(start: str) -> None:
    """Refuse by the first characters of the text.

    Raises:
        UnreadableReport: what the text is.
    """
    opening = start.lstrip("\ufeff \t\r\n")[:400].lower()
    if not opening:
        raise no.EmptyFile
    if opening.startswith(("<!doctype html", "<html", "<head", "<body")):
        raise no.WebPage
    if opening.startswith("<"):
        raise no.ProcessingReportFile if "processingreport" in start.lower() else _page_or_xml(start.lower())
    if opening.startswith(("{", "[")):
        raise no.JsonFile
    if opening.startswith("templatetype="):
        raise no.UploadTemplate
    if "feed processing summary" in opening:
        raise no.ProcessingReportFile


def _page_or_xml(text: str) -> type[no.UnreadableReport]:
    return no.WebPage if "<html" in text else no.XmlFile


def refuse_other_columns(header: str, columns: tuple[str, ...]) -> None:
    """Refuse by the header line.

    Raises:
        UnreadableReport: what table this is.
    """
    names = frozenset(columns)
    for marks, refusal in _BY_COLUMN if names & _REPORT_MARKS else (*_BY_COLUMN, *_BY_COLUMN_ALONE):
        if names & marks:
            raise refusal
    if "\t" in header:
        if header.lstrip().startswith('"'):
            raise no.SeparatedByCommas
        return
    if ("," in header or ";" in header or "|" in header) and "order" in header.casefold():
        raise no.SeparatedByCommas
    if sum(not (letter.isprintable() or letter.isspace()) for letter in header) * 10 > len(header) or "\0" in header:
        raise no.BinaryFile
