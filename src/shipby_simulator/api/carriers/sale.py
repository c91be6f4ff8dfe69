"""Prices and purchases of postage, the same at every kind of carrier."""

from hashlib import blake2b
from typing import TYPE_CHECKING

import msgspec

from shipby_simulator.api.carriers.forms import (
    CarrierAddress,
    CarrierLabel,
    CarrierParcel,
    CarrierRate,
    CarrierRates,
    LabelAsked,
    NotOffered,
    RatesAsked,
)
from shipby_simulator.carriers import postage, services
from shipby_simulator.carriers.services import Load, Service
from shipby_simulator.carriers.travel import Lane, next_pickup
from shipby_simulator.core.clock import HOUR, MINUTE, iso
from shipby_simulator.core.refusal import Refusal
from shipby_simulator.world.money import decimal
from shipby_simulator.world.state import Label, Quote

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World
    from shipby_simulator.world.places import Marketplace

FACTOR = {"key": 0.97, "unique": 1.0, "list": 1.03, "none": 0.94, "async": 1.01}
"""How a carrier's prices stand to Amazon's."""
STALE = 6 * HOUR


class Counter(msgspec.Struct, frozen=True):
    """Where somebody buys: the kind of carrier and the seller's account; ``origin`` is the address of the server.

    ``stale`` lets reads show what was known some hours ago.
    """

    world: "World"
    kind: str
    account: int
    origin: str
    stale: bool = False

    @property
    def as_of(self) -> int:
        """Return the instant that reads show: long past where a stale copy answers (reliability 3.1, F8)."""
        return self.world.now - (STALE if self.stale else 0)

    @property
    def region(self) -> str:
        """Return the region of the seller's warehouse."""
        return self.world.books[self.account].region

    @property
    def place(self) -> "Marketplace":
        """Return the marketplace in whose money the carrier charges."""
        return services.home_of("", self.region)


def _load(sender: CarrierAddress, recipient: CarrierAddress, parcel: CarrierParcel) -> Load:
    longest = max(parcel.length_mm, parcel.width_mm, parcel.height_mm) / 10
    return Load(parcel.weight_grams, longest, sender.country, recipient.country)


def _obstacle(service: Service, load: Load, recipient: CarrierAddress) -> tuple[str, str] | None:
    """Return why a service cannot be had: what it carries, and whether the address can be read by machines."""
    if recipient.country in {"US", "DE", "FR", "GB", "JP", "IT", "ES", "CA"} and not recipient.postal_code.strip():
        return "address_invalid", "to_address.postal_code is missing."
    found = services.obstacle(service, load)
    return (found[0].lower(), found[1]) if found else None


def _promise(counter: Counter, service: Service, load: Load) -> tuple[int, int]:
    return services.promise(service, load, next_pickup(counter.world.now, counter.region))


def _price(counter: Counter, service: Service, load: Load) -> int:
    return services.price(service, load, counter.place, FACTOR[counter.kind])


def quote(counter: Counter, asked: RatesAsked) -> CarrierRates:
    """Tell prices, which hold for some minutes."""
    world, place = counter.world, counter.place
    load = _load(asked.from_address, asked.to_address, asked.parcel)
    number = world.number("carrier quote")
    token = world.draw("carrier quote", number).token(12, "0123456789abcdef")
    expires = world.now + int(world.settings.carriers.quote_minutes * MINUTE)
    offered: list[tuple[int, CarrierRate]] = []
    refused: list[NotOffered] = []
    for service in services.SERVICES[counter.region]:
        if not service.terms:
            continue
        obstacle = _obstacle(service, load, asked.to_address)
        if obstacle:
            refused.append(NotOffered(service.id, *obstacle))
            continue
        amount, (earliest, latest) = _price(counter, service, load), _promise(counter, service, load)
        rate = CarrierRate(
            f"rate_{token}_{service.id}", service.id, service.name, service.carrier, decimal(amount, place.digits),
            place.currency, iso(earliest), iso(latest), iso(expires),
        )  # fmt: skip
        offered.append((amount, rate))
    offers = {rate.rate_id: (rate.service, amount) for amount, rate in offered}
    _forget_old_quotes(world)
    world.state.quotes[token] = Quote(
        token, counter.account, counter.kind, -1, world.now, place.currency, msgspec.to_builtins(asked), offers
    )
    return CarrierRates([rate for _, rate in sorted(offered, key=lambda one: (one[0], one[1].service))], refused)


