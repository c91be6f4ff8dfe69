"""Tables of label programs: what a person pastes is what is confirmed, and what a spreadsheet broke is not."""
# ruff: noqa: E501 - header rows of label programs as they are

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shipby.shipping.rules.confirm_table import (
    EmptyTable,
    NoOrderColumn,
    NoTrackingColumn,
    NotText,
    SpreadsheetTable,
    TableRead,
    TableRow,
    TableTooBig,
    UnreadableTable,
    read_table,
)
from shipby.shipping.rules.table_cells import REASONS
from shipby.shipping.rules.table_headers import HEADERS, Column, header_word, meaning_of
from shipby.shipping.rules.tracking_numbers import Verdict, check

ORDER, OTHER_ORDER = "113-4857201-9936201", "113-4857201-9936202"
UPS, FEDEX, USPS = "1Z999AA10123456784", "986578788855", "9400111201080805483016"

PROGRAMS: dict[str, str] = {
    "ShipStation": f"Order - Number,Shipment - Carrier,Carrier - Service Selected,Shipment - Tracking Number,Ship Date\n{ORDER},UPS,UPS® Ground,{UPS},11/20/2026\n",
    "Pirate Ship": "Created Date,Recipient,Order ID,Carrier,Service,Tracking Number,Ship Date,Cost\n"
    f'"Nov 19, 2026","Test Buyer 1",{ORDER},UPS,"UPS Ground","=""{UPS}""","Nov 20, 2026",4.10\n',
    "Shippo": f"Order Number,Carrier,Service Level,Tracking Number,Ship Date\n{ORDER},ups,ground,{UPS},2026-11-20T09:00:00Z\n",
    "Stamps.com": f'"Date Printed","Order ID","Provider","Mail Class","Tracking #","Ship Date"\n"11/19/2026","{ORDER}","UPS","Ground","{UPS}","11/20/2026"\n',
    "Endicia": f"Reference ID\tCarrier\tMail Class\tPIC\tPostmark Date\n{ORDER}\tUPS\tGround\t{UPS}\t20-Nov-2026\n",
    "UPS WorldShip": f"PackageReference1,Carrier,ServiceType,PackageTrackingNumber,CollectionDate\nAmazon {ORDER},UPS,Ground,{UPS},2026-11-20\n",
    "FedEx Ship Manager": f"Tracking number,Carrier,Customer reference,Service type,Ship date\n{UPS},UPS,{ORDER},Ground,11/20/2026\n",
    "DHL business portal": f"Sendungsnummer;Paketdienst;Produkt;Sendungsreferenz;Sendungsdatum\n{UPS};UPS;Ground;{ORDER};20.11.2026\n",
    "DPD": f"Paketscheinnummer;Versender;Versandart;Referenz 1;Versanddatum\n{UPS};UPS;Ground;{ORDER};20.11.2026\n",
    "GLS": f"TrackID;Frachtführer;Produkt;Kundenreferenz;Einlieferungsdatum\n{UPS};UPS;Ground;{ORDER};20.11.2026 08:15\n",
    "Royal Mail Click & Drop": f"Order reference,Carrier,Shipping service,Tracking number,Despatch date\n{ORDER},UPS,Ground,{UPS},20/11/2026\n",
    "Sendcloud": f"Bestellnummer;Transporteur;Versandmethode;Tracking-Nummer;Versendet am\n{ORDER};UPS;Ground;{UPS};2026-11-20 10:00:00\n",
    "Shipcloud": f"reference_number,carrier,service,carrier_tracking_no,shipping_date\n{ORDER},ups,ground,{UPS},2026-11-20\n",
    "Amazon's template": f"TemplateType=OrderFulfillment\tVersion=2011.1102\norder-id\torder-item-id\tquantity\tship-date\tcarrier-code\tcarrier-name\ttracking-number\tship-method\n{ORDER}\t\t\t2026-11-20\tUPS\t\t{UPS}\tGround\n",
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_table_of_every_label_program_is_understood(program: str) -> None:
    table = read_table(PROGRAMS[program])
    (row,) = table.rows

    assert table.bad == ()
    assert (row.order_id, row.tracking_number, row.ship_date) == (ORDER, UPS, date(2026, 11, 20))
    assert row.carrier_text.upper() == "UPS"
    assert "ground" in row.service.lower()
    assert {column.column for column in table.columns} >= {
        Column.ORDER_ID,
        Column.TRACKING_NUMBER,
        Column.CARRIER,
        Column.SHIP_DATE,
    }


def test_item_quantity_and_a_carrier_without_a_code_are_read() -> None:
    table = read_table(
        "order-id\torder-item-id\tquantity\tcarrier-code\tcarrier-name\ttracking-number\n"
        f"{ORDER}\t40123456789001\t2\tOther\tBote Müller\tX-12345\n{OTHER_ORDER}\t\t\tUPS\tUnited Parcel\t{UPS}\n"
    )

    assert table.rows == (
        TableRow(2, ORDER, "40123456789001", 2, "Bote Müller", "", "X12345", None),
        TableRow(3, OTHER_ORDER, "", None, "UPS", "", UPS, None),
    )


@pytest.mark.parametrize("delimiter", ["\t", ",", ";", "|", "  "])
def test_a_table_without_names_is_understood_by_what_it_holds(delimiter: str) -> None:
    table = read_table(delimiter.join(["FedEx", FEDEX, ORDER]) + "\n" + delimiter.join(["USPS", USPS, OTHER_ORDER]))

    assert [(row.line, row.order_id, row.carrier_text, row.tracking_number) for row in table.rows] == [
        (1, ORDER, "FedEx", FEDEX),
        (2, OTHER_ORDER, "USPS", USPS),
    ]


def test_names_in_another_language_are_a_header_all_the_same() -> None:
    table = read_table(f"Numéro de commande;Numéro de suivi\n{ORDER};{UPS}\n")

    assert [(row.line, row.tracking_number) for row in table.rows] == [(2, UPS)]


def test_a_telephone_number_is_not_taken_for_a_tracking_number() -> None:
    head = "Numéro de commande;Téléphone;Numéro de suivi"
    table = read_table(f"{head}\n{ORDER};0033555010100;{UPS}\n{OTHER_ORDER};0033555010101;{FEDEX}\n")

    assert [row.tracking_number for row in table.rows] == [UPS, FEDEX]
    with pytest.raises(NoTrackingColumn):
        read_table(f"{head}\n{ORDER};0033555010100;00340434161094042\n")


def test_of_several_reference_columns_the_one_with_amazon_numbers_is_the_order() -> None:
    table = read_table(f"Order Number,Reference 1,Tracking Number\n10001,{ORDER},{UPS}\n10002,{OTHER_ORDER},{FEDEX}\n")

    assert [row.order_id for row in table.rows] == [ORDER, OTHER_ORDER]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_uploaded_bytes_are_read_in_every_usual_encoding(encoding: str) -> None:
    content = f"Bestellnummer;Frachtführer;Sendungsnummer\r\n{ORDER};Bote Müller;{UPS}\r\n".encode(encoding)

    assert read_table(content).rows[0].carrier_text == "Bote Müller"


def test_quoted_cells_may_hold_delimiters_quotes_and_line_ends() -> None:
    table = read_table(
        f'order id,service,tracking number\n{ORDER},"Ground, ""big""\nsecond line",{UPS}\n{OTHER_ORDER},x,{FEDEX}\n'
    )

    assert table.rows[0].service == 'Ground, "big"\nsecond line'
    assert [row.line for row in table.rows] == [2, 4]


def test_a_lone_inch_sign_swallows_no_rows() -> None:
    table = read_table(f'order id\tservice\ttracking number\n{ORDER}\t"27 inch\t{UPS}\n{OTHER_ORDER}\tx\t{FEDEX}\n')

    assert len(table.rows) == 2


BAD_ROWS: dict[str, tuple[str, str]] = {
    f"{ORDER},UPS,1.23E+21,": "rounded_by_spreadsheet",
    f'{ORDER},UPS,"9,4001E+21",': "rounded_by_spreadsheet",
    f"{ORDER},USPS,9400111201080800000000,": "rounded_by_spreadsheet",
    f"{ORDER},USPS,307179000052348374 1,": "lost_zeros",
    f"{ORDER},Canada Post,73938000549297,": "lost_zeros",
    f"{ORDER},UPS,,": "no_tracking_number",
    f"{ORDER},UPS,n/a,": "bad_tracking_number",
    f"{ORDER},UPS,see mail!,": "bad_tracking_number",
    f'{ORDER},UPS,"{UPS}, {FEDEX}",': "two_tracking_numbers",
    f"113-48,UPS,{UPS},": "bad_order_id",
    f"1.13486E+16,UPS,{UPS},": "bad_order_id",
    f",UPS,{UPS},": "no_order_id",
    f"{ORDER} {OTHER_ORDER},UPS,{UPS},": "bad_order_id",
    f"{ORDER},UPS,{UPS},04/05/2026": "unclear_ship_date",
    f"{ORDER},UPS,{UPS},13/13/2026": "bad_ship_date",
    f"{ORDER},UPS,{UPS},soon": "bad_ship_date",
    f"{ORDER},UPS,{UPS},2026-02-30": "bad_ship_date",
}


@pytest.mark.parametrize("row", BAD_ROWS)
def test_a_bad_row_is_set_aside_with_its_line_and_the_rest_goes_on(row: str) -> None:
    table = read_table(f"order id,carrier,tracking number,ship date\n{row}\n{OTHER_ORDER},FedEx,{FEDEX},2026-11-20\n")

    assert [(bad.line, bad.code) for bad in table.bad] == [(2, BAD_ROWS[row])]
    assert [good.order_id for good in table.rows] == [OTHER_ORDER]
    assert table.bad[0].reason.endswith(".")


@pytest.mark.parametrize(
    ("cells", "code"),
    [("0", "bad_quantity"), ("-1", "bad_quantity"), ("1.5", "bad_quantity"), ("two", "bad_quantity"), ("2.0", None), ("", None)],
)
def test_quantities_are_whole_units(cells: str, code: str | None) -> None:
    table = read_table(f"order id,quantity,tracking number\n{ORDER},{cells},{UPS}\n")

    assert [bad.code for bad in table.bad] == ([code] if code else [])


@pytest.mark.parametrize(
    ("item", "code"), [("4.01235E+13", "rounded_item_id"), ("a b", "bad_item_id"), ("40123456789001.0", None)]
)
def test_order_items_are_ids(item: str, code: str | None) -> None:
    table = read_table(f"order id,order item id,tracking number\n{ORDER},{item},{UPS}\n")

    assert [bad.code for bad in table.bad] == ([code] if code else [])


def test_the_same_parcel_twice_is_taken_once() -> None:
    table = read_table(f"order id,tracking number\n{ORDER},{UPS}\n{ORDER},1z999aa1 0123456784\n{ORDER},{FEDEX}\n")

    assert [row.line for row in table.rows] == [2, 4]
    assert table.bad[0].reason == "Order and tracking number stand in line 2 already."


def test_a_rounded_number_is_refused_even_where_its_check_digit_happens_to_fit() -> None:
    rounded = "9405511899223080000000"
    table = read_table(f"order id,carrier,tracking number\n{ORDER},USPS,{rounded}\n{OTHER_ORDER},UPS,1Z0000000000000000\n")

    assert check(rounded, "USPS") is Verdict.VALID
    assert [bad.code for bad in table.bad] == ["rounded_by_spreadsheet"]
    assert len(table.rows) == 1


def test_one_clear_date_settles_the_others_of_its_column() -> None:
    day_first = read_table(f"order id,tracking number,ship date\n{ORDER},{UPS},04/05/2026\n{OTHER_ORDER},{FEDEX},20/05/2026\n")
    month_first = read_table(f"order id,tracking number,ship date\n{ORDER},{UPS},04/05/2026\n{OTHER_ORDER},{FEDEX},05/20/26\n")

    assert [row.ship_date for row in day_first.rows] == [date(2026, 5, 4), date(2026, 5, 20)]
    assert [row.ship_date for row in month_first.rows] == [date(2026, 4, 5), date(2026, 5, 20)]


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20",
        "20.11.2026",
        "20.11.26",
        "2026/11/20",
        "Nov 20, 2026",
        "20 November 2026",
        "20. Nov 2026",
        "46346",
        "11/20/2026 5:31 PM",
    ],
)
def test_ship_dates_in_every_form(text: str) -> None:
    table = read_table(f"order id\ttracking number\tship date\n{ORDER}\t{UPS}\t{text}\n")

    assert [row.ship_date for row in table.rows] == [date(2026, 11, 20)]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        ("", EmptyTable),
        (b"", EmptyTable),
        (" \n\t\n", EmptyTable),
        (b"PK\x03\x04" + b"\0" * 50, SpreadsheetTable),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 50, SpreadsheetTable),
        (b"%PDF-1.7", NotText),
        (b"\x01\x02\x03\x04", NotText),
        ("milk, bread\neggs, flour", NoOrderColumn),
        (f"Tracking Number\n{UPS}\n", NoOrderColumn),
        ("order id,carrier\n113-4857201-9936201,UPS\n", NoTrackingColumn),
        (f"order id,tracking number\n{ORDER},{UPS}\n" * 30_000, TableTooBig),
        ("order id,tracking number\n" + '"' + "x" * 200_000 + '"', UnreadableTable),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(content: str | bytes, refusal: type[UnreadableTable]) -> None:
    with pytest.raises(UnreadableTable) as caught:
        read_table(content)

    assert isinstance(caught.value, refusal)
    assert caught.value.message.endswith(".")
    assert caught.value.what_to_do.endswith(".")


