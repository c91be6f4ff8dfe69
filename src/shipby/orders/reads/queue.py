"""The queue: one page of orders, the deadline strip, counts of views, neighbours in a filter. Nothing personal."""

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import msgspec
from django.db.models import Avg, Case, Count, F, Q, QuerySet, Value, When
from django.db.models.expressions import OrderBy
from django.db.models.functions import TruncDate

from shipby.orders.models import Order, OrderLine
from shipby.orders.reads.filtering import MARKETPLACE, WAITING, Moment, condition_of, matching
from shipby.orders.rules.query import Query
from shipby.words.refusals import Refusal
from shipby.words.text import N_

COUNTED = 1000
"""Beyond the open orders a count stops here and says "1,000+"."""


class BadPage(Refusal):
    """The place to go on from was not made here, or belongs to another filter."""

    code = "bad_page"
    sentence = N_("This address points to a page of the list that does not exist.")
    remedy = N_("Go back to the first page.")


@dataclass(frozen=True, slots=True)
class QueueRow:
    """What a row of the queue shows. Instants are UTC, null = not known; the first line stands for all."""

    order_key: int
    order_id: str
    account_id: int
    store_id: int | None
    marketplace_id: str
    sales_channel: str
    status: str
    fulfilled_by: str
    programs: Mapping[str, bool]
    service_level: str
    ship_service: str
    purchased_at: datetime
    ship_by: datetime | None
    deliver_by: datetime | None
    city: str
    region: str
    country: str
    cancel_requested: bool | None
    cancel_reason: str
    is_open: bool
    is_held: bool
    is_incomplete: bool
    confirmation: str
    causes: tuple[str, ...]
    tags: tuple[str, ...]
    tracking_numbers: tuple[str, ...]
    currency: str
    grand_total: Decimal | None
    unit_count: int
    units_to_ship: int
    line_count: int
    row_version: int
    title: str
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page. ``after`` is the place to go on from, ``None`` on the last page; ``total`` stops at 1,000 unless exact."""

    rows: tuple[QueueRow, ...]
    after: str | None
    total: int
    total_is_exact: bool


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


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Previous and next order of the same filter, and the place in it, counted from 1.

    Beyond the open orders nobody counts further than 1,000: ``position`` and ``total`` are then ``None``.
    """

    previous: str | None
    next: str | None
    position: int | None
    total: int | None


class _Place(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """A place in a list: the order that stands there, and a mark of the filter whose list it is."""

    filter: str
    at: Annotated[datetime, msgspec.Meta(tz=True)] | None
    order_id: Annotated[str, msgspec.Meta(max_length=20)]
    key: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]


COLUMNS = (
    "id",
    "order_id",
    "account_id",
    "store_id",
    MARKETPLACE,
    "sales_channel",
    "status",
    "fulfilled_by",
    "programs",
    "service_level",
    "ship_service",
    "purchased_at",
    "ship_by_latest",
    "deliver_by_latest",
    "city",
    "region",
    "country",
    "cancel_requested",
    "cancel_reason",
    "is_open",
    "is_held",
    "is_incomplete",
    "confirmation",
    "causes",
    "tags",
    "tracking_numbers",
    "currency",
    "grand_total",
    "unit_count",
    "units_to_ship",
    "line_count",
    "row_version",
)


def queue_page(accounts: Sequence[int], query: Query, moment: Moment, *, after: str | None = None, limit: int = 50) -> QueuePage:
    """One page: open orders by ship-by (none last), others newest first. Three queries, whatever the length.

    Raises:
        BadPage: ``after`` is not a place of this list.
    """
    found = matching(accounts, query, moment)
    total = _count(found, is_exact=query.is_about_open)
    page = found if after is None else found.filter(_behind(_read_place(after, query), query))
    orders = list(page.order_by(*_sorting(query)).values_list(*COLUMNS)[: limit + 1])
    lines = _first_lines([order[0] for order in orders[:limit]])
    rows = tuple(row_of(order, lines.get(order[0], ("", "", 0))) for order in orders[:limit])
    more = _place_of(rows[-1], query) if len(orders) > limit else None
    return QueuePage(
        rows, more, min(total, COUNTED) if not query.is_about_open else total, query.is_about_open or total <= COUNTED
    )


def rows_of(accounts: Sequence[int], order_ids: Sequence[str]) -> list[QueueRow]:
    """Rows of these orders, in the order given; unknown ones are left out. Two queries."""
    orders = list(Order.objects.filter(account_id__in=accounts, order_id__in=order_ids).values_list(*COLUMNS))
    lines = _first_lines([order[0] for order in orders])
    rows = {order[1]: row_of(order, lines.get(order[0], ("", "", 0))) for order in orders}
    return [rows[order_id] for order_id in dict.fromkeys(order_ids) if order_id in rows]


