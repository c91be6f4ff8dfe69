"""Buying postage and giving it back: labels, money, parcels. Amazon's own shops and the carriers' all end here."""

from typing import TYPE_CHECKING, Any

import msgspec

from shipby_simulator.carriers.numbers import tracking_number
from shipby_simulator.carriers.services import Service
from shipby_simulator.carriers.services import service_of as find_service
from shipby_simulator.carriers.travel import Lane, is_scanned, lie_in_drawer, set_out, stop, take_from_drawer
from shipby_simulator.core.clock import DAY, MINUTE
from shipby_simulator.world.shipments import by_label, everything_left, withdraw_label
from shipby_simulator.world.state import Label, Package, PackageItem, Parcel, Posting

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World

AMAZON = ("mfn", "v2")
"""Shops of Amazon itself: they confirm the shipment on their own (sp-api 6.0)."""


class Purchase(msgspec.Struct, frozen=True):
    """What somebody pays for. ``n`` is -1 where the seller did not name an order of Amazon; ``box`` as in Label."""

    id: str
    kind: str
    account: int
    n: int
    service: Service
    amount: int
    currency: str
    lane: Lane
    ready: int
    box: str
    formats: list[str]
    request: dict[str, Any]
    units: list[PackageItem] = []
    reference: str = ""
    key: str = ""


class CannotVoid(Exception):
    """A label cannot be given back; the text says why."""


def label_number(world: "World", kind: str) -> int:
    """Return the next running number of a shop's labels."""
    return world.number(f"label {kind}")


def buy(world: "World", purchase: Purchase, *, status: str = "purchased") -> Label:
    """Take the money, print the label, let the parcel set out. The caller has checked that it may be bought.

    A second label for a box that has one already costs as much and lies in a drawer: only one can be on the box.
    """
    made = purchase
    number = world.number("tracking")
    tracking = tracking_number(world.draw("tracking", made.kind, number), made.service.carrier)
    label = Label(
        made.id, made.kind, made.account, made.n, world.now, tracking, made.service.carrier, made.service.name, made.amount,
        made.currency, status, made.formats, made.request, made.reference, made.key, box=made.box, changed=world.now,
    )  # fmt: skip
    label.request |= {"service": made.service.id, "lane": [made.lane.here, made.lane.there, made.lane.promised]}
    label.request["ready"] = made.ready
    world.state.labels[label.id] = label
    world.state.boxes.setdefault(made.box, []).append(label.id)
    if status == "purchased":
        pay(world, label, made.units)
    return label


def pay(world: "World", label: Label, units: list[PackageItem] | None = None) -> None:
    """Charge for a label and send its parcel on its way."""
    label.status, label.changed = "purchased", world.now
    world.state.postings.append(Posting(world.now, label.kind, label.account, label.id, label.amount, label.currency))
    label.spare = any(other is not label and is_on_box(world, other) for other in _of_box(world, label))
    if label.kind in AMAZON and label.n >= 0:
        _confirm(world, label, units or [])
    which, lane = (label.tracking, label.carrier, label.service), lane_of_label(label)
    if label.spare:
        parcel = lie_in_drawer(world, label.account, label.n, which, lane)
    else:
        ready = max(int(label.request["ready"]), world.now)
        parcel = set_out(world, label.account, label.n, which, ready, label.amount, lane)
    parcel.label = label.id


def _of_box(world: "World", label: Label) -> list[Label]:
    return [world.state.labels[name] for name in world.state.boxes.get(label.box, [])]


def is_on_box(world: "World", label: Label) -> bool:
    """Return whether a label is the one that the carrier sees, or has seen, on its box."""
    if label.spare or label.status in {"requested", "failed"}:
        return False
    parcel = world.state.parcels.get(label.tracking)
    return label.status == "purchased" or (parcel is not None and parcel.valid)


