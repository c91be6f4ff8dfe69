"""A query of the filter language as a condition on the table of orders."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import and_, or_
from zoneinfo import ZoneInfo

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models import Value as Constant
from django.db.models.functions import Coalesce, NullIf

from shipby.orders.models import Note, Order, OrderLine
from shipby.orders.rules.day_words import days_of
from shipby.orders.rules.fields import FULFILMENT, MARKS, SERVICES, STATUS_WORDS
from shipby.orders.rules.filter_values import Amounts, Days, Hidden, Numbers, Text, Value
from shipby.orders.rules.query import Query, Term
from shipby.orders.rules.search_words import anything_search, joined, packed, text_search
from shipby.orders.rules.status import CLOSED
from shipby.words.days import local_day, start_of
from shipby.words.marketplaces import BY_COUNTRY, BY_SALES_CHANNEL

_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(9000, 1, 1)
"""Days beyond these bound nothing: no order is there, and instants near the ends of the calendar can't be reckoned with."""

WAITING = ("prepared", "downloaded", "sent", "probably_accepted", "accepted")
"""Confirmations that a seller has entered and Amazon has not refused."""


MARKETPLACE = Coalesce(NullIf(F("marketplace_id"), Constant("")), F("store__marketplace_id"), Constant(""))
"""The marketplace that the report named, else that of the store the order was given to."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a query needs of the world: ``now`` (UTC), the warehouse's zone, and the causes that block."""

    now: datetime
    zone: ZoneInfo
    blocking: tuple[str, ...] = ()

    @property
    def today(self) -> date:
        """The day at the warehouse."""
        return local_day(self.now, self.zone)


def matching(accounts: Sequence[int], query: Query, moment: Moment, *, is_whole: bool = False) -> "QuerySet[Order]":
    """Orders of ``accounts`` that match; only open ones where the query is about them, unless ``is_whole``."""
    found = Order.objects.filter(account_id__in=accounts)
    if query.is_about_open and not is_whole:
        found = found.filter(is_open=True)
    return found.filter(condition_of(query, moment))


def condition_of(query: Query, moment: Moment) -> Q:
    """All terms of the query as one condition; empty where it has none."""
    return reduce(and_, (_of_term(term, moment) for term in query.terms), Q())


def days_between(column: str, low: date | None, high: date | None, zone: ZoneInfo) -> Q:
    """The column lies on a day of the zone from ``low`` to ``high``; null lies on none."""
    condition = Q(**{f"{column}__isnull": False})
    if low is not None and low > _FIRST_DAY:
        condition &= Q(**{f"{column}__gte": start_of(low, zone)})
    if high is not None and high < _LAST_DAY:
        condition &= Q(**{f"{column}__lt": start_of(high + timedelta(days=1), zone)})
    return condition


def _of_term(term: Term, moment: Moment) -> Q:
    condition = reduce(or_, (_CONDITIONS[term.field](value, moment) for value in term.values))
    return ~condition if term.is_not else condition


def _found_by(words: str) -> Q:
    """Rows whose search column matches a raw ``tsquery``.

    Compared row by row: what is asked of the index of searches is decided by ``orders.reads.history``, since the planner knows
    nothing of how many months a page wants to see.
    """
    return Q(
        _IsFound(Coalesce(F("search"), Constant("", SearchVectorField())), SearchQuery(words, config="simple", search_type="raw"))
    )


class _IsFound(Func):
    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()


def _word(value: Value, _: Moment) -> Q:
    """A free word: order id, SKU, ASIN, title word, city by its beginning; tracking number."""
    assert isinstance(value, Text)
    words = anything_search(value.text)
    return _found_by(words) if words else Q(pk__in=[])


def _text_of(column: str) -> Callable[[Value, Moment], Q]:
    """A column whole or by its beginning, whatever the case."""

    def condition(value: Value, _: Moment) -> Q:
        assert isinstance(value, Text)
        return Q(**{f"{column}__{'istartswith' if value.is_prefix else 'iexact'}": value.text})

    return condition


