"""Which encoding a report is read in, and that a lossy one is always marked (settled design 11)."""

import pytest

from shipby.amazon.wire.order_reports.refusals import UnknownEncoding
from tests.partners.amazon.files import a_report, a_row, golden, read_all

NAMES = {"cp932": "テスト 山見本", "cp1252": "Tést Müßtermann", "utf-8": "Test Łódź 見本"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_known_with_and_without_mark(encoding: str) -> None:
    text = a_report([a_row(recipient_name=NAMES["utf-8"]), a_row(order_id="113-4857201-9936202")])

    head, orders, bad = read_all(text.encode(encoding))

    assert (head.is_lossy, bad, len(orders)) == (False, [], 2)
    assert orders[0].personal.recipient.name == NAMES["utf-8"]


@pytest.mark.parametrize(
    ("encoding", "channel", "country"),
    [("cp932", "Amazon.co.jp", "JP"), ("cp1252", "Amazon.de", "DE"), ("cp1252", "Amazon.com", "US")],
)
def test_without_unicode_the_marketplace_decides(encoding: str, channel: str, country: str) -> None:
    row = a_row(recipient_name=NAMES[encoding], ship_country=country)
    head, orders, _ = read_all(a_report([{**row, "sales-channel": channel}]).encode(encoding))

    assert (head.encoding, head.is_lossy) == (encoding, False)
    assert orders[0].personal.recipient.name == NAMES[encoding]


def test_the_accounts_country_decides_where_the_file_names_no_channel() -> None:
    content = a_report([a_row(recipient_name=NAMES["cp932"], ship_country="")]).encode("cp932")

    head, orders, _ = read_all(content, country_hint="JP")

    assert (head.encoding, orders[0].personal.recipient.name) == ("cp932", NAMES["cp932"])


def test_the_ship_country_decides_where_nothing_else_is_known() -> None:
    content = a_report([a_row(recipient_name=NAMES["cp932"], ship_country="JP")]).encode("cp932")

    assert read_all(content)[0].encoding == "cp932"


def test_with_no_country_at_all_the_text_is_looked_at() -> None:
    rows = [
        a_row(recipient_name="テスト 見本太郎は千代田区に住んでいます", ship_country="", product_name="表紙のある能率手帳です")
    ] * 1

    assert read_all(a_report(rows).encode("cp932"))[0].encoding == "cp932"
    assert read_all(a_report([a_row(recipient_name="Tést Müller", ship_country="")]).encode("cp1252"))[0].encoding == "cp1252"


def test_a_named_encoding_wins() -> None:
    content = a_report([a_row(recipient_name="Tešt Łęcki")]).encode("cp1250")

    head, orders, _ = read_all(content, encoding="windows-1250")

    assert (head.encoding, orders[0].personal.recipient.name) == ("cp1250", "Tešt Łęcki")


@pytest.mark.parametrize("name", ["shift_jis", "Shift-JIS", "windows-31j", "SJIS", "cp932"])
def test_shift_jis_under_any_name_is_the_windows_set(name: str) -> None:
    head, orders, _ = read_all(golden("unshipped_jp_cp932"), encoding=name)

    assert (head.encoding, head.is_lossy) == ("cp932", False)
    assert "ー" in orders[0].order.lines[0].title


@pytest.mark.parametrize("name", ["klingon", "rot13", "base64", "zlib", "idna", "utf-7", "unicode_escape", "utf-16\0", "x" * 400])
def test_an_unknown_encoding_is_refused_by_name(name: str) -> None:
    if name == "utf-16\0":
        name = "utf\0sixteen"
    with pytest.raises(UnknownEncoding) as caught:
        read_all(a_report([a_row()]), encoding=name)

    assert "utf-8" in caught.value.what_to_do


def test_lossy_decoding_is_marked_on_the_file_and_on_the_orders_it_hurts() -> None:
    rows = [a_row(recipient_name="Test \x81 Buyer"), a_row(order_id="113-4857201-9936202")]
    content = a_report(rows).encode("latin-1")

    head, orders, _ = read_all(content, country_hint="US")

    assert (head.encoding, head.is_lossy) == ("cp1252", True)
    assert [order.is_lossy for order in orders] == [True, False]


def test_characters_destroyed_before_they_came_here_are_seen() -> None:
    head, orders, _ = read_all(a_report([a_row(recipient_name="Test \ufffd Buyer")]))

    assert (head.encoding, head.is_lossy, orders[0].is_lossy) == ("utf-8", True, True)


def test_one_character_cut_in_half_does_not_turn_a_utf_8_file_into_another_encoding() -> None:
    rows = [a_row(order_id=f"113-4857201-{number:07d}", recipient_name="テスト 見本") for number in range(40)]
    content = a_report(rows).encode().replace(b"Desk lamp", "Desk lamp 見".encode()[:-1], 1)

    head, orders, _ = read_all(content)

    assert (head.encoding, head.is_lossy) == ("utf-8", True)
    assert [order.is_lossy for order in orders] == [True] + [False] * 39
    assert orders[5].personal.recipient.name == "テスト 見本"


def test_a_wrong_named_encoding_is_marked_lossy_and_never_refused() -> None:
    head, orders, _ = read_all(golden("unshipped_jp_cp932"), encoding="utf-8")

    assert head.is_lossy
    assert all(order.is_lossy for order in orders)


def test_lone_surrogates_in_utf_16_are_lossy_and_can_still_be_stored() -> None:
    content = a_report([a_row(recipient_name="Test X Buyer")]).encode("utf-16-le").replace(b"X\0", b"\x00\xd8")

    head, orders, _ = read_all(b"\xff\xfe" + content)

    assert head.is_lossy
    orders[0].personal.recipient.name.encode("utf-8")
