"""Order reports as flat files: one row per order item (sp-api 5.2)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shipby_simulator.core.clock import DAY
from shipby_simulator.reports.table import Row, columns, lines, utc, yes, zoned
from shipby_simulator.world import deadlines
from shipby_simulator.world.facts import Facts, ItemFacts
from shipby_simulator.world.life import OPEN, WAITING
from shipby_simulator.world.money import decimal
from shipby_simulator.world.state import OrderState

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World
    from shipby_simulator.world.state import Report

Line = tuple[Facts, OrderState, int]
"""An order and the number of one of its items."""

ACTIONABLE = columns(
    """order-id order-item-id purchase-date payments-date reporting-date promise-date days-past-promise buyer-email buyer-name
    buyer-phone-number sku product-name quantity-purchased quantity-shipped quantity-to-ship ship-service-level recipient-name
    ship-address-1 ship-address-2 ship-address-3 ship-city ship-state ship-postal-code ship-country gift-wrap-type
    gift-message-text is-business-order purchase-order-number price-designation is-prime is-premium-order buyer-company-name
    is-replacement-order is-transparency is-buyer-requested-cancellation buyer-requested-cancel-reason is-iba
    is-pickup-point-order verge-of-cancellation verge-of-lateShipment signature-confirmation-recommended"""
)
"""Columns of GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING: the base set and the optional ones in Amazon's order."""
SHIPPING = columns(
    """order-id order-item-id purchase-date payments-date buyer-email buyer-name buyer-phone-number sku product-name
    quantity-purchased currency item-price item-tax shipping-price shipping-tax ship-service-level recipient-name ship-address-1
    ship-address-2 ship-address-3 ship-city ship-state ship-postal-code ship-country ship-phone-number item-promotion-discount
    item-promotion-id ship-promotion-discount ship-promotion-id delivery-start-date delivery-end-date delivery-time-zone
    delivery-Instructions sales-channel earliest-ship-date latest-ship-date earliest-delivery-date latest-delivery-date
    is-business-order purchase-order-number price-designation is-prime buyer-company-name
    signature-confirmation-recommended"""
)
INVOICING = (
    *SHIPPING[: SHIPPING.index("item-promotion-discount")],
    *columns("bill-address-1 bill-address-2 bill-address-3 bill-city bill-state bill-postal-code bill-country"),
    *SHIPPING[SHIPPING.index("item-promotion-discount") :],
    "buyer-tax-registration-id",
    "buyer-tax-registration-country",
)
ALL = columns(
    """amazon-order-id merchant-order-id purchase-date last-updated-date order-status order-item-id fulfillment-channel
    sales-channel order-channel ship-service-level product-name sku asin item-status quantity currency item-price item-tax
    shipping-price shipping-tax gift-wrap-price gift-wrap-tax item-promotion-discount ship-promotion-discount ship-city ship-state
    ship-postal-code ship-country promotion-ids cpf is-business-order purchase-order-number price-designation
    signature-confirmation-recommended"""
)
"""Columns of the reports on all orders, the form of 34 columns."""
_STATUS = {
    "PENDING_AVAILABILITY": "Pending", "PENDING": "Pending", "UNSHIPPED": "Unshipped", "PARTIALLY_SHIPPED": "Shipping",
    "SHIPPED": "Shipped", "CANCELLED": "Cancelled", "UNFULFILLABLE": "Unfulfillable",
}  # fmt: skip
_LEVELS = {"STANDARD": "Standard", "FREE_ECONOMY": "FreeEconomy", "EXPEDITED": "Expedited", "NEXT_DAY": "NextDay"}


def chosen(world: "World", report: "Report") -> Iterator[tuple[Facts, OrderState]]:
    """Yield the orders of a report's window and marketplaces, in order."""
    book, places = world.books[report.account], set(report.marketplaces)
    walk = book.updated_between if "LAST_UPDATE" in report.type else book.created_between
    for _, n in walk(report.start, report.end, (-1, -1)):
        facts = book.facts(n)
        if facts.place.id in places:
            yield facts, book.shown(n)


