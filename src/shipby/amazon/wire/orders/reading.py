"""A page or one order, read; what cannot be read is set aside with its place."""

import re
from datetime import datetime

import msgspec
from msgspec import Struct

from shipby.amazon.wire.orders.facts import facts_of, utc
from shipby.amazon.wire.orders.forms import OrderForm, PackageForm, PageForm, SingleForm
from shipby.amazon.wire.orders.people import personal_of
from shipby.buyers.rules.received import Received
from shipby.words.ids import is_order_id
from shipby.words.text import N_

SOURCE = "orders_2026-01-01"
"""Name of this source in versions, raw words and the journal."""

INCLUDED_DATA = ("BUYER", "RECIPIENT", "PROCEEDS", "CANCELLATION", "FULFILLMENT", "PACKAGES", "TAX", "PAYMENT")
"""The data sets that are asked for: without FULFILLMENT an order has neither status nor windows (sp-api 2.2)."""


class ReadPackage(Struct, frozen=True, gc=False):
    """A package that Amazon shows of an order, wherever it was confirmed. ``units`` = order item id -> quantity."""

    reference: str
    carrier: str
    service: str
    tracking_number: str
    shipped_at: datetime | None
    units: dict[str, int]


class BadOrder(Struct, frozen=True, gc=False):
    """An order that cannot be read: its number as far as it is known, Amazon's place of the fault, and the words as they came."""

    order_id: str
    where: str
    raw: bytes

    code = "order_unreadable"
    reason = N_("Amazon sent this order in a form that Shipby can't read: %(where)s")

    def __repr__(self) -> str:
        """The id only."""
        return f"<BadOrder {self.order_id}>"


class ReadOrder(Struct, frozen=True, gc=False):
    """One order as it came: ``received`` is None where it could not be read, then ``bad`` says why."""

    received: Received | None
    packages: tuple[ReadPackage, ...] = ()
    bad: BadOrder | None = None

    def __repr__(self) -> str:
        """Nothing of what it holds."""
        return "<ReadOrder>"


class OrdersPage(Struct, frozen=True, gc=False):
    """One page of a search. ``next_token`` empty = the last one; ``until`` = the bound that Amazon echoes."""

    orders: tuple[ReadOrder, ...]
    next_token: str
    until: datetime | None


_decode_page = msgspec.json.Decoder(PageForm).decode
_decode_single = msgspec.json.Decoder(SingleForm).decode
_decode_order = msgspec.json.Decoder(OrderForm, strict=False).decode


def read_page(body: bytes) -> OrdersPage:
    """A page of orders.

    Raises:
        msgspec.MsgspecError: it is no page: not JSON, or the list of orders is missing.
    """
    page = _decode_page(body)
    token = page.pagination.next_token if page.pagination else ""
    return OrdersPage(tuple(_read(bytes(raw)) for raw in page.orders), token, page.last_updated_before or page.created_before)


def read_order(body: bytes) -> ReadOrder:
    """One order.

    Raises:
        msgspec.MsgspecError: it is no answer with an order.
    """
    return _read(bytes(_decode_single(body).order))


def _read(raw: bytes) -> ReadOrder:
    try:
        order = _decode_order(raw)
        if not is_order_id(order.order_id):
            raise msgspec.ValidationError("`orderId` has not the form of an order number - at `$.orderId`")
        return ReadOrder(
            Received(order=facts_of(order), personal=personal_of(order), raw=raw), tuple(_package(one) for one in order.packages)
        )
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        return ReadOrder(None, bad=BadOrder(_name_of(raw), _where(error), raw))


_ORDER_ID = re.compile(rb'"orderId"\s*:\s*\[?\s*"(\d{3}-\d{7}-\d{7})"')


def _name_of(raw: bytes) -> str:
    """The number of an order that can't be read, looked for in its words; empty = it is not told."""
    found = _ORDER_ID.search(raw)
    return found[1].decode() if found else ""


def _where(error: Exception) -> str:
    """What is wrong and where; msgspec names types and places, never values."""
    return str(error)[:200] if isinstance(error, msgspec.MsgspecError) else "text"


def _package(package: PackageForm) -> ReadPackage:
    units: dict[str, int] = {}
    for item in package.package_items:
        units[item.order_item_id] = units.get(item.order_item_id, 0) + item.quantity
    return ReadPackage(
        package.package_reference_id[:80],
        package.carrier[:60],
        package.shipping_service[:120],
        package.tracking_number[:80],
        utc(package.ship_time),
        units,
    )
