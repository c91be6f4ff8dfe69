"""Ship-by and deliver-by, as the pretend Amazon promises them (amazon-policy 2.1, 2.3, 2.4).

Days end at 23:59:59 in the marketplace's zone; business days are Monday to Friday. Public holidays are not imitated.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from shipby_simulator.core.clock import to_ms
from shipby_simulator.world.places import Marketplace


def local_day(ms: int, place: Marketplace) -> date:
    """Return the day in the marketplace's zone."""
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(place.zone).date()


def business_days_after(day: date, count: int) -> date:
    """Return the day ``count`` business days later; 0 gives the next business day, today included."""
    while day.weekday() > 4:
        day += timedelta(days=1)
    for _ in range(count):
        day += timedelta(days=3 if day.weekday() == 4 else 1)
    return day


@lru_cache(maxsize=20_000)
def end_of(day: date, place: Marketplace) -> int:
    """Return the last second of a day in the marketplace's zone."""
    return to_ms(datetime.combine(day, time(23, 59, 59), place.zone))


@lru_cache(maxsize=20_000)
def start_of(day: date, place: Marketplace) -> int:
    """Return the first instant of a day in the marketplace's zone."""
    return to_ms(datetime.combine(day, time(0, 0), place.zone))


def cancel_at(latest_ship: int, weekdays: int) -> int:
    """Return when Amazon cancels an unconfirmed order: so many weekdays on the UTC calendar (amazon-policy 2.5)."""
    moment = datetime.fromtimestamp(latest_ship / 1000, UTC)
    while weekdays:
        moment += timedelta(days=1)
        weekdays -= moment.weekday() < 5
    return to_ms(moment)
