"""How instants, spans, money and counts read, in the language of the page. Pure: language and zone come as parameters.

Patterns follow ui 9: "4 h 18 m", "Sun 9:16 pm", "Tue Nov 24"; the full date with its zone stands in the title.
"""

from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Final

from babel.dates import format_date, format_datetime, format_skeleton, format_time, get_timezone_name
from babel.numbers import format_currency, format_decimal
from django.utils.translation import gettext as _

_ENGLISH: Final = {"weekday": "EEE d", "day": "EEE MMM d", "near": "MMM d", "far": "MMM d, yyyy"}
_SKELETONS: Final = {"weekday": "Ed", "day": "MMMEd", "near": "MMMd", "far": "yMMMd"}
_kept = lru_cache(maxsize=20_000)
"""Babel reads its patterns anew for every text; the same orders are shown all day."""


@_kept
def clock_text(at: datetime, *, zone: tzinfo, language: str) -> str:
    """The time of day: ``9:16 pm``, ``21:16``."""
    text = format_time(at.astimezone(zone), "short", locale=language)
    return text.replace("\u202fAM", " am").replace("\u202fPM", " pm")


@_kept
def day_text(day: date, *, style: str, language: str) -> str:
    """A day. Styles: ``weekday`` (Mon 23), ``day`` (Mon Nov 23), ``near`` (Nov 23), ``far`` (Nov 23, 2026)."""
    if language.startswith("en"):
        return format_date(day, _ENGLISH[style], locale="en")
    return format_skeleton(_SKELETONS[style], datetime(day.year, day.month, day.day), locale=language)  # noqa: DTZ001


def when_text(at: datetime, *, now: datetime, zone: tzinfo, language: str) -> str:
    """An instant as short as it stays clear: the time today, weekday and time within six days, else the date."""
    here, today = at.astimezone(zone), now.astimezone(zone).date()
    apart = (here.date() - today).days
    if apart == 0:
        return clock_text(at, zone=zone, language=language)
    if -6 <= apart <= 6:
        return f"{_weekday(here.date(), language)} {clock_text(at, zone=zone, language=language)}"
    return day_text(here.date(), style="near" if here.year == today.year else "far", language=language)


@_kept
def _weekday(day: date, language: str) -> str:
    return format_date(day, "EEE", locale=language)


def promise_text(at: datetime, *, now: datetime, zone: tzinfo, language: str) -> str:
    """The day of a promise: ``Mon 30`` within a week, else ``Dec 4``."""
    day, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    if abs((day - today).days) <= 7:
        return day_text(day, style="weekday", language=language)
    return day_text(day, style="near" if day.year == today.year else "far", language=language)


@_kept
def full_text(at: datetime, *, zone: tzinfo, language: str) -> str:
    """The whole truth for a title: day, time and zone."""
    here = at.astimezone(zone)
    name = get_timezone_name(here, width="short", locale=language)
    return f"{format_datetime(here, 'EEEE, d MMMM yyyy, HH:mm', locale=language)} {name}"


def span_text(span: timedelta) -> str:
    """A length of time in two units: ``4 h 18 m``, ``3 d 2 h``, ``12 m``, ``less than a minute``."""
    minutes = int(abs(span).total_seconds()) // 60
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        return _("%(days)d d %(hours)d h") % {"days": days, "hours": hours} if hours else _("%(days)d d") % {"days": days}
    if hours:
        return _("%(hours)d h %(minutes)d m") % {"hours": hours, "minutes": minutes % 60}
    return _("%(minutes)d m") % {"minutes": minutes} if minutes else _("less than a minute")


def rough_span_text(span: timedelta) -> str:
    """A length of time in its largest unit: ``2 d``, ``10 h``, ``12 m``."""
    minutes = int(abs(span).total_seconds()) // 60
    if minutes >= 1440:
        return _("%(days)d d") % {"days": minutes // 1440}
    return _("%(hours)d h") % {"hours": minutes // 60} if minutes >= 60 else span_text(span)


def ago_text(at: datetime, *, now: datetime) -> str:
    """How long since ``at``, in the largest unit: ``14 min ago``, ``3 h ago``, ``2 d ago``."""
    minutes = max(0, int((now - at).total_seconds()) // 60)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return _("%(minutes)d min ago") % {"minutes": minutes}
    if minutes < 48 * 60:
        return _("%(hours)d h ago") % {"hours": minutes // 60}
    return _("%(days)d d ago") % {"days": minutes // 1440}


@_kept
def money_text(amount: Decimal, currency: str, *, language: str) -> str:
    """An amount with its currency and a real minus sign; without a known currency the plain number, never a guess."""
    if not currency:
        return format_decimal(amount, format="#,##0.00", locale=language)
    return format_currency(amount, currency, locale=language).replace("-", "\u2212")


@_kept
def count_text(number: int, *, language: str) -> str:
    """A whole number with separators."""
    return format_decimal(number, locale=language)
