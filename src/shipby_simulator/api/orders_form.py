"""An order in the form of Orders 2026-01-01 (sp-api 2.3)."""

from typing import Any

from shipby_simulator.carriers.travel import seen
from shipby_simulator.core.clock import iso
from shipby_simulator.door.call import Call
from shipby_simulator.world.facts import Facts, ItemFacts
from shipby_simulator.world.money import amount
from shipby_simulator.world.places import SHIP_FROM
from shipby_simulator.world.state import OrderState

SHIPPING_ROLES = ("Direct-to-Consumer Shipping", "Direct-to-Consumer Delivery")
TAX_ROLES = ("Tax Invoicing", "Tax Remittance")

_DETAIL = {
    "ReadyForReceive": ("PENDING", "PENDING_PICK_UP"), "InfoReceived": ("PENDING", "PENDING_PICK_UP"),
    "PickupDone": ("IN_TRANSIT", "PICKED_UP"), "Departed": ("IN_TRANSIT", "PICKED_UP"),
    "ArrivedAtCarrierFacility": ("IN_TRANSIT", "PICKED_UP"), "OutForDelivery": ("IN_TRANSIT", "OUT_FOR_DELIVERY"),
    "DeliveryAttempted": ("IN_TRANSIT", "OUT_FOR_DELIVERY"), "Delivered": ("DELIVERED", "DELIVERED"),
    "Lost": ("UNDELIVERABLE", "LOST"), "Rejected": ("UNDELIVERABLE", "REJECTED_BY_BUYER"),
    "Undeliverable": ("UNDELIVERABLE", "UNDELIVERABLE"), "ReturnInitiated": ("UNDELIVERABLE", "RETURNING_TO_SELLER"),
    "PickupCancelled": ("CANCELLED", "LABEL_CANCELLED"),
}  # fmt: skip


def order_form(call: Call, facts: Facts, order: OrderState, data: frozenset[str]) -> dict[str, Any]:
    """Return an order with the data sets of ``includedData``; personal data by the application's roles."""
    place = facts.place
    form: dict[str, Any] = {
        "orderId": facts.order_id,
        "createdTime": iso(facts.created),
        "lastUpdatedTime": iso(order.updated),
        "salesChannel": {"channelName": "AMAZON", "marketplaceId": place.id, "marketplaceName": place.name},
    }
    if facts.programs:
        form["programs"] = facts.programs
    if "replacement" in facts.kinds and facts.n:
        original = call.book.order_id(facts.n - 1 - facts.n % min(facts.n, 7))
        form["associatedOrders"] = [{"orderId": original, "associationType": "REPLACEMENT_ORIGINAL_ID"}]
    hidden = order.status in {"PENDING", "PENDING_AVAILABILITY"}
    for name, (field, part, early) in _PARTS.items():
        if name in data and (early or not hidden):
            found = part(call, facts, order)
            if found:
                form[field] = found
    form["orderItems"] = [_item(facts, order, number, data, hidden=hidden) for number in range(len(facts.items))]
    return form


def _buyer(call: Call, facts: Facts, order: OrderState) -> dict[str, Any]:
    """Return the buyer as far as the roles open it (sp-api 1.4)."""
    form: dict[str, Any] = {}
    if call.may(*TAX_ROLES, *SHIPPING_ROLES):
        form["buyerName"] = facts.buyer.name
    if call.may(*SHIPPING_ROLES) and not facts.by_amazon and order.status in {"UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED"}:
        form["buyerEmail"] = facts.buyer.email
    if facts.buyer.company:
        form["buyerCompanyName"] = facts.buyer.company
    if facts.buyer.purchase_order:
        form["buyerPurchaseOrderNumber"] = facts.buyer.purchase_order
    return form


def has_address(facts: Facts, now: int) -> bool:
    """Return whether the address has reached Amazon's own data yet (a strange case: late, or never)."""
    return not facts.plan.address_never and now >= facts.created + facts.plan.address_after


def has_phone(facts: Facts, order: OrderState, now: int) -> bool:
    """Return whether the phone is given: not for FBA, nor for shipped orders past the latest delivery (sp-api 1.4)."""
    return not facts.by_amazon and not (order.status == "SHIPPED" and now > facts.deliver_by)


def _recipient(call: Call, facts: Facts, order: OrderState) -> dict[str, Any]:
    now = call.world.now
    if not has_address(facts, now):
        return {}
    address = facts.buyer.address
    form = {"city": address.city, "stateOrRegion": address.state, "countryCode": address.country, "addressType": address.kind}
    if call.may(*SHIPPING_ROLES):
        form |= {
            "name": address.name, "companyName": address.company, "addressLine1": address.line1, "addressLine2": address.line2,
            "addressLine3": address.line3, "postalCode": address.postcode,
            "phone": address.phone if has_phone(facts, order, now) else "",
        }  # fmt: skip
    whole: dict[str, Any] = {name: value for name, value in form.items() if value}
    if address.extended and call.may(*SHIPPING_ROLES):
        street, number, complement, neighbourhood = address.extended
        whole["extendedFields"] = {
            "streetName": street, "streetNumber": number, "complement": complement, "neighborhood": neighbourhood,
        }  # fmt: skip
    return {"deliveryAddress": whole}


