"""Listings Items 2021-08-01: what is for sale and how much of it lies in the seller's own stock (sp-api 9.1)."""

import base64
from collections.abc import Callable
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from shipby_simulator.core.clock import DAY, iso
from shipby_simulator.core.refusal import Refusal, invalid, not_found
from shipby_simulator.core.wire import Response
from shipby_simulator.door.call import Call, answer
from shipby_simulator.door.check import Query
from shipby_simulator.world.catalogue import Product
from shipby_simulator.world.money import amount
from shipby_simulator.world.places import MARKETPLACES, Marketplace
from shipby_simulator.world.stock import DEFAULT, plan, quantity_of

_DENIED = "Access to requested resource is denied."

Data = Literal[
    "summaries", "attributes", "issues", "offers", "fulfillmentAvailability", "procurement", "relationships", "productTypes"
]
Places = Annotated[list[str], Meta(min_length=1, max_length=50)]


class GetListing(Query, frozen=True, kw_only=True):
    """Query of getListingsItem."""

    marketplace_ids: Places
    included_data: list[Data] = msgspec.field(default_factory=lambda: ["summaries"])
    issue_locale: str = ""


class SearchListings(Query, frozen=True, kw_only=True):
    """Query of searchListingsItems; sorting and the other filters of the model are not imitated."""

    marketplace_ids: Places
    included_data: list[Data] = msgspec.field(default_factory=lambda: ["summaries"])
    identifiers: Annotated[list[str], Meta(max_length=20)] = []
    identifiers_type: Literal["SKU", "ASIN"] | None = None
    page_size: Annotated[int, Meta(ge=1, le=20)] = 10
    page_token: str | None = None


class PatchQuery(Query, frozen=True, kw_only=True):
    """Query of patchListingsItem."""

    marketplace_ids: Places
    mode: Literal["VALIDATION_PREVIEW"] | None = None
    included_data: list[Literal["identifiers", "issues"]] = []


class Patch(msgspec.Struct, frozen=True, rename="camel"):
    """One change of a top-level attribute."""

    op: Literal["add", "replace", "merge", "delete"]
    path: str
    value: list[dict[str, Any]] = []


class PatchListing(msgspec.Struct, frozen=True, rename="camel"):
    """Body of patchListingsItem."""

    product_type: str
    patches: Annotated[list[Patch], Meta(min_length=1)]


def _check_seller(call: Call) -> None:
    """Refuse a seller that is not the caller, and marketplaces the seller does not sell in."""
    if call.path["sellerId"] != call.seller.seller_id:
        raise Refusal(403, "Unauthorized", _DENIED, "The seller is not the one who authorised the application.")
    places = {place.id for place in call.seller.marketplaces}
    for place in call.query.marketplace_ids:
        if place not in places:
            raise invalid(f"Invalid 'marketplaceIds' provided: {place}.")


def get_listing(call: Call) -> Response:
    """Answer getListingsItem."""
    _check_seller(call)
    product = call.world.catalogues[call.account].by_sku.get(call.path["sku"])
    if product is None:
        raise not_found(f"SKU '{call.path['sku']}' not found in marketplaces {', '.join(call.query.marketplace_ids)}.")
    return answer(_form(call, product))


def search_listings(call: Call) -> Response:
    """Answer searchListingsItems, by SKU or ASIN or all, in pages of at most 20."""
    _check_seller(call)
    query: SearchListings = call.query
    if bool(query.identifiers) != bool(query.identifiers_type):
        raise invalid("identifiers and identifiersType must be given together.")
    products = call.world.catalogues[call.account].products
    if query.identifiers:
        wanted = set(query.identifiers)
        products = [one for one in products if (one.sku if query.identifiers_type == "SKU" else one.asin) in wanted]
    start = _offset(query.page_token)
    page = products[start : start + query.page_size]
    body: dict[str, Any] = {"numberOfResults": len(products), "items": [_form(call, one) for one in page]}
    if start + query.page_size < len(products):
        body["pagination"] = {"nextToken": base64.urlsafe_b64encode(f"{start + query.page_size}".encode()).decode()}
    return answer(body)


def _offset(token: str | None) -> int:
    try:
        return int(base64.urlsafe_b64decode(token)) if token else 0
    except ValueError:
        raise invalid("Invalid pageToken.") from None


def _form(call: Call, product: Product) -> dict[str, Any]:
    """Return a listing with the data that was asked for."""
    places = [MARKETPLACES[place] for place in call.query.marketplace_ids]
    return {"sku": product.sku} | {data: _DATA[data](call, product, places) for data in dict.fromkeys(call.query.included_data)}


def _summaries(call: Call, product: Product, places: list[Marketplace]) -> list[dict[str, Any]]:
    begun = iso(call.world.start - 700 * DAY)
    buyable = quantity_of(call.world.state.accounts[call.account], product) > 0
    return [
        {
            "marketplaceId": place.id,
            "asin": product.asin,
            "productType": "PRODUCT",
            "conditionType": "new_new" if product.condition == "NEW" else "used_good",
            "status": ["BUYABLE", "DISCOVERABLE"] if buyable else ["DISCOVERABLE"],
            "itemName": product.title,
            "createdDate": begun,
            "lastUpdatedDate": begun,
        }
        for place in places
    ]


