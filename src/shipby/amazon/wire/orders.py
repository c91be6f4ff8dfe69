"""Orders 2026-01-01 -> our words (sp-api 2.3, 2.5). The one translation in: no name of Amazon's goes further than this file.

Each order of a page is read by itself, so that one which cannot be read stands alone. Unknown words are kept, unknown fields
ignored; a field that must be there and is not, or has another form than Amazon documents, makes the order a bad one.
"""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from shipby.buyers.rules.facts import BuyerFacts, MessageFacts, PersonalFacts, RecipientFacts
from shipby.buyers.rules.received import Received
from shipby.orders.rules.facts import FulfilledBy, LineFacts, OrderFacts, Program
from shipby.words.ids import OrderId, is_order_id
from shipby.words.text import N_

SOURCE = "orders_2026-01-01"
"""Name of this source in versions, raw words and the journal."""

INCLUDED_DATA = ("BUYER", "RECIPIENT", "PROCEEDS", "CANCELLATION", "FULFILLMENT", "PACKAGES", "TAX", "PAYMENT")
"""The data sets that are asked for: without FULFILLMENT an order has neither status nor windows (sp-api 2.2)."""

_MOST_LINES = 5000

Instant = Annotated[datetime, Meta(tz=True)]
"""A moment with its zone: one without could be any hour, and a deadline is never guessed."""


class _Form(Struct, rename="camel", gc=False):
    """An object of Amazon's answer."""


class _Money(_Form):
    amount: Decimal = Decimal(0)
    currency_code: str = ""


class _Channel(_Form):
    marketplace_id: str = ""
    marketplace_name: str = ""


class _Buyer(_Form):
    buyer_name: str = ""
    buyer_email: str = ""
    buyer_company_name: str = ""
    buyer_purchase_order_number: str = ""


class _Extended(_Form):
    complement: str = ""
    neighborhood: str = ""


class _Address(_Form):
    name: str = ""
    company_name: str = ""
    address_line1: str = ""
    address_line2: str = ""
    address_line3: str = ""
    city: str = ""
    district_or_county: str = ""
    state_or_region: str = ""
    municipality: str = ""
    postal_code: str = ""
    country_code: str = ""
    phone: str = ""
    address_type: str = ""
    extended_fields: _Extended | None = None


class _Preference(_Form):
    drop_off_location: str = ""
    address_instruction: str = ""


class _Recipient(_Form):
    delivery_address: _Address | None = None
    delivery_preference: _Preference | None = None


class _Window(_Form):
    earliest_date_time: Instant | None = None
    latest_date_time: Instant | None = None


class _Fulfillment(_Form):
    fulfillment_status: str
    fulfilled_by: str = "MERCHANT"
    fulfillment_service_level: str = ""
    ship_by_window: _Window = msgspec.field(default_factory=_Window)
    deliver_by_window: _Window = msgspec.field(default_factory=_Window)


class _Detail(_Form):
    subtype: str = ""
    value: _Money = msgspec.field(default_factory=_Money)


class _Breakdown(_Form):
    type: str = ""
    subtotal: _Money = msgspec.field(default_factory=_Money)
    detailed_breakdowns: list[_Detail] = []


class _Proceeds(_Form):
    breakdowns: list[_Breakdown] = []
    grand_total: _Money | None = None
    proceeds_total: _Money | None = None


class _Customization(_Form):
    customized_url: str = ""


class _Product(_Form):
    asin: str = ""
    title: str = ""
    seller_sku: str = ""
    customization: _Customization | None = None


class _CancelRequest(_Form):
    requester: str = ""
    cancel_reason: str = ""


class _Cancellation(_Form):
    cancellation_request: _CancelRequest | None = None


class _Gift(_Form):
    gift_message: str = ""
    gift_wrap_level: str = ""


class _Packing(_Form):
    gift_option: _Gift | None = None


class _Constraints(_Form):
    cash_on_delivery: str = ""
    signature_confirmation: str = ""


class _Shipping(_Form):
    shipping_constraints: _Constraints = msgspec.field(default_factory=_Constraints)


class _ItemFulfillment(_Form):
    quantity_fulfilled: int | None = None
    quantity_unfulfilled: int | None = None
    packing: _Packing = msgspec.field(default_factory=_Packing)
    shipping: _Shipping = msgspec.field(default_factory=_Shipping)


class _Item(_Form):
    order_item_id: str
    quantity_ordered: Annotated[int, Meta(ge=0)]
    product: _Product
    programs: list[str] = []
    proceeds: _Proceeds | None = None
    cancellation: _Cancellation | None = None
    fulfillment: _ItemFulfillment = msgspec.field(default_factory=_ItemFulfillment)


class _Registration(_Form):
    entity_type: str = ""
    tax_registration_type: str = ""
    tax_registration_number: str = ""


class _Tax(_Form):
    tax_registrations: list[_Registration] = []


class _Associated(_Form):
    order_id: str = ""
    association_type: str = ""


