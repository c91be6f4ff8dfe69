"""A packer is told the truth about the time left, on every night of the year."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipby.deadlines.rules import Level, cancelled_by_amazon_at, countdown, level_of, next_working_days
from shipby.words.days import local_day, start_of

ZONES = [
    ZoneInfo(name)
    for name in (
        "America/Los_Angeles",
        "Europe/Berlin",
        "Asia/Tokyo",
        "Asia/Kathmandu",  # a quarter of an hour
        "Australia/Lord_Howe",  # half an hour of summer time
        "Africa/Cairo",  # clocks change at midnight: a day without 00:00
        "America/Santiago",
        "America/Havana",  # midnight twice
        "UTC",
    )
]
INSTANTS = st.integers(0, 7 * 366 * 86400).map(lambda seconds: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))
BERLIN = ZoneInfo("Europe/Berlin")


@given(INSTANTS, INSTANTS, st.sampled_from(ZONES))
def test_an_order_is_late_exactly_from_its_instant_on(ship_by: datetime, now: datetime, zone: ZoneInfo) -> None:
    assert (level_of(ship_by, now=now, zone=zone) is Level.OVERDUE) == (ship_by <= now)


@given(INSTANTS, INSTANTS, st.sampled_from(ZONES))
def test_today_means_the_warehouse_s_day(ship_by: datetime, now: datetime, zone: ZoneInfo) -> None:
    level = level_of(ship_by, now=now, zone=zone)
    days = (local_day(ship_by, zone) - local_day(now, zone)).days

    assert level is Level.OVERDUE or (level is Level.TODAY) == (days == 0)
    assert level is Level.OVERDUE or (level is Level.TOMORROW) == (days == 1)


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.sampled_from(ZONES))
def test_a_day_begins_when_the_one_before_ends_even_in_the_night_the_clock_changes(day: date, zone: ZoneInfo) -> None:
    begin = start_of(day, zone)

    assert local_day(begin, zone) == day
    assert local_day(begin - timedelta(microseconds=1), zone) == day - timedelta(days=1)


@given(INSTANTS, INSTANTS)
def test_the_countdown_never_promises_a_minute_that_is_not_left(ship_by: datetime, now: datetime) -> None:
    left = countdown(ship_by, now=now)
    said = timedelta(days=left.days, hours=left.hours, minutes=left.minutes)

    assert timedelta(0) <= abs(ship_by - now) - said < timedelta(minutes=1)
    assert left.is_late == (ship_by <= now)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Africa/Cairo", date(2026, 4, 24), 23),
        ("America/Havana", date(2026, 11, 1), 25),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
    ],
)
def test_a_day_is_as_long_as_the_clock_makes_it(zone: str, day: date, hours: float) -> None:
    place = ZoneInfo(zone)

    assert start_of(day + timedelta(days=1), place) - start_of(day, place) == timedelta(hours=hours)


def test_the_night_with_two_half_past_two_has_25_hours() -> None:
    assert start_of(date(2026, 10, 26), BERLIN) - start_of(date(2026, 10, 25), BERLIN) == timedelta(hours=25)


def test_an_order_without_ship_by_has_no_level_of_lateness() -> None:
    assert level_of(None, now=datetime(2026, 11, 23, tzinfo=UTC), zone=BERLIN) is Level.NONE


@pytest.mark.parametrize(
    ("working_days", "expected"),
    [
        ([1, 2, 3, 4, 5], [date(2026, 11, 30), date(2026, 12, 1)]),
        ([6, 7], [date(2026, 11, 28), date(2026, 11, 29)]),
        ([], [date(2026, 11, 30), date(2026, 12, 1)]),
        ([9], [date(2026, 11, 30), date(2026, 12, 1)]),
    ],
)
def test_the_next_working_days_are_the_warehouse_s(working_days: list[int], expected: list[date]) -> None:
    assert next_working_days(date(2026, 11, 27), working_days, 2) == expected


def test_amazon_cancels_seven_weekdays_after_ship_by_as_in_the_one_sample() -> None:
    ship_by = datetime(2021, 11, 18, 7, 59, 59, tzinfo=UTC)

    assert cancelled_by_amazon_at(ship_by) == datetime(2021, 11, 29, 7, 59, 59, tzinfo=UTC)
