"""How orders are read from Amazon: windows, priorities, and which road is the shorter one (reliability 3.6)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

OVERLAP = timedelta(minutes=5)
"""A window begins so long before the end of the one before: bounds are inclusive, and replicas lag."""
SETTLED = timedelta(minutes=3)
"""What Amazon shows of the last minutes is not whole yet; its own limit is two (sp-api 2.2)."""
TOKEN_LIFE = timedelta(hours=23)
"""A page token lives 24 hours at Amazon (sp-api 2.2)."""
POLL_EVERY = timedelta(minutes=6)
"""Half of the steady rate of searchOrders; the other half stays for catching up."""
PAGE = 100


class Priority(IntEnum):
    """Scarce calls go to the lowest number first (reliability 3.6)."""

    DUE_TODAY = 1
    BEFORE_PURCHASE = 2
    NEW = 3
    CHANGED = 4
    SWEEP = 5
    STATISTICS = 6


class Reason(StrEnum):
    """Why one order is read by itself."""

    ASKED = "asked"
    NOTICE = "notice"
    SAME_VERSION = "same_version"
    UNREADABLE = "unreadable"
    MISSED = "missed"
    STALE = "stale"
    NO_ADDRESS = "no_address"


class Road(StrEnum):
    """How a window is read."""

    SEARCH = "search"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Span:
    """Orders updated from ``since`` to ``until`` (UTC, both included)."""

    since: datetime
    until: datetime


def next_span(*, since: datetime, reached_at: datetime | None, peer_now: datetime) -> Span | None:
    """The window to read next by the peer's own time; ``None`` = nothing new can be shown yet."""
    until = peer_now - SETTLED
    begin = since if reached_at is None else reached_at - OVERLAP
    if reached_at is not None and until <= reached_at:
        return None
    return Span(begin, until) if begin < until else None


REPORT_SECONDS = 75.0
"""What a round of reports takes at least: ready after half a minute, asked for, fetched."""
ROWS_PER_SECOND = 10_000
"""How much longer a report takes to be ready the longer it is; only for the estimate."""


def search_seconds(pages: int, *, tokens: float, rate: float) -> float:
    """How long ``pages`` pages of a search take, with so many calls left in the bucket."""
    return max(0.0, pages - tokens) / rate


def report_seconds(rows: int, *, wait: float) -> float:
    """How long a round of reports over so many orders takes; ``wait`` = until the first may be asked for."""
    return wait + REPORT_SECONDS + rows / ROWS_PER_SECOND


def shorter_road(orders: int, *, tokens: float, rate: float, report_wait: float) -> Road:
    """The road by which so many orders are here first."""
    pages = -(-orders // PAGE)
    by_search = search_seconds(pages, tokens=tokens, rate=rate)
    return Road.SEARCH if by_search <= report_seconds(orders, wait=report_wait) else Road.REPORT