def test_every_reason_is_a_sentence_and_every_header_has_one_meaning() -> None:
    assert all(reason.endswith(".") for reason in REASONS.values())
    words = [word for several in HEADERS.values() for word in several]
    assert len(set(words)) == len(words)
    for column, several in HEADERS.items():
        for rank, word in enumerate(several):
            assert header_word(word) == word
            assert meaning_of(word.upper().replace(" ", "_")) == (column, rank)


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.text(max_size=300), st.binary(max_size=300)))
def test_random_text_is_refused_or_read_and_never_crashes(content: str | bytes) -> None:
    try:
        table = read_table(content)
    except UnreadableTable:
        return
    assert isinstance(table, TableRead)


ROWS = st.lists(
    st.tuples(
        st.from_regex(r"[0-9]{3}-[0-9]{7}-[0-9]{7}", fullmatch=True), st.from_regex(r"1Z[A-Z0-9]{15}[0-9]", fullmatch=True)
    ),
    min_size=1,
    max_size=6,
    unique=True,
)


@settings(deadline=None)
@given(
    ROWS,
    st.sampled_from("\t,;|"),
    st.booleans(),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.permutations(["order-id", "tracking-number", "note"]),
)
def test_every_row_comes_back_whatever_the_delimiter_and_order(
    rows: list[tuple[str, str]], delimiter: str, is_quoted: bool, eol: str, columns: list[str]
) -> None:
    table = [columns]
    for order_id, tracking in rows:
        cells = {"order-id": order_id, "tracking-number": tracking, "note": f"a{delimiter}b" if is_quoted else "ab"}
        table.append([f'"{cells[name]}"' if is_quoted else cells[name] for name in columns])

    read = read_table(eol.join(delimiter.join(line) for line in table))

    assert read.bad == ()
    assert [(row.order_id, row.tracking_number) for row in read.rows] == rows
    assert [row.line for row in read.rows] == list(range(2, len(rows) + 2))
