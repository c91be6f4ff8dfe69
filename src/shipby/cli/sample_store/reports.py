"""Amazon's report files out of invented orders: one row per item, tabs, nothing quoted."""

import gzip
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from shipby.cli.sample_store.columns import (
    ALL_ORDERS_29,
    ALL_ORDERS_34,
    ALL_ORDERS_39,
    ORDERS,
    UNSHIPPED_2025,
    UNSHIPPED_JP,
    UNSHIPPED_WIDE,
)
from shipby.cli.sample_store.making import SampleLine, SampleOrder

_SERVICE_NAMES = {"Standard": "Std {land} D2D Dom", "SecondDay": "Second {land} D2D Dom", "NextDay": "Next {land} D2D Dom"}


_FLAGS = dict.fromkeys(
    (
        "is-business-order",
        "is-prime",
        "is-buyer-requested-cancellation",
        "verge-of-cancellation",
        "verge-of-lateShipment",
        "is-premium-order",
        "is-global-express",
        "is-replacement-order",
        "is-exchange-order",
        "is-transparency",
        "is-iba",
        "is-pickup-point-order",
        "signature-confirmation-recommended",
    ),
    "false",
)
"""What Amazon writes where nothing is special."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a report file is written. ``zone`` is the zone its dates are told in."""

    columns: Sequence[str]
    encoding: str = "utf-8"
    newline: str = "\r\n"
    zone: str = "UTC"
    is_gzip: bool = False


UNSHIPPED_US = Form(UNSHIPPED_WIDE, zone="America/Los_Angeles")
UNSHIPPED_CA = Form(UNSHIPPED_2025, is_gzip=True)
UNSHIPPED_DE = Form(UNSHIPPED_WIDE, encoding="cp1252")
UNSHIPPED_EU = Form(UNSHIPPED_2025, encoding="utf-16", newline="\n")
UNSHIPPED_JAPAN = Form(UNSHIPPED_JP, encoding="cp932", zone="Asia/Tokyo")
ORDER_REPORT = Form(ORDERS, encoding="utf-8-sig", zone="America/Los_Angeles")
ORDER_REPORT_EU = Form(ORDERS, newline="\n")
ALL_ORDERS_NA = Form(ALL_ORDERS_34, newline="\n")
ALL_ORDERS_EU = Form(ALL_ORDERS_39)
ALL_ORDERS_JAPAN = Form(ALL_ORDERS_29, encoding="cp932")


def report(orders: Iterable[SampleOrder], form: Form, *, made_at: datetime) -> bytes:
    """The whole file. ``made_at`` is when Amazon made it: its reporting-date.

    Raises:
        UnicodeEncodeError: the encoding can't hold a text; the orders do not belong into this file.
    """
    text = "".join(line + form.newline for line in report_lines(orders, form, made_at=made_at))
    content = text.encode(form.encoding)
    return gzip.compress(content, mtime=0) if form.is_gzip else content


def report_lines(orders: Iterable[SampleOrder], form: Form, *, made_at: datetime) -> Iterator[str]:
    """Header and rows without line ends."""
    yield "\t".join(form.columns)
    zone = ZoneInfo(form.zone)
    for order in orders:
        cells = _order_cells(order, zone, made_at)
        for line in order.lines:
            row = {**cells, **_line_cells(order, line), **order.cells, **line.cells}
            yield "\t".join([row.get(column, "") for column in form.columns])


def _order_cells(order: SampleOrder, zone: ZoneInfo, made_at: datetime) -> dict[str, str]:
    buyer = order.buyer
    paid = order.placed_at + timedelta(minutes=31)
    updated = max(paid, order.placed_at + timedelta(hours=20)) if order.status == "Shipped" else paid
    lines = (buyer.company, *buyer.lines) if buyer.company else buyer.lines
    street = {f"ship-address-{number}": line for number, line in enumerate(lines, start=1)}
    return {
        "order-id": order.order_id,
        "amazon-order-id": order.order_id,
        "purchase-date": _moment(order.placed_at, zone),
        "payments-date": _moment(paid, zone),
        "last-updated-date": _moment(min(updated, made_at), zone),
        "reporting-date": _moment(made_at, zone),
        "buyer-email": buyer.email,
        "buyer-name": buyer.name,
        "buyer-phone-number": buyer.phone,
        "ship-phone-number": buyer.phone,
        "number-of-items": str(len(order.lines)),
        "ship-service-level": order.service,
        "ship-service-name": _SERVICE_NAMES[order.service].format(land=order.market.country),
        "recipient-name": buyer.name,
        **street,
        "address-type": buyer.address_type,
        "ship-city": buyer.city,
        "ship-state": buyer.region,
        "ship-postal-code": buyer.postal_code,
        "ship-country": buyer.country,
        "sales-channel": order.market.sales_channel,
        "order-status": order.status,
        "fulfillment-channel": order.channel,
        "currency": order.market.currency,
        "already-paid": "0" if order.cells.get("payment-method") == "COD" else "",
        **_FLAGS,
        **_windows(order, zone, made_at),
    }


def _windows(order: SampleOrder, zone: ZoneInfo, made_at: datetime) -> Mapping[str, str]:
    if order.ship_by is None or order.deliver_by is None:
        return {}
    return {
        "promise-date": _moment(order.ship_by, zone),
        "days-past-promise": str((made_at - order.ship_by).days),
        "earliest-ship-date": _moment(order.placed_at, zone),
        "latest-ship-date": _moment(order.ship_by, zone),
        "earliest-delivery-date": _moment(order.deliver_by - timedelta(days=2), zone),
        "latest-delivery-date": _moment(order.deliver_by, zone),
    }


def _line_cells(order: SampleOrder, line: SampleLine) -> dict[str, str]:
    is_cancelled = order.status == "Cancelled"
    return {
        "order-item-id": line.order_item_id,
        "sku": line.good.sku,
        "asin": line.good.asin,
        "product-name": line.title,
        "quantity-purchased": str(line.quantity),
        "quantity-shipped": str(line.shipped),
        "quantity-to-ship": str(line.quantity - line.shipped),
        "quantity": str(line.quantity),
        "item-status": order.status if order.status != "Shipping" else "Unshipped",
        **({} if is_cancelled else _amounts(order, line)),
    }


def _amounts(order: SampleOrder, line: SampleLine) -> dict[str, str]:
    is_yen = order.market.currency == "JPY"
    tax = Decimal(0) if order.market.country not in {"US", "CA"} else (line.price * Decimal("0.07")).quantize(Decimal("0.01"))
    nothing = "0" if is_yen else "0.00"
    return {
        "item-price": str(line.price.to_integral_value()) if is_yen else f"{line.price:.2f}",
        "item-tax": nothing if is_yen else f"{tax:.2f}",
        "shipping-price": nothing,
        "shipping-tax": nothing,
    }


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds")
