"""One order, whole, without anything personal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models.expressions import Combinable

from shipby.orders.models import Hold, Note, Order, OrderLine
from shipby.orders.reads.filtering import MARKETPLACE


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line. Amounts are line totals without tax, null = not known."""

    line_key: int
    position: int
    order_item_id: str
    sku: str
    asin: str
    title: str
    quantity_ordered: int
    quantity_shipped: int
    quantity_cancelled: int
    currency: str
    price: Decimal | None
    tax: Decimal | None
    shipping_price: Decimal | None
    shipping_tax: Decimal | None
    gift_wrap_price: Decimal | None
    discount: Decimal | None
    gift_wrap_level: str
    programs: Mapping[str, bool]

    @property
    def quantity_to_ship(self) -> int:
        """Units that Amazon still expects."""
        return max(0, self.quantity_ordered - self.quantity_shipped - self.quantity_cancelled)


@dataclass(frozen=True, slots=True)
class HoldRow:
    """The hold an order is under."""

    reason: str
    held_at: datetime
    held_by: str


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note of a person."""

    note_key: int
    text: str
    written_at: datetime
    written_by: str


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """One order. Instants are UTC, null = not known; empty text = not known."""

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
    paid_at: datetime | None
    ship_by_earliest: datetime | None
    ship_by_latest: datetime | None
    deliver_by_earliest: datetime | None
    deliver_by_latest: datetime | None
    currency: str
    grand_total: Decimal | None
    city: str
    region: str
    country: str
    address_type: str
    cancel_requested: bool | None
    cancel_reason: str
    replaced_order_id: str
    purchase_order_number: str
    version_at: datetime
    source: str
    first_seen_at: datetime
    changed_at: datetime
    row_version: int
    is_open: bool
    unit_count: int
    units_to_ship: int
    is_held: bool
    is_incomplete: bool
    vanished_at: datetime | None
    confirmation: str
    units_confirmed: int
    causes: Sequence[str]
    tags: Sequence[str]
    tracking_numbers: Sequence[str]
    lines: tuple[LineRow, ...]
    hold: HoldRow | None
    notes: tuple[NoteRow, ...]


_ELSEWHERE: dict[str, str | Combinable] = {"order_key": "id", "marketplace_id": MARKETPLACE}
_COLUMNS = [_ELSEWHERE.get(name, name) for name in OrderDetail.__slots__ if name not in {"lines", "hold", "notes"}]
_LINE_COLUMNS = [{"line_key": "id"}.get(name, name) for name in LineRow.__slots__]


def order_detail(accounts: Sequence[int], order_id: str) -> OrderDetail | None:
    """The order of these accounts, or ``None``. Four queries."""
    order = Order.objects.filter(account_id__in=accounts, order_id=order_id).values_list(*_COLUMNS).first()
    if order is None:
        return None
    key = order[0]
    hold = Hold.objects.filter(order_id=key, released_at__isnull=True).values_list("reason", "held_at", "held_by").first()
    notes = Note.objects.filter(order_id=key, removed_at__isnull=True).order_by("-id")
    values: list[Any] = [*order, tuple(lines_of([key]).get(key, ())), HoldRow(*hold) if hold else None]
    values.append(tuple(NoteRow(*note) for note in notes.values_list("id", "text", "written_at", "written_by")))
    return OrderDetail(*values)


def row_version_of(order_key: int) -> int | None:
    """The row version as it is now; ``None`` = there is no such order. One query."""
    return Order.objects.filter(id=order_key).values_list("row_version", flat=True).first()


def lines_of(order_keys: Sequence[int]) -> dict[int, list[LineRow]]:
    """Lines by order, in Amazon's order. One query."""
    found: dict[int, list[LineRow]] = {}
    rows = OrderLine.objects.filter(order_id__in=order_keys).order_by("order_id", "position")
    for key, *line in rows.values_list("order_id", *_LINE_COLUMNS):
        found.setdefault(key, []).append(LineRow(*line))
    return found


def hold_reasons(order_keys: Sequence[int]) -> dict[int, str]:
    """Why those of the orders that are on hold are; empty where nobody said. One query."""
    return dict(Hold.objects.filter(order_id__in=order_keys, released_at__isnull=True).values_list("order_id", "reason"))


def order_keys(accounts: Sequence[int], order_ids: Sequence[str]) -> dict[str, int]:
    """Our keys of these orders; unknown ones are left out. One query."""
    return dict(Order.objects.filter(account_id__in=accounts, order_id__in=order_ids).values_list("order_id", "id"))
