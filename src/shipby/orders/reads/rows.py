"""A row of a list of orders. Nothing personal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from shipby.orders.models import Order, OrderLine
from shipby.orders.reads.filtering import MARKETPLACE
from shipby.orders.reads.paging import Values, columns_of
from shipby.orders.rules.sorting import Sort


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


def rows_of(accounts: Sequence[int], order_ids: Sequence[str]) -> list[QueueRow]:
    """Rows of these orders, in the order given; unknown ones are left out. Two queries."""
    orders = list(Order.objects.filter(account_id__in=accounts, order_id__in=order_ids).values_list(*COLUMNS))
    rows = {row.order_id: row for row in with_first_lines(orders)}
    return [rows[order_id] for order_id in dict.fromkeys(order_ids) if order_id in rows]


def rows_by_key(order_keys: Sequence[int]) -> tuple[QueueRow, ...]:
    """Rows of these orders, in the order given. Two queries."""
    orders = {order[0]: order for order in Order.objects.filter(id__in=order_keys).values_list(*COLUMNS)}
    return with_first_lines([orders[key] for key in order_keys if key in orders])


def values_of(order: tuple, sort: Sort) -> Values:  # type: ignore[type-arg]
    """What an order is sorted by, of its columns (:data:`COLUMNS`)."""
    columns = dict(zip(COLUMNS, order, strict=True))
    return tuple(columns[name] for name in columns_of(sort))


def with_first_lines(orders: Sequence[tuple]) -> tuple[QueueRow, ...]:  # type: ignore[type-arg]
    """The rows of orders' columns (:data:`COLUMNS`). One query."""
    lines = first_lines([order[0] for order in orders])
    return tuple(row_of(order, lines.get(order[0], ("", "", 0))) for order in orders)


def first_lines(order_keys: Sequence[int]) -> dict[int, tuple[str, str, int]]:
    """Title, SKU and units of the first line of each order. One query."""
    lines = OrderLine.objects.filter(order_id__in=order_keys).order_by("order_id", "position").distinct("order_id")
    return {
        key: (title, sku, quantity)
        for key, title, sku, quantity in lines.values_list("order_id", "title", "sku", "quantity_ordered")
    }


def row_of(order: tuple, line: tuple[str, str, int]) -> QueueRow:  # type: ignore[type-arg]
    """The row of an order's columns (:data:`COLUMNS`) and its first line."""
    values = dict(zip(QueueRow.__slots__, (*order, *line), strict=True))
    for name in ("causes", "tags", "tracking_numbers"):
        values[name] = tuple(values[name])
    return QueueRow(**values)
