"""What a page of a list tells."""

from dataclasses import dataclass
from datetime import date

from shipby.orders.reads.rows import QueueRow


@dataclass(frozen=True, slots=True)
class FurtherHits:
    """Orders that are not open and match too, newest first: the first of them.

    ``total`` stops at 1,000 unless exact; ``searched_back_to`` = older ones than this day were not searched.
    """

    rows: tuple[QueueRow, ...]
    total: int
    total_is_exact: bool
    searched_back_to: date | None


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page. ``after`` is the place to go on from, ``before`` the place to go back from; ``None`` = there is nothing.

    ``total`` stops at 1,000 unless exact. ``searched_back_to`` (a day of the warehouse): older orders were not searched yet; then
    ``after`` goes on with them. ``further``: what matches beyond the open orders, where the query looks for something remembered
    (``Query.looks_further``) and this is the last page; see it whole with ``status:all``.
    """

    rows: tuple[QueueRow, ...]
    after: str | None
    total: int
    total_is_exact: bool
    before: str | None = None
    searched_back_to: date | None = None
    further: FurtherHits | None = None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Previous and next order of the same filter, and the place in it, counted from 1.

    Beyond the open orders nobody counts further than 1,000: ``position`` and ``total`` are then ``None``.
    """

    previous: str | None
    next: str | None
    position: int | None
    total: int | None