def to_ship(world: "World", report: "Report") -> list[Line]:
    """Return the items that wait for their confirmation, whatever the window."""
    book, places = world.books[report.account], set(report.marketplaces)
    return [
        (book.facts(n), order, item)
        for n, order in sorted(book.orders.items())
        if order.status in OPEN and not book.facts(n).by_amazon and book.facts(n).place.id in places
        for item, facts in enumerate(book.facts(n).items)
        if facts.quantity > order.shipped[item] + order.cancelled[item]
    ]


def shippable(world: "World", report: "Report") -> list[Line]:
    """Return the items of merchant-fulfilled orders of the window that are paid and not cancelled."""
    return [
        (facts, order, item)
        for facts, order in chosen(world, report)
        if order.status not in {*WAITING, "CANCELLED"} and not facts.by_amazon
        for item in range(len(facts.items))
    ]


def all_of_them(world: "World", report: "Report") -> list[Line]:
    """Return the items of all orders of the window."""
    return [(facts, order, item) for facts, order in chosen(world, report) for item in range(len(facts.items))]


def _address(facts: Facts, prefix: str = "ship") -> Row:
    if facts.plan.address_never:
        return {}
    at = facts.buyer.address
    return {
        f"{prefix}-address-1": at.line1, f"{prefix}-address-2": at.line2, f"{prefix}-address-3": at.line3,
        f"{prefix}-city": at.city, f"{prefix}-state": at.state, f"{prefix}-postal-code": at.postcode,
        f"{prefix}-country": at.country,
    }  # fmt: skip


def _common(facts: Facts, item: ItemFacts) -> Row:
    return {
        "order-id": facts.order_id,
        "order-item-id": item.id,
        "purchase-date": zoned(facts.created, facts.place),
        "buyer-email": facts.buyer.email,
        "buyer-name": facts.buyer.name,
        "buyer-phone-number": facts.buyer.address.phone,
        "sku": item.product.sku,
        "product-name": item.product.title,
        "quantity-purchased": str(item.quantity),
        "ship-service-level": _LEVELS.get(facts.level, "SecondDay"),
        "recipient-name": facts.buyer.address.name,
        "is-business-order": yes("business" in facts.kinds),
        "purchase-order-number": facts.buyer.purchase_order,
        "price-designation": "Business Price" if "business" in facts.kinds else "",
        "is-prime": yes("prime" in facts.kinds),
        "buyer-company-name": facts.buyer.company,
        "signature-confirmation-recommended": yes("signature" in facts.kinds),
        **_address(facts),
    }


def _money(facts: Facts, item: ItemFacts) -> Row:
    digits = facts.place.digits
    return {
        "currency": facts.place.currency,
        "item-price": decimal(item.price, digits),
        "item-tax": decimal(item.tax, digits),
        "shipping-price": decimal(item.shipping, digits),
        "shipping-tax": decimal(item.shipping_tax, digits),
        "item-promotion-discount": decimal(item.discount, digits) if item.discount else "",
    }


def actionable(world: "World", report: "Report") -> tuple[int, str]:
    """Write GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING."""
    rows = []
    for facts, order, number in to_ship(world, report):
        item, now, amazon = facts.items[number], world.now, world.settings.amazon
        dies = deadlines.cancel_at(facts.ship_by, amazon.auto_cancel_weekdays)
        done = order.shipped[number] + order.cancelled[number]
        past = (deadlines.local_day(now, facts.place) - deadlines.local_day(facts.ship_by, facts.place)).days
        rows.append(
            _common(facts, item)
            | {
                "payments-date": zoned(order.paid, facts.place),
                "reporting-date": zoned(now, facts.place),
                "promise-date": zoned(facts.ship_by, facts.place),
                "days-past-promise": str(past),
                "quantity-shipped": str(order.shipped[number]),
                "quantity-to-ship": str(item.quantity - done),
                "gift-wrap-type": "Classic" if item.gift_wrap else "",
                "gift-message-text": item.gift_message,
                "is-premium-order": yes("premium" in facts.kinds),
                "is-replacement-order": yes("replacement" in facts.kinds),
                "is-transparency": yes(item.transparency),
                "is-buyer-requested-cancellation": yes(order.cancel_asked),
                "buyer-requested-cancel-reason": order.cancel_reason,
                "is-iba": yes("iba" in facts.kinds),
                "is-pickup-point-order": yes("pickup_point" in facts.kinds),
                "verge-of-cancellation": yes(dies - 2 * DAY <= now),
                "verge-of-lateShipment": yes(now <= facts.ship_by <= now + DAY),
            }
        )
    return len(rows), lines(ACTIONABLE, rows)


