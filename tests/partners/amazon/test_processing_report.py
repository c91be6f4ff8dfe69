"""Amazon's answer to a confirmation file: what it refused and why, in every form it comes."""

import gzip
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shipby.amazon.wire.order_reports import UnreadableReport
from shipby.amazon.wire.processing_report import (
    BrokenXml,
    DangerousXml,
    NotComplete,
    ProcessingReport,
    ProcessingRow,
    ReportCutOff,
    SummaryMissing,
    UnreadableProcessingReport,
    is_processing_report,
    read_processing_report,
)
from tests.partners.amazon.files import a_report, a_row

SUMMARY = "Feed Processing Summary:\n\tNumber of records processed\t\t3\n\tNumber of records successful\t\t{good}\n\n"
HEADER = "original-record-number\torder-id\torder-item-id\terror-code\terror-type\terror-message\n"
REFUSED = "2\t113-4857201-9936202\t40123456789002\t18028\tError\tThe quantity is more than what is left of the order item.\n"
WARNED = "3\t113-4857201-9936203\t\t25\tWarning\tWe do not know this carrier.\n"
FLAT = SUMMARY.format(good=2) + HEADER + REFUSED + WARNED

XML = """<?xml version="1.0" encoding="{encoding}"?>
<AmazonEnvelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <Header><DocumentVersion>1.02</DocumentVersion><MerchantIdentifier>TEST</MerchantIdentifier></Header>
 <MessageType>ProcessingReport</MessageType>
 <Message><MessageID>1</MessageID>
  <ProcessingReport><DocumentTransactionID>5012345678</DocumentTransactionID><StatusCode>{status}</StatusCode>
   <ProcessingSummary><MessagesProcessed>3</MessagesProcessed><MessagesSuccessful>2</MessagesSuccessful>
    <MessagesWithError>1</MessagesWithError><MessagesWithWarning>0</MessagesWithWarning></ProcessingSummary>
   <Result><MessageID>2</MessageID><ResultCode>Error</ResultCode><ResultMessageCode>18028</ResultMessageCode>
    <ResultDescription>{text}</ResultDescription>
    <AdditionalInfo><AmazonOrderID>113-4857201-9936202</AmazonOrderID>
     <AmazonOrderItemCode>40123456789002</AmazonOrderItemCode></AdditionalInfo></Result>
  </ProcessingReport></Message>
</AmazonEnvelope>"""


def an_xml(*, encoding: str = "UTF-8", status: str = "Complete", text: str = "Not this order.") -> str:
    return XML.format(encoding=encoding, status=status, text=text)


def _read(content: bytes | str) -> ProcessingReport:
    return read_processing_report(BytesIO(content.encode() if isinstance(content, str) else content))


def test_a_refused_row_comes_with_amazons_code_and_words() -> None:
    report = _read(FLAT)

    assert (report.processed, report.successful) == (3, 2)
    assert report.rows[0] == ProcessingRow(
        2, "113-4857201-9936202", "40123456789002", "18028", "Error", "The quantity is more than what is left of the order item."
    )
    assert (report.rows[1].kind, report.rows[1].order_item_id) == ("Warning", "")


def test_a_report_without_complaints_has_no_rows() -> None:
    assert _read(SUMMARY.format(good=3)) == ProcessingReport(3, 3, ())


def test_columns_may_stand_in_any_order_and_some_may_lack() -> None:
    report = _read(SUMMARY.format(good=2) + "error-message\terror-type\terror-code\toriginal-record-number\nNo.\tError\t99\t2\n")

    assert report.rows == (ProcessingRow(2, "", "", "99", "Error", "No."),)


@pytest.mark.parametrize("eol", ["\n", "\r\n", "\r"])
def test_line_ends_do_not_matter(eol: str) -> None:
    assert _read(FLAT.replace("\n", eol)) == _read(FLAT)


def test_a_translated_summary_is_read_by_its_numbers() -> None:
    text = "Zusammenfassung der Verarbeitung:\n\tAnzahl der verarbeiteten Datensätze\t\t3\n\tDavon erfolgreich\t\t2\n\n"
    report = _read(
        (text + HEADER + REFUSED.replace("\tError\t", "\tFehler\t") + WARNED.replace("Warning", "Warnung")).encode("latin-1")
    )

    assert (report.processed, report.successful, [row.kind for row in report.rows]) == (3, 2, ["Error", "Warning"])


