"""Cells in each form that occurs: dates, flags, amounts, quantities, words."""
# ruff: noqa: DTZ001, RUF001 - zones and full-width digits are what is tested

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipby.amazon.wire.order_reports.values import (
    ZONES,
    Amounts,
    BadValue,
    Countries,
    Dates,
    Flags,
    MarketplaceIds,
    Quantities,
    ServiceLevels,
    Statuses,
)

MOMENT = datetime(2025, 9, 24, 12, 2, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2025-09-24T12:02:11+00:00",
        "2025-09-24T12:02:11Z",
        "2025-09-24T12:02:11.000Z",
        "2025-09-24T05:02:11-07:00",
        "2025-09-24T05:02:11-0700",
        "2025-09-24T21:02:11+09:00",
        "2025-09-24 12:02:11",
        "2025-09-24T12:02:11",
        "2025-09-24 12:02:11 UTC",
        "2025-09-24 12:02:11 GMT",
        "2025-09-24 05:02:11 PDT",
        "2025-09-24 04:02:11 PST",
        "2025-09-24 21:02:11 JST",
        "2025/09/24 21:02:11 JST",
        "24.09.2025 14:02:11 MESZ",
        "24.09.2025 14:02:11 CEST",
        "24.09.2025 12:02:11",
        "24/09/2025 12:02:11",
        "24-09-2025 12:02:11 UTC",
        "24.09.2025 14:02:11 GMT+02:00",
        "24.09.2025 14:02:11 +0200",
        "24.09.2025 14:02:11 GMT+2",
        "09/24/2025 12:02:11 PM UTC",
        "24.09.2025, 12:02:11",
    ],
)
def test_one_moment_is_read_from_every_form(text: str) -> None:
    assert Dates(day_first=True)[text] == MOMENT


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-09-24", datetime(2025, 9, 24, tzinfo=UTC)),
        ("24.09.2025", datetime(2025, 9, 24, tzinfo=UTC)),
        ("2025-09-24T12:02Z", datetime(2025, 9, 24, 12, 2, tzinfo=UTC)),
        ("2025-09-24 12:02", datetime(2025, 9, 24, 12, 2, tzinfo=UTC)),
        ("2025-09-24T12:02:11.345Z", MOMENT.replace(microsecond=345000)),
        ("24.09.2025 09:02 AM", datetime(2025, 9, 24, 9, 2, tzinfo=UTC)),
        ("24.09.2025 12:30 AM", datetime(2025, 9, 24, 0, 30, tzinfo=UTC)),
        ("", None),
    ],
)
def test_short_forms_of_dates(text: str, moment: datetime | None) -> None:
    assert Dates(day_first=True)[text] == moment


def test_an_ambiguous_day_is_read_as_the_marketplace_writes_it() -> None:
    assert Dates(day_first=True)["04/05/2025"] == datetime(2025, 5, 4, tzinfo=UTC)
    assert Dates(day_first=False)["04/05/2025"] == datetime(2025, 4, 5, tzinfo=UTC)
    assert Dates(day_first=False)["04.05.2025"] == datetime(2025, 5, 4, tzinfo=UTC)
    assert Dates(day_first=False)["24/05/2025"] == Dates(day_first=True)["05/24/2025"] == datetime(2025, 5, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "2025-13-01",
        "2025-02-30",
        "2025-09-24 25:00:00",
        "2025-09-24 12:02:11 XYZ",
        "0001-01-01",
        "9999-12-31",
        "45950",
        "1758715331",
        "2025-W39-3",
        "20250924",
        "24.09.25",
        "2025-09-24T12:02:11+99:00",
        "13:02 PM",
        "24.09.2025 13:02 PM",
        "２０２５-09-24",
        "x" * 100,
    ],
)
def test_what_is_no_date_is_said_so(text: str) -> None:
    with pytest.raises(BadValue):
        _ = Dates(day_first=True)[text]


@given(
    st.datetimes(datetime(1996, 1, 1), datetime(2099, 12, 31)),
    st.integers(-11 * 60, 13 * 60),
    st.sampled_from(["auto", "milliseconds", "seconds"]),
)
def test_every_instant_comes_back_from_iso(naive: datetime, minutes: int, precision: str) -> None:
    moment = naive.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    if precision != "auto":
        moment = moment.replace(microsecond=0)

    assert Dates(day_first=True)[moment.isoformat(timespec=precision)] == moment


@given(st.datetimes(datetime(1996, 1, 1), datetime(2099, 12, 30)), st.sampled_from(sorted(set(ZONES) - {"Z"})))
def test_every_instant_comes_back_from_zone_words(naive: datetime, zone: str) -> None:
    naive = naive.replace(microsecond=0)
    moment = naive.replace(tzinfo=timezone(timedelta(minutes=ZONES[zone])))

    assert Dates(day_first=True)[f"{naive:%d.%m.}{naive.year:04d}{naive: %H:%M:%S} {zone}"] == moment
    assert Dates(day_first=True)[f"{naive.isoformat(sep=' ')} {zone.lower()}"] == moment


