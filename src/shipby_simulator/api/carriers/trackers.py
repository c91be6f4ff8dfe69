"""The tracking service: where any parcel is, whoever carries it."""

from shipby_simulator.api.carriers.forms import Tracker, Trackers, TrackersAsked, TrackingEvent
from shipby_simulator.api.carriers.sale import Counter
from shipby_simulator.carriers.keys import TRACKING
from shipby_simulator.carriers.travel import STATUS, seen
from shipby_simulator.core.clock import iso
from shipby_simulator.core.refusal import Refusal
from shipby_simulator.world.state import Parcel

WORDS = {
    "PreTransit": "pre_transit", "InTransit": "in_transit", "OutForDelivery": "out_for_delivery", "Delivered": "delivered",
    "DeliveryAttempted": "attempt_failed", "Lost": "lost", "Rejected": "refused", "Undeliverable": "undeliverable",
    "PickupCancelled": "cancelled",
}  # fmt: skip
"""The service's words for the statuses of Shipping v2."""


def _status(code: str) -> str:
    return "return_to_sender" if code == "ReturnInitiated" else WORDS[STATUS[code]]


def tracker(parcel: Parcel, now: int) -> Tracker:
    """Return a parcel with its scans up to now, the latest first; what follows the turn is back at the sender."""
    events: list[TrackingEvent] = []
    delivered, turned = "", False
    for at, code, place in seen(parcel, now):
        city, state, country = place.split("|") if place else ("", "", "")
        events.append(TrackingEvent(iso(at), code, "returned" if turned else _status(code), city, state, country))
        turned = turned or code == "ReturnInitiated"
        delivered = iso(at) if code == "Delivered" else delivered
    events.reverse()
    status = events[0].status if events else "unknown"
    return Tracker(parcel.tracking, parcel.carrier, parcel.service, status, iso(parcel.promised), delivered, events)


def one(counter: Counter, number: str) -> Tracker:
    """Return one of the seller's parcels. Raises Refusal; a seller's own carriers know only what they sold."""
    parcel = counter.world.state.parcels.get(number)
    if parcel is None or parcel.account != counter.account or not _is_known(counter, parcel):
        raise Refusal(404, "tracking_number_unknown", f"Nobody knows a parcel {number}.")
    return tracker(parcel, counter.as_of)


def _is_known(counter: Counter, parcel: Parcel) -> bool:
    label = counter.world.state.labels.get(parcel.label)
    return counter.kind == TRACKING or (label is not None and label.kind == counter.kind)


def many(counter: Counter, asked: TrackersAsked) -> Trackers:
    """Return the parcels of many numbers."""
    parcels = {number: counter.world.state.parcels.get(number) for number in asked.tracking_numbers}
    known = {number: one for number, one in parcels.items() if one is not None and one.account == counter.account}
    return Trackers([tracker(one, counter.as_of) for one in known.values()], [one for one in parcels if one not in known])
