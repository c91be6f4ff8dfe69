"""Looking for orders in the whole history within a bound, however long it is.

Open orders are few and have an index of their own. The others are millions, and no page may read them all. So a question about
them looks at a *reach*: all of them where an index serves the question whole; the candidates of a search, months newest first,
where the question holds words that are rare; else the newest thousands. What was not looked at is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup, Q, QuerySet
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
    """The orders looked at, by account; ``floor``: older ones than this instant were not (``None`` = all were)."""

    parts: tuple["QuerySet[Order]", ...]
    floor: datetime | None = None

    def keys(self, sort: Sort, *, limit: int, is_backward: bool = False) -> list[tuple[Any, ...]]:
        """Our key, then the columns of the sort, of the first ``limit``. One query."""
        columns = ["id", *(name for name in columns_of(sort) if name != "id")]
        ordering = order_by(sort, is_backward=is_backward)
        parts = [part.order_by(*ordering).values_list(*columns)[:limit] for part in self.parts]
        if len(parts) == 1:
            return list(parts[0])
        return list(parts[0].union(*parts[1:], all=True).order_by(*ordering)[:limit])

    def behind(self, values: Values, sort: Sort, *, is_backward: bool = False) -> "Reach":
        """The orders of the reach that come after a place, or before it."""
        further = behind(values, sort, is_backward=is_backward)
        return Reach(tuple(part.filter(further) for part in self.parts), self.floor)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question about the history: by index alone (``base``) and what else must hold (``rest``)."""

    accounts: tuple[int, ...]
    base: Q
    rest: Query
    whole: Q

    def of(self, account: int, more: Q) -> "QuerySet[Order]":
        return Order.objects.filter(Q(account_id=account) & self.base & more)


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
        return Reach((Order.objects.none(),))
    if not asked.rest.terms and is_by_date:
        return Reach(tuple(asked.of(account, Q()) for account in asked.accounts))
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
    newest, oldest = _end(asked, "-purchased_at"), _end(asked, "purchased_at")
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


def _end(asked: _Asked, ordering: str) -> datetime | None:
    """When the newest or the oldest order was bought. One query."""
    ends = [asked.of(account, Q()).order_by(ordering).values_list("purchased_at")[:1] for account in asked.accounts]
    found = list(ends[0] if len(ends) == 1 else ends[0].union(*ends[1:], all=True).order_by(ordering)[:1])
    return found[0][0] if found else None


def _of_keys(asked: _Asked, keys: list[int], floor: datetime | None = None) -> Reach:
    return Reach((Order.objects.filter(_AnyOf(F("id"), keys), asked.whole),), floor)


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
    sign = "gte" if is_backward else "lte"
    start = Q(**{f"purchased_at__{sign}": at}) if at is not None else Q()
    edge = _edge([asked.of(account, start) for account in asked.accounts], is_backward=is_backward)
    if edge is None:
        return Reach(tuple(Order.objects.filter(Q(account_id=account) & asked.whole) for account in asked.accounts))
    bound = Q(**{f"purchased_at__{'lte' if is_backward else 'gte'}": edge})
    parts = tuple(Order.objects.filter(Q(account_id=account) & asked.whole & bound) for account in asked.accounts)
    return Reach(parts, edge)


def _edge(parts: Sequence["QuerySet[Order]"], *, is_backward: bool) -> datetime | None:
    """When the last order of the window was bought, ``None`` where there are no more than it holds. One query."""
    ordering = ("purchased_at", "id") if is_backward else ("-purchased_at", "-id")
    ordered = [part.order_by(*ordering).values_list("purchased_at", "id")[: WINDOW + 1] for part in parts]
    rows = ordered[0] if len(ordered) == 1 else ordered[0].union(*ordered[1:], all=True).order_by(*ordering)
    edge = list(rows[WINDOW : WINDOW + 1])
    return edge[0][0] if edge else None
