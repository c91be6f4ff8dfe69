"""Instants, spans and money as a person reads them: short, never wrong, in the language of the page."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from shipby.web import formats
from shipby.web.orders import badges_of, due_of, status_text, store_code, tags_of

NOW = datetime(2026, 11, 23, 17, 41, tzinfo=UTC)
RENO, BERLIN = ZoneInfo("America/Los_Angeles"), ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("at", "zone", "language", "text"),
    [
        (NOW, RENO, "en", "9:41 am"),
        (NOW, BERLIN, "de", "18:41"),
        (NOW - timedelta(days=1), RENO, "en", "Sun 9:41 am"),
        (NOW - timedelta(hours=10), RENO, "en", "Sun 11:41 pm"),
        (NOW - timedelta(days=20), RENO, "en", "Nov 3"),
        (NOW + timedelta(days=60), RENO, "en", "Jan 22, 2027"),
    ],
)
def test_an_instant_is_as_short_as_it_stays_clear(at: datetime, zone: ZoneInfo, language: str, text: str) -> None:
    assert formats.when_text(at, now=NOW, zone=zone, language=language) == text


def test_the_full_instant_names_its_zone() -> None:
    assert formats.full_text(NOW, zone=RENO, language="en") == "Monday, 23 November 2026, 09:41 PST"


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(seconds=20), "less than a minute"),
        (timedelta(minutes=12), "12 m"),
        (timedelta(hours=4, minutes=18), "4 h 18 m"),
        (timedelta(days=3, hours=2), "3 d 2 h"),
        (timedelta(days=2), "2 d"),
        (-timedelta(hours=10, minutes=43), "10 h 43 m"),
    ],
)
def test_a_span_has_two_units(span: timedelta, text: str) -> None:
    assert formats.span_text(span) == text


def test_money_always_has_its_currency_and_a_minus_sign_that_is_one() -> None:
    assert formats.money_text(Decimal("28.98"), "USD", language="en") == "$28.98"
    assert formats.money_text(Decimal("-12.89"), "EUR", language="en") == "\u2212€12.89"
    assert formats.money_text(Decimal(1980), "JPY", language="ja") == "\uffe51,980"
    assert formats.money_text(Decimal(5), "", language="en") == "5.00"


@pytest.mark.parametrize(
    ("hours", "blocked", "look", "text", "sub"),
    [
        (-10, False, "red", "10 h 0 m late", "Due Sun 11:41 pm"),
        (4, False, "ok", "4 h 0 m", "Today 1:41 pm"),
        (4, True, "amber", "4 h 0 m", "Today 1:41 pm"),
        (24, True, "far", "Tomorrow", "by 9:41 am"),
        (24 * 4, False, "far", "Fri 27", "by 9:41 am"),
        (24 * 30, False, "far", "Dec 23", "by 9:41 am"),
    ],
)
def test_a_deadline_counts_down_and_says_when(hours: int, blocked: bool, look: str, text: str, sub: str) -> None:
    due = due_of(NOW + timedelta(hours=hours), is_blocked=blocked, now=NOW, zone=RENO, language="en")

    assert (due.look, due.text, due.sub) == (look, text, sub)


def test_an_order_without_a_deadline_is_not_late() -> None:
    assert due_of(None, is_blocked=False, now=NOW, zone=RENO, language="en").look == "far"


def test_words_of_amazon_that_are_new_are_shown_as_they_came() -> None:
    assert badges_of(["from_the_future"])[0].text == "from the future"
    assert status_text("MOON_SHIPPED") == "MOON_SHIPPED"
    assert store_code("UNKNOWN", "Amazon.moon") == "Amazon.moon"
    assert tags_of({"NEW_PROGRAM": True}, "WARP") == []
