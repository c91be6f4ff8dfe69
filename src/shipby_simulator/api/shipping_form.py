"""Answers of Shipping v2: rates, documents, tracking (sp-api 6.2)."""

from base64 import b64encode
from typing import TYPE_CHECKING, Any

from shipby_simulator.api.shipping_tables import Specification
from shipby_simulator.carriers.faces import label_document, slip_document
from shipby_simulator.carriers.offers import Offer, Turned, promised
from shipby_simulator.carriers.travel import STATUS, seen
from shipby_simulator.core.clock import HOUR, iso_seconds
from shipby_simulator.world.places import Marketplace
from shipby_simulator.world.state import Label, Parcel

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World

SIZE = {"width": 4, "length": 6, "unit": "INCH"}
DPIS = {"PDF": [], "PNG": [203, 300], "ZPL": [203, 300]}
SIGNATURE = "SIGNATURE_CONFIRMATION"
_DETAILS = {
    "DeliveryAttempted": "CustomerUnavailable", "Rejected": "Rejected", "Undeliverable": "Undeliverable", "Delivered": "Signed",
}  # fmt: skip


def money(minor: int, place: Marketplace) -> dict[str, Any]:
    """Return an amount as Currency of Shipping v2."""
    return {"value": minor / 100 if place.digits else minor, "unit": place.currency}


def signature_cost(place: Marketplace) -> int:
    """Return what a signature at the door costs: two dollars and a half."""
    return round(250 * place.rate / (1 if place.digits else 100))


def specifications() -> list[dict[str, Any]]:
    """Return the documents that every rate offers."""
    details = [{"name": "LABEL", "isMandatory": True}, {"name": "PACKSLIP", "isMandatory": False}]
    option = {"supportedPageLayouts": ["DEFAULT"], "supportedFileJoiningOptions": [False], "supportedDocumentDetails": details}
    return [
        {"format": kind, "size": SIZE, "printOptions": [option | ({"supportedDPIs": dpis} if dpis else {})]}
        for kind, dpis in DPIS.items()
    ]


def is_offered(asked: Specification) -> bool:
    """Return whether the documents are among those a rate offers."""
    size = (asked.size.width, asked.size.length)
    inches = size == (4, 6) if asked.size.unit == "INCH" else [round(side, 1) for side in size] == [10.2, 15.2]
    resolution = asked.dpi is None or asked.dpi in (DPIS[asked.format] or [asked.dpi])
    types = set(asked.requested_document_types)
    layout = asked.page_layout in {None, "DEFAULT"}
    return (
        inches and resolution and layout and not asked.need_file_joining and "LABEL" in types and types <= {"LABEL", "PACKSLIP"}
    )


def benefits(late: bool) -> dict[str, Any]:
    """Return what Amazon's protection covers; a late delivery is not covered."""
    if late:
        excluded = [{"benefit": "CLAIMS_PROTECTED", "reasonCodes": ["LATE_DELIVERY_RISK"]}]
        return {"includedBenefits": [], "excludedBenefits": excluded}
    return {"includedBenefits": ["CLAIMS_PROTECTED"], "excludedBenefits": []}


def promise_form(pickup: int, window: tuple[int, int]) -> dict[str, Any]:
    """Return pickup and delivery windows."""
    return {
        "deliveryWindow": {"start": iso_seconds(window[0]), "end": iso_seconds(window[1])},
        "pickupWindow": {"start": iso_seconds(pickup - 2 * HOUR), "end": iso_seconds(pickup + 2 * HOUR)},
    }


def rate_form(rate_id: str, offer: Offer, place: Marketplace, quote: dict[str, Any]) -> dict[str, Any]:
    """Return a rate."""
    service = offer.service
    group = {
        "groupId": "DELIVERY_CONFIRMATION",
        "groupDescription": "Delivery confirmation",
        "isRequired": quote["signature"],
        "valueAddedServices": [{"id": SIGNATURE, "name": "Signature", "cost": money(signature_cost(place), place)}],
    }
    form = {
        "rateId": rate_id,
        "carrierId": service.carrier_id,
        "carrierName": service.carrier,
        "serviceId": service.id,
        "serviceName": service.name,
        "billedWeight": {"value": quote["grams"], "unit": "GRAM"},
        "totalCharge": money(offer.amount, place),
        "promise": promise_form(offer.pickup, (offer.earliest, offer.latest)),
        "supportedDocumentSpecifications": specifications(),
        "availableValueAddedServiceGroups": [group],
        "requiresAdditionalInputs": quote["abroad"],
        "rateItemList": [{"rateItemID": "BASE_RATE", "rateItemType": "MANDATORY", "rateItemCharge": money(offer.amount, place)}],
        "paymentType": "PAY_THROUGH_AMAZON",
    }
    return form | ({"benefits": benefits(offer.late)} if quote["order"] else {})


def ineligible_form(turned: Turned) -> dict[str, Any]:
    """Return a service that does not carry the parcel."""
    service = turned.service
    return {
        "serviceId": service.id,
        "serviceName": service.name,
        "carrierName": service.carrier,
        "carrierId": service.carrier_id,
        "ineligibilityReasons": [{"code": turned.code, "message": turned.message}],
    }


def package_documents(world: "World", label: Label, kind: str, dpi: int, types: list[str]) -> dict[str, Any]:
    """Return the documents of a label's package, contents in base64 without gzip (sp-api 6.2)."""
    made = {"LABEL": label_document, "PACKSLIP": slip_document}
    return {
        "packageClientReferenceId": label.reference,
        "packageDocuments": [
            {"type": one, "format": kind, "contents": b64encode(made[one](world, label, kind, dpi)).decode()} for one in types
        ],
        "trackingId": label.tracking,
    }


def purchased_form(world: "World", label: Label) -> dict[str, Any]:
    """Return the answer of a purchase, the same for its replay."""
    request = label.request
    form: dict[str, Any] = {
        "shipmentId": label.id,
        "packageDocumentDetails": [package_documents(world, label, label.formats[0], request["dpi"], request["types"])],
        "promise": promise_form(int(request["pickup"]), promised(label)),
    }
    return form | ({"benefits": benefits(request["late"])} if label.n >= 0 else {})


def tracking_form(parcel: Parcel, now: int) -> dict[str, Any]:
    """Return a parcel's way so far."""
    events = []
    for at, code, place in seen(parcel, now):
        event: dict[str, Any] = {"eventCode": code, "eventTime": iso_seconds(at), "shipmentType": "FORWARD"}
        if place:
            city, state, country = place.split("|")
            where = {"stateOrRegion": state, "city": city, "countryCode": country}
            event["location"] = {name: value for name, value in where.items() if value}
        events.append(event)
    last = seen(parcel, now)[-1][1]
    returning = last == "ReturnInitiated" or (last == "Departed" and len(events) > 3)
    details = [_DETAILS[code] for _, code, _ in seen(parcel, now)[-1:] if code in _DETAILS]
    status = "Undeliverable" if returning else STATUS[last]
    return {
        "trackingId": parcel.tracking,
        "alternateLegTrackingId": "",
        "eventHistory": events,
        "promisedDeliveryDate": iso_seconds(parcel.promised),
        "summary": {"status": status, "trackingDetailCodes": {"forward": details, "returns": []}},
    }
