"""How parcels travel: picked up on weekdays, scanned on the way, delayed, lost, refused, returned."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from shipby_simulator.carriers import calendar
from shipby_simulator.carriers.services import ABROAD_DAYS, EVERY_SERVICE
from shipby_simulator.core.clock import DAY, HOUR, MINUTE, to_ms
from shipby_simulator.core.draw import Draw
from shipby_simulator.world.places import SHIP_FROM
from shipby_simulator.world.state import Parcel

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World

_PICKUP_HOUR_UTC = {"NA": 1, "EU": 16, "FE": 8}
"""The hour of the carrier's van: five in the afternoon or thereabouts at the warehouse."""
FAST = ("Next", "Overnight", "Express", "1-Day", "Priority")


def next_pickup(ready: int, region: str) -> int:
    """Return when the carrier's van next comes at least half an hour after an instant; not at weekends and holidays."""
    moment = datetime.fromtimestamp((ready + 30 * MINUTE) / 1000, UTC)
    van = moment.replace(hour=_PICKUP_HOUR_UTC[region], minute=0, second=0, microsecond=0)
    if van < moment:
        van += timedelta(days=1)
    country = SHIP_FROM[region][0]
    while not calendar.picks_up(van.astimezone(calendar.zone_of(country)).date(), country):
        van += timedelta(days=1)
    return to_ms(van)


class Lane(msgspec.Struct, frozen=True):
    """From where to where a parcel goes, each as city, state and country; ``promised`` is the latest delivery."""

    here: tuple[str, str, str]
    there: tuple[str, str, str]
    promised: int


def lane_of(world: "World", account: int, n: int) -> Lane:
    """Return the lane from the seller's warehouse to an order's buyer."""
    country, city, state, *_ = SHIP_FROM[world.books[account].region]
    facts = world.books[account].facts(n)
    address = facts.buyer.address
    return Lane((city, state, country), (address.city, address.state, address.country), facts.deliver_by)


def _place(parts: tuple[str, str, str]) -> str:
    """Return a place as scans hold it: city|state|country, whatever signs a shipper wrote."""
    return "|".join(part.replace("|", "/") for part in parts)


def set_out(
    world: "World", account: int, n: int, which: tuple[str, str, str], ready: int, cost: int = 0, lane: Lane | None = None
) -> Parcel:
    """Plan a parcel's whole journey; ``which`` is (tracking number, carrier, service).

    A known number stays as it is; if it belonged to no order yet, it belongs to this one from now on. ``n`` is -1 and
    ``lane`` given for a parcel whose order only its seller knows.
    """
    tracking, carrier, service = which
    known = world.state.parcels.get(tracking)
    if known is not None:
        if known.n < 0 <= n and known.account == account:
            known.n = n
            _expect(world, known)
        return known
    lane = lane or lane_of(world, account, n)
    scans, outcome = _journey(world, account, lane, which, ready)
    parcel = Parcel(tracking, carrier, service, account, n, world.now, scans, outcome, lane.promised, cost=cost)
    world.state.parcels[tracking] = parcel
    if n >= 0:
        _expect(world, parcel)
    return parcel


def _expect(world: "World", parcel: Parcel) -> None:
    """Plan what a parcel's arrival, or its absence, means to its order."""
    for at, code, _ in parcel.scans:
        if code == "Delivered":
            world.later(max(at, world.now), "delivered", parcel.account, parcel.n)
    missing = world.books[parcel.account].facts(parcel.n).deliver_by + 3 * DAY
    world.later(max(missing, world.now), "missing", parcel.account, parcel.n)


def lie_in_drawer(world: "World", account: int, n: int, which: tuple[str, str, str], lane: Lane) -> Parcel:
    """Register a label that nobody puts on a box: announced, never scanned."""
    tracking, carrier, service = which
    scans = [(world.now, "ReadyForReceive", _place(lane.here))]
    parcel = Parcel(tracking, carrier, service, account, n, world.now, scans, "spare", lane.promised)
    world.state.parcels[tracking] = parcel
    return parcel


def take_from_drawer(world: "World", parcel: Parcel, lane: Lane) -> None:
    """Let a spare label's parcel set out after all."""
    which = (parcel.tracking, parcel.carrier, parcel.service)
    scans, parcel.outcome = _journey(world, parcel.account, lane, which, world.now)
    parcel.scans += scans[1:]
    if parcel.n >= 0:
        _expect(world, parcel)


def stop(parcel: Parcel, now: int) -> None:
    """Let a parcel whose label was given back never be picked up."""
    parcel.valid = False
    parcel.outcome = "voided"
    parcel.scans = [*seen(parcel, now), (now, "PickupCancelled", "")]


def send_back(parcel: Parcel, now: int) -> None:
    """Let a parcel that could not be handed over go back to its sender."""
    here, there = parcel.scans[0][2], parcel.scans[-1][2]
    parcel.outcome = "returned"
    parcel.scans = [*seen(parcel, now), (now + 6 * HOUR, "ReturnInitiated", there), (now + 6 * DAY, "Departed", here)]


