"""Finances as far as refunds need them: listTransactions of 2024-06-19, and the events of an order in v0 (sp-api 9.3)."""

import base64
from bisect import bisect_left
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from shipby_simulator.core.clock import DAY, MINUTE, iso, iso_seconds, to_ms
from shipby_simulator.core.refusal import invalid
from shipby_simulator.core.wire import Response
from shipby_simulator.door.call import Call, answer
from shipby_simulator.door.check import Query
from shipby_simulator.world.facts import Facts
from shipby_simulator.world.ledger import LATEST_AFTER_ORDER, Entry, Part, entries, is_hidden_by_place
from shipby_simulator.world.money import number

Instant = Annotated[datetime, Meta(tz=True)]
PAGE, LOOKED_AT = 100, 2000
"""Entries of a page at most, and orders looked at for it: pages can be empty, as Amazon says theirs can."""

_BREAKDOWNS = {
    "Principal": ("ProductCharges", "OurPricePrincipal"), "Tax": ("Tax", "OurPriceTax"),
    "Shipping": ("Shipping", "ShippingPrincipal"), "ShippingTax": ("Tax", "ShippingTax"),
    "GiftWrap": ("GiftWrap", "GiftWrapPrincipal"), "Promotion": ("PromoRebates", "OurPriceDiscount"),
}  # fmt: skip
"""Names of breakdowns; the model leaves them open and these are our reading (UNVERIFIED)."""


class ListTransactions(Query, frozen=True, kw_only=True):
    """Query of listTransactions: postedAfter, or a related identifier."""

    posted_after: Instant | None = None
    posted_before: Instant | None = None
    marketplace_id: str | None = None
    transaction_status: Literal["DEFERRED", "RELEASED", "DEFERRED_RELEASED"] | None = None
    related_identifier_name: Literal["ORDER_ID", "FINANCIAL_EVENT_GROUP_ID"] | None = None
    related_identifier_value: str | None = None
    next_token: str | None = None


class EventsOfOrder(msgspec.Struct, frozen=True, rename="pascal"):
    """Query of listFinancialEventsByOrderId."""

    max_results_per_page: Annotated[int, Meta(ge=1, le=100)] = 100
    next_token: str | None = None


class Window(msgspec.Struct, array_like=True):
    """A search by posting date, as its nextToken carries it; ``at`` is the order to go on with."""

    account: int
    low: int
    high: int
    place: str
    at: int


def list_transactions(call: Call) -> Response:
    """Answer listTransactions; entries appear up to 48 hours late."""
    query: ListTransactions = call.query
    if (query.related_identifier_name is None) != (query.related_identifier_value is None):
        raise invalid("relatedIdentifierName and relatedIdentifierValue must be given together.")
    if query.related_identifier_name is None and query.posted_after is None:
        raise invalid("postedAfter is required if no related identifier is given.")
    low, high = _bounds(query, call.world.now)
    if query.transaction_status not in {None, "RELEASED"} or query.related_identifier_name == "FINANCIAL_EVENT_GROUP_ID":
        return answer({"payload": {"transactions": []}})
    if query.related_identifier_name == "ORDER_ID":
        n = call.book.find(query.related_identifier_value or "")
        forms = [] if n is None else [_transaction(call, n, entry) for entry in _of_order(call, n, low, high, query)]
        return answer({"payload": {"transactions": forms}})
    return _by_date(call, Window(call.account, low, high, query.marketplace_id or "", -1))


def _bounds(query: ListTransactions, now: int) -> tuple[int, int]:
    """Return the first and last instant of postings. Raises Refusal."""
    latest = now - 2 * MINUTE
    low = to_ms(query.posted_after) if query.posted_after else 0
    high = to_ms(query.posted_before) if query.posted_before else latest
    if low > latest or high > latest:
        raise invalid("postedAfter and postedBefore must be more than two minutes before the time of the request.")
    if query.posted_before and high <= low:
        raise invalid("postedBefore must be later than postedAfter.")
    return low, high


def _of_order(call: Call, n: int, low: int, high: int, query: ListTransactions) -> list[Entry]:
    facts = call.book.facts(n)
    if query.marketplace_id and (facts.place.id != query.marketplace_id or is_hidden_by_place(facts)):
        return []
    last = high if query.posted_before else call.world.now
    return [entry for entry in entries(call.world, call.account, n) if low <= entry.posted <= last]


def _by_date(call: Call, window: Window) -> Response:
    """Answer a search by posting date, order by order."""
    if call.query.next_token:
        window = _read(call, window)
    if window.high - window.low > 180 * DAY:
        return answer({"payload": {"transactions": []}})
    created, first = call.book.created, window.at
    if first < 0:
        first = bisect_left(created, window.low - LATEST_AFTER_ORDER * DAY)
    forms: list[dict[str, Any]] = []
    n = first
    while n < len(created) and created[n] <= window.high and len(forms) < PAGE and n - first < LOOKED_AT:
        facts = call.book.facts(n)
        if not window.place or (facts.place.id == window.place and not is_hidden_by_place(facts)):
            found = entries(call.world, call.account, n)
            forms += [_transaction(call, n, entry) for entry in found if window.low <= entry.posted < window.high]
        n += 1
    payload: dict[str, Any] = {"transactions": forms}
    if n < len(created) and created[n] <= window.high:
        window.at = n
        payload["nextToken"] = base64.urlsafe_b64encode(msgspec.msgpack.encode(window)).decode()
    return answer({"payload": payload})