def _line_of(column: str) -> Callable[[Value, Moment], Q]:
    def condition(value: Value, _: Moment) -> Q:
        assert isinstance(value, Text)
        sign = "istartswith" if value.is_prefix else "iexact"
        has_line = Q(Exists(OrderLine.objects.filter(order=OuterRef("pk"), **{f"{column}__{sign}": value.text})))
        # The order's own words tell first, so that few lines are looked up.
        words = text_search(joined(value.text), is_whole=not value.is_prefix)
        return _found_by(words) & has_line if words else has_line

    return condition


def _title(value: Value, _: Moment) -> Q:
    assert isinstance(value, Text)
    words = text_search(value.text, weight="A")
    return _found_by(words) if words else Q(pk__in=[])


def _status(value: Value, _: Moment) -> Q:
    assert isinstance(value, Text)
    groups: dict[str, Q] = {
        "open": Q(is_open=True),
        "closed": Q(is_open=False, fulfilled_by="MERCHANT"),
        "confirmed": Q(confirmation__in=WAITING),
        "all": Q(),
    }
    if value.text in groups:
        return groups[value.text]
    status = STATUS_WORDS[value.text]
    # Such orders are never open; said so, the index of closed orders serves the question.
    return Q(status=status, is_open=False) if status in CLOSED else Q(status=status)


def _deadline(column: str) -> Callable[[Value, Moment], Q]:
    """Days of a deadline; "today" and "this week" are what is still to come of them."""

    def condition(value: Value, moment: Moment) -> Q:
        if isinstance(value, Days):
            return days_between(column, value.low, value.high, moment.zone)
        assert isinstance(value, Text)
        if value.text == "none":
            return Q(**{f"{column}__isnull": True})
        if value.text == "overdue":
            return Q(**{f"{column}__lte": moment.now})
        found = days_between(column, *days_of(value.text, moment.today), moment.zone)
        return found & Q(**{f"{column}__gt": moment.now}) if value.text in {"today", "this-week"} else found

    return condition


def _purchased(value: Value, moment: Moment) -> Q:
    low, high = purchased_days(value, moment.today)
    return days_between("purchased_at", low, high, moment.zone)


def purchased_days(value: Value, today: date) -> tuple[date | None, date | None]:
    """The days that a value of ``purchased:`` means."""
    if isinstance(value, Days):
        return value.low, value.high
    assert isinstance(value, Text)
    return days_of(value.text, today)


def _store(value: Value, _: Moment) -> Q:
    assert isinstance(value, Text)
    if value.is_prefix:
        return Q(store__name__istartswith=value.text)
    country = {"UK": "GB"}.get(value.text.upper(), value.text.upper())
    marketplaces = [value.text, *([BY_COUNTRY[country].id] if country in BY_COUNTRY else [])]
    return Q(store__name__iexact=value.text) | Q(marketplace_id__in=marketplaces) | Q(sales_channel__iexact=value.text)


def _channel(value: Value, _: Moment) -> Q:
    assert isinstance(value, Text)
    place = BY_SALES_CHANNEL.get(value.text.casefold())
    if place is None:
        return Q(**{"sales_channel__istartswith" if value.is_prefix else "sales_channel__iexact": value.text})
    return Q(sales_channel__iexact=value.text) | Q(sales_channel="", marketplace_id=place.id)


def _quantity(value: Value, _: Moment) -> Q:
    assert isinstance(value, Numbers)
    return _between("unit_count", value.low, value.high)


def _value(value: Value, _: Moment) -> Q:
    assert isinstance(value, Amounts)
    condition = Q(grand_total__isnull=False) & _between("grand_total", value.low, value.high)
    return condition & Q(currency=value.currency) if value.currency else condition


def _between(column: str, low: object, high: object) -> Q:
    condition = Q() if low is None else Q(**{f"{column}__gte": low})
    return condition if high is None else condition & Q(**{f"{column}__lte": high})


def _service(value: Value, _: Moment) -> Q:
    assert isinstance(value, Text)
    if value.text == "prime":
        return Q(programs__contains={"PRIME": True})
    return Q(service_level=SERVICES[value.text])


