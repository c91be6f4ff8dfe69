"""The queue: one page of orders, all that match, and neighbours in a filter. Nothing personal."""

from collections.abc import Sequence
from dataclasses import dataclass

from shipby.orders.reads.counting import DayCount, DeadlineCounts, deadline_counts, matching_count, view_counts
from shipby.orders.reads.filtering import Moment, matching
from shipby.orders.reads.history import whole_history
from shipby.orders.reads.history_pages import further_hits, neighbours_in_history, page_of_history
from shipby.orders.reads.pages import FurtherHits, Neighbours, QueuePage
from shipby.orders.reads.paging import BadPage, Place, Values, behind, columns_of, order_by, place_of, read_place
from shipby.orders.reads.rows import COLUMNS, QueueRow, row_of, rows_of, values_of, with_first_lines
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
    "still_matching",
    "view_counts",
]


def queue_page(
    accounts: Sequence[int],
    query: Query,
    moment: Moment,
    *,
    after: str | None = None,
    before: str | None = None,
    limit: int = 50,
    sort: Sort | None = None,
    total: int | None = None,
) -> QueuePage:
    """One page: by ``sort``, else open orders by ship-by (none last), others newest first.

    ``total`` is how many open orders match, where the caller has counted them just now.

    The number of queries does not depend on the length: three for open orders, at most twelve for others.

    Raises:
        BadPage: ``after`` or ``before`` is not a place of this list.
    """
    asked = _Asked(tuple(accounts), query, moment, sort or sort_of(query), limit, total)
    text = after if before is None else before
    place = None if text is None else read_place(text, query, asked.sort)
    if query.is_about_open:
        return _open_page(asked, place, is_backward=before is not None)
    return page_of_history(asked.accounts, query, moment, asked.sort, place=place, is_backward=before is not None, limit=limit)


@dataclass(frozen=True, slots=True)
class _Asked:
    accounts: tuple[int, ...]
    query: Query
    moment: Moment
    sort: Sort
    limit: int
    total: int | None


def _open_page(asked: _Asked, place: Place | None, *, is_backward: bool) -> QueuePage:
    sort, query = asked.sort, asked.query
    found = matching(asked.accounts, query, asked.moment)
    total = found.count() if asked.total is None else asked.total
    if place is not None:
        found = found.filter(behind(place.values, sort, is_backward=is_backward))
    orders = list(found.order_by(*order_by(sort, is_backward=is_backward)).values_list(*COLUMNS)[: asked.limit + 1])
    is_more = len(orders) > asked.limit
    orders = orders[: asked.limit][::-1] if is_backward else orders[: asked.limit]

    def at(number: int) -> str:
        return place_of(values_of(orders[number], sort), query, sort)

    after = at(-1) if orders and (is_more or is_backward) else None
    before = at(0) if orders and (is_more if is_backward else place is not None) else None
    further = None
    if after is None and query.looks_further:
        further = further_hits(asked.accounts, query, asked.moment)
    return QueuePage(with_first_lines(orders), after, total, True, before, further=further)


def still_matching(accounts: Sequence[int], query: Query, moment: Moment, order_ids: Sequence[str]) -> frozenset[str]:
    """Which of these orders match still. One query."""
    found = whole_history(accounts, query, moment).filter(order_id__in=order_ids)
    return frozenset(found.values_list("order_id", flat=True))


def matching_order_ids(
    accounts: Sequence[int], query: Query, moment: Moment, *, most: int, sort: Sort | None = None
) -> list[str]:
    """Order ids of all that match, in the order of the list, at most ``most``. One query."""
    found = whole_history(accounts, query, moment).order_by(*order_by(sort or sort_of(query)))
    return list(found.values_list("order_id", flat=True)[:most])


def matching_keys(
    accounts: Sequence[int], query: Query, moment: Moment, *, after_key: int = 0, limit: int = 1000
) -> list[tuple[int, str]]:
    """Our key and Amazon's id of orders that match, by key, behind ``after_key``: to go through all in chunks. One query."""
    found = whole_history(accounts, query, moment).filter(id__gt=after_key).order_by("id")
    return list(found.values_list("id", "order_id")[:limit])


def neighbours(
    accounts: Sequence[int], query: Query, order_id: str, moment: Moment, *, sort: Sort | None = None
) -> Neighbours | None:
    """Where an order stands among those that match; ``None`` where it does not match. Five queries for open orders."""
    sort = sort or sort_of(query)
    found = matching(accounts, query, moment)
    here: Values | None = found.filter(order_id=order_id).values_list(*columns_of(sort)).order_by("id").first()
    if here is None:
        return None
    if not query.is_about_open:
        return neighbours_in_history(accounts, query, here, moment, sort)
    later, earlier = (found.filter(behind(here, sort, is_backward=is_backward)) for is_backward in (False, True))
    counts = [part.count() for part in (earlier, later)]
    return Neighbours(
        previous=earlier.order_by(*order_by(sort, is_backward=True)).values_list("order_id", flat=True).first(),
        next=later.order_by(*order_by(sort)).values_list("order_id", flat=True).first(),
        position=counts[0] + 1,
        total=sum(counts) + 1,
    )