def physical(parcel: Parcel, now: int) -> Iterator[tuple[int, str, str]]:
    """Yield the scans up to now for which somebody held the parcel in hand."""
    return (scan for scan in seen(parcel, now) if scan[1] not in {"ReadyForReceive", "PickupCancelled"})


def _days(draw: Draw, lane: tuple[str, str], carrier: str, service: str) -> int:
    """Return the days on the road of a lane, as the service has them; of an unknown one its name tells whether it is fast."""
    at_home = lane[0] == lane[1]
    known = next((one for one in EVERY_SERVICE if (one.carrier, one.name) == (carrier, service)), None)
    if known is not None:
        least, most = known.days
        return draw.between(least, most) if at_home else draw.between(least + ABROAD_DAYS, most + 2 * ABROAD_DAYS)
    if any(word in service for word in FAST):
        return 1 if at_home else 2
    return draw.between(1, 4) if at_home else draw.between(3, 9)


def _delay(world: "World", draw: Draw, begin: int) -> int:
    """Return the days a parcel comes later than it should."""
    settings = world.settings.carriers
    days = draw.between(1, settings.late_days) if draw.chance(settings.late) else 0
    since = (begin - world.start) / HOUR
    if settings.weather_from_hours <= since < settings.weather_from_hours + settings.weather_hours:
        days += draw.between(1, 3) if draw.chance(settings.weather) else 0
    return days


def _journey(
    world: "World", account: int, lane: Lane, which: tuple[str, str, str], ready: int
) -> tuple[list[tuple[int, str, str]], str]:
    """Return all scans to come (when, event code of sp-api 6.2, place) and how the journey ends."""
    settings, draw = world.settings.carriers, world.draw("parcel", account, which[0])
    region = world.books[account].region
    here, there = _place(lane.here), _place(lane.there)
    scans = [(world.now, "ReadyForReceive", here)]
    if draw.chance(settings.unscanned):
        return scans, "unscanned"
    start = next_pickup(ready, region) + draw.below(90) * MINUTE
    scans += [(start, "PickupDone", here), (start + draw.between(3, 9) * HOUR, "Departed", here)]
    outcome = draw.weighted(
        [
            ("lost", settings.lost), ("damaged", settings.damaged), ("refused", settings.refused),
            ("undeliverable", settings.undeliverable),
            ("delivered", 1 - settings.lost - settings.damaged - settings.refused - settings.undeliverable),
        ]
    )  # fmt: skip
    days = timedelta(days=_days(draw, (lane.here[2], lane.there[2]), which[1], which[2]) + _delay(world, draw, start))
    minutes = draw.between(9, 19) * 60 + draw.below(60)
    day = calendar.local_day(start, lane.there[2]) + days
    arrival = calendar.delivery(day, lane.there[2], minutes)
    while arrival < scans[-1][0] + 5 * HOUR:
        day += timedelta(days=1)
        arrival = calendar.delivery(day, lane.there[2], minutes)
    scans.append(((scans[-1][0] + arrival) // 2, "ArrivedAtCarrierFacility", there))
    if outcome == "lost":
        return [*scans, (arrival + 7 * DAY, "Lost", there)], outcome
    scans.append((arrival - 2 * HOUR, "OutForDelivery", there))
    if outcome == "delivered":
        if draw.chance(settings.attempt_fails):
            scans.append((arrival, "DeliveryAttempted", there))
            next_day = calendar.local_day(arrival, lane.there[2]) + timedelta(days=1)
            arrival = calendar.delivery(next_day, lane.there[2], minutes)
        return [*scans, (arrival, "Delivered", there)], outcome
    code = "Rejected" if outcome == "refused" else "Undeliverable"
    back = [(arrival, code, there), (arrival + 6 * HOUR, "ReturnInitiated", there), (arrival + 6 * DAY, "Departed", here)]
    return scans + back, outcome


def seen(parcel: Parcel, now: int) -> list[tuple[int, str, str]]:
    """Return the scans up to now."""
    return [scan for scan in parcel.scans if scan[0] <= now]


def is_scanned(parcel: Parcel, now: int) -> bool:
    """Return whether the carrier has scanned the parcel physically."""
    return any(True for _ in physical(parcel, now))


STATUS = {
    "ReadyForReceive": "PreTransit", "InfoReceived": "PreTransit", "PickupDone": "InTransit", "Departed": "InTransit",
    "ArrivedAtCarrierFacility": "InTransit", "OutForDelivery": "OutForDelivery", "DeliveryAttempted": "DeliveryAttempted",
    "Delivered": "Delivered", "Lost": "Lost", "Rejected": "Rejected", "Undeliverable": "Undeliverable",
    "ReturnInitiated": "Undeliverable", "PickupCancelled": "PickupCancelled",
}  # fmt: skip
"""Status of Shipping v2 by the last event."""
