"""Files that are no order report: each is refused whole, with a sentence that says what it is and what to do."""

import gzip
import io
import zipfile
from io import BytesIO
from typing import BinaryIO, cast

import pytest

from shipby.amazon.wire.order_reports import UnreadableReport, inspect, read
from shipby.amazon.wire.order_reports import refusals as no
from shipby.amazon.wire.order_reports.unpacking import UNPACKED_LIMIT
from shipby.amazon.wire.shipping_confirmation import write_confirmation_file
from tests.partners.amazon.files import UNSHIPPED, a_report, a_row, golden, read_all

HEADER = "\t".join(UNSHIPPED)
WHOLE = a_report([a_row()])


def _xlsx() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return packed.getvalue()


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("report.txt", WHOLE)
    return packed.getvalue()


FILES: dict[str, tuple[bytes, type[UnreadableReport]]] = {
    "nothing": (b"", no.EmptyFile),
    "only white space": (b"\r\n \t \r\n", no.EmptyFile),
    "only a byte order mark": (b"\xef\xbb\xbf", no.EmptyFile),
    "gzip of nothing": (gzip.compress(b""), no.EmptyFile),
    "Excel file": (_xlsx(), no.SpreadsheetFile),
    "old Excel file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, no.SpreadsheetFile),
    "ZIP archive": (_zip(), no.ZipFile),
    "7-Zip archive": (b"7z\xbc\xaf\x27\x1c" + b"\1" * 40, no.OtherArchive),
    "gzip in gzip": (gzip.compress(gzip.compress(WHOLE.encode())), no.OtherArchive),
    "PDF": (b"%PDF-1.7\n...", no.PdfFile),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), no.BinaryFile),
    "sign-in page": (b"<!DOCTYPE html><html><title>Sign in</title>", no.WebPage),
    "page with a comment in front": (b"<!-- x --><html>", no.WebPage),
    "XML report": (b'<?xml version="1.0"?><AmazonEnvelope/>', no.XmlFile),
    "XML processing report": (b'<?xml version="1.0"?><AmazonEnvelope><ProcessingReport/>', no.ProcessingReportFile),
    "JSON": (b'{"payload": []}', no.JsonFile),
    "flat processing report": (b"Feed Processing Summary:\n\tNumber of records processed\t\t1\n", no.ProcessingReportFile),
    "comma separated": (HEADER.replace("\t", ",").encode() + b"\n1,2,3\n", no.SeparatedByCommas),
    "semicolon separated": (HEADER.replace("\t", ";").encode() + b"\n", no.SeparatedByCommas),
    "quoted header": (('"' + HEADER.replace("\t", '"\t"') + '"\n').encode(), no.SeparatedByCommas),
    "own confirmation file": (write_confirmation_file([]), no.ConfirmationFile),
    "upload template": (b"TemplateType=OrderCancellation\tVersion=1.0/1.0.3\norder-id\n", no.UploadTemplate),
    "refund template": (b"order-id\torder-item-id\tadjustment-reason-code\n", no.UploadTemplate),
    "returns report": (b"Order ID\tOrder date\tReturn request date\tAmazon RMA ID\n", no.ReturnsReport),
    "settlement report": (b"settlement-id\tsettlement-start-date\torder-id\tsku\tquantity-purchased\n", no.SettlementReport),
    "listings report": (b"item-name\tlisting-id\tseller-sku\tprice\tquantity\tasin1\n", no.ListingsReport),
    "FBA shipments": (
        b"amazon-order-id\tshipment-item-id\tsku\tquantity-shipped\tfulfillment-center-id\n",
        no.AmazonFulfilledReport,
    ),
    "a shopping list": (b"milk\nbread\n", no.NoKnownHeader),
    "another table": (b"name\tage\nx\t3\n", no.NoKnownHeader),
    "orders without quantities": (b"order-id\tsku\nx\ty\n", no.MissingColumns),
    "orders without items": (b"order-id\tquantity-purchased\nx\t1\n", no.MissingColumns),
    "cut off in the header": (b"order-id\torder-item-id\tquantity-purchased\tpurchase-da", no.FileCutOff),
    "cut off in a row": (golden("unshipped_cut_off"), no.FileCutOff),
    "gzip cut off": (gzip.compress(WHOLE.encode() * 50)[:-30], no.GzipCutOff),
    "gzip without its last byte": (gzip.compress(WHOLE.encode())[:-1], no.GzipCutOff),
    "gzip with a changed byte": (gzip.compress(WHOLE.encode())[:-6] + b"\0\0\0\0\0\0", no.GzipDamaged),
    "gzip magic and nothing": (b"\x1f\x8b", no.GzipCutOff),
    "a line of two megabytes": ((HEADER + "\n" + "x" * 2_200_000 + "\n").encode(), no.LineTooLong),
    "one line without end": (b"\xc3" * 70_000, UnreadableReport),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_report_is_refused_with_what_it_is_and_what_to_do(name: str) -> None:
    content, refusal = FILES[name]

    with pytest.raises(UnreadableReport) as caught:
        read_all(content)

    assert isinstance(caught.value, refusal)
    assert caught.value.message.endswith(".")
    assert caught.value.what_to_do.endswith(".")
    assert "%" not in caught.value.message + caught.value.what_to_do


