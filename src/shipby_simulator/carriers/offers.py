"""Rates: what Amazon's shops would take for a parcel now, and for how long they hold to it."""

from typing import TYPE_CHECKING, Any

import msgspec

from shipby_simulator.carriers.services import SERVICES, Load, Service, home_of, obstacle, price, promise, service_of
from shipby_simulator.carriers.travel import Lane, lane_of, next_pickup
from shipby_simulator.core.clock import MINUTE
from shipby_simulator.world.places import Marketplace
from shipby_simulator.world.state import Label, PackageItem, Quote

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World


class Offer(msgspec.Struct, frozen=True):
    """A service at a price; ``late`` says that it may come after the promise to the buyer."""

    service: Service
    amount: int
    pickup: int
    earliest: int
    latest: int
    late: bool


class Turned(msgspec.Struct, frozen=True):
    """A service that does not carry the parcel, with a code of Shipping v2 and a sentence."""

    service: Service
    code: str
    message: str


class Wanted(msgspec.Struct, frozen=True):
    """A parcel to be priced; ``n`` is -1 for an order of another channel."""

    account: int
    n: int
    load: Load
    ready: int


class Dead(Exception):
    """The rates are older than ten minutes."""


def place_of(world: "World", wanted: Wanted) -> Marketplace:
    """Return the marketplace in whose currency postage is paid."""
    return home_of(wanted.load.origin, world.sellers[wanted.account].region)


def offers(world: "World", wanted: Wanted, factor: float = 1.0) -> tuple[list[Offer], list[Turned]]:
    """Return what can carry a parcel and what cannot."""
    place = place_of(world, wanted)
    facts = world.books[wanted.account].facts(wanted.n) if wanted.n >= 0 else None
    pickup = next_pickup(max(wanted.ready, world.now), place.region)
    found: list[Offer] = []
    turned: list[Turned] = []
    for service in SERVICES[place.region]:
        earliest, latest = promise(service, wanted.load, pickup)
        late = facts is not None and latest > facts.deliver_by
        problem = obstacle(service, wanted.load)
        if problem is None and late and facts and facts.kinds & {"prime", "premium"} and service.days[1] > 2:
            problem = ("LATE_DELIVERY", f"{service.name} does not keep the promise to a Prime buyer.")
        if problem:
            turned.append(Turned(service, *problem))
        else:
            amount = price(service, wanted.load, place, factor)
            found.append(Offer(service, amount, pickup, earliest, latest, late))
    return sorted(found, key=lambda offer: (offer.amount, offer.service.id)), turned


def hold(world: "World", wanted: Wanted, kind: str, request: dict[str, Any], found: list[Offer]) -> Quote:
    """Keep rates that somebody was told; long dead ones are swept out."""
    state, number = world.state, world.number("quote")
    draw = world.draw("quote", number)
    if number % 200 == 0:
        alive = world.now - 2 * _life(world)
        kept = state.quotes.items()
        state.quotes = {name: quote for name, quote in kept if quote.created > alive or quote.kind not in {"v2", "mfn"}}
    prefix = "amzn1.rq." if kind == "v2" else ""
    token = f"{prefix}{draw.between(10**8, 10**9 - 1)}.{number}"
    currency = place_of(world, wanted).currency
    told = {draw.token(44, "0123456789abcdef"): (offer.service.id, offer.amount) for offer in found}
    quote = Quote(token, wanted.account, kind, wanted.n, world.now, currency, request, told)
    state.quotes[token] = quote
    return quote


def _life(world: "World") -> int:
    return int(world.settings.carriers.quote_minutes * MINUTE)


def is_dead(world: "World", quote: Quote) -> bool:
    """Return whether rates have died: ten minutes after they were told (sp-api 6.2)."""
    return world.now > quote.created + _life(world)


def quote_of(world: "World", account: int, token: str) -> Quote | None:
    """Return the rates of a token, or None when this seller never got such a token. Raises Dead."""
    quote = world.state.quotes.get(token)
    if quote is None:
        number = token.rpartition(".")[2]
        if number.isdecimal() and 0 < int(number) <= world.state.counters.get("quote", 0) and len(token) < 40:
            raise Dead
        return None
    if quote.account != account:
        return None
    if is_dead(world, quote):
        raise Dead
    return quote


def lane(world: "World", wanted: Wanted, offer: Offer, origin: tuple[str, str, str], target: tuple[str, str, str]) -> Lane:
    """Return the lane of a parcel that is bought: to an order's buyer, else to the address that the seller gave."""
    if wanted.n >= 0:
        known = lane_of(world, wanted.account, wanted.n)
        return Lane(origin, known.there, known.promised)
    return Lane(origin, target, offer.latest)


def box_of_order(world: "World", account: int, n: int, units: list[PackageItem], left: dict[int, int]) -> str:
    """Return which box of an order a label is for: a new one for units still open, else the one that has a label already."""
    mine = [name for name in world.state.boxes if name.startswith(f"order/{account}/{n}/")]
    if mine and not any(left.get(part.item) for part in units):
        return mine[-1]
    return f"order/{account}/{n}/{len(mine) + 1}"


def promised(label: Label) -> tuple[int, int]:
    """Return the delivery window that was promised when a label was bought."""
    service = service_of(label.request["service"])
    assert service is not None
    load = Load(0, 0, label.request["lane"][0][2], label.request["lane"][1][2])
    return promise(service, load, int(label.request["pickup"]))