def _sum(facts: Facts, field: str) -> int:
    return sum(getattr(item, field) for item in facts.items)


def _proceeds(call: Call, facts: Facts, order: OrderState) -> dict[str, Any]:  # noqa: ARG001  (every part has these)
    place = facts.place
    sums = (
        ("ITEM", _sum(facts, "price")), ("SHIPPING", _sum(facts, "shipping")), ("GIFT_WRAP", _sum(facts, "gift_wrap")),
        ("TAX", _sum(facts, "tax") + _sum(facts, "shipping_tax")), ("DISCOUNT", _sum(facts, "discount")),
    )  # fmt: skip
    return {
        "grandTotal": amount(facts.total, place),
        "breakdowns": [{"type": kind, "subtotal": amount(value, place)} for kind, value in sums if value or kind == "ITEM"],
    }


def _payment(call: Call, facts: Facts, order: OrderState) -> dict[str, Any]:  # noqa: ARG001
    method = "COD" if "cash_on_delivery" in facts.kinds else "Standard"
    return {"paymentExecutions": [{"paymentMethod": method, "paymentAmount": amount(facts.total, facts.place)}]}


def _tax(call: Call, facts: Facts, order: OrderState) -> dict[str, Any]:  # noqa: ARG001
    form: dict[str, Any] = {"taxInvoicing": {"invoiceStatus": "NOT_REQUIRED"}}
    if "business" in facts.kinds and facts.place.region == "EU" and call.may(*TAX_ROLES):
        form["taxRegistrations"] = [
            {
                "entityType": "BUYER",
                "legalName": facts.buyer.company,
                "taxRegistrationType": "VAT",
                "taxRegistrationNumber": f"{facts.place.country}{facts.items[0].id[:9]}",
            }
        ]
    return form


def _window(low: int, high: int) -> dict[str, str]:
    return {"earliestDateTime": iso(low), "latestDateTime": iso(high)}


def _fulfillment(call: Call, facts: Facts, order: OrderState) -> dict[str, Any]:  # noqa: ARG001
    form: dict[str, Any] = {
        "fulfillmentStatus": order.status,
        "fulfilledBy": "AMAZON" if facts.by_amazon else "MERCHANT",
        "fulfillmentServiceLevel": facts.level,
    }
    if not facts.by_amazon:
        form["shipByWindow"] = _window(facts.ship_from, facts.ship_by)
        if order.status not in {"PENDING", "PENDING_AVAILABILITY", "CANCELLED"}:
            form["deliverByWindow"] = _window(facts.deliver_from, facts.deliver_by)
    return form


def _item(facts: Facts, order: OrderState, number: int, data: frozenset[str], *, hidden: bool) -> dict[str, Any]:
    item, place = facts.items[number], facts.place
    form: dict[str, Any] = {
        "orderItemId": item.id,
        "quantityOrdered": item.quantity,
        "product": _product(facts, item, hidden=hidden),
    }
    if item.transparency:
        form["programs"] = ["TRANSPARENCY"]
    wanted: list[tuple[str, bool, Any]] = [
        ("proceeds", "PROCEEDS" in data and not hidden, lambda: _item_proceeds(item, facts)),
        ("promotion", "PROMOTION" in data and bool(item.promotion), lambda: {"breakdowns": [{"promotionId": item.promotion}]}),
        ("expense", "EXPENSE" in data and place.country == "JP", lambda: _points(item, facts)),
        ("cancellation", "CANCELLATION" in data, lambda: _cancellation(order, number)),
        ("fulfillment", "FULFILLMENT" in data, lambda: _item_fulfillment(facts, order, number)),
        ("tax", "TAX" in data and place.country == "US", lambda: {"taxCollections": [_FACILITATOR]}),
    ]
    for field, wants, part in wanted:
        if wants and (found := part()):
            form[field] = found
    return form


_FACILITATOR = {"model": "MARKETPLACE_FACILITATOR", "responsibleParty": "Amazon Services, Inc."}


def _product(facts: Facts, item: ItemFacts, *, hidden: bool) -> dict[str, Any]:
    product: dict[str, Any] = {
        "asin": item.product.asin,
        "title": item.product.title,
        "sellerSku": item.product.sku,
        "condition": {"conditionType": item.product.condition},
    }
    if not hidden:
        product["price"] = {"unitPrice": amount(item.unit, facts.place)}
        if "business" in facts.kinds:
            product["price"]["priceDesignation"] = "BUSINESS_PRICE"
    if item.customized:
        product["customization"] = {"customizedUrl": f"https://zme-caps.amazon.com/t/{item.id}/custom.zip"}
    return product


