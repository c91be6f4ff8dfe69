"""Looking for orders in the whole history within a bound, however long it is.

Open orders are few and have an index of their own. The others are millions, and no page may read them all. So a question about
them looks at a *reach*: all of them where an index serves the question whole; the candidates of a search, months newest first,
where the question holds words that are rare; else the newest thousands. What was not looked at is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup, Q, QuerySet
from django.db.models.expressions import OrderBy, RawSQL
from django.db.models.sql.compiler import SQLCompiler

from shipby.orders.models import Order
from shipby.orders.reads.filtering import Moment, condition_of, matching
from shipby.orders.reads.paging import Values, behind, columns_of, order_by
from shipby.orders.reads.vocabulary import words_that_begin
from shipby.orders.rules.needles import beginnings, exact_terms, needle_of
from shipby.orders.rules.query import Query, Term, Text
from shipby.orders.rules.search_words import month_of, months_search, start_of_month
from shipby.orders.rules.sorting import Sort
from shipby.shop.reads import account_names

WINDOW = 10_000
"""Orders that a question looks at where no index finds what it asks for."""
MOST_CANDIDATES = 1_000
"""Hits of a search that are fetched to be compared and sorted."""
COMMON = 0.005
"""A share of all orders: a search that hits more of them finds a page of hits among the newest thousands."""
MONTHS = (24, 6, 2, 1)
"""How many months a search takes at a time where the whole history holds too many hits."""

_WHOLE_STATUSES = frozenset({"shipped", "closed", "all"})
"""Words for the status that nearly every order of the history has: walking newest first meets one at every step."""
_ONE_STATUS = frozenset({"shipped", "closed", "all", "cancelled", "unfulfillable"})


@dataclass(frozen=True, slots=True)
class Reach:
    """The orders looked at, of ``accounts`` (``None`` = whosever); ``floor``: older ones were not (``None`` = all were)."""

    accounts: tuple[int, ...] | None
    found: "QuerySet[Order]"
    floor: datetime | None = None

    def keys(self, sort: Sort, *, limit: int, is_backward: bool = False) -> list[tuple[Any, ...]]:
        """Our key, then the columns of the sort, of the first ``limit``. One query."""
        columns = ["id", *(name for name in columns_of(sort) if name != "id")]
        return _first(self.accounts, self.found, order_by(sort, is_backward=is_backward), columns, limit=limit)

    def behind(self, values: Values, sort: Sort, *, is_backward: bool = False) -> "Reach":
        """The orders of the reach that come after a place, or before it."""
        return replace(self, found=self.found.filter(behind(values, sort, is_backward=is_backward)))


def _first(
    accounts: tuple[int, ...] | None,
    found: "QuerySet[Order]",
    ordering: Sequence[OrderBy],
    columns: Sequence[str],
    *,
    limit: int,
    skip: int = 0,
) -> list[tuple[Any, ...]]:
    """The first orders of all accounts, from the first of each: an index in this order knows one account at a time. One query."""
    if accounts is None or len(accounts) == 1:
        of_one = found if accounts is None else found.filter(account_id=accounts[0])
        return list(of_one.order_by(*ordering).values_list(*columns)[skip : skip + limit])
    of_each = found.filter(account_id=RawSQL("%s", (_EACH,))).order_by(*ordering).values_list(*columns)[: skip + limit]
    # Put together once, not once for each account: that took longer than the database does.
    sql, params = of_each.query.sql_with_params()
    parts = " UNION ALL ".join([f"({sql})"] * len(accounts))
    places = ", ".join(f"{columns.index(_column(by)) + 1}{_direction(by)}" for by in ordering)
    given = [account if param is _EACH else param for account in accounts for param in params]
    with connection.cursor() as cursor:
        cursor.execute(f"{parts} ORDER BY {places} OFFSET {skip} LIMIT {limit}", given)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


_EACH = object()


def _column(by: OrderBy) -> str:
    assert isinstance(by.expression, F)
    return str(by.expression.name)  # type: ignore[attr-defined]  # unknown to the stubs


def _direction(by: OrderBy) -> str:
    nulls = " NULLS LAST" if by.nulls_last else " NULLS FIRST" if by.nulls_first else ""
    return f"{' DESC' if by.descending else ''}{nulls}"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question about the history: by index alone (``base``) and what else must hold (``rest``)."""

    accounts: tuple[int, ...]
    base: Q
    rest: Query
    whole: Q


