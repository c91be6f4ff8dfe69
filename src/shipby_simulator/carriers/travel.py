"""How parcels travel: picked up on weekdays, scanned on the way, delayed, lost, refused, returned."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

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
    """Return when the carrier's van next comes at least half an hour after an instant; not at weekends."""
    moment = datetime.fromtimestamp((ready + 30 * MINUTE) / 1000, UTC)
    van = moment.replace(hour=_PICKUP_HOUR_UTC[region], minute=0, second=0, microsecond=0)
    if van < moment:
        van += timedelta(days=1)
    local = -8 if region == "NA" else 0
    while (van + timedelta(hours=local)).weekday() > 4:
        van += timedelta(days=1)
    return to_ms(van)


def set_out(world: "World", account: int, n: int, which: tuple[str, str, str], ready: int, cost: int = 0) -> Parcel:
    """Plan a parcel's whole journey; ``which`` is (tracking number, carrier, service). A known number stays as it is."""
    tracking, carrier, service = which
    known = world.state.parcels.get(tracking)
    if known is not None:
        return known
    facts = world.books[account].facts(n)
    draw = world.draw("parcel", account, tracking)
    scans, outcome = _journey(world, account, n, draw, service, ready)
    parcel = Parcel(tracking, carrier, service, account, n, world.now, scans, outcome, facts.deliver_by, cost=cost)
    world.state.parcels[tracking] = parcel
    for at, code, _ in scans:
        if code == "Delivered":
            world.later(at, "delivered", account, n)
    world.later(facts.deliver_by + 3 * DAY, "missing", account, n)
    return parcel


def _days(draw: Draw, lane: tuple[str, str], service: str) -> int:
    """Return the days on the road of a lane, by distance and service."""
    if any(word in service for word in FAST):
        return 1 if lane[0] == lane[1] else 2
    return draw.between(1, 4) if lane[0] == lane[1] else draw.between(3, 9)


def _delay(world: "World", draw: Draw, begin: int) -> int:
    """Return the days a parcel comes later than it should."""
    settings = world.settings.carriers
    days = draw.between(1, settings.late_days) if draw.chance(settings.late) else 0
    since = (begin - world.start) / HOUR
    if settings.weather_from_hours <= since < settings.weather_from_hours + settings.weather_hours:
        days += draw.between(1, 3) if draw.chance(settings.weather) else 0
    return days


def _journey(
    world: "World", account: int, n: int, draw: Draw, service: str, ready: int
) -> tuple[list[tuple[int, str, str]], str]:
    """Return all scans to come (when, event code of sp-api 6.2, place) and how the journey ends."""
    settings = world.settings.carriers
    region = world.books[account].region
    country, city, state, *_ = SHIP_FROM[region]
    address = world.books[account].facts(n).buyer.address
    here, there = f"{city}|{state}|{country}", f"{address.city}|{address.state}|{address.country}"
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
    arrival = start + (_days(draw, (country, address.country), service) + _delay(world, draw, start)) * DAY
    arrival = arrival - arrival % DAY + draw.between(9, 19) * HOUR + draw.below(60) * MINUTE
    arrival = max(arrival, scans[-1][0] + 6 * HOUR)
    scans.append(((scans[-1][0] + arrival) // 2, "ArrivedAtCarrierFacility", there))
    if outcome == "lost":
        return [*scans, (arrival + 7 * DAY, "Lost", there)], outcome
    scans.append((arrival - 2 * HOUR, "OutForDelivery", there))
    if outcome == "delivered":
        if draw.chance(settings.attempt_fails):
            scans.append((arrival, "DeliveryAttempted", there))
            arrival += DAY
        return [*scans, (arrival, "Delivered", there)], outcome
    code = "Rejected" if outcome == "refused" else "Undeliverable"
    back = [(arrival, code, there), (arrival + 6 * HOUR, "ReturnInitiated", there), (arrival + 6 * DAY, "Departed", here)]
    return scans + back, outcome


def seen(parcel: Parcel, now: int) -> list[tuple[int, str, str]]:
    """Return the scans up to now."""
    return [scan for scan in parcel.scans if scan[0] <= now]


def is_scanned(parcel: Parcel, now: int) -> bool:
    """Return whether the carrier has scanned the parcel physically."""
    return len(seen(parcel, now)) > 1


STATUS = {
    "ReadyForReceive": "PreTransit", "InfoReceived": "PreTransit", "PickupDone": "InTransit", "Departed": "InTransit",
    "ArrivedAtCarrierFacility": "InTransit", "OutForDelivery": "OutForDelivery", "DeliveryAttempted": "DeliveryAttempted",
    "Delivered": "Delivered", "Lost": "Lost", "Rejected": "Rejected", "Undeliverable": "Undeliverable",
    "ReturnInitiated": "Undeliverable",
}  # fmt: skip
"""Status of Shipping v2 by the last event."""
