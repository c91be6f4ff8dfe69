"""What the sync of an account looks like to a person: in step, behind, or stopped (reliability 6.1)."""

from datetime import datetime, timedelta
from enum import StrEnum

LAG_WARNING = timedelta(minutes=30)
"""Behind by more than this is an alarm."""


class Health(StrEnum):
    """One word per account; the worst one of a shop stands in the frame of every page."""

    IN_STEP = "in_step"
    LOADING = "loading"
    BEHIND = "behind"
    NO_ACCESS = "no_access"
    PAUSED = "paused"


def health(*, reached_at: datetime | None, trouble_kind: str, is_paused: bool, now: datetime) -> Health:
    """How an account does. ``trouble_kind`` = the last failed call's, empty = the last one went well."""
    if is_paused:
        return Health.PAUSED
    if trouble_kind == "no_access":
        return Health.NO_ACCESS
    if reached_at is None:
        return Health.LOADING
    return Health.BEHIND if now - reached_at > LAG_WARNING else Health.IN_STEP


WORST_FIRST = (Health.NO_ACCESS, Health.BEHIND, Health.LOADING, Health.PAUSED, Health.IN_STEP)
