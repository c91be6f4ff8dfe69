"""The reads of Orders v0, while they live (sp-api 2.5, 2.6)."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from shipby_simulator.api.orders_2026 import Instant, bounds_of, matching
from shipby_simulator.api.orders_form import SHIPPING_ROLES, TAX_ROLES, has_address, has_phone
from shipby_simulator.core.clock import iso_seconds
from shipby_simulator.core.refusal import Refusal, invalid, not_found
from shipby_simulator.core.wire import Response
from shipby_simulator.door.call import Call, answer
from shipby_simulator.door.check import Query
from shipby_simulator.door.login import elements
from shipby_simulator.world.facts import Facts, ItemFacts
from shipby_simulator.world.money import decimal
from shipby_simulator.world.notices import V0_STATUS
from shipby_simulator.world.state import OrderState

_LEVELS = {
    "STANDARD": ("Standard", "Std US D2D Dom"), "EXPEDITED": ("Expedited", "Exp US D2D Dom"),
    "SECOND_DAY": ("SecondDay", "Second US D2D Dom"),
    "NEXT_DAY": ("NextDay", "Next US D2D Dom"), "FREE_ECONOMY": ("FreeEconomy", "Econ US Dom"),
}  # fmt: skip
_STATUS_2026 = {old: new for new, old in V0_STATUS.items()}
_HIDDEN = {"PENDING", "PENDING_AVAILABILITY"}


class GetOrders(msgspec.Struct, frozen=True, kw_only=True, rename="pascal"):
    """Query of getOrders."""

    marketplace_ids: Annotated[list[str], Meta(min_length=1, max_length=50)]
    created_after: Instant | None = None
    created_before: Instant | None = None
    last_updated_after: Instant | None = None
    last_updated_before: Instant | None = None
    order_statuses: list[
        Literal[
            "PendingAvailability",
            "Pending",
            "Unshipped",
            "PartiallyShipped",
            "Shipped",
            "InvoiceUnconfirmed",
            "Canceled",
            "Unfulfillable",
        ]
    ] = []
    fulfillment_channels: list[Literal["AFN", "MFN"]] = []
    amazon_order_ids: Annotated[list[str], Meta(max_length=50)] = []
    max_results_per_page: Annotated[int, Meta(ge=1, le=100)] = 100
    next_token: str | None = None


class NoQuery(Query, frozen=True, kw_only=True):
    """No parameters."""


def _find(call: Call) -> tuple[Facts, OrderState]:
    """Return the order of the path. Raises Refusal."""
    n = call.book.find(call.path["orderId"])
    if n is None:
        raise not_found("Invalid AmazonOrderId.")
    return call.book.facts(n), call.book.stale(n) if call.stale else call.book.view(n)


def _opened(call: Call, template: str) -> set[str]:
    return elements(call.token, "GET", call.request.path, template)


def get_orders(call: Call) -> Response:
    """Answer getOrders."""
    query: GetOrders = call.query
    if query.amazon_order_ids:
        found = [n for n in map(call.book.find, query.amazon_order_ids) if n is not None]
        return answer({"payload": {"Orders": [_order(call, n, _opened(call, "/orders/v0/orders")) for n in found]}})
    bounds = bounds_of(query, call.world.now)
    after = (-1, -1)
    if query.next_token:
        try:
            high, at, n = map(int, query.next_token.split("."))
        except ValueError:
            raise invalid("Invalid NextToken.") from None
        bounds.high, after = high, (at, n)
    statuses: list[Any] = [_STATUS_2026.get(word, word) for word in query.order_statuses]
    by = ["AMAZON" if word == "AFN" else "MERCHANT" for word in query.fulfillment_channels]
    opened = _opened(call, "/orders/v0/orders")
    forms: list[dict[str, Any]] = []
    payload: dict[str, Any] = {}
    for at, n in matching(call, bounds, after, statuses, query.marketplace_ids, by):
        if len(forms) == query.max_results_per_page:
            payload["NextToken"] = f"{bounds.high}.{after[0]}.{after[1]}"
            break
        forms.append(_order(call, n, opened))
        after = (at, n)
    payload["Orders"] = forms
    payload["CreatedBefore" if bounds.created else "LastUpdatedBefore"] = iso_seconds(bounds.high)
    return answer({"payload": payload})


def get_order(call: Call) -> Response:
    """Answer getOrder of v0."""
    facts, _ = _find(call)
    return answer({"payload": _order(call, facts.n, _opened(call, "/orders/v0/orders/{orderId}"))})


def _money(minor: int, facts: Facts) -> dict[str, str]:
    return {"CurrencyCode": facts.place.currency, "Amount": decimal(minor, facts.place.digits)}


def _order(call: Call, n: int, opened: set[str]) -> dict[str, Any]:
    """Return an order; personal data only as far as the token's data elements open it."""
    facts = call.book.facts(n)
    order = call.book.stale(n) if call.stale else call.book.shown(n)
    category, level = _LEVELS[facts.level]
    hidden, kinds = order.status in _HIDDEN, facts.kinds
    form: dict[str, Any] = {
        "AmazonOrderId": facts.order_id,
        "PurchaseDate": iso_seconds(facts.created),
        "LastUpdateDate": iso_seconds(order.updated),
        "OrderStatus": V0_STATUS[order.status],
        "FulfillmentChannel": "AFN" if facts.by_amazon else "MFN",
        "SalesChannel": facts.place.name,
        "ShipServiceLevel": level,
        "NumberOfItemsShipped": sum(order.shipped),
        "NumberOfItemsUnshipped": sum(item.quantity for item in facts.items) - sum(order.shipped) - sum(order.cancelled),
        "PaymentMethod": "COD" if "cash_on_delivery" in kinds else "Other",
        "PaymentMethodDetails": ["Standard"],
        "MarketplaceId": facts.place.id,
        "ShipmentServiceLevelCategory": category,
        "OrderType": "Preorder" if "preorder" in kinds else "StandardOrder",
        "IsBusinessOrder": "business" in kinds,
        "IsPrime": "prime" in kinds,
        "IsPremiumOrder": "premium" in kinds,
        "IsReplacementOrder": "replacement" in kinds,
        "IsIBA": "iba" in kinds,
        "IsISPU": False,
        "IsAccessPointOrder": "pickup_point" in kinds,
        "HasRegulatedItems": False,
    }
    if not facts.by_amazon:
        form |= {"EarliestShipDate": iso_seconds(facts.ship_from), "LatestShipDate": iso_seconds(facts.ship_by)}
        if order.status not in {*_HIDDEN, "CANCELLED"}:
            form |= {"EarliestDeliveryDate": iso_seconds(facts.deliver_from), "LatestDeliveryDate": iso_seconds(facts.deliver_by)}
    if not hidden:
        form["OrderTotal"] = _money(facts.total, facts)
        if "shippingAddress" in opened and has_address(facts, call.world.now):
            form["ShippingAddress"] = _address(call, facts, order)
    if "buyerInfo" in opened:
        form["BuyerInfo"] = _buyer(facts)
    return form


