"""Shipping v2: rates, purchases with and without a key, documents, voids, tracking (sp-api 6.2)."""

from typing import Any

import msgspec

from shipby_simulator.api.postage_orders import order_to_ship, units_of
from shipby_simulator.api.shipping_form import (
    ineligible_form,
    is_offered,
    money,
    package_documents,
    purchased_form,
    rate_form,
    signature_cost,
    tracking_form,
)  # fmt: skip
from shipby_simulator.api.shipping_keys import remember, replayed
from shipby_simulator.api.shipping_tables import (
    Channel,
    DirectPurchase,
    GetAdditionalInputs,
    GetDocuments,
    GetRates,
    GetTracking,
    OneClickShipment,
    Package,
    PurchaseShipment,
    Size,
    Specification,
)  # fmt: skip
from shipby_simulator.api.shipping_words import bad, read
from shipby_simulator.carriers import offers, postage
from shipby_simulator.carriers.offers import Dead, Offer, Turned, Wanted
from shipby_simulator.carriers.services import Load
from shipby_simulator.core.clock import to_ms
from shipby_simulator.core.refusal import Refusal, not_found
from shipby_simulator.core.wire import Response
from shipby_simulator.door.call import Call, answer
from shipby_simulator.world.shipments import everything_left
from shipby_simulator.world.state import Label, PackageItem, Quote

HARMONIZED = "harmonizedSystemCode"


def get_rates(call: Call) -> Response:
    """Answer getRates; the rates die after ten minutes."""
    body: GetRates = read(call, GetRates)
    quote, found, turned = _quote(call, body)
    place = offers.place_of(call.world, _wanted(call, quote))
    rates = [rate_form(name, offer, place, quote.request) for name, offer in zip(quote.offers, found, strict=True)]
    ineligible = [ineligible_form(one) for one in turned]
    return answer({"payload": {"requestToken": quote.token, "rates": rates, "ineligibleRates": ineligible}})


def _quote(call: Call, body: GetRates) -> tuple[Quote, list[Offer], list[Turned]]:
    """Price a parcel and keep the rates."""
    if body.shipment_type == "RETURNS":
        raise bad("shipmentType RETURNS is not supported")
    if len(body.packages) != 1:
        raise bad("packages: one package per shipment is supported")
    n, (package,) = _channel(call, body.channel_details), body.packages
    if n < 0 and body.ship_to is None:
        raise bad("shipTo cannot be null for channelType EXTERNAL")
    target = body.ship_to.place() if n < 0 and body.ship_to else _buyers_place(call, n)
    load = Load(package.weight.grams(), package.dimensions.longest(), body.ship_from.country_code, target[2])
    ready = to_ms(body.ship_date) if body.ship_date else call.world.now
    wanted = Wanted(call.account, n, load, ready)
    request: dict[str, Any] = {
        "ship_from": msgspec.to_builtins(body.ship_from), "sender": body.ship_from.lines(),
        "receiver": body.ship_to.lines() if n < 0 and body.ship_to else [],
        "origin": body.ship_from.place(), "target": target, "grams": round(load.grams, 1), "longest": load.longest,
        "ready": ready, "reference": package.package_client_reference_id, "abroad": load.origin != load.target,
        "signature": n >= 0 and "signature" in call.book.facts(n).kinds, "order": n >= 0, "units": _units(call, n, package),
    }  # fmt: skip
    found, turned = offers.offers(call.world, wanted)
    if body.value_added_services.get("collectOnDelivery"):
        turned += [Turned(one.service, "UNSUPPORTED_VAS", f"{one.service.name} does not collect money.") for one in found]
        found = []
    return offers.hold(call.world, wanted, "v2", request, found), found, turned


def _channel(call: Call, channel: Channel) -> int:
    """Return the number of the order that a channel names, or -1 for another channel's. Raises Refusal."""
    if channel.channel_type == "EXTERNAL":
        return -1
    if channel.amazon_order_details is None:
        raise bad("amazonOrderDetails cannot be null for channelType AMAZON")
    n = call.book.find(channel.amazon_order_details.order_id)
    if n is None:
        raise not_found(f"Order {channel.amazon_order_details.order_id} was not found.")
    order_to_ship(call, n, bad)
    return n


def _buyers_place(call: Call, n: int) -> tuple[str, str, str]:
    address = call.book.facts(n).buyer.address
    return address.city, address.state, address.country