def _points(item: ItemFacts, facts: Facts) -> dict[str, Any]:
    points = item.price // 100
    return {"pointsCost": {"pointsGranted": {"pointsNumber": points, "pointsMonetaryValue": amount(points, facts.place)}}}


def _cancellation(order: OrderState, number: int) -> dict[str, Any]:
    form: dict[str, Any] = {}
    if order.cancel_asked:
        form["cancellationRequest"] = {"requester": "BUYER", "cancelReason": order.cancel_reason}
    if order.cancelled[number]:
        form["cancellationExecution"] = {"cancelledBy": order.cancelled_by, "cancelReason": order.cancelled_why}
    return form


def _item_proceeds(item: ItemFacts, facts: Facts) -> dict[str, Any]:
    place = facts.place
    tax = [("ITEM", item.tax), ("SHIPPING", item.shipping_tax)]
    rows: list[dict[str, Any]] = [{"type": "ITEM", "subtotal": amount(item.price, place)}]
    rows += [
        {"type": kind, "subtotal": amount(value, place)}
        for kind, value in (("SHIPPING", item.shipping), ("GIFT_WRAP", item.gift_wrap))
        if value
    ]
    if item.tax or item.shipping_tax:
        details = [{"subtype": kind, "value": amount(value, place)} for kind, value in tax if value]
        rows.append({"type": "TAX", "subtotal": amount(item.tax + item.shipping_tax, place), "detailedBreakdowns": details})
    if item.discount:
        details = [{"subtype": "ITEM", "value": amount(item.discount, place)}]
        rows.append({"type": "DISCOUNT", "subtotal": amount(item.discount, place), "detailedBreakdowns": details})
    return {"proceedsTotal": amount(item.total, place), "breakdowns": rows}


def _item_fulfillment(facts: Facts, order: OrderState, number: int) -> dict[str, Any]:
    item = facts.items[number]
    done = order.shipped[number]
    form: dict[str, Any] = {
        "quantityFulfilled": done,
        "quantityUnfulfilled": max(0, item.quantity - done - order.cancelled[number]),
    }
    if item.gift_message:
        form["packing"] = {
            "giftOption": {"giftMessage": item.gift_message, "giftWrapLevel": "Classic" if item.gift_wrap else "None"}
        }
    constraints = {}
    if "signature" in facts.kinds:
        constraints["signatureConfirmation"] = "MANDATORY"
    if "cash_on_delivery" in facts.kinds:
        constraints["cashOnDelivery"] = "MANDATORY"
    if constraints:
        form["shipping"] = {"shippingConstraints": constraints}
    return form


def _packages(call: Call, facts: Facts, order: OrderState) -> list[dict[str, Any]]:
    """Return the packages that order data shows; Amazon's own are not among them."""
    now = call.world.now
    country, city, state, postcode, street = SHIP_FROM[call.book.region]
    forms = []
    for package in order.packages:
        if not package.applied:
            continue
        parcel = call.world.state.parcels.get(package.tracking)
        scans = seen(parcel, now) if parcel else []
        old = order.delivered and order.delivered <= now
        status, detail = _DETAIL[scans[-1][1]] if scans else (("DELIVERED", "DELIVERED") if old else ("SHIPPED", ""))
        status_form = {"status": status, "detailedStatus": detail} if detail else {"status": status}
        forms.append(
            {
                "packageReferenceId": package.reference,
                "createdTime": iso(package.created),
                "packageStatus": status_form,
                "carrier": package.carrier,
                "shipTime": iso(package.ship_time),
                "shippingService": package.service,
                "trackingNumber": package.tracking,
                "shipFromAddress": {
                    "name": call.seller.name, "addressLine1": street, "city": city, "stateOrRegion": state,
                    "postalCode": postcode, "countryCode": country,
                },
                "packageItems": [_package_item(facts, part.item, part.quantity, part.codes) for part in package.items],
            }
        )  # fmt: skip
    return forms


def _package_item(facts: Facts, item: int, quantity: int, codes: list[str]) -> dict[str, Any]:
    form: dict[str, Any] = {"orderItemId": facts.items[item].id, "quantity": quantity}
    if codes:
        form["transparencyCodes"] = codes
    return form


def _fulfillment_orders(call: Call, facts: Facts, order: OrderState) -> list[dict[str, Any]]:  # noqa: ARG001
    return [{"fulfillmentOrderId": f"S{facts.items[0].id}"}] if "easy_ship" in facts.kinds else []


_PARTS: dict[str, tuple[str, Any, bool]] = {
    "BUYER": ("buyer", _buyer, True),
    "RECIPIENT": ("recipient", _recipient, False),
    "PROCEEDS": ("proceeds", _proceeds, False),
    "PAYMENT": ("payment", _payment, False),
    "TAX": ("tax", _tax, True),
    "FULFILLMENT": ("fulfillment", _fulfillment, True),
    "PACKAGES": ("packages", _packages, True),
    "FULFILLMENT_ORDERS": ("fulfillmentOrders", _fulfillment_orders, True),
}
"""Data set: field, function, whether it is there while the payment waits."""