def _attributes(call: Call, product: Product, places: list[Marketplace]) -> dict[str, Any]:
    account = call.world.state.accounts[call.account]
    available: dict[str, Any] = {"fulfillment_channel_code": DEFAULT, "quantity": quantity_of(account, product)}
    if product.sku in account.lead_times:
        available["lead_time_to_ship_max_days"] = account.lead_times[product.sku]
    return {
        "item_name": [{"value": product.title, "marketplace_id": place.id} for place in places],
        "fulfillment_availability": [available],
    }


def _offers(call: Call, product: Product, places: list[Marketplace]) -> list[dict[str, Any]]:  # noqa: ARG001
    return [
        {"marketplaceId": place.id, "offerType": "B2C", "price": amount(_price(product, place.rate, place.digits), place)}
        for place in places
    ]


def _available(call: Call, product: Product, places: list[Marketplace]) -> list[dict[str, Any]]:  # noqa: ARG001
    quantity = quantity_of(call.world.state.accounts[call.account], product)
    return [{"fulfillmentChannelCode": DEFAULT, "quantity": quantity}]


def _types(call: Call, product: Product, places: list[Marketplace]) -> list[dict[str, Any]]:  # noqa: ARG001
    return [{"marketplaceId": place.id, "productType": "PRODUCT"} for place in places]


def _none(call: Call, product: Product, places: list[Marketplace]) -> list[dict[str, Any]]:  # noqa: ARG001
    return []


_DATA: dict[str, Callable[[Call, Product, list[Marketplace]], Any]] = {
    "summaries": _summaries,
    "attributes": _attributes,
    "issues": _none,
    "offers": _offers,
    "fulfillmentAvailability": _available,
    "procurement": _none,
    "relationships": _none,
    "productTypes": _types,
}


def _price(product: Product, rate: float, digits: int) -> int:
    return max(1, round(product.cents * rate * (1 if digits else 0.01)))


def patch_listing(call: Call) -> Response:
    """Answer patchListingsItem: ACCEPTED is taken, not yet live; ``replace`` drops the keys it does not name."""
    _check_seller(call)
    query: PatchQuery = call.query
    body: PatchListing = call.body
    product = call.world.catalogues[call.account].by_sku.get(call.path["sku"])
    issues: list[dict[str, Any]] = []
    changes: list[dict[str, Any]] = []
    if product is None:
        issues.append(_issue("The SKU is not in the seller's catalog.", ""))
    for patch in body.patches:
        attribute = patch.path.removeprefix("/attributes/")
        if attribute == patch.path or not attribute or "/" in attribute:
            raise invalid(f"Invalid path {patch.path}: only top-level attributes can be patched.")
        if attribute == "fulfillment_availability":
            change, wrong = _change(patch)
            issues += wrong
            changes.append(change)
    number = call.world.number("submission")
    status = "INVALID" if issues else ("VALID" if query.mode else "ACCEPTED")
    said: dict[str, Any] = {
        "sku": call.path["sku"],
        "status": status,
        "submissionId": call.world.draw("submission", number).token(32, "0123456789abcdef"),
        "issues": issues,
    }
    if "identifiers" in query.included_data and product is not None:
        said["identifiers"] = [{"marketplaceId": place, "asin": product.asin} for place in query.marketplace_ids]
    if status == "ACCEPTED" and product is not None:
        for change in changes:
            plan(call.world, call.account, product.sku, change)
    return answer(said)


def _change(patch: Patch) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return what a patch of the availability does, and what is wrong with it."""
    if patch.op == "delete":
        return {"op": "delete"}, []
    name = "fulfillment_availability"
    if not patch.value:
        return {}, [_issue(f"'{name}' needs a value.", name)]
    change: dict[str, Any] = {"op": patch.op}
    for value in patch.value:
        if value.get("fulfillment_channel_code") != DEFAULT:
            return {}, [_issue("'fulfillment_channel_code' is not a channel whose quantity the seller sets.", name)]
        for key in ("quantity", "lead_time_to_ship_max_days"):
            if key in value:
                found = value[key]
                if isinstance(found, bool) or not isinstance(found, int) or found < 0:
                    return {}, [_issue(f"'{key}' must be a whole number of at least 0.", name)]
                change[key] = found
    return change, []


def _issue(message: str, attribute: str) -> dict[str, Any]:
    """Return an issue of a submission; Amazon's codes are numbers that its models do not list (UNVERIFIED)."""
    issue: dict[str, Any] = {"code": "90220", "message": message, "severity": "ERROR", "categories": ["INVALID_ATTRIBUTE"]}
    return issue | {"attributeNames": [attribute]} if attribute else issue
