"""Moment, zone and language of the queue's page."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Here:
    """Moment, zone and language of the page."""

    now: datetime
    zone: ZoneInfo
    language: str

    @property
    def today(self) -> date:
        """The day at the warehouse."""
        return self.now.astimezone(self.zone).date()