def whole_history(accounts: Sequence[int], query: Query, moment: Moment) -> "QuerySet[Order]":
    """All orders that match, for work that goes through all: a search is answered by its index, the rest takes its time."""
    found = matching(accounts, query, moment)
    needle = needle_of(query, {})
    return found if query.is_about_open or not needle else found.filter(_search(needle))


def reach_of(
    accounts: Sequence[int],
    query: Query,
    moment: Moment,
    *,
    only: Q | None = None,
    is_by_date: bool = True,
    at: datetime | None = None,
    is_backward: bool = False,
) -> Reach:
    """What a question about more than open orders looks at; ``only`` = a condition on all of them, served by an index.

    ``is_by_date`` = the list goes by date of purchase; another sort has no index over everything. ``at`` = the place in a list
    newest first to go on from (``is_backward``: back from). At most eight queries, most often one or two.
    """
    asked = _asked(accounts, query, moment, only or Q())
    if not asked.accounts:
        return Reach(None, Order.objects.none())
    if not asked.rest.terms and is_by_date:
        return Reach(asked.accounts, Order.objects.filter(asked.base))
    found = _by_needle(asked, query, moment, at=at, is_backward=is_backward)
    return found if found is not None else _by_window(asked, at=at, is_backward=is_backward)


def _asked(accounts: Sequence[int], query: Query, moment: Moment, only: Q) -> _Asked:
    terms = [term for term in query.terms if term.field != "account"]
    if len(terms) < len(query.terms):
        names = account_names(accounts)
        named = [term for term in query.terms if term.field == "account"]
        accounts = [key for key in accounts if key in names and all(_is_named(names[key], term) for term in named)]
    served = tuple(term for term in terms if _is_served(term))
    rest = Query(tuple(term for term in terms if term not in served))
    base = only & condition_of(Query(served), moment)
    return _Asked(tuple(accounts), base, rest, base & condition_of(rest, moment))


def is_served(query: Query) -> bool:
    """Whether an index answers the whole query, so that the first orders are the first that it reads."""
    return all(map(_is_served, query.terms))


def _is_named(name: str, term: Term) -> bool:
    def is_meant(value: object) -> bool:
        assert isinstance(value, Text)
        wanted = value.text.casefold()
        return name.casefold().startswith(wanted) if value.is_prefix else name.casefold() == wanted

    return any(map(is_meant, term.values)) is not term.is_not


def _is_served(term: Term) -> bool:
    """Whether an index in the order of the list answers the term."""
    if term.is_not:
        return False
    if term.field == "status":
        words = {value.text for value in term.values if isinstance(value, Text)}
        return bool(words & _WHOLE_STATUSES) or (len(words) == 1 and words <= _ONE_STATUS)
    return term.field == "purchased" and len(term.values) == 1


# -- by what is rare


def _by_needle(asked: _Asked, query: Query, moment: Moment, *, at: datetime | None, is_backward: bool) -> Reach | None:
    """All candidates of the search, or those of the newest months; ``None`` where it holds no words or they are too common."""
    exact = exact_terms(query)
    if exact:
        keys = _candidates(asked, condition_of(Query(exact), moment))
        return None if keys is None else _of_keys(asked, keys)
    needle = needle_of(query, words_that_begin(beginnings(query)))
    if not needle:
        return None
    expected, orders = _expected(_search(needle))
    if expected > max(orders * COMMON, MOST_CANDIDATES):
        return None
    if at is None or is_backward:
        # Also where more are expected: of a rare word the planner only knows that it is none of the commonest.
        keys = _candidates(asked, _search(needle))
        if keys is not None or is_backward:
            return None if keys is None else _of_keys(asked, keys)
    return _by_months(asked, needle, at, expected)