@pytest.mark.parametrize("text", ["true", "True", "TRUE", "yes", "Y", "y", "1", "T"])
def test_every_yes_is_a_yes(text: str) -> None:
    assert Flags()[text] is True


@pytest.mark.parametrize("text", ["false", "False", "FALSE", "no", "N", "0"])
def test_every_no_is_a_no(text: str) -> None:
    assert Flags()[text] is False


@pytest.mark.parametrize("text", ["", "maybe", "2", "-"])
def test_neither_yes_nor_no_is_not_known(text: str) -> None:
    assert Flags()[text] is None


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12.34", "12.34"),
        ("12,34", "12.34"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1 234,56", "1234.56"),
        ("1\u202f234,56", "1234.56"),
        ("1'234.50", "1234.50"),
        ("1,234,567.89", "1234567.89"),
        ("1.234.567", "1234567"),
        ("1,234", "1234"),
        ("19940", "19940"),
        ("￥19,940", "19940"),
        ("19940円", "19940"),
        ("0", "0"),
        ("0.00", "0.00"),
        ("12.5", "12.5"),
        ("12.5000", "12.50"),
        ("-2.00", "-2.00"),
        ("\u22122,00", "-2.00"),
        ("EUR 12,30", "12.30"),
        ("12,30 €", "12.30"),
        ("$1,000.00", "1000.00"),
        ("0,5", "0.5"),
    ],
)
def test_amounts_in_every_form_are_the_same_money(text: str, amount: str) -> None:
    assert Amounts()[text] == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    ["free", "1.2.3", "1,23,4", "12.345.6", "0.123", "12.3456", "NaN", "Infinity", "1e5", "--1", "1" * 40, "１２", ".", ","],
)
def test_what_is_no_amount_is_said_so(text: str) -> None:
    with pytest.raises(BadValue):
        _ = Amounts()[text]


@given(st.decimals(0, 10**12, places=2), st.sampled_from([("", "."), ("", ","), (".", ","), (",", "."), (" ", ","), ("'", ".")]))
def test_every_amount_comes_back_from_every_writing(amount: Decimal, marks: tuple[str, str]) -> None:
    thousands, decimal = marks
    text = f"{amount:,.2f}".replace(",", "_").replace(".", decimal).replace("_", thousands)

    assert Amounts()[text] == amount


def test_an_empty_amount_is_not_known_and_zero_is_zero() -> None:
    assert Amounts()[""] is None
    assert Amounts()["0.00"] == 0


@pytest.mark.parametrize(
    ("text", "number"), [("1", 1), ("0", 0), ("2.0", 2), ("10.00", 10), ("007", 7), ("", None), ("1000000", 10**6)]
)
def test_quantities(text: str, number: int | None) -> None:
    assert Quantities()[text] == number


@pytest.mark.parametrize("text", ["-1", "1.5", "one", "1,0", "1e3", "1000001", "9" * 30, "２", "+1", " "])
def test_what_is_no_quantity_is_said_so(text: str) -> None:
    with pytest.raises(BadValue):
        _ = Quantities()[text]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Unshipped", "UNSHIPPED"),
        ("Shipped", "SHIPPED"),
        ("Cancelled", "CANCELLED"),
        ("Canceled", "CANCELLED"),
        ("PartiallyShipped", "PARTIALLY_SHIPPED"),
        ("Partially Shipped", "PARTIALLY_SHIPPED"),
        ("PENDING", "PENDING"),
        ("PendingAvailability", "PENDING_AVAILABILITY"),
        ("Shipped - Returned to Seller", "SHIPPED"),
        ("Pending - Waiting for Pick Up", "Pending - Waiting for Pick Up"),
        ("Something New", "Something New"),
        ("", None),
    ],
)
def test_statuses_become_the_new_words_and_unknown_ones_stay(text: str, status: str | None) -> None:
    assert Statuses()[text] == status


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Standard", "STANDARD"),
        ("SecondDay", "SECOND_DAY"),
        ("Next Day", "NEXT_DAY"),
        ("FreeEconomy", "FREE_ECONOMY"),
        ("Std DE Dom", None),
    ],
)
def test_only_amazons_own_categories_are_service_levels(text: str, level: str | None) -> None:
    assert ServiceLevels()[text] == level


def test_channels_and_countries() -> None:
    assert MarketplaceIds()["amazon.co.uk"] == "A1F83G8C2ARO7P"
    assert MarketplaceIds()["Non-Amazon"] is None
    assert [Countries()[text] for text in ("de", "UK", "GB", "Germany", "", "1A")] == ["DE", "GB", "GB", None, None, None]


def test_a_reader_forgets_before_it_grows_without_end() -> None:
    quantities = Quantities()
    for number in range(45_000):
        assert quantities[str(number)] == number

    assert len(quantities) < 25_000
