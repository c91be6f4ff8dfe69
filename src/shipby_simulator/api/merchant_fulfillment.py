"""Merchant Fulfillment v0: eligible services, shipments, voids (sp-api 6.1). Nothing here knows a repeated purchase."""

import re
from typing import Any

import msgspec

from shipby_simulator.api import mfn_words
from shipby_simulator.api.mfn_form import DEFAULT, extra, rejected_form, service_form, shipment_form
from shipby_simulator.api.mfn_tables import CreateShipment, Details, GetEligible, GetInputs
from shipby_simulator.api.postage_orders import order_to_ship, units_of
from shipby_simulator.carriers import offers, postage
from shipby_simulator.carriers.offers import Dead, Offer, Wanted
from shipby_simulator.carriers.services import Load, service_of
from shipby_simulator.core.clock import to_ms
from shipby_simulator.core.refusal import invalid, not_found
from shipby_simulator.core.wire import Response
from shipby_simulator.door.call import Call, answer
from shipby_simulator.world.places import MARKETPLACES
from shipby_simulator.world.shipments import everything_left
from shipby_simulator.world.state import Label, PackageItem

_ID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
HARMONIZED = "HarmonizedSystemCode"


def _order(call: Call, order_id: str) -> int:
    """Return the number of an order that may be shipped. Raises Refusal."""
    n = call.book.find(order_id)
    if n is None:
        raise not_found(f"Order {order_id} was not found.")
    order_to_ship(call, n, invalid)
    return n


def _wanted(call: Call, details: Details) -> Wanted:
    """Return the parcel that is to be priced. Raises Refusal."""
    n = _order(call, details.amazon_order_id)
    longest = details.package_dimensions.longest()
    if longest is None:
        raise invalid("PackageDimensions need Length, Width, Height and Unit, or PredefinedPackageDimensions.")
    load = Load(
        round(details.weight.grams(), 1),
        longest,
        details.ship_from_address.country_code,
        call.book.facts(n).buyer.address.country,
    )
    return Wanted(call.account, n, load, to_ms(details.ship_date) if details.ship_date else call.world.now)


def _units(call: Call, n: int, details: Details) -> list[PackageItem]:
    """Return what of the order the parcel holds. Raises Refusal."""
    units = units_of(call, n, [(item.order_item_id, item.quantity) for item in details.item_list], invalid)
    codes = [list(item.transparency_code_list) for item in details.item_list]
    for (item, quantity), given in zip(units, codes, strict=True):
        if call.book.facts(n).items[item].transparency and len(given) != quantity:
            raise invalid(f"Order item {call.book.facts(n).items[item].id} needs one Transparency code per unit.")
    return [PackageItem(item, quantity, given) for (item, quantity), given in zip(units, codes, strict=True)]


def _in_time(offer: Offer, details: Details) -> bool:
    return details.must_arrive_by_date is None or offer.latest <= to_ms(details.must_arrive_by_date)


def _asked(call: Call, wanted: Wanted, details: Details, amount: int) -> dict[str, Any]:
    """Return what an offer says back of the request."""
    return {
        "amount": amount, "options": msgspec.to_builtins(details.shipping_service_options),
        "ready": max(wanted.ready, call.world.now), "abroad": wanted.load.origin != wanted.load.target,
        "credit": "ship_plus" in call.book.facts(wanted.n).kinds,
    }  # fmt: skip


def get_eligible_shipment_services(call: Call) -> Response:
    """Answer getEligibleShipmentServices; the offers die after ten minutes."""
    body: GetEligible = mfn_words.read(call, GetEligible)
    details, world = body.shipment_request_details, call.world
    wanted = _wanted(call, details)
    _units(call, wanted.n, details)
    found, turned = offers.offers(world, wanted)
    away = _unavailable(call, found)
    found = [offer for offer in found if _in_time(offer, details) and offer.service.carrier not in away]
    place = offers.place_of(world, wanted)
    more = extra(details.shipping_service_options.delivery_experience, place)
    quote = offers.hold(world, wanted, "mfn", {}, found)
    told = zip(quote.offers.items(), found, strict=True)
    terms = sorted({one.service.carrier for one in turned if one.code == "TERMS_AND_CONDITIONS_NOT_ACCEPTED"})
    payload = {
        "ShippingServiceList": [
            service_form(offer, f"{name}.{quote.token}", place, _asked(call, wanted, details, amount + more))
            for (name, (_, amount)), offer in told
        ],
        "RejectedShippingServiceList": [rejected_form(one) for one in turned if one.service.carrier not in terms],
        "TemporarilyUnavailableCarrierList": [{"CarrierName": name} for name in away],
        "TermsAndConditionsNotAcceptedCarrierList": [{"CarrierName": name} for name in terms],
    }
    return answer({"payload": payload})


def _unavailable(call: Call, found: list[Offer]) -> list[str]:
    """Return the carriers that do not answer Amazon just now."""
    world = call.world
    share = world.settings.carriers.fails
    draw = world.draw("mfn unavailable", world.number("mfn rates"))
    return [name for name in sorted({offer.service.carrier for offer in found}) if draw.chance(share)]


