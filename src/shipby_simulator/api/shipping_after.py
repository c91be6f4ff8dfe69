"""Shipping v2 after the purchase: access points, failed deliveries, claims (sp-api 6.2). What is refused when is our guess."""

from typing import Any

from shipby_simulator.api.shipping_tables import CreateClaim, GetAccessPoints, NdrFeedback
from shipby_simulator.api.shipping_words import bad, read
from shipby_simulator.carriers.postage import AMAZON
from shipby_simulator.carriers.travel import seen, send_back
from shipby_simulator.core.refusal import not_found
from shipby_simulator.core.wire import Response
from shipby_simulator.door.call import Call, answer, nothing
from shipby_simulator.world.places import CITIES, MARKETPLACES
from shipby_simulator.world.state import Parcel


def _parcel(call: Call, tracking: str) -> Parcel:
    """Return a parcel that the seller bought at Amazon. Raises Refusal."""
    parcel = call.world.state.parcels.get(tracking)
    label = call.world.state.labels.get(parcel.label) if parcel else None
    if parcel is None or label is None or label.account != call.account or label.kind not in AMAZON:
        raise not_found(f"Tracking id {tracking} was not found.")
    return parcel


def get_access_points(call: Call) -> Response:
    """Answer getAccessPoints: three near every postal code of a country where Amazon sells, none elsewhere."""
    query: GetAccessPoints = read(call, GetAccessPoints)
    place = next((place for place in MARKETPLACES.values() if place.country == query.country_code), None)
    points = {kind: _points(call, query, kind) if place else [] for kind in query.access_point_types}
    return answer({"payload": {"accessPointsMap": points}})


def _points(call: Call, query: GetAccessPoints, kind: str) -> list[dict[str, Any]]:
    draw = call.world.draw("access points", query.country_code, query.postal_code, kind)
    city, state, _ = CITIES[query.country_code][0]
    hours = {"openingTime": {"hourOfDay": 8, "minuteOfHour": 0, "secondOfMinute": 0}}
    hours["closingTime"] = {"hourOfDay": 20, "minuteOfHour": 0, "secondOfMinute": 0}
    return [
        {
            "accessPointId": draw.uuid(),
            "name": f"Pretend Point {number}",
            "timezone": next(one.zone_name for one in MARKETPLACES.values() if one.country == query.country_code),
            "type": kind,
            "address": {
                "name": f"Pretend Point {number}", "addressLine1": f"{draw.between(1, 99)} Station Road", "city": city,
                "stateOrRegion": state, "countryCode": query.country_code, "postalCode": query.postal_code,
            },
            "assistanceType": "SELF_ASSISTED" if "LOCKER" in kind else "STAFF_ASSISTED",
            "standardOperatingHours": {"MONDAY": hours, "FRIDAY": hours},
        }
        for number in range(1, 4)
    ]  # fmt: skip


def submit_ndr_feedback(call: Call) -> Response:
    """Answer submitNdrFeedback after a failed delivery: try again, which happens anyway, or send it back (RTO)."""
    body: NdrFeedback = read(call, NdrFeedback)
    parcel, now = _parcel(call, body.tracking_id), call.world.now
    if seen(parcel, now)[-1][1] != "DeliveryAttempted":
        raise bad("the shipment is not eligible for NDR feedback")
    if body.ndr_action == "RESCHEDULE" and (body.ndr_request_data is None or body.ndr_request_data.reschedule_date is None):
        raise bad("rescheduleDate cannot be null for RESCHEDULE")
    if body.ndr_action == "RTO":
        send_back(parcel, now)
    return nothing()


def create_claim(call: Call) -> Response:
    """Answer createClaim: one per parcel, and only for what can be so."""
    body: CreateClaim = read(call, CreateClaim)
    parcel, now = _parcel(call, body.tracking_id), call.world.now
    codes = {code for _, code, _ in seen(parcel, now)}
    if body.claim_reason == "LOST_IN_TRANSIT" and ("Delivered" in codes or now <= parcel.promised):
        raise bad("the shipment is not eligible for a claim of a lost parcel")
    if body.claim_reason == "DELIVERED_NOT_RECEIVED" and "Delivered" not in codes:
        raise bad("the shipment has not been delivered")
    claims = call.world.state.parcel_claims
    if any(claim["tracking"] == parcel.tracking for claim in claims.values()):
        raise bad("a claim for the shipment exists already")
    claim_id = call.world.draw("claim", call.world.number("parcel claim")).uuid()
    claims[claim_id] = {"tracking": parcel.tracking, "at": now, "reason": body.claim_reason, "account": call.account}
    return answer({"claimId": claim_id}, 201)