def _units(call: Call, n: int, package: Package) -> list[tuple[int, int]]:
    """Return (item, quantity) of an order's units in a package. Raises Refusal."""
    if n < 0:
        return []
    return units_of(call, n, [(item.item_identifier or "", item.quantity) for item in package.items], bad)


def _wanted(call: Call, quote: Quote) -> Wanted:
    request = quote.request
    load = Load(request["grams"], request["longest"], request["origin"][2], request["target"][2])
    return Wanted(call.account, quote.n, load, request["ready"])


def _held(call: Call, token: str) -> Quote:
    """Return the rates of a token. Raises Refusal."""
    try:
        quote = offers.quote_of(call.world, call.account, token)
    except Dead:
        raise Refusal(400, "TOKEN_EXPIRED", "The request token has expired. Call getRates again.") from None
    if quote is None or quote.kind != "v2":
        raise bad("RequestToken is invalid")
    return quote


def purchase_shipment(call: Call) -> Response:
    """Answer purchaseShipment; the same key within its life gives the same shipment again."""
    body: PurchaseShipment = read(call, PurchaseShipment)
    known = replayed(call, "purchaseShipment", bad)
    if known is None:
        quote = _held(call, body.request_token)
        if body.rate_id not in quote.offers:
            raise bad("RateId is invalid")
        extras = [one.id for one in body.requested_value_added_services]
        known = _buy(call, quote, body.rate_id, (body.requested_document_specification, extras, body.additional_inputs))
        remember(call, "purchaseShipment", known)
    return answer({"payload": purchased_form(call.world, known)})


def _buy(call: Call, quote: Quote, rate_id: str, chosen: tuple[Specification, list[str], dict[str, Any] | None]) -> Label:
    """Buy a rate after all checks. Raises Refusal."""
    world, request, (asked, extras, inputs) = call.world, quote.request, chosen
    if quote.n >= 0:
        order_to_ship(call, quote.n, bad)
    if not is_offered(asked):
        raise bad("requested document specification is not supported by the rate")
    if set(extras) - {"SIGNATURE_CONFIRMATION"} or (request["signature"] and not extras):
        raise bad("requested value added services are invalid")
    if request["abroad"] and not (inputs or {}).get(HARMONIZED):
        raise bad("additional inputs are missing or invalid")
    service_id, amount = quote.offers[rate_id]
    wanted = _wanted(call, quote)
    again = {offer.service.id: offer for offer in offers.offers(world, wanted)[0]}
    if service_id not in again:
        raise bad("the rate is no longer available")
    offer, place = again[service_id], offers.place_of(world, wanted)
    units = [PackageItem(item, quantity) for item, quantity in request["units"]]
    left = {part.item: part.quantity for part in everything_left(world, call.account, quote.n)} if quote.n >= 0 else {}
    box = offers.box_of_order(world, call.account, quote.n, units, left) if quote.n >= 0 else _outside_box(call, request)
    kept = {name: request[name] for name in ("ship_from", "sender", "receiver", "grams", "units")}
    kept |= {"pickup": offer.pickup, "late": offer.late, "dpi": asked.dpi or 203, "types": list(asked.requested_document_types)}
    return postage.buy(
        world,
        postage.Purchase(
            id=world.draw("v2 shipment", world.number("label v2")).uuid(), kind="v2", account=call.account, n=quote.n,
            service=offer.service, amount=amount + (signature_cost(place) if extras else 0), currency=quote.currency,
            lane=offers.lane(world, wanted, offer, tuple(request["origin"]), tuple(request["target"])), ready=request["ready"],
            box=box, formats=[asked.format], request=kept, units=units, reference=request["reference"],
        ),
    )  # fmt: skip


def _outside_box(call: Call, request: dict[str, Any]) -> str:
    """Return which box of another channel a label is for: the seller's own reference tells."""
    return f"v2/{call.account}/{request['reference']}"


