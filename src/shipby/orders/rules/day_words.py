"""Words for days, reckoned from a day: ``last-7`` of 23 November is 17 to 23 November."""

from datetime import date, timedelta

Span = tuple[date | None, date | None]
"""First and last day, both included; ``None`` = no bound."""


def days_of(word: str, today: date) -> Span:
    """The days that ``word`` means; weeks begin on Monday.

    Raises:
        KeyError: no such word.
    """
    name, _, number = word.partition("-")
    if number.isdigit():
        count = timedelta(days=int(number) - 1)
        return {"last": (today - count, today), "next": (today, today + count)}[name]
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    last_month = (first - timedelta(days=1)).replace(day=1)
    new_year = first.replace(month=1)
    return {
        "today": (today, today),
        "yesterday": (_after(today, -1), _after(today, -1)),
        "tomorrow": (_after(today, 1), _after(today, 1)),
        "later": (_after(today, 2), None),
        "this-week": (monday, _after(monday, 6)),
        "last-week": (_after(monday, -7), _after(monday, -1)),
        "this-month": (first, _after((first + timedelta(days=31)).replace(day=1), -1)),
        "last-month": (last_month, _after(first, -1)),
        "this-year": (new_year, new_year.replace(month=12, day=31)),
        "last-year": (new_year.replace(year=new_year.year - 1), _after(new_year, -1)),
    }[word]


def _after(day: date, days: int) -> date:
    return day + timedelta(days=days)