@pytest.mark.parametrize(
    ("encoding", "message"),
    [
        ("utf-8", "Größe, 見本"),
        ("utf-8-sig", "見本"),
        ("utf-16", "見本"),
        ("cp1252", "Größe überschritten: Menge für Österreich"),
        ("cp932", "この注文は見つかりませんでした。数量を確認してください。"),
    ],
)
def test_the_reason_survives_every_encoding(encoding: str, message: str) -> None:
    report = _read((SUMMARY.format(good=2) + HEADER + f"2\t113-4857201-9936202\t\t1\tError\t{message}\n").encode(encoding))

    assert report.rows[0].message == message


def test_an_unknown_error_type_counts_as_an_error() -> None:
    assert _read(FLAT.replace("\tWarning\t", "\tGrmpf\t")).rows[1].kind == "Error"


def test_gzip_is_unpacked() -> None:
    assert _read(gzip.compress(FLAT.encode())) == _read(FLAT)


def test_the_xml_form_says_the_same() -> None:
    report = _read(an_xml())

    assert report == ProcessingReport(
        3, 2, (ProcessingRow(2, "113-4857201-9936202", "40123456789002", "18028", "Error", "Not this order."),)
    )


@pytest.mark.parametrize(
    ("encoding", "text"), [("ISO-8859-1", "Größe"), ("Shift_JIS", "この注文は"), ("UTF-16", "見本"), ("utf-8", "見本")]
)
def test_the_xml_form_is_read_in_the_encoding_it_declares(encoding: str, text: str) -> None:
    assert _read(an_xml(encoding=encoding, text=text).encode(encoding)).rows[0].message == text


def test_an_unfinished_report_is_no_answer() -> None:
    with pytest.raises(NotComplete):
        _read(an_xml(status="Processing"))


BOMB = """<?xml version="1.0"?><!DOCTYPE bomb [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<AmazonEnvelope><ProcessingReport><StatusCode>&b;</StatusCode></ProcessingReport></AmazonEnvelope>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>
<AmazonEnvelope><ProcessingReport><StatusCode>&e;</StatusCode></ProcessingReport></AmazonEnvelope>"""


@pytest.mark.parametrize("content", [BOMB, OUTSIDE, BOMB.replace("?>", "?>\n\n", 1)])
def test_entities_are_never_expanded(content: str) -> None:
    with pytest.raises(DangerousXml):
        _read(content)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", UnreadableReport),
        (b"hello", UnreadableReport),
        (b"hello\t3\n", UnreadableReport),
        (b'{"a": 3}', UnreadableReport),
        (HEADER.encode() + REFUSED.encode(), SummaryMissing),
        (FLAT.encode()[:-50], ReportCutOff),
        (an_xml().encode()[:-40], BrokenXml),
        (b"<html><body>Sign in</body></html>", UnreadableProcessingReport),
        (b"<?xml version='1.0' encoding='klingon'?><a/>", BrokenXml),
        (b"PK\x03\x04" + bytes(300), UnreadableReport),
        (gzip.compress(FLAT.encode())[:-9], UnreadableReport),
    ],
)
def test_what_is_no_processing_report_is_refused_with_a_sentence(content: bytes, refusal: type[UnreadableReport]) -> None:
    with pytest.raises(UnreadableReport) as caught:
        _read(content)

    assert isinstance(caught.value, refusal)
    assert caught.value.message.endswith(".")
    assert caught.value.what_to_do.endswith(".")


def test_an_order_report_is_not_taken_for_an_answer() -> None:
    content = a_report([a_row()]).encode()

    assert not is_processing_report(content)
    with pytest.raises(UnreadableReport):
        _read(content)


@pytest.mark.parametrize("content", [FLAT, SUMMARY.format(good=3), an_xml(), HEADER + REFUSED])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_answer_is_told_from_a_report(content: str, encoding: str) -> None:
    assert is_processing_report(content.encode(encoding))
    assert is_processing_report(gzip.compress(content.encode(encoding)))


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(lambda text: b"<" + text.encode("utf-8", "ignore"))))
def test_random_bytes_are_refused_and_never_crash(content: bytes) -> None:
    is_processing_report(content)
    try:
        _read(content)
    except UnreadableReport:
        return


@settings(deadline=None, max_examples=300)
@given(st.sampled_from([FLAT.encode(), an_xml().encode()]), st.floats(0, 1), st.integers(0, 20), st.binary(max_size=8))
def test_a_damaged_answer_is_refused_or_read_and_never_crashes(content: bytes, where: float, gone: int, put: bytes) -> None:
    place = int(where * len(content))
    try:
        report = _read(content[:place] + put + content[place + gone :])
    except UnreadableReport:
        return

    assert report.processed >= 0
    assert all(row.kind in {"Error", "Warning"} for row in report.rows)