def one_click_shipment(call: Call) -> Response:
    """Answer oneClickShipment: no key, so that a repeat buys again; the first service that can carry it is taken."""
    body: OneClickShipment = read(call, OneClickShipment)
    quote, found, _ = _quote(call, body)
    by_service = {offer.service.id: name for name, offer in zip(quote.offers, found, strict=True)}
    rate_id = next((by_service[one] for one in body.service_selection.service_id if one in by_service), None)
    if rate_id is None:
        raise bad("none of the selected services is available for the shipment")
    extras = [one.id for one in body.value_added_services_details]
    label = _buy(call, quote, rate_id, (body.label_specifications, extras, {HARMONIZED: "given"}))
    service = postage.service_of(label)
    form = purchased_form(call.world, label)
    form.pop("benefits", None)
    form |= {
        "carrier": {"id": service.carrier_id, "name": service.carrier},
        "service": {"id": service.id, "name": service.name},
        "totalCharge": money(label.amount, offers.place_of(call.world, _wanted(call, quote))),
    }
    return answer({"payload": form})


def direct_purchase_shipment(call: Call) -> Response:
    """Answer directPurchaseShipment: the cheapest service; PNG of 203 dpi unless asked otherwise."""
    body: DirectPurchase = read(call, DirectPurchase)
    known = replayed(call, "directPurchaseShipment", bad)
    if known is None:
        if body.ship_from is None or not body.packages:
            raise bad("shipFrom and packages cannot be null")
        rates = GetRates(body.ship_from, body.packages, body.channel_details, body.ship_to)
        quote, found, _ = _quote(call, rates)
        if not found:
            raise bad("no service is available for the shipment")
        asked = body.label_specifications or Specification("PNG", Size(4, 6, "INCH"), False, ["LABEL"], 203)
        extras = ["SIGNATURE_CONFIRMATION"] if quote.request["signature"] else []
        known = _buy(call, quote, next(iter(quote.offers)), (asked, extras, {HARMONIZED: "given"}))
        remember(call, "directPurchaseShipment", known)
    details = purchased_form(call.world, known)["packageDocumentDetails"]
    return answer({"payload": {"shipmentId": known.id, "packageDocumentDetailList": details}})


def _label(call: Call) -> Label:
    """Return the shipment of a path. Raises Refusal."""
    label = call.world.state.labels.get(call.path["shipmentId"])
    if label is None or label.kind != "v2" or label.account != call.account:
        raise not_found(f"Shipment {call.path['shipmentId']} was not found.")
    return label


def get_shipment_documents(call: Call) -> Response:
    """Answer getShipmentDocuments: the label again, also in another format."""
    query: GetDocuments = read(call, GetDocuments)
    label = _label(call)
    if query.package_client_reference_id != label.reference:
        raise not_found(f"Package {query.package_client_reference_id} was not found in shipment {label.id}.")
    if label.status != "purchased":
        raise bad("the shipment is cancelled")
    dpi = int(query.dpi or label.request["dpi"])
    if dpi not in {203, 300}:
        raise bad(f"dpi {dpi} is not supported")
    detail = package_documents(call.world, label, query.format or label.formats[0], dpi, label.request["types"])
    return answer({"payload": {"shipmentId": label.id, "packageDocumentDetail": detail}})


def cancel_shipment(call: Call) -> Response:
    """Answer cancelShipment: an empty object; the money comes back days later."""
    label = _label(call)
    try:
        postage.void(call.world, label)
    except postage.CannotVoid as refused:
        raise bad(str(refused)) from None
    return answer({"payload": {}})


def get_tracking(call: Call) -> Response:
    """Answer getTracking for a shipment that was bought at Amazon."""
    query: GetTracking = read(call, GetTracking)
    parcel = call.world.state.parcels.get(query.tracking_id)
    label = call.world.state.labels.get(parcel.label) if parcel else None
    mine = label is not None and label.account == call.account and label.kind in postage.AMAZON
    if parcel is None or label is None or not mine or postage.service_of(label).carrier_id != query.carrier_id:
        raise not_found(f"Tracking id {query.tracking_id} of carrier {query.carrier_id} was not found.")
    return answer({"payload": tracking_form(parcel, call.world.now)})


def get_additional_inputs(call: Call) -> Response:
    """Answer getAdditionalInputs: what customs wants to know of a parcel that crosses a border."""
    query: GetAdditionalInputs = read(call, GetAdditionalInputs)
    quote = _held(call, query.request_token)
    if query.rate_id not in quote.offers:
        raise bad("RateId is invalid")
    if not quote.request["abroad"]:
        return answer({"payload": {}})
    schema = {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "type": "object",
        "properties": {HARMONIZED: {"type": "string", "title": "Harmonized System Code", "pattern": "^[0-9]{6,10}$"}},
        "required": [HARMONIZED],
    }
    return answer({"payload": schema})
