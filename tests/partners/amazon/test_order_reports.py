"""Golden reports of every generation and encoding, and what a seller would lose if one were misread."""

import gzip
import json
import os
import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from shipby.amazon.wire.order_reports import ReportedOrder, ReportType, unpack_raw
from shipby.orders.rules.facts import FulfilledBy
from tests.partners.amazon.files import REPORTS, golden, read_all, read_golden

CASES = sorted(path.stem for path in REPORTS.glob("*.txt") if path.stem != "unshipped_cut_off")


def _told(orders: list[ReportedOrder], bad: list) -> object:
    return json.loads(
        msgspec.json.encode(
            {
                "orders": [
                    {"order": order.order, "personal": order.personal, "lines": order.lines, "is_lossy": order.is_lossy}
                    for order in orders
                ],
                "bad_rows": [{"line": row.line, "code": row.code, "order_id": row.order_id} for row in bad],
            }
        )
    )


@pytest.mark.parametrize("case", CASES)
def test_a_golden_report_says_what_it_always_said(case: str) -> None:
    _, orders, bad = read_golden(case)
    told = _told(orders, bad)
    expected = REPORTS / f"{case}.json"
    if "WRITE_GOLDEN" in os.environ:
        expected.write_text(json.dumps(told, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")

    assert told == json.loads(expected.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES)
def test_no_golden_report_holds_a_real_person(case: str) -> None:
    _, orders, _ = read_golden(case)
    for order in orders:
        personal = order.personal
        recipient, buyer = personal and personal.recipient, personal and personal.buyer
        for name in [recipient and recipient.name, buyer and buyer.name, buyer and buyer.company]:
            assert not name or re.match(r"T[eé]st |テスト ", name), name
        assert not (buyer and buyer.email) or buyer.email.endswith(".example")
        for phone in [recipient and recipient.phone, buyer and buyer.phone]:
            assert not phone or re.fullmatch(r"\+\d{1,2} 555[- ]01\d\d|[0-]+", phone), phone
        street = recipient and recipient.address_line_1
        assert not street or re.search(r"Example|Exemple|Esempio|Beispiel|見本", street), street


def test_a_quote_in_a_title_is_text_and_swallows_nothing() -> None:
    head, orders, bad = read_golden("unshipped_us_2025")

    assert (head.report_type, head.row_count, head.sales_channels) == (ReportType.UNSHIPPED, 6, ("Amazon.com",))
    assert bad == []
    assert len(orders) == 5
    assert orders[0].order.lines[0].title == 'Monitor 27" with "stand"'
    assert orders[0].order.programs["PRIME"] is True
    assert (orders[0].order.service_level, orders[0].order.ship_service) == ("SECOND_DAY", "Second US D2D Dom")
    assert orders[0].order.marketplace_id == "ATVPDKIKX0DER"


def test_the_deadline_is_the_instant_amazon_sent() -> None:
    _, orders, _ = read_golden("unshipped_us_2025")

    assert orders[0].order.ship_by_latest == datetime(2025, 9, 26, 6, 59, 59, tzinfo=UTC)
    assert orders[0].order.purchased_at == datetime(2025, 9, 24, 12, 2, 11, tzinfo=UTC)


def test_a_partly_shipped_order_tells_what_is_left_and_what_was_cancelled() -> None:
    _, orders, _ = read_golden("unshipped_us_2025")
    (line,) = orders[1].order.lines

    assert orders[1].order.status == "PARTIALLY_SHIPPED"
    assert (line.quantity_ordered, line.quantity_shipped, line.quantity_cancelled) == (5, 2, 1)


def test_of_several_rows_the_earliest_deadline_and_any_wish_to_cancel_count() -> None:
    _, orders, _ = read_golden("unshipped_us_2025")
    order = orders[2]

    assert order.lines == (4, 5)
    assert [line.sku for line in order.order.lines] == ["CUP-A", "CUP-B"]
    assert order.order.ship_by_latest == datetime(2025, 9, 25, 6, 59, 59, tzinfo=UTC)
    assert (order.order.cancel_requested, order.order.cancel_reason) == (True, "Ordered by mistake")


def test_personal_facts_stay_out_of_the_order() -> None:
    _, orders, _ = read_golden("unshipped_us_2025")
    recipient = orders[4].personal.recipient

    assert recipient.name == "Test Recipient 5"
    assert (recipient.address_line_2, recipient.address_line_3, recipient.postal_code) == ("Apt 5", "Rear building", "00501")
    assert orders[4].personal.buyer.phone == "+1 555-0105"
    assert orders[4].personal.messages.customizations == {"40123456789005": "https://customization.example/5.zip"}
    assert orders[4].order.lines[0].programs["CUSTOMIZATION"] is True
    for secret in ("Test Recipient", "Apt 5", "00501", "customization.example", "555-01"):
        assert secret not in msgspec.json.encode(orders[4].order).decode()
        assert secret not in repr(orders[4])


def test_a_column_of_next_year_is_counted_and_ignored() -> None:
    head, orders, bad = read_golden("unshipped_us_2026")

    assert head.unknown_columns == ("a-column-of-next-year",)
    assert (len(orders), bad) == (1, [])
    assert orders[0].order.programs["INVOICE_BY_AMAZON"] is False


def test_header_names_may_be_upper_case_with_underscores() -> None:
    _, orders, _ = read_golden("unshipped_optional_columns")
    gift, cash = orders

    assert gift.order.programs["PRIME"] is True
    assert gift.order.programs["PREMIUM"] is True
    assert gift.order.programs["GLOBAL_EXPRESS"] is False
    assert gift.order.programs["PICKUP_POINT"] is True
    assert gift.order.programs["GIFT"] is True
    assert gift.order.programs["TRANSPARENCY"] is True
    assert gift.order.lines[0].gift_wrap_level == "giftwrap-blue"
    assert gift.personal.messages.gifts == {"40123456789009": "Test greeting 9"}
    assert gift.personal.buyer.company == "Test Company 9"
    assert gift.order.country == "GB"
    assert cash.order.programs["CASH_ON_DELIVERY"] is True
    assert cash.order.programs["REPLACEMENT"] is True
    assert cash.order.programs["EXCHANGE"] is False
    assert "PRIME" not in cash.order.programs
    assert cash.order.replaced_order_id == "113-0000000-0000001"
    assert cash.personal.buyer.tax_ids == {"buyer-citizen-id": "TEST-ID-10", "invoice-business-tax-id": "TEST-TAX-10"}
    assert cash.order.deliver_by_latest == datetime(2025, 9, 28, 12, tzinfo=UTC)


def test_one_european_file_holds_several_marketplaces_and_forms_of_dates() -> None:
    head, orders, bad = read_golden("unshipped_eu_cp1252")
    german, french, italian = orders

    assert (head.encoding, head.is_lossy, bad) == ("cp1252", False, [])
    assert head.sales_channels == ("Amazon.de", "Amazon.fr", "Amazon.it")
    assert [order.order.marketplace_id for order in orders] == ["A1PA6795UKMFR9", "A13V1IB3VIYZZH", "APJ6JRA9NG5V4"]
    assert german.personal.recipient.address_line_1 == "Beispielstraße 11"
    assert german.order.lines[0].title == "Tischleuchte „Müller“ – weiß"  # noqa: RUF001
    assert {order.order.purchased_at for order in orders} == {
        datetime(2025, 9, 24, 12, 2, 11, tzinfo=UTC),
        datetime(2025, 9, 24, 12, 2, tzinfo=UTC),
    }
    assert german.order.declared_at == datetime(2025, 9, 24, 13, 10, tzinfo=UTC)
    assert french.order.paid_at == datetime(2025, 9, 24, tzinfo=UTC)
    assert french.order.ship_by_latest == italian.order.ship_by_latest == datetime(2025, 9, 26, 19, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("case", "encoding"),
    [("unshipped_jp_cp932", "cp932"), ("unshipped_jp_utf16le_bom", "utf-16"), ("unshipped_jp_utf16be_bom", "utf-16")],
)
def test_japanese_names_survive_every_encoding(case: str, encoding: str) -> None:
    head, orders, _ = read_golden(case)

    assert (head.encoding, head.is_lossy, head.ship_country) == (encoding, False, "JP")
    assert orders[0].personal.recipient.name.startswith("テスト 受取人")
    assert orders[0].order.lines[0].title == "能率ソー・ノート 表紙ボール紙"
    assert orders[0].order.city == "千代田区"
    assert orders[0].order.purchased_at == datetime(2025, 9, 24, 12, 2, 11, tzinfo=UTC)


def test_old_mac_line_ends_are_read() -> None:
    head, orders, _ = read_golden("unshipped_mac_line_ends")

    assert (head.is_cr, len(orders), [order.lines for order in orders]) == (True, 2, [(2,), (3,)])


def test_an_unshipped_report_without_orders_is_a_whole_report() -> None:
    head, orders, bad = read_golden("unshipped_no_orders")

    assert (head.report_type, head.row_count, orders, bad) == (ReportType.UNSHIPPED, 0, [], [])


def test_the_order_report_gives_prices_and_windows_but_no_status() -> None:
    head, orders, _ = read_golden("orders_uk")
    order = orders[0].order
    line = order.lines[0]

    assert head.report_type is ReportType.ORDERS
    assert order.status is None
    assert (line.currency, line.price, line.tax) == ("GBP", Decimal("19.98"), Decimal("3.33"))
    assert line.discount == Decimal("4.99")
    assert (order.ship_by_earliest, order.ship_by_latest) == (
        datetime(2025, 9, 24, 23, tzinfo=UTC),
        datetime(2025, 9, 26, 22, 59, 59, tzinfo=UTC),
    )
    assert (order.service_level, order.ship_service) == (None, "Std UK Dom")
    assert order.address_type == "RESIDENTIAL"
    assert orders[0].personal.recipient.delivery_instructions == "Leave with the test neighbour"
    assert orders[0].personal.recipient.phone == "+44 555 0101"


def test_amounts_with_decimal_commas_keep_their_size() -> None:
    _, orders, _ = read_golden("orders_de_comma_amounts")
    line = orders[0].order.lines[0]

    assert (line.price, line.tax, line.shipping_price, line.shipping_tax) == (
        Decimal("1234.50"),
        Decimal("197.11"),
        Decimal("0.00"),
        None,
    )


@pytest.mark.parametrize("generation", ["29", "32", "33", "34", "39"])
def test_every_generation_of_all_orders_tells_status_and_who_ships(generation: str) -> None:
    head, orders, bad = read_golden(f"all_orders_{generation}")

    assert (head.report_type, bad) == (ReportType.ALL_ORDERS, [])
    assert head.unknown_columns == ()
    assert [order.order.status for order in orders] == [
        "UNSHIPPED",
        "SHIPPED",
        "CANCELLED",
        "PENDING",
        "PARTIALLY_SHIPPED",
        "SHIPPED",
        "Awaiting stars",
    ]
    assert orders[2].order.fulfilled_by is FulfilledBy.AMAZON
    assert orders[0].order.fulfilled_by is FulfilledBy.MERCHANT
    assert orders[1].order.declared_at == datetime(2025, 9, 26, 8, 0, 0, 123000, tzinfo=UTC)
    assert orders[1].order.lines[0].quantity_shipped == 1
    assert [line.quantity_shipped for line in orders[4].order.lines] == [1, 0]
    assert orders[0].order.lines[0].price == Decimal("12.5")
    assert orders[3].order.lines[0].price is None
    assert orders[0].personal.recipient.postal_code == "Z0Z 0Z0"
    assert orders[0].personal.buyer is None
    assert (orders[0].order.lines[0].order_item_id is None) == (generation in {"29", "32", "33"})


def test_yen_have_no_decimals() -> None:
    head, orders, _ = read_golden("all_orders_jp_yen")

    assert head.encoding == "cp932"
    assert orders[0].order.lines[0].price == Decimal(19940)
    assert orders[0].order.lines[0].title == "ノート"


def test_bad_rows_are_set_aside_by_line_and_the_rest_goes_on() -> None:
    _, orders, bad = read_golden("unshipped_bad_rows")

    assert {row.line: row.code for row in bad} == {
        3: "bad_order_id",
        4: "bad_quantity",
        5: "shipped_over_ordered",
        6: "bad_date",
        7: "bad_quantity",
        8: "no_item",
        10: "other_row_of_item",
        12: "no_quantity",
        13: "no_order_id",
        14: "more_than_ordered",
        15: "bad_item_id",
        16: "too_few_fields",
        17: "too_many_fields",
    }
    assert [(order.order.order_id[-2:], order.lines) for order in orders] == [("27", (9,)), ("31", (19,)), ("20", (2,))]


def test_a_reason_never_repeats_what_stood_in_the_row() -> None:
    _, _, bad = read_golden("unshipped_bad_rows")

    assert len(bad) == 13
    for row in bad:
        assert row.reason.endswith(".")
        assert not re.search(r"Test|yesterday|two\b|Example Street|555", row.reason), row.reason
        assert b"Test" not in repr(row).encode()


def test_an_order_with_scattered_rows_is_given_whole_and_last() -> None:
    head, orders, bad = read_golden("unshipped_scattered")

    assert len(head.scattered) == 2
    assert [(order.order.order_id[-2:], order.lines) for order in orders] == [("42", (5,)), ("40", (2, 4)), ("41", (3, 6))]
    assert bad == []


@pytest.mark.parametrize("case", ["unshipped_us_2025", "unshipped_jp_cp932", "unshipped_jp_utf16le_bom", "all_orders_34"])
def test_gzip_under_any_name_gives_the_same(case: str) -> None:
    packed = gzip.compress(golden(case))
    head, orders, bad = read_all(packed, file_name="report.txt")
    _, plain_orders, plain_bad = read_golden(case)

    assert head.is_gzip
    assert (orders, bad) == (plain_orders, plain_bad)


def test_raw_rows_are_the_files_own_bytes() -> None:
    content = golden("unshipped_eu_cp1252")
    head, orders, _ = read_all(content)
    lines = content.replace(b"\r\n", b"\n").split(b"\n")

    for order in orders:
        raw = unpack_raw(order.raw)
        assert raw.rows == tuple(lines[line - 1] for line in raw.lines)
        assert (raw.header_ref, raw.encoding, raw.lines) == (head.header_ref, "cp1252", order.lines)
    assert head.header == lines[0].decode()


def test_reading_in_small_chunks_gives_the_same_orders() -> None:
    for case in CASES:
        _, orders, bad = read_golden(case)
        _, in_ones, bad_in_ones = read_all(golden(case), orders_per_chunk=1)

        assert (in_ones, bad_in_ones) == (orders, bad)


def test_files_are_where_the_tests_look() -> None:
    assert len(CASES) >= 19
    assert Path(REPORTS).is_dir()
