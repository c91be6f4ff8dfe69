"""Words for days mean what a calendar on the wall says."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipby.orders.rules.day_words import days_of
from shipby.orders.rules.fields import PURCHASED_WORDS, SHIP_BY_WORDS

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("word", "first", "last"),
    [
        ("today", "2026-11-23", "2026-11-23"),
        ("yesterday", "2026-11-22", "2026-11-22"),
        ("tomorrow", "2026-11-24", "2026-11-24"),
        ("later", "2026-11-25", None),
        ("this-week", "2026-11-23", "2026-11-29"),
        ("last-week", "2026-11-16", "2026-11-22"),
        ("this-month", "2026-11-01", "2026-11-30"),
        ("last-month", "2026-10-01", "2026-10-31"),
        ("this-year", "2026-01-01", "2026-12-31"),
        ("last-year", "2025-01-01", "2025-12-31"),
        ("last-1", "2026-11-23", "2026-11-23"),
        ("last-7", "2026-11-17", "2026-11-23"),
        ("next-3", "2026-11-23", "2026-11-25"),
    ],
)
def test_a_word_means_its_days(word: str, first: str, last: str | None) -> None:
    assert days_of(word, MONDAY) == (date.fromisoformat(first), date.fromisoformat(last) if last else None)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from([*PURCHASED_WORDS, *SHIP_BY_WORDS, "last-9", "next-9"]))
def test_any_day_has_its_words(today: date, word: str) -> None:
    if word in {"overdue", "none"}:
        return
    first, last = days_of(word, today)

    assert first is not None
    assert last is None or first <= last
    if word.startswith(("this-", "last-9")):
        assert last is not None
        assert first <= today <= last
    if word == "last-month":
        assert last is not None
        assert (first.day, (last + timedelta(days=1)).day) == (1, 1)