def _read(call: Call, asked: Window) -> Window:
    """Read a nextToken; the other parameters must be those of the first call. Raises Refusal."""
    try:
        found = msgspec.msgpack.decode(base64.urlsafe_b64decode(call.query.next_token), type=Window)
    except (ValueError, msgspec.DecodeError):
        raise invalid("Invalid nextToken.") from None
    same_end = call.query.posted_before is None or found.high == asked.high
    if (found.account, found.low, found.place) != (asked.account, asked.low, asked.place) or not same_end:
        raise invalid("Invalid nextToken: the parameters must not change between pages.")
    return found


def _currency(minor: int, facts: Facts) -> dict[str, Any]:
    return {"currencyAmount": number(minor, facts.place.digits), "currencyCode": facts.place.currency}


def _transaction(call: Call, n: int, entry: Entry) -> dict[str, Any]:
    facts = call.book.facts(n)
    place = facts.place
    related = [("ORDER_ID", facts.order_id), ("REFUND_ID" if entry.kind == "Refund" else "SHIPMENT_ID", entry.id)]
    return {
        "sellingPartnerMetadata": {
            "sellingPartnerId": call.seller.seller_id, "accountType": "Standard Orders", "marketplaceId": place.id,
        },
        "relatedIdentifiers": [{"relatedIdentifierName": name, "relatedIdentifierValue": value} for name, value in related],
        "transactionType": entry.kind,
        "transactionId": entry.id,
        "transactionStatus": "RELEASED",
        "description": "Refund Order" if entry.kind == "Refund" else "Order Payment",
        "postedDate": iso(entry.posted),
        "totalAmount": _currency(entry.total, facts),
        "marketplaceDetails": {"marketplaceId": place.id, "marketplaceName": place.name},
        "items": [_item(facts, entry, part) for part in entry.parts],
        "breakdowns": _breakdowns(facts, [pair for part in entry.parts for pair in part.components]),
    }  # fmt: skip


def _item(facts: Facts, entry: Entry, part: Part) -> dict[str, Any]:
    item = facts.items[part.item]
    form: dict[str, Any] = {
        "description": item.product.title,
        "totalAmount": _currency(part.total, facts),
        "breakdowns": _breakdowns(facts, part.components),
        "contexts": [
            {
                "contextType": "ProductContext", "asin": item.product.asin, "sku": item.product.sku,
                "quantityShipped": part.quantity, "fulfillmentNetwork": "AFN" if facts.by_amazon else "MFN",
            }
        ],
    }  # fmt: skip
    if entry.adjustment:
        form["relatedIdentifiers"] = [
            {"itemRelatedIdentifierName": "ORDER_ADJUSTMENT_ITEM_ID", "itemRelatedIdentifierValue": entry.adjustment}
        ]
    return form


def _breakdowns(facts: Facts, components: list[tuple[str, int]]) -> list[dict[str, Any]]:
    """Return components gathered by their breakdowns of two levels."""
    gathered: dict[str, dict[str, int]] = {}
    for kind, value in components:
        outer, inner = _BREAKDOWNS.get(kind, (kind, kind))
        below = gathered.setdefault(outer, {})
        below[inner] = below.get(inner, 0) + value
    return [
        {
            "breakdownType": outer,
            "breakdownAmount": _currency(sum(below.values()), facts),
            "breakdowns": [
                {"breakdownType": inner, "breakdownAmount": _currency(value, facts)} for inner, value in below.items()
            ],
        }
        for outer, below in gathered.items()
    ]


def list_financial_events_by_order_id(call: Call) -> Response:
    """Answer listFinancialEventsByOrderId of v0; an unknown order has no events."""
    if call.query.next_token:
        raise invalid("Invalid NextToken.")
    n = call.book.find(call.path["orderId"])
    found = [] if n is None else entries(call.world, call.account, n)
    lists: dict[str, list[dict[str, Any]]] = {"ShipmentEventList": [], "RefundEventList": []}
    for entry in found:
        lists[f"{entry.kind}EventList"].append(_event(call.book.facts(n or 0), entry))
    return answer({"payload": {"FinancialEvents": lists}})


def _event(facts: Facts, entry: Entry) -> dict[str, Any]:
    suffix = "Adjustment" if entry.kind == "Refund" else ""
    return {
        "AmazonOrderId": facts.order_id,
        "MarketplaceName": facts.place.name,
        "PostedDate": iso_seconds(entry.posted),
        f"ShipmentItem{suffix}List": [_event_item(facts, entry, part, suffix) for part in entry.parts],
    }


def _event_item(facts: Facts, entry: Entry, part: Part, suffix: str) -> dict[str, Any]:
    item = facts.items[part.item]
    charges = [
        {
            "ChargeType": kind,
            "ChargeAmount": {"CurrencyCode": facts.place.currency, "CurrencyAmount": number(value, facts.place.digits)},
        }
        for kind, value in part.components
    ]
    form = {
        "SellerSKU": item.product.sku, "OrderItemId": item.id, "QuantityShipped": part.quantity,
        f"ItemCharge{suffix}List": charges,
    }  # fmt: skip
    return form | ({"OrderAdjustmentItemId": entry.adjustment or entry.id} if suffix else {})