def _forget_old_quotes(world: "World") -> None:
    """Drop the dead quotes of carriers now and then; one that just died is still told from one that never was."""
    if world.number("carrier quotes kept") % 500 == 0:
        limit = world.now - int(world.settings.carriers.quote_minutes * MINUTE) * 6
        quotes = world.state.quotes
        world.state.quotes = {name: one for name, one in quotes.items() if one.kind not in FACTOR or one.created > limit}


def choose(counter: Counter, asked: LabelAsked) -> tuple[Service, int]:
    """Return the service that is to be bought and its price. Raises Refusal."""
    if bool(asked.rate_id) == bool(asked.service):
        raise Refusal(422, "rate_or_service", "Give either rate_id or service.")
    load = _load(asked.from_address, asked.to_address, asked.parcel)
    service, quoted = _quoted(counter, asked) if asked.rate_id else (services.service_of(asked.service), None)
    if service is None or not service.terms or service not in services.SERVICES[counter.region]:
        raise Refusal(422, "service_unknown", f"There is no service {asked.service}.")
    obstacle = _obstacle(service, load, asked.to_address)
    if obstacle:
        raise Refusal(422, *obstacle)
    return service, _price(counter, service, load) if quoted is None else quoted


def _quoted(counter: Counter, asked: LabelAsked) -> tuple[Service | None, int]:
    """Return what a rate named. Raises Refusal for one that is unknown, dead, or was asked for another parcel."""
    world = counter.world
    known = world.state.quotes.get(asked.rate_id.split("_")[1] if asked.rate_id.startswith("rate_") else "")
    if known is None or (known.account, known.kind) != (counter.account, counter.kind) or asked.rate_id not in known.offers:
        raise Refusal(404, "rate_unknown", f"There is no rate {asked.rate_id}.")
    if world.now >= known.created + int(world.settings.carriers.quote_minutes * MINUTE):
        raise Refusal(422, "rate_expired", "The rate has expired; ask for rates again.")
    if known.request != msgspec.to_builtins(RatesAsked(asked.from_address, asked.to_address, asked.parcel)):
        raise Refusal(422, "rate_differs", "The rate was quoted for other addresses or another parcel.")
    name, amount = known.offers[asked.rate_id]
    return services.service_of(name), amount


def box_of(counter: Counter, asked: LabelAsked) -> str:
    """Return the name of what is sent: the shipper's reference, else what the address and the parcel make up."""
    name = reference_of(counter, asked)
    if not name:
        form = msgspec.json.encode([asked.from_address, asked.to_address, asked.parcel])
        name = blake2b(form, digest_size=12).hexdigest()
    return f"{counter.account}|{name}"


def reference_of(counter: Counter, asked: LabelAsked) -> str:
    """Return what the shipper calls a purchase: the outside id where that is the carrier's way, else the reference."""
    return asked.external_id if counter.kind == "unique" else asked.reference


def sell(counter: Counter, asked: LabelAsked, key: str = "", *, status: str = "purchased") -> Label:
    """Sell a label. Raises Refusal."""
    world = counter.world
    service, amount = choose(counter, asked)
    if world.draw("carrier price", counter.kind, world.number("carrier price")).chance(world.settings.carriers.price_differs):
        amount += max(1, amount // 12)  # measured again on the belt: another price than quoted
    sender, recipient = asked.from_address, asked.to_address
    lane = Lane(
        (sender.city, sender.state, sender.country), (recipient.city, recipient.state, recipient.country),
        _promise(counter, service, _load(sender, recipient, asked.parcel))[1],
    )  # fmt: skip
    name = world.draw("carrier label", counter.kind, postage.label_number(world, counter.kind)).token(20, "0123456789abcdef")
    purchase = postage.Purchase(
        f"lbl_{name}", counter.kind, counter.account, -1, service, amount, counter.place.currency, lane, world.now,
        box_of(counter, asked), ["PDF", "PNG", "ZPL"], msgspec.to_builtins(asked), reference=reference_of(counter, asked),
        key=key,
    )  # fmt: skip
    return postage.buy(world, purchase, status=status)


def form(counter: Counter, label: Label) -> CarrierLabel:
    """Return a label as its carrier tells it."""
    link = f"{counter.origin}/carriers/{label.kind}/v1/labels/{label.id}/document?format="
    return CarrierLabel(
        id=label.id,
        status=label.status,
        carrier=label.carrier,
        service=label.request["service"],
        tracking_number=label.tracking,
        amount=decimal(label.amount, counter.place.digits),
        currency=label.currency,
        created_at=iso(label.created),
        reference=label.request["reference"],
        external_id=label.request["external_id"],
        latest_delivery=iso(postage.lane_of_label(label).promised),
        refund_at=iso(label.refund_at) if label.refund_at else "",
        documents={name: link + name for name in ("pdf", "png", "zpl")},
    )
