"""On which days carriers pick up and deliver, and what o'clock it is at the door. Moving feasts are left out but Thanksgiving."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from shipby_simulator.core.clock import to_ms
from shipby_simulator.world.places import MARKETPLACES

_FIXED = {
    "": ((1, 1), (12, 25)),
    "US": ((1, 1), (7, 4), (12, 25)),
    "CA": ((1, 1), (7, 1), (12, 25), (12, 26)),
    "GB": ((1, 1), (12, 25), (12, 26)),
    "DE": ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26)),
    "FR": ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)),
    "JP": (),
}
"""Days off by (month, day)."""
_EVERY_DAY = {"JP"}
"""Countries whose carriers deliver on Sundays and holidays too."""


@lru_cache(maxsize=64)
def zone_of(country: str) -> ZoneInfo:
    """Return the zone that a country's deliveries go by; UTC where Amazon has no marketplace."""
    return next((place.zone for place in MARKETPLACES.values() if place.country == country), ZoneInfo("UTC"))


def is_holiday(day: date, country: str) -> bool:
    """Return whether carriers of a country rest."""
    thanksgiving = country == "US" and day.month == 11 and day.weekday() == 3 and 22 <= day.day <= 28
    return thanksgiving or (day.month, day.day) in _FIXED.get(country, _FIXED[""])


def picks_up(day: date, country: str) -> bool:
    """Return whether the van comes: Monday to Friday."""
    return day.weekday() < 5 and not is_holiday(day, country)


def delivers(day: date, country: str) -> bool:
    """Return whether parcels are brought: Monday to Saturday, in some countries every day."""
    return country in _EVERY_DAY or (day.weekday() < 6 and not is_holiday(day, country))


def local_day(at: int, country: str) -> date:
    """Return the day it is in a country."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(zone_of(country)).date()


def delivery(day: date, country: str, minutes: int) -> int:
    """Return the instant ``minutes`` after midnight at the door, on the first day from ``day`` on that parcels are brought."""
    while not delivers(day, country):
        day += timedelta(days=1)
    return to_ms(datetime.combine(day, time(minutes // 60, minutes % 60), zone_of(country)))