class _PackageItem(_Form):
    order_item_id: str
    quantity: int


class _Package(_Form):
    package_reference_id: str
    carrier: str = ""
    shipping_service: str = ""
    tracking_number: str = ""
    ship_time: Instant | None = None
    created_time: Instant | None = None
    package_items: list[_PackageItem] = []


class _Order(_Form):
    order_id: str
    created_time: Instant
    last_updated_time: Instant
    sales_channel: _Channel
    order_items: Annotated[list[_Item], Meta(max_length=_MOST_LINES)]
    fulfillment: _Fulfillment
    programs: list[str] = []
    associated_orders: list[_Associated] = []
    buyer: _Buyer | None = None
    recipient: _Recipient | None = None
    proceeds: _Proceeds | None = None
    tax: _Tax = msgspec.field(default_factory=_Tax)
    packages: list[_Package] = []


class _Pagination(_Form):
    next_token: str = ""


class _Page(_Form):
    orders: list[msgspec.Raw]
    pagination: _Pagination | None = None
    last_updated_before: Instant | None = None
    created_before: Instant | None = None


class _Single(_Form):
    order: msgspec.Raw


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


_decode_page = msgspec.json.Decoder(_Page).decode
_decode_single = msgspec.json.Decoder(_Single).decode
_decode_order = msgspec.json.Decoder(_Order, strict=False).decode


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
            Received(order=_facts(order), personal=_personal(order), raw=raw), tuple(_package(one) for one in order.packages)
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


# -- the order


def _facts(order: _Order) -> OrderFacts:
    shipping, window, deliver = order.fulfillment, order.fulfillment.ship_by_window, order.fulfillment.deliver_by_window
    address = (order.recipient.delivery_address if order.recipient else None) or _Address()
    total = order.proceeds.grand_total if order.proceeds else None
    asked = [found for item in order.order_items if (found := _cancel_request(item))]
    original = next((one.order_id for one in order.associated_orders if one.association_type.endswith("ORIGINAL_ID")), "")
    return OrderFacts(
        order_id=OrderId(order.order_id),
        lines=tuple(_line(item) for item in order.order_items),
        purchased_at=_utc(order.created_time),
        status=shipping.fulfillment_status[:30],
        fulfilled_by=FulfilledBy.AMAZON if shipping.fulfilled_by == "AMAZON" else FulfilledBy.MERCHANT,
        declared_at=_utc(order.last_updated_time),
        sales_channel=order.sales_channel.marketplace_name[:60] or None,
        marketplace_id=order.sales_channel.marketplace_id or None,
        programs=_programs(order),
        service_level=shipping.fulfillment_service_level[:20] or None,
        ship_by_earliest=_utc(window.earliest_date_time),
        ship_by_latest=_utc(window.latest_date_time),
        deliver_by_earliest=_utc(deliver.earliest_date_time),
        deliver_by_latest=_utc(deliver.latest_date_time),
        currency=(total.currency_code[:3] or None) if total else None,
        grand_total=total.amount if total else None,
        city=(address.city or address.municipality)[:120] or None,
        region=address.state_or_region[:120] or None,
        country=address.country_code[:2].upper() or None,
        address_type=address.address_type[:20] or None,
        cancel_requested=bool(asked),
        cancel_reason=asked[0].cancel_reason[:200] or None if asked else None,
        replaced_order_id=original if is_order_id(original) else None,
        purchase_order_number=(order.buyer.buyer_purchase_order_number[:100] or None) if order.buyer else None,
    )


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None


def _cancel_request(item: _Item) -> _CancelRequest | None:
    found = item.cancellation.cancellation_request if item.cancellation else None
    return found if found is not None and found.requester == "BUYER" else None


_ASSOCIATIONS = {"REPLACEMENT_ORIGINAL_ID": Program.REPLACEMENT, "EXCHANGE_ORIGINAL_ID": Program.EXCHANGE}


def _programs(order: _Order) -> dict[str, bool]:
    """Amazon's own programs, and the markers that stand elsewhere in the order (sp-api 2.5)."""
    found = dict.fromkeys((name[:40] for name in order.programs), True)
    for one in order.associated_orders:
        if (program := _ASSOCIATIONS.get(one.association_type)) is not None:
            found[program.value] = True
    if order.recipient and order.recipient.delivery_address and order.recipient.delivery_address.address_type == "PICKUP_POINT":
        found[Program.PICKUP_POINT.value] = True
    constraints = [item.fulfillment.shipping.shipping_constraints for item in order.order_items]
    if any(one.cash_on_delivery == "MANDATORY" for one in constraints):
        found[Program.CASH_ON_DELIVERY.value] = True
    if any(one.signature_confirmation == "MANDATORY" for one in constraints):
        found[Program.SIGNATURE_RECOMMENDED.value] = True
    return found


# -- its lines