def _address(call: Call, facts: Facts, order: OrderState) -> dict[str, Any]:
    address = facts.buyer.address
    form = {
        "Name": address.name, "CompanyName": address.company, "AddressLine1": address.line1, "AddressLine2": address.line2,
        "AddressLine3": address.line3, "City": address.city, "StateOrRegion": address.state, "PostalCode": address.postcode,
        "CountryCode": address.country, "Phone": address.phone if has_phone(facts, order, call.world.now) else "",
        "AddressType": "Commercial" if address.kind == "COMMERCIAL" else "Residential",
    }  # fmt: skip
    return {name: value for name, value in form.items() if value}


def _buyer(facts: Facts) -> dict[str, Any]:
    form = {"BuyerEmail": facts.buyer.email, "BuyerName": facts.buyer.name}
    if facts.buyer.purchase_order:
        form["PurchaseOrderNumber"] = facts.buyer.purchase_order
    return form


def _role(call: Call, *roles: str) -> None:
    if not call.may(*roles):
        raise Refusal(403, "Unauthorized", "Application do not have access to some or all requested resource")


def get_order_buyer_info(call: Call) -> Response:
    """Answer getOrderBuyerInfo."""
    _role(call, *TAX_ROLES, *SHIPPING_ROLES)
    facts, _ = _find(call)
    return answer({"payload": {"AmazonOrderId": facts.order_id, **_buyer(facts)}})


