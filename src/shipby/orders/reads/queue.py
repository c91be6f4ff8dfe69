"""The queue: one page of orders, all that match, and neighbours in a filter. Nothing personal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from shipby.orders.models import Order
from shipby.orders.reads.counting import COUNTED, DayCount, DeadlineCounts, deadline_counts, view_counts
from shipby.orders.reads.filtering import Moment, matching
from shipby.orders.reads.paging import BadPage, Values, behind, columns_of, order_by, place_of, read_place
from shipby.orders.reads.rows import COLUMNS, QueueRow, row_of, rows_of, with_first_lines
from shipby.orders.rules.query import Query
from shipby.orders.rules.sorting import Sort, sort_of

__all__ = [
    "COLUMNS",
    "BadPage",
    "DayCount",
    "DeadlineCounts",
    "FurtherHits",
    "Neighbours",
    "QueuePage",
    "QueueRow",
    "deadline_counts",
    "matching_count",
    "matching_keys",
    "matching_order_ids",
    "neighbours",
    "queue_page",
    "row_of",
    "rows_of",
    "view_counts",
]

MOST_FURTHER = 20


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


def queue_page(
    accounts: Sequence[int],
    query: Query,
    moment: Moment,
    *,
    after: str | None = None,
    before: str | None = None,
    limit: int = 50,
    sort: Sort | None = None,
) -> QueuePage:
    """One page: by ``sort``, else open orders by ship-by (none last), others newest first. Three queries, whatever the length.

    Raises:
        BadPage: ``after`` or ``before`` is not a place of this list.
    """
    sort = sort or sort_of(query)
    found = matching(accounts, query, moment)
    total = _count(found, is_exact=query.is_about_open)
    is_backward = before is not None
    at = after if before is None else before
    if at is not None:
        found = found.filter(behind(read_place(at, query, sort), sort, is_backward=is_backward))
    orders = list(found.order_by(*order_by(sort, is_backward=is_backward)).values_list(*COLUMNS)[: limit + 1])
    is_more = len(orders) > limit
    orders = orders[:limit][::-1] if is_backward else orders[:limit]

    def place(number: int) -> str:
        columns = dict(zip(COLUMNS, orders[number], strict=True))
        return place_of(tuple(columns[name] for name in columns_of(sort)), query, sort)

    return QueuePage(
        with_first_lines(orders),
        after=place(-1) if orders and (is_more or is_backward) else None,
        total=total if query.is_about_open else min(total, COUNTED),
        total_is_exact=query.is_about_open or total <= COUNTED,
        before=place(0) if orders and (at is not None if not is_backward else is_more) else None,
    )


def matching_order_ids(
    accounts: Sequence[int], query: Query, moment: Moment, *, most: int, sort: Sort | None = None
) -> list[str]:
    """Order ids of all that match, in the order of the list, at most ``most``. One query."""
    found = matching(accounts, query, moment).order_by(*order_by(sort or sort_of(query)))
    return list(found.values_list("order_id", flat=True)[:most])


def matching_keys(
    accounts: Sequence[int], query: Query, moment: Moment, *, after_key: int = 0, limit: int = 1000
) -> list[tuple[int, str]]:
    """Our key and Amazon's id of orders that match, by key, behind ``after_key``: to go through all in chunks. One query."""
    found = matching(accounts, query, moment).filter(id__gt=after_key).order_by("id")
    return list(found.values_list("id", "order_id")[:limit])


def matching_count(accounts: Sequence[int], query: Query, moment: Moment) -> tuple[int, bool]:
    """How many match, and whether that is exact: beyond the open orders the count stops at 1,000. One query."""
    total = _count(matching(accounts, query, moment), is_exact=query.is_about_open)
    return (total, True) if query.is_about_open else (min(total, COUNTED), total <= COUNTED)


def neighbours(
    accounts: Sequence[int], query: Query, order_id: str, moment: Moment, *, sort: Sort | None = None
) -> Neighbours | None:
    """Where an order stands among those that match; ``None`` where it does not match. Five queries."""
    sort = sort or sort_of(query)
    found = matching(accounts, query, moment)
    here: Values | None = found.filter(order_id=order_id).values_list(*columns_of(sort)).order_by("id").first()
    if here is None:
        return None
    later, earlier = (found.filter(behind(here, sort, is_backward=is_backward)) for is_backward in (False, True))
    counts = [_count(part, is_exact=query.is_about_open) for part in (earlier, later)]
    is_counted = query.is_about_open or sum(counts) < COUNTED
    return Neighbours(
        previous=earlier.order_by(*order_by(sort, is_backward=True)).values_list("order_id", flat=True).first(),
        next=later.order_by(*order_by(sort)).values_list("order_id", flat=True).first(),
        position=counts[0] + 1 if is_counted else None,
        total=sum(counts) + 1 if is_counted else None,
    )


def _count(found: "QuerySet[Order]", *, is_exact: bool) -> int:
    return found.count() if is_exact else found.order_by()[: COUNTED + 1].count()
