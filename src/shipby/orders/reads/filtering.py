"""A query of the filter language as a condition on the table of orders."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import and_, or_
from zoneinfo import ZoneInfo

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models import Value as Constant
from django.db.models.functions import Coalesce, NullIf

from shipby.orders.models import Order, OrderLine
from shipby.orders.rules.query import MARKS, SERVICES, STATUS_WORDS, Days, Numbers, Query, Term, Text, Value
from shipby.orders.rules.search_words import text_search
from shipby.orders.rules.status import CLOSED
from shipby.words.days import local_day, start_of
from shipby.words.marketplaces import BY_COUNTRY

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


def matching(accounts: Sequence[int], query: Query, moment: Moment, *, is_whole: bool = False) -> "QuerySet[Order]":
    """Orders of ``accounts`` that match; only open ones where the query is about them, unless ``is_whole``."""
    found = Order.objects.filter(account_id__in=accounts)
    if query.is_about_open and not is_whole:
        found = found.filter(is_open=True)
    return found.filter(condition_of(query, moment))


def condition_of(query: Query, moment: Moment) -> Q:
    """All terms of the query as one condition; empty where it has none."""
    return reduce(and_, (_of_term(term, moment) for term in query.terms), Q())


def _of_term(term: Term, moment: Moment) -> Q:
    condition = reduce(or_, (_CONDITIONS[term.field](value, moment) for value in term.values))
    return ~condition if term.is_not else condition


def _word(value: Value, _: Moment) -> Q:
    """A free word: order id, SKU, ASIN, title word by prefix; tracking number whole; city by its beginning."""
    assert isinstance(value, Text)
    text = value.text.strip()
    condition = Q(order_id__startswith=text) | Q(tracking_numbers__contains=[_packed(text)]) | Q(city__istartswith=text)
    if words := text_search(text):
        condition |= Q(search=SearchQuery(words, config="simple", search_type="raw"))
    return condition


def _packed(text: str) -> str:
    """A tracking number as it is stored: without spaces and dashes, in capitals."""
    return "".join(character for character in text.upper() if character.isalnum())


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


def _due(value: Value, moment: Moment) -> Q:
    if isinstance(value, Days):
        condition = Q(ship_by_latest__isnull=False)
        if value.low is not None and value.low > _FIRST_DAY:
            condition &= Q(ship_by_latest__gte=start_of(value.low, moment.zone))
        if value.high is not None and value.high < _LAST_DAY:
            condition &= Q(ship_by_latest__lt=start_of(value.high + timedelta(days=1), moment.zone))
        return condition
    assert isinstance(value, Text)
    today = local_day(moment.now, moment.zone)
    days = [start_of(today + timedelta(days=count), moment.zone) for count in range(3)]
    week_end = start_of(today + timedelta(days=8 - today.isoweekday()), moment.zone)
    return {
        "overdue": Q(ship_by_latest__lte=moment.now),
        "today": Q(ship_by_latest__gt=moment.now, ship_by_latest__lt=days[1]),
        "tomorrow": Q(ship_by_latest__gte=days[1], ship_by_latest__lt=days[2]),
        "this-week": Q(ship_by_latest__gt=moment.now, ship_by_latest__lt=week_end),
        "later": Q(ship_by_latest__gte=days[2]),
        "none": Q(ship_by_latest__isnull=True),
    }[value.text]


def _store(value: Value, _: Moment) -> Q:
    assert isinstance(value, Text)
    country = {"UK": "GB"}.get(value.text.upper(), value.text.upper())
    marketplaces = [value.text, *([BY_COUNTRY[country].id] if country in BY_COUNTRY else [])]
    return Q(store__name__iexact=value.text) | Q(marketplace_id__in=marketplaces) | Q(sales_channel__iexact=value.text)


def _sku(value: Value, _: Moment) -> Q:
    assert isinstance(value, Text)
    lines = OrderLine.objects.filter(order=OuterRef("pk"))
    wanted = {"sku__istartswith": value.text} if value.is_prefix else {"sku__iexact": value.text}
    return Q(Exists(lines.filter(**wanted)))


def _quantity(value: Value, _: Moment) -> Q:
    assert isinstance(value, Numbers)
    condition = Q()
    if value.low is not None:
        condition &= Q(unit_count__gte=value.low)
    if value.high is not None:
        condition &= Q(unit_count__lte=value.high)
    return condition


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
        "fba": Q(fulfilled_by="AMAZON"),
        "tagged": ~Q(tags=[]),
        "multi-line": Q(line_count__gt=1),
    }[value.text]


def _country(value: Value, _: Moment) -> Q:
    assert isinstance(value, Text)
    return Q(country=value.text)


def _tag(value: Value, _: Moment) -> Q:
    assert isinstance(value, Text)
    return Q(tags__contains=[value.text.lower()])


def _cause(value: Value, _: Moment) -> Q:
    assert isinstance(value, Text)
    return Q(causes__contains=[value.text.replace("-", "_")])


def _account(value: Value, _: Moment) -> Q:
    assert isinstance(value, Text)
    return Q(account__name__iexact=value.text)


def _order(value: Value, _: Moment) -> Q:
    assert isinstance(value, Text)
    return Q(order_id__startswith=value.text) if value.is_prefix else Q(order_id=value.text)


def _tracking(value: Value, _: Moment) -> Q:
    assert isinstance(value, Text)
    return Q(tracking_numbers__contains=[_packed(value.text)])


_CONDITIONS: dict[str, Callable[[Value, Moment], Q]] = {
    "": _word,
    "status": _status,
    "due": _due,
    "store": _store,
    "sku": _sku,
    "qty": _quantity,
    "service": _service,
    "is": _is,
    "country": _country,
    "tag": _tag,
    "cause": _cause,
    "account": _account,
    "order": _order,
    "tracking": _tracking,
}
