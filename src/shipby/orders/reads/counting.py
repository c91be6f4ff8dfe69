"""How many orders there are: the deadline strip, saved views, a filter."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Avg, Case, Count, F, Q, Value, When
from django.db.models.functions import TruncDate

from shipby.orders.models import Order
from shipby.orders.reads.filtering import WAITING, Moment, condition_of, matching
from shipby.orders.reads.history import is_served, reach_of
from shipby.orders.rules.query import Query, Text
from shipby.orders.rules.sorting import NEWEST_FIRST

COUNTED = 1000
"""Beyond the open orders a count stops here and says "1,000+"."""


@dataclass(frozen=True, slots=True)
class DayCount:
    """Open orders of one day of the warehouse: in all, blocked, confirmed and waiting for Amazon; the rest is ready."""

    day: date
    count: int
    blocked: int
    confirmed: int

    @property
    def ready(self) -> int:
        """Orders that nothing stops and nobody has confirmed."""
        return self.count - self.blocked - self.confirmed


@dataclass(frozen=True, slots=True)
class DeadlineCounts:
    """The deadline strip: overdue with its mean lateness in seconds, days from today on, orders without ship-by."""

    overdue: int
    overdue_blocked: int
    overdue_seconds: float
    days: tuple[DayCount, ...]
    without_ship_by: int


def deadline_counts(accounts: Sequence[int], query: Query, moment: Moment) -> DeadlineCounts:
    """The strip over the open orders that match, whatever the query says of deadline and status. One query."""
    found = matching(accounts, query.without_field("due").without_field("status"), moment).filter(is_open=True)
    is_late = Q(ship_by_latest__lte=moment.now)
    is_confirmed = Q(confirmation__in=WAITING)
    groups = (
        found.annotate(late=Case(When(is_late, then=Value(True)), default=Value(False)))
        .annotate(day=Case(When(late=True, then=None), default=TruncDate("ship_by_latest", tzinfo=moment.zone)))
        .values("late", "day")
        .annotate(
            count=Count("id"),
            confirmed=Count("id", filter=is_confirmed),
            blocked=Count("id", filter=Q(causes__overlap=list(moment.blocking)) & ~is_confirmed),
            lateness=Avg(Value(moment.now) - F("ship_by_latest")),
        )
        .order_by("day")
    )
    late = [group for group in groups if group["late"]]
    return DeadlineCounts(
        overdue=sum(group["count"] for group in late),
        overdue_blocked=sum(group["blocked"] for group in late),
        overdue_seconds=late[0]["lateness"].total_seconds() if late else 0.0,
        days=tuple(
            DayCount(group["day"], group["count"], group["blocked"], group["confirmed"]) for group in groups if group["day"]
        ),
        without_ship_by=sum(group["count"] for group in groups if not group["late"] and group["day"] is None),
    )


def view_counts(accounts: Sequence[int], views: Mapping[str, Query], moment: Moment) -> dict[str, int]:
    """How many orders each view holds: exact over open orders.

    Other views stop at 1,001, and where no index answers, at what is found among the newest. Two queries, and a few for
    each view of more than open orders that no index answers.
    """
    open_views = {name: query for name, query in views.items() if query.is_about_open}
    counts = _counted(_open_statement, accounts, open_views, moment)
    others = {name: query for name, query in views.items() if name not in counts}
    counts |= _counted(_served_statement, accounts, {name: query for name, query in others.items() if is_served(query)}, moment)
    return {name: counts[name] if name in counts else _found(accounts, query, moment)[0] for name, query in views.items()}


Statement = tuple[str, tuple[Any, ...]]


def _counted(
    statement: Callable[[tuple[int, ...], tuple[Query, ...], Moment], Statement],
    accounts: Sequence[int],
    views: Mapping[str, Query],
    moment: Moment,
) -> dict[str, int]:
    """The counts of one statement; what no clock changes is put together once."""
    if not views or not accounts:
        return dict.fromkeys(views, 0)
    if not any(_asks_the_clock(query) for query in views.values()):
        moment = replace(moment, now=_ANY_TIME)
    with connection.cursor() as cursor:
        cursor.execute(*statement(tuple(accounts), tuple(views.values()), moment))
        return dict(zip(views, cursor.fetchone(), strict=True))


_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def _asks_the_clock(query: Query) -> bool:
    return any(term.field in {"due", "deliver", "purchased"} or Text("overdue") in term.values for term in query.terms)


@lru_cache(maxsize=256)
def _open_statement(accounts: tuple[int, ...], queries: tuple[Query, ...], moment: Moment) -> Statement:
    """All views of open orders in one walk through the index of open orders."""
    flags = {f"view_{number}": condition_of(query, moment) for number, query in enumerate(queries)}
    found = Order.objects.filter(account_id__in=accounts, is_open=True).order_by()
    sql, params = found.values(
        **{name: Case(When(flag, then=Value(1)), default=Value(None)) if flag else Value(1) for name, flag in flags.items()}
    ).query.sql_with_params()
    return f"SELECT {', '.join(f'count({name})' for name in flags)} FROM ({sql}) AS open", params  # noqa: S608  (the database layer's own text)


@lru_cache(maxsize=256)
def _served_statement(accounts: tuple[int, ...], queries: tuple[Query, ...], moment: Moment) -> Statement:
    """Views that an index answers, each counted up to one more than is told."""
    counts: list[str] = []
    params: list[Any] = []
    for query in queries:
        sql, given = matching(accounts, query, moment).order_by().values("id")[: COUNTED + 1].query.sql_with_params()
        counts.append(f"(SELECT count(*) FROM ({sql}) AS found)")  # noqa: S608  (the database layer's own text)
        params.extend(given)
    return f"SELECT {', '.join(counts)}", tuple(params)


def matching_count(accounts: Sequence[int], query: Query, moment: Moment) -> tuple[int, bool]:
    """How many match, and whether that is exact: beyond the open orders the count stops at 1,000 or at what was looked at."""
    if query.is_about_open:
        return matching(accounts, query, moment).count(), True
    found, is_whole = _found(accounts, query, moment)
    return min(found, COUNTED), is_whole and found <= COUNTED


def _found(accounts: Sequence[int], query: Query, moment: Moment) -> tuple[int, bool]:
    reach = reach_of(accounts, query, moment)
    return len(reach.keys(NEWEST_FIRST, limit=COUNTED + 1)), reach.floor is None
