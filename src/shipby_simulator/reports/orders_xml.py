"""Order reports as XML. Their shape is the one of the older XML guide as far as it is known (sp-api 5.2)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from shipby_simulator.reports.orders import all_of_them, item_status, shippable
from shipby_simulator.reports.table import utc
from shipby_simulator.world.facts import Facts, ItemFacts
from shipby_simulator.world.life import WAITING
from shipby_simulator.world.money import decimal
from shipby_simulator.world.notices import V0_STATUS
from shipby_simulator.world.state import OrderState

if TYPE_CHECKING:
    from shipby_simulator.reports.orders import Line
    from shipby_simulator.world.engine import World
    from shipby_simulator.world.state import Report


def tag(name: str, *inner: str) -> str:
    """Return an element around elements; without content there is none."""
    content = "".join(inner)
    return f"<{name}>{content}</{name}>" if content else ""


def text(name: str, value: object) -> str:
    """Return an element around text; control characters that XML forbids are left out."""
    return tag(name, escape("".join(sign for sign in str(value) if sign >= " " or sign in "\t\n")))


def envelope(seller_id: str, message_type: str, messages: Iterable[str]) -> str:
    """Return an AmazonEnvelope with numbered messages."""
    head = f"<Header><DocumentVersion>1.01</DocumentVersion><MerchantIdentifier>{seller_id}</MerchantIdentifier></Header>"
    body = "\n".join(tag("Message", text("MessageID", number), one) for number, one in enumerate(messages, 1))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<AmazonEnvelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{head}<MessageType>{message_type}</MessageType>\n{body}\n</AmazonEnvelope>\n"
    )


def _prices(facts: Facts, item: ItemFacts) -> str:
    parts = (
        ("Principal", item.price), ("Shipping", item.shipping), ("Tax", item.tax), ("ShippingTax", item.shipping_tax),
        ("GiftWrap", item.gift_wrap),
    )  # fmt: skip
    return tag("ItemPrice", *(tag("Component", text("Type", kind), _amount(value, facts)) for kind, value in parts if value))


def _amount(value: int, facts: Facts) -> str:
    return f"<Amount currency={quoteattr(facts.place.currency)}>{decimal(value, facts.place.digits)}</Amount>"


def _orders(found: list["Line"]) -> list[tuple[Facts, OrderState, list[int]]]:
    """Gather items of the same order."""
    by_order: dict[int, tuple[Facts, OrderState, list[int]]] = {}
    for facts, order, number in found:
        by_order.setdefault(facts.n, (facts, order, []))[2].append(number)
    return list(by_order.values())


def _address(facts: Facts) -> str:
    at = facts.buyer.address
    if facts.plan.address_never:
        return ""
    return tag(
        "Address", text("Name", at.name), text("AddressFieldOne", at.line1), text("AddressFieldTwo", at.line2),
        text("AddressFieldThree", at.line3), text("City", at.city), text("StateOrRegion", at.state),
        text("PostalCode", at.postcode), text("CountryCode", at.country), text("PhoneNumber", at.phone),
    )  # fmt: skip


def shipping(world: "World", report: "Report") -> tuple[int, str]:
    """Write GET_ORDER_REPORT_DATA_SHIPPING, _INVOICING and _TAX."""
    found = shippable(world, report)
    messages = []
    for facts, order, numbers in _orders(found):
        buyer = facts.buyer
        items = [
            tag(
                "Item", text("AmazonOrderItemCode", item.id), text("SKU", item.product.sku), text("Title", item.product.title),
                text("Quantity", item.quantity), _prices(facts, item),
            )
            for item in (facts.items[number] for number in numbers)
        ]  # fmt: skip
        messages.append(
            tag(
                "OrderReport",
                text("AmazonOrderID", facts.order_id),
                text("AmazonSessionID", facts.order_id),
                text("OrderDate", utc(facts.created)),
                text("OrderPostedDate", utc(order.paid)),
                tag(
                    "BillingData", text("BuyerEmailAddress", buyer.email), text("BuyerName", buyer.name),
                    text("BuyerPhoneNumber", buyer.address.phone),
                ),
                tag(
                    "FulfillmentData", text("FulfillmentMethod", "Ship"),
                    text("FulfillmentServiceLevel", facts.level.replace("_", " ").title().replace(" ", "")), _address(facts),
                ),
                *items,
            )
        )  # fmt: skip
    return len(found), envelope(world.sellers[report.account].seller_id, "OrderReport", messages)


def every(world: "World", report: "Report") -> tuple[int, str]:
    """Write GET_XML_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL and …BY_ORDER_DATE…."""
    found = all_of_them(world, report)
    messages = []
    for facts, order, numbers in _orders(found):
        at, hidden = facts.buyer.address, order.status in WAITING
        place = () if hidden or facts.plan.address_never else (
            text("City", at.city), text("State", at.state), text("PostalCode", at.postcode), text("Country", at.country),
        )  # fmt: skip
        items = [
            tag(
                "OrderItem", text("AmazonOrderItemCode", item.id), text("ASIN", item.product.asin), text("SKU", item.product.sku),
                text("ItemStatus", item_status(order, item, number)), text("ProductName", item.product.title),
                text("Quantity", item.quantity - order.cancelled[number]), "" if hidden else _prices(facts, item),
            )
            for number, item in ((number, facts.items[number]) for number in numbers)
        ]  # fmt: skip
        messages.append(
            tag(
                "Order",
                text("AmazonOrderID", facts.order_id),
                text("PurchaseDate", utc(facts.created)),
                text("LastUpdatedDate", utc(order.updated)),
                text("OrderStatus", V0_STATUS[order.status]),
                text("SalesChannel", facts.place.name),
                tag(
                    "FulfillmentData", text("FulfillmentChannel", "Amazon" if facts.by_amazon else "Merchant"),
                    text("ShipServiceLevel", facts.level), tag("Address", *place),
                ),
                text("IsBusinessOrder", "true" if "business" in facts.kinds else "false"),
                *items,
            )
        )  # fmt: skip
    return len(found), envelope(world.sellers[report.account].seller_id, "AllOrdersReport", messages)
