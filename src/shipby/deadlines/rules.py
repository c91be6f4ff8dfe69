"""How near a deadline is: levels, the countdown, and groups by day of the warehouse.

Until pickups exist, "hand over in" counts to Amazon's ship-by instant (settled design 24), which is used as sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from shipby.words.days import local_day


class Level(StrEnum):
    """How near the ship-by time is (ui 5)."""

    OVERDUE = "overdue"
    TODAY = "today"
    TOMORROW = "tomorrow"
    LATER = "later"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Countdown:
    """Time left, or time late, in whole days, hours and minutes; never negative."""

    is_late: bool
    days: int
    hours: int
    minutes: int


def level_of(ship_by: datetime | None, *, now: datetime, zone: ZoneInfo) -> Level:
    """The level of a ship-by time; overdue from the instant itself on."""
    if ship_by is None:
        return Level.NONE
    if ship_by <= now:
        return Level.OVERDUE
    days = (local_day(ship_by, zone) - local_day(now, zone)).days
    return {0: Level.TODAY, 1: Level.TOMORROW}.get(days, Level.LATER)


def countdown(ship_by: datetime, *, now: datetime) -> Countdown:
    """How long until ``ship_by``, or since. Minutes are cut, so that nothing is promised that is not left."""
    left = abs(ship_by - now)
    minutes = int(left.total_seconds()) // 60
    return Countdown(ship_by <= now, minutes // 1440, minutes // 60 % 24, minutes % 60)


def next_working_days(today: date, working_days: Sequence[int], count: int) -> list[date]:
    """The next ``count`` working days after ``today``; ``working_days`` are ISO weekdays, none = Monday to Friday."""
    wanted = set(working_days) & set(range(1, 8)) or {1, 2, 3, 4, 5}
    found: list[date] = []
    day = today
    while len(found) < count:
        day += timedelta(days=1)
        if day.isoweekday() in wanted:
            found.append(day)
    return found


def cancelled_by_amazon_at(ship_by: datetime) -> datetime:
    """When Amazon cancels an order that nobody confirmed: seven weekdays after ship-by, same clock time in UTC.

    Inferred from one sample (amazon-policy 2.5); shown as information, never relied on.
    """
    moment, left = ship_by.astimezone(UTC), 7
    while left:
        moment += timedelta(days=1)
        left -= moment.isoweekday() < 6
    return moment
