"""Tracking 2026-01-30: where a parcel is that Amazon knows by its carrier's number.

The model also takes numbers of freight and of Amazon's own warehouses; the pretend sellers send neither, so those are not found.
"""

import re
from typing import Any

import msgspec

from shipby_simulator.carriers.postage import AMAZON
from shipby_simulator.carriers.travel import seen
from shipby_simulator.core.clock import DAY, iso_seconds
from shipby_simulator.core.refusal import Refusal
from shipby_simulator.core.wire import Response
from shipby_simulator.door.call import Call, answer
from shipby_simulator.door.check import Query
from shipby_simulator.world.state import Parcel

MILESTONES = {
    "ReadyForReceive": ("MANIFESTED_NOT_RECEIVED", "The carrier has the details of the shipment."),
    "InfoReceived": ("MANIFESTED_NOT_RECEIVED", "The carrier has the details of the shipment."),
    "PickupDone": ("PICKED_UP", "The shipment was picked up."),
    "Departed": ("DEPARTED", "The shipment left a facility of the carrier."),
    "ArrivedAtCarrierFacility": ("ARRIVED_AT_TERMINAL", "The shipment arrived at a facility of the carrier."),
    "OutForDelivery": ("OUT_FOR_DELIVERY", "Shipment is out for delivery"),
    "DeliveryAttempted": ("DELIVERY_ATTEMPTED", "The carrier tried to deliver the shipment."),
    "Delivered": ("DELIVERED", "Shipment delivered."),
    "Lost": ("LOST", "The shipment is lost."),
    "Rejected": ("RECIPIENT_REFUSED_DELIVERY", "The recipient refused the shipment."),
    "Undeliverable": ("UNDELIVERABLE", "The shipment cannot be delivered."),
    "ReturnInitiated": ("RETURN_IN_TRANSIT", "The shipment is on its way back."),
    "PickupCancelled": ("BOOKING_CANCELLED", "The shipment was cancelled."),
}
"""Codes of this model for the events of Shipping v2; which of them Amazon uses when is our guess."""
_BACK = ("RETURN_RECEIVED", "The shipment is back at its sender.")


class GetShipmentTracking(Query, frozen=True, kw_only=True):
    """Query of getShipmentTracking: one identifier."""

    id: str | None = None
    acsin: str | None = None
    aftn: str | None = None
    container_number: str | None = None
    house_bill_of_lading_number: str | None = None
    tracking_number: str | None = msgspec.field(default=None, name="carrierTracking.trackingNumber")
    carrier_code: str | None = msgspec.field(default=None, name="carrierTracking.carrierCode")


def _bad_request() -> Refusal:
    message = "The request parameters provided are invalid."
    return Refusal(400, "BAD_REQUEST", message, f"{message} For valid parameter values and formats, see the API developer guide.")


def get_shipment_tracking(call: Call) -> Response:
    """Answer getShipmentTracking."""
    query: GetShipmentTracking = call.query
    others = (query.id, query.acsin, query.aftn, query.container_number, query.house_bill_of_lading_number)
    given = [one for one in (*others, query.tracking_number) if one is not None]
    if len(given) > 1:
        message = "Only one tracking ID type is allowed per request. Please provide a single ID per request."
        raise Refusal(400, "MULTIPLE_TRACKING_IDS_NOT_ALLOWED", message)
    if not given or not given[0].strip():
        raise _bad_request()
    if query.aftn is not None and not re.fullmatch(r"AFTN\d+", query.aftn):
        message = "Amazon Fulfillment Tracking Number must start with 'AFTN'."
        details = "Please ensure the Amazon Fulfillment Tracking Number follows the correct format starting with 'AFTN'."
        raise Refusal(400, "INVALID_AFTN_FORMAT", message, details)
    parcel = call.world.state.parcels.get(query.tracking_number or "")
    if parcel is None or not _is_known(call, parcel, query.carrier_code):
        details = "Verify the API endpoint or resource path and try again."
        raise Refusal(404, "RESOURCE_NOT_FOUND", "The requested resource does not exist.", details)
    return answer({"trackingDetail": _detail(parcel, call.world.now, query.carrier_code)})


def _is_known(call: Call, parcel: Parcel, carrier_code: str | None) -> bool:
    """Return whether Amazon knows a parcel as this seller's: it brings an order, or Amazon sold its postage."""
    if parcel.account != call.account or carrier_code not in {None, parcel.carrier}:
        return False
    label = call.world.state.labels.get(parcel.label)
    return parcel.n >= 0 or (label is not None and label.kind in AMAZON)


def _detail(parcel: Parcel, now: int, carrier_code: str | None) -> dict[str, Any]:
    """Return what is known of a parcel, the latest milestone first."""
    tracking = {"trackingNumber": parcel.tracking} | ({"carrierCode": carrier_code} if carrier_code else {})
    scans = seen(parcel, now)
    codes = [code for _, code, _ in scans]
    turned = codes.index("ReturnInitiated") if "ReturnInitiated" in codes else len(codes)
    milestones = [_milestone(scan, back=number > turned) for number, scan in enumerate(scans)]
    milestones.reverse()
    detail: dict[str, Any] = {"identifier": {"carrierTracking": tracking}, "milestoneHistory": milestones}
    if milestones:
        detail["latestMilestone"] = milestones[0]
    if not {"Delivered", "Lost", "ReturnInitiated", "PickupCancelled"} & {*codes}:
        window = {"startTime": iso_seconds(parcel.promised - DAY), "endTime": iso_seconds(parcel.promised)}
        told = iso_seconds(parcel.created)
        detail["trackingEstimates"] = [{"type": "ESTIMATED_DELIVERY_DATE", "estimatedInterval": window, "lastUpdatedTime": told}]
    return detail


def _milestone(scan: tuple[int, str, str], *, back: bool) -> dict[str, Any]:
    at, event, place = scan
    code, text = _BACK if back else MILESTONES[event]
    city, region, country = place.split("|") if place else ("", "", "")
    address = {name: value for name, value in (("city", city), ("region", region), ("countryCode", country)) if value}
    milestone: dict[str, Any] = {"status": {"code": code, "description": text}, "occurredAt": iso_seconds(at)}
    return milestone | ({"location": {"address": address}} if address else {})
