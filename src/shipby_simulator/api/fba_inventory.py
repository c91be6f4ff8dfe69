"""FBA Inventory v1: what lies in Amazon's warehouses (sp-api 9.2)."""

import base64
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from shipby_simulator.core.clock import SECOND, iso, to_ms
from shipby_simulator.core.refusal import invalid
from shipby_simulator.core.wire import Response
from shipby_simulator.door.call import Call, answer
from shipby_simulator.door.check import Query
from shipby_simulator.world.catalogue import Product
from shipby_simulator.world.stock import warehouse

PAGE = 50
TOKEN_LIFE = 30 * SECOND


class GetSummaries(Query, frozen=True, kw_only=True):
    """Query of getInventorySummaries."""

    granularity_type: Literal["Marketplace"]
    granularity_id: str
    marketplace_ids: Annotated[list[str], Meta(min_length=1, max_length=1)]
    details: bool = False
    start_date_time: Annotated[datetime, Meta(tz=True)] | None = None
    seller_skus: Annotated[list[str], Meta(max_length=50)] = []
    seller_sku: str | None = None
    next_token: str | None = None


class NextPage(msgspec.Struct, array_like=True):
    """Where the next page begins, and when the token was made."""

    at: int
    made: int


def get_summaries(call: Call) -> Response:
    """Answer getInventorySummaries: products that ever lay in a warehouse."""
    query: GetSummaries = call.query
    place = query.granularity_id
    if query.marketplace_ids != [place]:
        raise invalid("granularityId and marketplaceIds must name the same marketplace.")
    if place not in {one.id for one in call.seller.marketplaces}:
        raise invalid(f"Invalid marketplaceIds: {place}.")
    wanted = {*query.seller_skus, *([query.seller_sku] if query.seller_sku else [])}
    if query.start_date_time is not None and to_ms(query.start_date_time) > call.world.now:
        raise invalid("startDateTime must not lie in the future.")
    held = [(product, warehouse(call.world, call.account, product)) for product in call.world.catalogues[call.account].products]
    rows = [(product, units) for product, units in held if any(units) and (not wanted or product.sku in wanted)]
    start = _start(call, query.next_token)
    page = rows[start : start + PAGE]
    body: dict[str, Any] = {
        "payload": {
            "granularity": {"granularityType": "Marketplace", "granularityId": place},
            "inventorySummaries": [_summary(call, product, units, details=query.details) for product, units in page],
        }
    }
    if start + PAGE < len(rows):
        token = msgspec.msgpack.encode(NextPage(start + PAGE, call.world.now))
        body["pagination"] = {"nextToken": base64.urlsafe_b64encode(token).decode()}
    return answer(body)


def _start(call: Call, token: str | None) -> int:
    """Return where the page begins. Raises Refusal: the token is broken or older than 30 seconds."""
    if token is None:
        return 0
    try:
        found = msgspec.msgpack.decode(base64.urlsafe_b64decode(token), type=NextPage)
    except (ValueError, msgspec.DecodeError):
        raise invalid("Invalid nextToken.") from None
    if call.world.now - found.made > TOKEN_LIFE:
        raise invalid("The nextToken has expired.")
    return found.at


def _summary(call: Call, product: Product, units: tuple[int, int], *, details: bool) -> dict[str, Any]:
    free, reserved = units
    form: dict[str, Any] = {
        "asin": product.asin,
        "fnSku": "X00" + call.world.draw("fnsku", call.account, product.number).token(7, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
        "sellerSku": product.sku,
        "condition": "NewItem" if product.condition == "NEW" else "UsedGood",
        "lastUpdatedTime": iso(call.world.start),
        "productName": product.title,
        "totalQuantity": free + reserved,
        "stores": [],
    }
    if details:
        form["inventoryDetails"] = {
            "fulfillableQuantity": free,
            "inboundWorkingQuantity": 0,
            "inboundShippedQuantity": 0,
            "inboundReceivingQuantity": 0,
            "reservedQuantity": {
                "totalReservedQuantity": reserved, "pendingCustomerOrderQuantity": reserved,
                "pendingTransshipmentQuantity": 0, "fcProcessingQuantity": 0,
            },
            "researchingQuantity": {"totalResearchingQuantity": 0, "researchingQuantityBreakdown": []},
            "unfulfillableQuantity": {
                "totalUnfulfillableQuantity": 0, "customerDamagedQuantity": 0, "warehouseDamagedQuantity": 0,
                "distributorDamagedQuantity": 0, "carrierDamagedQuantity": 0, "defectiveQuantity": 0, "expiredQuantity": 0,
            },
        }  # fmt: skip
    return form
