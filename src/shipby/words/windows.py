"""A span of time that Amazon promises or demands, as sent: instants in UTC, never rebuilt from dates."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Window:
    """``earliest`` to ``latest``, both aware; ``None`` = not known."""

    earliest: datetime | None = None
    latest: datetime | None = None
