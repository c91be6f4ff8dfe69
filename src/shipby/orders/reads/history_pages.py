"""Pages of lists that hold more than open orders: bounded, and honest about how far back they looked."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q

from shipby.orders.models import Order
from shipby.orders.reads.counting import COUNTED
from shipby.orders.reads.filtering import Moment
from shipby.orders.reads.history import Reach, reach_of
from shipby.orders.reads.pages import FurtherHits, Neighbours, QueuePage
from shipby.orders.reads.paging import Place, Values, place_of
from shipby.orders.reads.rows import QueueRow, rows_by_key
from shipby.orders.rules.query import Query
from shipby.orders.rules.sorting import NEWEST_FIRST, Sort
from shipby.words.days import local_day

MOST_FURTHER = 20


def page_of_history(
    accounts: Sequence[int],
    query: Query,
    moment: Moment,
    sort: Sort,
    *,
    place: Place | None,
    is_backward: bool,
    limit: int,
) -> QueuePage:
    """One page. Where the reach ends before the page is full, the place to go on from is the end of the reach."""
    at = _instant(place, sort)
    reach = reach_of(accounts, query, moment, is_by_date=sort.name == "purchased", at=at, is_backward=is_backward)
    if place is not None:
        reach = reach.behind(place.values, sort, is_backward=is_backward)
    wanted = limit + 1 if place is not None else max(COUNTED, limit) + 1
    keys = reach.keys(sort, limit=wanted, is_backward=is_backward)
    if is_backward and len(keys) <= limit:
        # The way back has reached the beginning.
        return page_of_history(accounts, query, moment, sort, place=None, is_backward=False, limit=limit)
    total, is_exact = _total(place, keys, reach)
    shown = keys[:limit][::-1] if is_backward else keys[:limit]

    def at_order(number: int) -> str:
        return place_of(_values(shown[number]), query, sort, total=total, is_exact=is_exact)

    is_more = len(keys) > limit or is_backward
    after = at_order(-1) if is_more else _end_of(reach, query, sort, total=total)
    return QueuePage(
        rows_by_key([key[0] for key in shown]),
        after,
        total,
        is_exact,
        before=at_order(0) if shown and (place is not None) else None,
        searched_back_to=None if is_more and sort == NEWEST_FIRST else _day(reach.floor, moment),
    )


def _instant(place: Place | None, sort: Sort) -> datetime | None:
    """From when on a list newest first goes on; other lists look at the newest orders whatever the page."""
    if place is None or sort != NEWEST_FIRST:
        return None
    instant: datetime = place.values[0]
    return instant


def _total(place: Place | None, keys: Sequence[object], reach: Reach) -> tuple[int, bool]:
    if place is not None and place.total is not None:
        return place.total, place.is_exact
    return min(len(keys), COUNTED), reach.floor is None and len(keys) <= COUNTED


def _values(key: tuple[object, ...]) -> Values:
    """What a place holds, from our key and the columns of the sort (:meth:`Reach.keys`); our key stands last."""
    return (*key[1:], key[0])


def _end_of(reach: Reach, query: Query, sort: Sort, *, total: int) -> str | None:
    if reach.floor is None or sort != NEWEST_FIRST:
        return None
    return place_of((reach.floor, 0), query, sort, total=total, is_exact=False)


def _day(instant: datetime | None, moment: Moment) -> date | None:
    return None if instant is None else local_day(instant, moment.zone)


def further_hits(accounts: Sequence[int], query: Query, moment: Moment) -> FurtherHits:
    """Orders that are not open and match, newest first, at most twenty."""
    reach = reach_of(accounts, query, moment, only=Q(is_open=False))
    keys = reach.keys(NEWEST_FIRST, limit=COUNTED + 1)
    rows: tuple[QueueRow, ...] = rows_by_key([key[0] for key in keys[:MOST_FURTHER]])
    is_exact = reach.floor is None and len(keys) <= COUNTED
    return FurtherHits(rows, min(len(keys), COUNTED), is_exact, _day(reach.floor, moment))


def neighbours_in_history(accounts: Sequence[int], query: Query, here: Values, moment: Moment, sort: Sort) -> Neighbours:
    """The orders before and behind the place; both are counted where all could be looked at."""
    found: list[list[int]] = []
    is_whole = True
    for is_backward in (True, False):
        at = here[0] if sort == NEWEST_FIRST else None
        reach = reach_of(accounts, query, moment, is_by_date=sort.name == "purchased", at=at, is_backward=is_backward)
        is_whole &= reach.floor is None
        keys = reach.behind(here, sort, is_backward=is_backward).keys(sort, limit=COUNTED, is_backward=is_backward)
        found.append([key[0] for key in keys])
    earlier, later = found
    names = dict(Order.objects.filter(id__in=[*earlier[:1], *later[:1]]).values_list("id", "order_id"))
    is_counted = is_whole and len(earlier) + len(later) < COUNTED
    return Neighbours(
        previous=names[earlier[0]] if earlier else None,
        next=names[later[0]] if later else None,
        position=len(earlier) + 1 if is_counted else None,
        total=len(earlier) + len(later) + 1 if is_counted else None,
    )