def _is(value: Value, moment: Moment) -> Q:
    assert isinstance(value, Text)
    if value.text in MARKS:
        lines = OrderLine.objects.filter(order=OuterRef("pk"), programs__contains={MARKS[value.text]: True})
        return Q(programs__contains={MARKS[value.text]: True}) | Q(Exists(lines))
    is_blocked = Q(causes__overlap=list(moment.blocking))
    return {
        "held": Q(is_held=True),
        "cancel-requested": Q(cancel_requested=True),
        "incomplete": Q(is_incomplete=True),
        "vanished": Q(vanished_at__isnull=False),
        "blocked": is_blocked,
        "ready": ~is_blocked & ~Q(confirmation__in=WAITING),
        "confirmed": Q(confirmation__in=WAITING),
        "overdue": Q(ship_by_latest__lte=moment.now, is_open=True),
        "fba": Q(fulfilled_by="AMAZON"),
        "tagged": ~Q(tags=[]),
        "multi-line": Q(line_count__gt=1),
    }[value.text]


def _has(value: Value, _: Moment) -> Q:
    assert isinstance(value, Text)
    return {
        "note": Q(Exists(Note.objects.filter(order=OuterRef("pk"), removed_at__isnull=True))),
        "tag": ~Q(tags=[]),
        "tracking": ~Q(tracking_numbers=[]),
        "ship-by": Q(ship_by_latest__isnull=False),
        "deliver-by": Q(deliver_by_latest__isnull=False),
        "value": Q(grand_total__isnull=False),
    }[value.text]


def _note(value: Value, _: Moment) -> Q:
    assert isinstance(value, Text)
    return Q(Exists(Note.objects.filter(order=OuterRef("pk"), removed_at__isnull=True, text__icontains=value.text)))


def _country(value: Value, _: Moment) -> Q:
    assert isinstance(value, Text)
    return Q(country=value.text)


def _fulfilment(value: Value, _: Moment) -> Q:
    assert isinstance(value, Text)
    return Q(fulfilled_by=FULFILMENT[value.text])


def _tag(value: Value, _: Moment) -> Q:
    assert isinstance(value, Text)
    return Q(tags__contains=[value.text.lower()])


def _cause(value: Value, _: Moment) -> Q:
    assert isinstance(value, Text)
    return Q(causes__contains=[value.text.replace("-", "_")])


def _account(value: Value, _: Moment) -> Q:
    assert isinstance(value, Text)
    return Q(**{"account__name__istartswith" if value.is_prefix else "account__name__iexact": value.text})


def _order(value: Value, _: Moment) -> Q:
    assert isinstance(value, Text)
    if not value.is_prefix:
        return Q(order_id=value.text)
    return Q(order_id__startswith=value.text)


def _tracking(value: Value, _: Moment) -> Q:
    assert isinstance(value, Text)
    return Q(tracking_numbers__contains=[packed(value.text)])


def _buyer(value: Value, _: Moment) -> Q:
    assert isinstance(value, Hidden)
    # Most orders have no terms any more; said so, the index over those that do serves the question.
    return Q(buyer_terms__contains=[value.digest]) & ~Q(buyer_terms=[])


_CONDITIONS: Mapping[str, Callable[[Value, Moment], Q]] = {
    "": _word,
    "order": _order,
    "status": _status,
    "due": _deadline("ship_by_latest"),
    "deliver": _deadline("deliver_by_latest"),
    "purchased": _purchased,
    "sku": _line_of("sku"),
    "asin": _line_of("asin"),
    "title": _title,
    "qty": _quantity,
    "value": _value,
    "service": _service,
    "is": _is,
    "has": _has,
    "country": _country,
    "region": _text_of("region"),
    "city": _text_of("city"),
    "store": _store,
    "channel": _channel,
    "fulfilment": _fulfilment,
    "account": _account,
    "tracking": _tracking,
    "po": _text_of("purchase_order_number"),
    "buyer": _buyer,
    "tag": _tag,
    "note": _note,
    "cause": _cause,
}