def matching_order_ids(accounts: Sequence[int], query: Query, moment: Moment, *, most: int) -> list[str]:
    """Order ids of all that match, in the order of the list, at most ``most``. One query."""
    return list(matching(accounts, query, moment).order_by(*_sorting(query)).values_list("order_id", flat=True)[:most])


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
    """How many orders each view holds; views beyond the open orders stop at 1,001. Two queries at most."""
    open_views = {name: query for name, query in views.items() if query.is_about_open}
    counted = Order.objects.filter(account_id__in=accounts, is_open=True).aggregate(
        **{
            f"view_{number}": Count("id", filter=condition_of(query, moment) if query.terms else None)
            for number, query in enumerate(open_views.values())
        }
    )
    counts = {name: counted[f"view_{number}"] for number, name in enumerate(open_views)}
    others = [(name, query) for name, query in views.items() if name not in open_views]
    if others:
        parts = [
            matching(accounts, query, moment).order_by().annotate(view=Value(number)).values("view", "id")[: COUNTED + 1]
            for number, (_, query) in enumerate(others)
        ]
        rows = parts[0].union(*parts[1:], all=True)
        for row in rows:
            name = others[row["view"]][0]
            counts[name] = counts.get(name, 0) + 1
    return {name: counts.get(name, 0) for name in views}


def neighbours(accounts: Sequence[int], query: Query, order_id: str, moment: Moment) -> Neighbours | None:
    """Where an order stands among those that match; ``None`` where it does not match. Five queries."""
    found = matching(accounts, query, moment)
    here = found.filter(order_id=order_id).values_list("id", "ship_by_latest", "purchased_at").order_by("id").first()
    if here is None:
        return None
    place = _Place("", here[1] if query.is_about_open else here[2], order_id, here[0])
    behind, before = found.filter(_behind(place, query)), found.filter(_before(place, query))
    sorting = _sorting(query)
    counts = [_count(part, is_exact=query.is_about_open) for part in (before, behind)]
    is_counted = query.is_about_open or sum(counts) < COUNTED
    return Neighbours(
        previous=before.order_by(*sorting).reverse().values_list("order_id", flat=True).first(),
        next=behind.order_by(*sorting).values_list("order_id", flat=True).first(),
        position=counts[0] + 1 if is_counted else None,
        total=sum(counts) + 1 if is_counted else None,
    )


def _count(found: "QuerySet[Order]", *, is_exact: bool) -> int:
    return found.count() if is_exact else found.order_by()[: COUNTED + 1].count()


def _sorting(query: Query) -> tuple[OrderBy, ...]:
    """Open orders by deadline, none last, then order id; the others newest first. The key makes it stable."""
    if query.is_about_open:
        return (F("ship_by_latest").asc(nulls_last=True), F("order_id").asc(), F("id").asc())
    return (F("purchased_at").desc(), F("id").desc())


def _behind(place: _Place, query: Query) -> Q:
    """Orders that come after ``place`` in the sorting of ``query``."""
    if not query.is_about_open:
        return Q(purchased_at__lte=place.at) & (Q(purchased_at__lt=place.at) | Q(id__lt=place.key))
    follows = Q(order_id__gt=place.order_id) | Q(order_id=place.order_id, id__gt=place.key)
    if place.at is None:
        return Q(ship_by_latest__isnull=True) & follows
    return Q(ship_by_latest__gt=place.at) | Q(ship_by_latest__isnull=True) | (Q(ship_by_latest=place.at) & follows)


def _before(place: _Place, query: Query) -> Q:
    """Orders that come before ``place`` in the sorting of ``query``."""
    if not query.is_about_open:
        return Q(purchased_at__gte=place.at) & (Q(purchased_at__gt=place.at) | Q(id__gt=place.key))
    leads = Q(order_id__lt=place.order_id) | Q(order_id=place.order_id, id__lt=place.key)
    if place.at is None:
        return Q(ship_by_latest__isnull=False) | leads
    return Q(ship_by_latest__lt=place.at) | (Q(ship_by_latest=place.at) & leads)


def _place_of(row: QueueRow, query: Query) -> str:
    at = row.ship_by if query.is_about_open else row.purchased_at
    place = _Place(_mark_of(query), at, row.order_id, row.order_key)
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).rstrip(b"=").decode()


def _read_place(after: str, query: Query) -> _Place:
    try:
        place = msgspec.json.decode(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)), type=_Place)
    except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
        raise BadPage from error
    is_of_this_list = place.filter == _mark_of(query) and place.order_id.isprintable()
    if not is_of_this_list or (place.at is None and not query.is_about_open):
        raise BadPage
    return place


def _mark_of(query: Query) -> str:
    """A mark of the filter: a place of another list would leave orders out unnoticed."""
    return hashlib.sha256(query.text.encode()).hexdigest()[:8]


def _first_lines(order_keys: Sequence[int]) -> dict[int, tuple[str, str, int]]:
    lines = OrderLine.objects.filter(order_id__in=order_keys).order_by("order_id", "position").distinct("order_id")
    return {
        key: (title, sku, quantity)
        for key, title, sku, quantity in lines.values_list("order_id", "title", "sku", "quantity_ordered")
    }


def row_of(order: tuple, line: tuple[str, str, int]) -> QueueRow:  # type: ignore[type-arg]
    values = dict(zip(QueueRow.__slots__, (*order, *line), strict=True))
    for name in ("causes", "tags", "tracking_numbers"):
        values[name] = tuple(values[name])
    return QueueRow(**values)