def lane_of_label(label: Label) -> Lane:
    """Return the lane of a label's parcel."""
    here, there, promised = label.request["lane"]
    return Lane((here[0], here[1], here[2]), (there[0], there[1], there[2]), promised)


def _confirm(world: "World", label: Label, units: list[PackageItem]) -> None:
    """Let Amazon confirm the shipment; a package never holds more than what is still open."""
    left = {part.item: part.quantity for part in everything_left(world, label.account, label.n)}
    held = [PackageItem(part.item, min(part.quantity, left.get(part.item, 0)), part.codes) for part in units]
    packages = world.books[label.account].view(label.n).packages
    reference = str(max((int(package.reference) for package in packages), default=0) + 1)
    visible = world.now + world.delay(world.settings.amazon.label_visible_delay, "label visible", label.id)
    package = Package(
        reference, world.now, visible, label.carrier, label.service, label.tracking, int(label.request["ready"]),
        [part for part in held if part.quantity > 0], by="amazon",
    )  # fmt: skip
    label.request["units"] = [(part.item, part.quantity) for part in units]
    by_label(world, label.account, label.n, package)


def void(world: "World", label: Label) -> None:
    """Give a label back. The money comes days later, or never when the parcel was scanned. Raises CannotVoid."""
    if label.status != "purchased":
        raise CannotVoid(f"The label is {label.status.replace('_', ' ')} and cannot be voided.")
    if world.now - label.created > world.settings.carriers.void_days * DAY:
        raise CannotVoid(f"Labels can be voided for {world.settings.carriers.void_days} days.")
    label.status, label.changed = "void_pending", world.now
    low, high = world.settings.carriers.refund_days
    draw = world.draw("refund", label.id)
    label.refund_at = world.now + draw.between(low, high) * DAY + draw.between(1, 600) * MINUTE
    world.later(label.refund_at, "label_refund", label.account, label.n, label.id)
    parcel = world.state.parcels[label.tracking]
    if is_scanned(parcel, world.now):
        return
    stop(parcel, world.now)
    if label.kind in AMAZON and label.n >= 0:
        withdraw_label(world, label.account, label.n, label.tracking)
    _put_next_on_box(world, label)


def _put_next_on_box(world: "World", label: Label) -> None:
    """Stick a spare label on the box whose label was given back."""
    spare = next((other for other in _of_box(world, label) if other.spare and other.status == "purchased"), None)
    if label.spare or spare is None:
        return
    spare.spare = False
    take_from_drawer(world, world.state.parcels[spare.tracking], lane_of_label(spare))
    if spare.kind in AMAZON and spare.n >= 0:
        _fill_package(world, spare)


def _fill_package(world: "World", label: Label) -> None:
    """Let the package of a label that is now on the box hold the units that came free."""
    left = {part.item: part.quantity for part in everything_left(world, label.account, label.n)}
    order = world.order(label.account, label.n)
    for package in order.packages:
        if package.tracking == label.tracking:
            wanted = [PackageItem(item, min(quantity, left.get(item, 0))) for item, quantity in label.request["units"]]
            package.items = [part for part in wanted if part.quantity > 0]
            package.visible = max(package.visible, world.now)
            world.later(package.visible, "confirmed", label.account, label.n, package.reference)


def refund(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001  (every happening has these)
    """Let a shop settle a voided label: money back, unless the parcel was scanned."""
    label = world.state.labels[argument]
    label.changed = world.now
    if world.state.parcels[label.tracking].valid:
        label.status = "refund_refused"
        return
    label.status = "refunded"
    world.state.postings.append(Posting(world.now, label.kind, label.account, label.id, -label.amount, label.currency))


def parcel_of(world: "World", label: Label) -> Parcel:
    """Return a bought label's parcel."""
    return world.state.parcels[label.tracking]


def service_of(label: Label) -> Service:
    """Return the service a label was bought for."""
    found = find_service(label.request["service"])
    assert found is not None
    return found
