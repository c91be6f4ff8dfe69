"""The confirmation file Amazon accepts: one full row per item and parcel, and nothing that breaks a row."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipby.amazon.wire.shipping_confirmation import (
    CannotBeConfirmed,
    ConfirmationFileRow,
    read_confirmation_file,
    write_confirmation_file,
)


def a_confirmation(**changes: object) -> ConfirmationFileRow:
    row: dict[str, object] = {
        "order_id": "113-4857201-9936201",
        "order_item_id": "40123456789001",
        "quantity": 2,
        "ship_date": date(2025, 9, 25),
        "carrier_code": "UPS",
        "carrier_name": "",
        "tracking_number": "1Z999AA10123456784",
        "ship_method": "UPS Ground",
        **changes,
    }
    return ConfirmationFileRow(**row)  # type: ignore[arg-type]


def test_the_file_is_what_amazon_asks_for_byte_by_byte() -> None:
    content = write_confirmation_file([a_confirmation(), a_confirmation(carrier_code="Other", carrier_name="Bote Müller")])

    assert content == (
        b"order-id\torder-item-id\tquantity\tship-date\tcarrier-code\tcarrier-name\ttracking-number\tship-method\n"
        b"113-4857201-9936201\t40123456789001\t2\t2025-09-25\tUPS\t\t1Z999AA10123456784\tUPS Ground\n"
        b"113-4857201-9936201\t40123456789001\t2\t2025-09-25\tOther\tBote M\xc3\xbcller\t1Z999AA10123456784\tUPS Ground\n"
    )


def test_no_rows_is_a_header_alone() -> None:
    assert write_confirmation_file([]).count(b"\n") == 1


TEXT = st.text(max_size=30)
ROWS = st.builds(
    ConfirmationFileRow,
    order_id=st.from_regex(r"[0-9]{3}-[0-9]{7}-[0-9]{7}", fullmatch=True),
    order_item_id=st.from_regex(r"[0-9]{14}", fullmatch=True),
    quantity=st.integers(1, 999),
    ship_date=st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    carrier_code=st.sampled_from(["UPS", "DHL eCommerce", "GO!", "AFL/Fedex"]),
    carrier_name=TEXT,
    tracking_number=TEXT,
    ship_method=TEXT,
)


@given(st.lists(ROWS, max_size=8))
def test_what_is_written_comes_back(rows: list[ConfirmationFileRow]) -> None:
    assert list(read_confirmation_file(write_confirmation_file(rows))) == rows


@given(ROWS)
def test_no_text_of_a_person_can_break_a_row(row: ConfirmationFileRow) -> None:
    content = write_confirmation_file([row])

    assert content.count(b"\n") == 2
    assert content.count(b"\t") == 14
    assert len(content.decode("utf-8").splitlines()) == 2


@pytest.mark.parametrize("breaker", ["\t", "\n", "\r\n", "\0", "\x0b", "\u2028", "\x85", "\ud800"])
def test_breakers_become_a_space(breaker: str) -> None:
    row = a_confirmation(ship_method=f"UPS{breaker}Ground", tracking_number=f"{breaker}1Z999AA10123456784{breaker}")

    assert (row.ship_method, row.tracking_number) == ("UPS Ground", "1Z999AA10123456784")


@pytest.mark.parametrize(
    ("column", "changes"),
    [
        ("order-id", {"order_id": "113-48"}),
        ("order-item-id", {"order_item_id": " \t"}),
        ("quantity", {"quantity": 0}),
        ("quantity", {"quantity": -1}),
        ("carrier-code", {"carrier_code": ""}),
        ("carrier-name", {"carrier_code": "Other", "carrier_name": "\n"}),
    ],
)
def test_a_row_amazon_would_refuse_is_never_written(column: str, changes: dict[str, object]) -> None:
    with pytest.raises(CannotBeConfirmed) as caught:
        a_confirmation(**changes)

    assert caught.value.params["column"] == column


def test_a_carrier_name_is_cut_at_fifty_letters() -> None:
    assert len(a_confirmation(carrier_code="Other", carrier_name="x" * 80).carrier_name) == 50


@pytest.mark.parametrize("content", [b"", b"order-id\n", b"a,b\n"])
def test_another_file_is_not_read_as_ours(content: bytes) -> None:
    with pytest.raises(ValueError, match="not a confirmation file"):
        read_confirmation_file(content)
