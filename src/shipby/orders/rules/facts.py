"""What one source says of an order, in our words. Produced once at the border, merged by ``orders.rules.merge``.

msgspec structs, not dataclasses: a report brings a hundred thousand of them. Everywhere ``None`` = the source does not say;
empty text and zero are values.
"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

import msgspec

from shipby.words.ids import OrderId


class Status(StrEnum):
    """Amazon's fulfilment statuses (sp-api 2.4). The set is open: an unknown word is kept as text, never mapped to these."""

    PENDING_AVAILABILITY = "PENDING_AVAILABILITY"
    PENDING = "PENDING"
    UNSHIPPED = "UNSHIPPED"
    PARTIALLY_SHIPPED = "PARTIALLY_SHIPPED"
    SHIPPED = "SHIPPED"
    CANCELLED = "CANCELLED"
    UNFULFILLABLE = "UNFULFILLABLE"
    INVOICE_UNCONFIRMED = "INVOICE_UNCONFIRMED"


class FulfilledBy(StrEnum):
    """Who ships it."""

    MERCHANT = "MERCHANT"
    AMAZON = "AMAZON"


class Program(StrEnum):
    """Names in ``programs`` of an order or a line: Amazon's own words (sp-api 2.3), then markers that only reports carry."""

    PRIME = "PRIME"
    AMAZON_BUSINESS = "AMAZON_BUSINESS"
    PREMIUM = "PREMIUM"
    FBM_SHIP_PLUS = "FBM_SHIP_PLUS"
    AMAZON_EASY_SHIP = "AMAZON_EASY_SHIP"
    IN_STORE_PICK_UP = "IN_STORE_PICK_UP"
    INVOICE_BY_AMAZON = "INVOICE_BY_AMAZON"
    PREORDER = "PREORDER"
    TRANSPARENCY = "TRANSPARENCY"
    GIFT = "GIFT"
    CUSTOMIZATION = "CUSTOMIZATION"
    REPLACEMENT = "REPLACEMENT"
    EXCHANGE = "EXCHANGE"
    CASH_ON_DELIVERY = "CASH_ON_DELIVERY"
    PICKUP_POINT = "PICKUP_POINT"
    GLOBAL_EXPRESS = "GLOBAL_EXPRESS"
    SIGNATURE_RECOMMENDED = "SIGNATURE_RECOMMENDED"
    VERGE_OF_CANCELLATION = "VERGE_OF_CANCELLATION"
    VERGE_OF_LATE_SHIPMENT = "VERGE_OF_LATE_SHIPMENT"


class LineFacts(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One line as a source tells it. Amounts are line totals without tax."""

    quantity_ordered: int
    order_item_id: str | None = None
    sku: str | None = None
    asin: str | None = None
    title: str | None = None
    quantity_shipped: int | None = None
    quantity_cancelled: int | None = None
    currency: str | None = None
    price: Decimal | None = None
    tax: Decimal | None = None
    shipping_price: Decimal | None = None
    shipping_tax: Decimal | None = None
    gift_wrap_price: Decimal | None = None
    discount: Decimal | None = None
    gift_wrap_level: str | None = None
    programs: dict[str, bool] = {}


class OrderFacts(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One order as a source tells it; nothing personal.

    ``declared_at`` is the source's own version (settled design 8), ``None`` where it has none. ``purchased_at`` is ``None`` where
    the source does not say: a new order then counts from when it was first seen. ``status`` is ``None`` where the
    source lists orders without saying how far they are (the order report): a known order keeps its status, a new one counts as
    unshipped.
    """

    order_id: OrderId
    lines: tuple[LineFacts, ...]
    purchased_at: datetime | None
    status: str | None
    fulfilled_by: FulfilledBy
    declared_at: datetime | None = None
    sales_channel: str | None = None
    marketplace_id: str | None = None
    programs: dict[str, bool] = {}
    service_level: str | None = None
    ship_service: str | None = None
    paid_at: datetime | None = None
    ship_by_earliest: datetime | None = None
    ship_by_latest: datetime | None = None
    deliver_by_earliest: datetime | None = None
    deliver_by_latest: datetime | None = None
    currency: str | None = None
    grand_total: Decimal | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None
    address_type: str | None = None
    cancel_requested: bool | None = None
    cancel_reason: str | None = None
    replaced_order_id: str | None = None
    purchase_order_number: str | None = None