def get_order_address(call: Call) -> Response:
    """Answer getOrderAddress."""
    _role(call, *SHIPPING_ROLES)
    facts, order = _find(call)
    payload: dict[str, Any] = {"AmazonOrderId": facts.order_id}
    if facts.buyer.company:
        payload["BuyerCompanyName"] = facts.buyer.company
    if order.status not in _HIDDEN and has_address(facts, call.world.now):
        payload["ShippingAddress"] = _address(call, facts, order)
    return answer({"payload": payload})


def get_order_items(call: Call) -> Response:
    """Answer getOrderItems; all items come on one page."""
    facts, order = _find(call)
    opened = _opened(call, "/orders/v0/orders/{orderId}/orderItems")
    items = [_item(facts, order, number, opened) for number in range(len(facts.items))]
    return answer({"payload": {"AmazonOrderId": facts.order_id, "OrderItems": items}})


def _item(facts: Facts, order: OrderState, number: int, opened: set[str]) -> dict[str, Any]:
    item = facts.items[number]
    form: dict[str, Any] = {
        "ASIN": item.product.asin,
        "SellerSKU": item.product.sku,
        "OrderItemId": item.id,
        "Title": item.product.title,
        "QuantityOrdered": item.quantity - order.cancelled[number],
        "QuantityShipped": order.shipped[number],
        "ProductInfo": {"NumberOfItems": "1"},
        "IsGift": "true" if item.gift_message else "false",
        "ConditionId": "New" if item.product.condition == "NEW" else "Used",
        "ConditionSubtypeId": "New" if item.product.condition == "NEW" else "Good",
        "IsTransparency": item.transparency,
        "SerialNumberRequired": False,
        "BuyerRequestedCancel": {
            "IsBuyerRequestedCancel": "true" if order.cancel_asked else "false",
            "BuyerCancelReason": order.cancel_reason,
        },
    }
    if order.status not in _HIDDEN:
        form |= {
            "ItemPrice": _money(item.price, facts), "ItemTax": _money(item.tax, facts),
            "ShippingPrice": _money(item.shipping, facts), "ShippingTax": _money(item.shipping_tax, facts),
            "PromotionDiscount": _money(item.discount, facts),
        }  # fmt: skip
        if item.promotion:
            form["PromotionIds"] = [item.promotion]
    if "buyerInfo" in opened:
        form["BuyerInfo"] = _item_buyer(item, facts)
    return form


def _item_buyer(item: ItemFacts, facts: Facts) -> dict[str, Any]:
    form: dict[str, Any] = {}
    if item.gift_message:
        form |= {"GiftMessageText": item.gift_message, "GiftWrapLevel": "Classic" if item.gift_wrap else "None"}
    if item.gift_wrap:
        form["GiftWrapPrice"] = _money(item.gift_wrap, facts)
    if item.customized:
        form["BuyerCustomizedInfo"] = {"CustomizedURL": f"https://zme-caps.amazon.com/t/{item.id}/custom.zip"}
    return form


def get_order_items_buyer_info(call: Call) -> Response:
    """Answer getOrderItemsBuyerInfo."""
    facts, _ = _find(call)
    items = [{"OrderItemId": item.id, **_item_buyer(item, facts)} for item in facts.items]
    return answer({"payload": {"AmazonOrderId": facts.order_id, "OrderItems": items}})


def get_order_regulated_info(call: Call) -> Response:
    """Answer getOrderRegulatedInfo: the pretend store sells nothing regulated, so every order is of another kind."""
    _find(call)
    raise invalid("The order does not contain regulated products.")