def shipping(world: "World", report: "Report") -> tuple[int, str]:
    """Write GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING, _TAX and _INVOICING."""
    rows = []
    for facts, order, number in shippable(world, report):
        item, place = facts.items[number], facts.place
        row = _common(facts, item) | _money(facts, item)
        row |= {
            "payments-date": zoned(order.paid, place),
            "ship-phone-number": facts.buyer.address.phone,
            "item-promotion-id": item.promotion,
            "earliest-ship-date": zoned(facts.ship_from, place),
            "latest-ship-date": zoned(facts.ship_by, place),
            "earliest-delivery-date": zoned(facts.deliver_from, place),
            "latest-delivery-date": zoned(facts.deliver_by, place),
        }
        if report.options.get("ShowSalesChannel") == "true":
            row["sales-channel"] = place.name
        if report.type.endswith("INVOICING"):
            row |= _address(facts, "bill")
        rows.append(row)
    names = INVOICING if report.type.endswith("INVOICING") else SHIPPING
    if report.options.get("ShowSalesChannel") != "true":
        names = tuple(name for name in names if name != "sales-channel")
    return len(rows), lines(names, rows)


def every(world: "World", report: "Report") -> tuple[int, str]:
    """Write GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL and …BY_ORDER_DATE…: no personal data."""
    rows = []
    for facts, order, number in all_of_them(world, report):
        item, at = facts.items[number], facts.buyer.address
        hidden = order.status in WAITING
        row = {} if hidden else _money(facts, item)
        if not (hidden or facts.plan.address_never):
            row |= {"ship-city": at.city, "ship-state": at.state, "ship-postal-code": at.postcode, "ship-country": at.country}
        rows.append(
            row
            | {
                "amazon-order-id": facts.order_id,
                "merchant-order-id": order.acknowledged if order.acknowledged != "Success" else "",
                "purchase-date": utc(facts.created),
                "last-updated-date": utc(order.updated),
                "order-status": _STATUS[order.status],
                "order-item-id": item.id,
                "fulfillment-channel": "Amazon" if facts.by_amazon else "Merchant",
                "sales-channel": facts.place.name,
                "ship-service-level": _LEVELS.get(facts.level, "SecondDay"),
                "product-name": item.product.title,
                "sku": item.product.sku,
                "asin": item.product.asin,
                "item-status": item_status(order, item, number),
                "quantity": str(item.quantity - order.cancelled[number]),
                "gift-wrap-price": decimal(item.gift_wrap, facts.place.digits) if item.gift_wrap and not hidden else "",
                "promotion-ids": item.promotion,
                "is-business-order": yes("business" in facts.kinds),
                "purchase-order-number": facts.buyer.purchase_order,
                "price-designation": "Business Price" if "business" in facts.kinds else "",
                "signature-confirmation-recommended": yes("signature" in facts.kinds),
            }
        )
    return len(rows), lines(ALL, rows)


def item_status(order: OrderState, item: ItemFacts, number: int) -> str:
    """Return an item's status in the words of v0."""
    if order.cancelled[number] >= item.quantity:
        return "Cancelled"
    if order.shipped[number] + order.cancelled[number] >= item.quantity:
        return "Shipped"
    return "Pending" if order.status in WAITING else "Unshipped"