def test_refusals_have_codes_of_their_own() -> None:
    refusals = [value for value in vars(no).values() if isinstance(value, type) and issubclass(value, UnreadableReport)]
    codes = [refusal.code for refusal in refusals]

    assert len(codes) > 20
    assert len(set(codes)) == len(codes)


def test_the_cut_off_line_is_named() -> None:
    with pytest.raises(no.FileCutOff) as caught:
        read_all(golden("unshipped_cut_off"))

    assert caught.value.params == {"line": golden("unshipped_cut_off").count(b"\n") + 1}


def test_a_last_row_without_line_end_but_whole_is_taken() -> None:
    _, orders, bad = read_all(WHOLE.removesuffix("\n"))

    assert (len(orders), bad) == (1, [])


def test_a_header_alone_without_line_end_is_taken_only_when_its_last_name_is_whole() -> None:
    head, _, _ = read_all(HEADER)

    assert head.row_count == 0
    with pytest.raises(no.FileCutOff):
        read_all(HEADER[:-2])


def test_a_gzip_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(HEADER.encode() + b"\n" + b"\n" * 60_000_000)

    with pytest.raises(no.PackedTooTightly):
        inspect(BytesIO(bomb))


class _Endless:
    """A stream of two gigabytes that holds no memory and notes how much was read."""

    def __init__(self) -> None:
        self.size, self.place, self.was_read = 2 << 30, 0, 0

    def seek(self, offset: int, whence: int = 0) -> int:
        self.place = offset if whence == 0 else self.size + offset
        return self.place

    def tell(self) -> int:
        return self.place

    def read(self, count: int = -1) -> bytes:
        assert count > 0
        self.was_read += count
        self.place += count
        return b"x" * count


def test_a_file_of_two_gigabytes_is_refused_without_reading_it() -> None:
    stream = _Endless()

    with pytest.raises(no.FileTooBig) as caught:
        inspect(cast(BinaryIO, stream))

    assert caught.value.params == {"megabytes": UNPACKED_LIMIT >> 20}
    assert stream.was_read < 100


def test_several_gzip_members_and_padding_are_one_file() -> None:
    content = WHOLE.encode()
    packed = gzip.compress(content[:100]) + gzip.compress(content[100:]) + b"\0" * 500

    head, orders, _ = read_all(packed)

    assert (head.is_gzip, len(orders)) == (True, 1)


def test_a_stream_that_changed_between_the_passes_is_refused_or_read_but_never_crashes() -> None:
    stream = BytesIO(gzip.compress(WHOLE.encode() * 3))
    head = inspect(stream)
    stream.truncate(40)

    with pytest.raises(UnreadableReport):
        list(read(stream, head))