def _line(item: _Item) -> LineFacts:
    amounts = _amounts(item.proceeds)
    gift = item.fulfillment.packing.gift_option
    return LineFacts(
        quantity_ordered=item.quantity_ordered,
        order_item_id=item.order_item_id,
        sku=item.product.seller_sku or None,
        asin=item.product.asin or None,
        title=item.product.title[:2000] or None,
        quantity_shipped=item.fulfillment.quantity_fulfilled,
        quantity_cancelled=_cancelled(item),
        currency=_currency(item.proceeds),
        price=amounts.get("ITEM"),
        tax=amounts.get("TAX ITEM"),
        shipping_price=amounts.get("SHIPPING"),
        shipping_tax=amounts.get("TAX SHIPPING"),
        gift_wrap_price=amounts.get("GIFT_WRAP"),
        discount=amounts.get("DISCOUNT"),
        gift_wrap_level=(gift.gift_wrap_level[:60] or None) if gift else None,
        programs=_line_programs(item),
    )


def _cancelled(item: _Item) -> int | None:
    """What is neither shipped nor waits to be; Amazon gives no number of its own."""
    shipped, waiting = item.fulfillment.quantity_fulfilled, item.fulfillment.quantity_unfulfilled
    return None if shipped is None or waiting is None else max(0, item.quantity_ordered - shipped - waiting)


def _amounts(proceeds: _Proceeds | None) -> dict[str, Decimal]:
    """Line totals by kind; of taxes, their parts."""
    found: dict[str, Decimal] = {}
    for breakdown in proceeds.breakdowns if proceeds else ():
        found[breakdown.type] = found.get(breakdown.type, Decimal(0)) + breakdown.subtotal.amount
        if breakdown.type == "TAX":
            for detail in breakdown.detailed_breakdowns:
                name = f"TAX {detail.subtype}"
                found[name] = found.get(name, Decimal(0)) + detail.value.amount
    return found


def _currency(proceeds: _Proceeds | None) -> str | None:
    parts = proceeds.breakdowns if proceeds else []
    return next((part.subtotal.currency_code[:3] for part in parts if part.subtotal.currency_code), None)


def _line_programs(item: _Item) -> dict[str, bool]:
    found = dict.fromkeys((name[:40] for name in item.programs), True)
    if item.fulfillment.packing.gift_option is not None:
        found[Program.GIFT.value] = True
    if item.product.customization is not None:
        found[Program.CUSTOMIZATION.value] = True
    return found


# -- what is personal


def _personal(order: _Order) -> PersonalFacts | None:
    recipient, buyer, messages = _recipient(order.recipient), _buyer(order), _messages(order)
    if recipient is None and buyer is None and messages is None:
        return None
    return PersonalFacts(recipient=recipient, buyer=buyer, messages=messages)


def _recipient(recipient: _Recipient | None) -> RecipientFacts | None:
    """Where it goes; ``None`` where the application's role does not show it (sp-api 1.4)."""
    address = recipient.delivery_address if recipient else None
    if recipient is None or address is None or not (address.name or address.address_line1 or address.postal_code):
        return None
    wish = recipient.delivery_preference
    extended = address.extended_fields or _Extended()
    district = address.district_or_county or extended.neighborhood
    return RecipientFacts(
        name=address.name or None,
        company=address.company_name or None,
        address_line_1=address.address_line1 or None,
        address_line_2=address.address_line2 or extended.complement or None,
        address_line_3=address.address_line3 or None,
        district=district or None,
        postal_code=address.postal_code or None,
        phone=address.phone or None,
        delivery_instructions=(" ".join(filter(None, (wish.drop_off_location, wish.address_instruction))) or None)
        if wish
        else None,
    )


def _buyer(order: _Order) -> BuyerFacts | None:
    buyer = order.buyer or _Buyer()
    numbers = {
        one.tax_registration_type.lower(): one.tax_registration_number
        for one in order.tax.tax_registrations
        if one.entity_type == "BUYER" and one.tax_registration_number
    }
    if not (buyer.buyer_name or buyer.buyer_email or buyer.buyer_company_name or numbers):
        return None
    return BuyerFacts(
        name=buyer.buyer_name or None, email=buyer.buyer_email or None, company=buyer.buyer_company_name or None, tax_ids=numbers
    )


def _messages(order: _Order) -> MessageFacts | None:
    gifts, links = {}, {}
    for item in order.order_items:
        gift, custom = item.fulfillment.packing.gift_option, item.product.customization
        if gift is not None and gift.gift_message:
            gifts[item.order_item_id] = gift.gift_message
        if custom is not None and custom.customized_url:
            links[item.order_item_id] = custom.customized_url
    return MessageFacts(gifts=gifts, customizations=links) if gifts or links else None


def _package(package: _Package) -> ReadPackage:
    units: dict[str, int] = {}
    for item in package.package_items:
        units[item.order_item_id] = units.get(item.order_item_id, 0) + item.quantity
    return ReadPackage(
        package.package_reference_id[:80],
        package.carrier[:60],
        package.shipping_service[:120],
        package.tracking_number[:80],
        _utc(package.ship_time),
        units,
    )