def _chosen(call: Call, wanted: Wanted, body: CreateShipment) -> tuple[Offer, int]:
    """Return the offer to buy and its price: the one that was told, else what it costs now. Raises Refusal."""
    now = {offer.service.id: offer for offer in offers.offers(call.world, wanted)[0]}
    offer = now.get(body.shipping_service_id)
    if offer is None or not _in_time(offer, body.shipment_request_details):
        raise invalid(f"Shipping service {body.shipping_service_id} is not available for the shipment.")
    if body.shipping_service_offer_id is None:
        return offer, offer.amount
    name, _, token = body.shipping_service_offer_id.partition(".")
    try:
        quote = offers.quote_of(call.world, call.account, token)
    except Dead:
        raise invalid("The shipping service offer has expired. Call getEligibleShipmentServices again.") from None
    if quote is None or quote.kind != "mfn" or quote.n != wanted.n or name not in quote.offers:
        raise invalid("ShippingServiceOfferId is invalid.")
    service_id, amount = quote.offers[name]
    if service_id != body.shipping_service_id:
        raise invalid("ShippingServiceOfferId does not belong to ShippingServiceId.")
    return offer, amount


def _label_format(body: CreateShipment) -> str:
    """Return the label's format. Raises Refusal for a text that cannot stand on it."""
    details = body.shipment_request_details
    wanted = details.shipping_service_options.label_format
    kind = DEFAULT if wanted in {None, "ShippingServiceDefault"} else str(wanted)
    custom = details.label_customization
    service = service_of(body.shipping_service_id)
    if custom and custom.custom_text_for_label and (kind != "ZPL203" or (service and service.carrier == "FedEx")):
        raise invalid("CustomTextForLabel is supported for ZPL203 labels only, and not by FedEx.")
    return kind


def create_shipment(call: Call) -> Response:
    """Answer createShipment. A repeat buys again: there is no key and no list (sp-api 6.1)."""
    body: CreateShipment = mfn_words.read(call, CreateShipment)
    details, world = body.shipment_request_details, call.world
    wanted = _wanted(call, details)
    units = _units(call, wanted.n, details)
    offer, amount = _chosen(call, wanted, body)
    kind = _label_format(body)
    given = {one.get("AdditionalInputFieldName") for one in body.shipment_level_seller_inputs_list}
    if wanted.load.origin != wanted.load.target and HARMONIZED not in given:
        raise invalid(f"The shipping service requires additional seller inputs: {HARMONIZED}.")
    place = offers.place_of(world, wanted)
    amount += extra(details.shipping_service_options.delivery_experience, place)
    number = postage.label_number(world, "mfn")
    custom = details.label_customization
    left = {part.item: part.quantity for part in everything_left(world, call.account, wanted.n)}
    label = postage.buy(
        world,
        postage.Purchase(
            id=world.draw("mfn shipment", number).uuid(), kind="mfn", account=call.account, n=wanted.n, service=offer.service,
            amount=amount, currency=place.currency,
            lane=offers.lane(world, wanted, offer, details.ship_from_address.place(), ("", "", "")), ready=wanted.ready,
            box=offers.box_of_order(world, call.account, wanted.n, units, left), formats=[kind], units=units,
            request={
                "sender": details.ship_from_address.lines(), "grams": wanted.load.grams, "details": msgspec.to_builtins(details),
                "offer": service_form(
                    offer, body.shipping_service_offer_id or "", place, _asked(call, wanted, details, amount)
                ),
                "custom": (custom.custom_text_for_label or "") if custom else "",
            },
        ),
    )  # fmt: skip
    return answer({"payload": shipment_form(world, label)})


def _label(call: Call) -> Label:
    """Return the shipment of a path. Raises Refusal."""
    shipment_id = call.path["shipmentId"]
    if not re.fullmatch(_ID, shipment_id):
        raise mfn_words.constraint(f"'{shipment_id}'", "shipmentId", f"Member must satisfy regular expression pattern: {_ID}")
    label = call.world.state.labels.get(shipment_id)
    if label is None or label.kind != "mfn" or label.account != call.account:
        raise not_found(f"Shipment {shipment_id} was not found.")
    return label


def get_shipment(call: Call) -> Response:
    """Answer getShipment."""
    return answer({"payload": shipment_form(call.world, _label(call))})


def cancel_shipment(call: Call) -> Response:
    """Answer cancelShipment: RefundPending, then applied or rejected days later."""
    label = _label(call)
    try:
        postage.void(call.world, label)
    except postage.CannotVoid as refused:
        raise invalid(str(refused)) from None
    return answer({"payload": shipment_form(call.world, label)})


def get_additional_seller_inputs(call: Call) -> Response:
    """Answer getAdditionalSellerInputs: only a parcel that crosses a border needs one."""
    body: GetInputs = mfn_words.read(call, GetInputs)
    if body.ship_from_address.country_code not in {place.country for place in MARKETPLACES.values()}:
        raise invalid("Invalid Ship From Address when calling GetAdditionalSellerInputs", "")
    if service_of(body.shipping_service_id) is None:
        raise invalid(f"Shipping service {body.shipping_service_id} is unknown.")
    n = _order(call, body.order_id)
    if call.book.facts(n).buyer.address.country == body.ship_from_address.country_code:
        return answer({"payload": {"ShipmentLevelFields": [], "ItemLevelFieldsList": []}})
    field = {
        "AdditionalInputFieldName": HARMONIZED,
        "SellerInputDefinition": {
            "IsRequired": True,
            "DataType": "String",
            "Constraints": [{"ValidationRegEx": "^[0-9]{6,10}$", "ValidationString": "Six to ten digits"}],
            "InputDisplayText": "Harmonized System Code",
            "InputTarget": "SHIPMENT_LEVEL",
            "StoredValue": {"DataType": "String", "ValueAsString": ""},
        },
    }
    return answer({"payload": {"ShipmentLevelFields": [field], "ItemLevelFieldsList": []}})