def _by_months(asked: _Asked, needle: str, at: datetime | None, expected: int) -> Reach | None:
    """The candidates of as many months, the newest or those before the place, as do not hold too many."""
    newest, oldest = _end(asked, is_newest=True), _end(asked, is_newest=False)
    if newest is None or oldest is None:
        return _of_keys(asked, [])
    last = month_of(newest if at is None else at - timedelta(microseconds=1))
    left = last - month_of(oldest) + 1
    if left < 1:
        return _of_keys(asked, [])
    spans = [months for months in MONTHS if months == 1 or expected * months < 2 * MOST_CANDIDATES * left]
    # From the top the whole was just found to hold too many.
    for months in (*((left,) if at is not None else ()), *(months for months in spans if months < left)):
        first = last - months + 1
        keys = _candidates(asked, _search(needle) & Q(search=_Marks(months_search(first, last))))
        if keys is not None:
            return _of_keys(asked, keys, None if months == left else start_of_month(first))
    return None


def _end(asked: _Asked, *, is_newest: bool) -> datetime | None:
    """When the newest or the oldest order was bought. One query."""
    ordering = [OrderBy(F("purchased_at"), descending=is_newest)]
    found = _first(asked.accounts, Order.objects.filter(asked.base), ordering, ["purchased_at"], limit=1)
    return found[0][0] if found else None


def _of_keys(asked: _Asked, keys: list[int], floor: datetime | None = None) -> Reach:
    return Reach(None, Order.objects.filter(_AnyOf(F("id"), keys), asked.whole), floor)


class _AnyOf(Lookup):
    """One array of keys instead of a thousand parameters: a quarter of the time to write, send and plan."""

    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        sql, params = self.process_lhs(compiler, connection)
        return f"{sql} = ANY(%s)", [*params, self.rhs]


def _search(needle: str) -> Q:
    return Q(search=SearchQuery(needle, config="simple", search_type="raw"))


class _Marks(SearchQuery):
    """Marks as they are: PostgreSQL's parser would take them for words."""

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **__: Any) -> tuple[str, Any]:
        return super().as_sql(compiler, connection, template="%(expressions)s::tsquery")


def _candidates(asked: _Asked, needle: Q) -> list[int] | None:
    """Keys of the orders that the index finds, in no order; ``None`` where there are too many. One query."""
    found = Order.objects.filter(needle, account_id__in=asked.accounts).order_by().values_list("id", flat=True)
    sql, params = found.query.sql_with_params()
    with connection.cursor() as cursor:
        # Fenced off: with the limit in sight the planner would read the table until it has met enough.
        cursor.execute(f"WITH hit AS MATERIALIZED ({sql}) SELECT id FROM hit LIMIT {MOST_CANDIDATES + 1}", params)  # noqa: S608
        keys = [key for (key,) in cursor.fetchall()]
    return keys if len(keys) <= MOST_CANDIDATES else None


def _expected(needle: Q) -> tuple[int, int]:
    """How many orders the planner expects the index to find, and of how many. It reads statistics, no orders. Two queries."""
    sql, params = Order.objects.filter(needle).order_by().values_list("id").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        expected = cursor.fetchone()[0][0]["Plan"]["Plan Rows"]
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'orders_order'::regclass")
        return int(expected), int(cursor.fetchone()[0])


# -- by the newest


def _by_window(asked: _Asked, *, at: datetime | None, is_backward: bool) -> Reach:
    """The newest thousands, or those next to the place."""
    start = Q(**{f"purchased_at__{'gte' if is_backward else 'lte'}": at}) if at is not None else Q()
    edge = _edge(asked, start, is_backward=is_backward)
    bound = Q() if edge is None else Q(**{f"purchased_at__{'lte' if is_backward else 'gte'}": edge})
    return Reach(asked.accounts, Order.objects.filter(asked.whole & bound), edge)


def _edge(asked: _Asked, start: Q, *, is_backward: bool) -> datetime | None:
    """When the last order of the window was bought, ``None`` where there are no more than it holds. One query."""
    ordering = [OrderBy(F(column), descending=not is_backward) for column in ("purchased_at", "id")]
    found = Order.objects.filter(asked.base & start)
    edge = _first(asked.accounts, found, ordering, ["purchased_at", "id"], limit=1, skip=WINDOW)
    return edge[0][0] if edge else None
