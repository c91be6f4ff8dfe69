"""How long somebody counts as there."""

from datetime import datetime, timedelta
from typing import Final

ASKED_EVERY: Final = timedelta(seconds=15)
"""How often an open page says that somebody looks at it."""
ENDS_AFTER: Final = 3 * ASKED_EVERY
"""A page that is closed, hidden or cut off says nothing any more."""


def oldest_standing(now: datetime) -> datetime:
    """Visits last seen before this moment are over."""
    return now - ENDS_AFTER
