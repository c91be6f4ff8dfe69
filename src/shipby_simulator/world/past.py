"""Closed orders from before the start: how they ended, drawn again whenever somebody looks."""

from typing import TYPE_CHECKING

from shipby_simulator.carriers.numbers import tracking_number
from shipby_simulator.core.clock import DAY, HOUR, MINUTE
from shipby_simulator.core.draw import Draw
from shipby_simulator.world.state import OrderState, Package, PackageItem, Parcel

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World

_CARRIERS = {
    "NA": (("USPS", "Ground Advantage"), ("UPS", "UPS Ground"), ("FedEx", "FedEx Ground")),
    "EU": (("DHL", "DHL Paket"), ("DPD", "DPD Classic"), ("Deutsche Post", "Warenpost")),
    "FE": (("YAMATO", "TA-Q-BIN"), ("SAGAWA", "Hikyaku"), ("Japan Post", "Yu-Pack")),
}


def _ending(world: "World", account: int, n: int) -> tuple[str, int, Draw]:
    """Return how an order ended, how long after it was placed, and the rest of its stream of chance."""
    draw, rates = Draw(world.seed, "past", account, n), world.settings.history
    if draw.chance(rates.cancelled):
        return "cancelled", draw.between(5 * 60, 15 * 60) * MINUTE, draw
    if draw.chance(rates.late):
        return "late", draw.between(8 * 24, 10 * 24) * HOUR, draw
    return "shipped", draw.between(2 * 60, 20 * 60) * MINUTE, draw


def past_update(world: "World", account: int, n: int, created: int) -> int:
    """Return the lastUpdatedTime of a closed order: never after the past itself ended."""
    return min(created + _ending(world, account, n)[1], world.books[account].past_end)


def past_of(world: "World", account: int, n: int) -> OrderState:
    """Return a closed order."""
    book = world.books[account]
    facts = book.facts(n)
    how, _, draw = _ending(world, account, n)
    at = past_update(world, account, n, facts.created)
    quantities = [item.quantity for item in facts.items]
    history = [(facts.created, "UNSHIPPED", "placed")]
    if how == "cancelled":
        by, why = draw.weighted([(("MERCHANT", "NoInventory"), 6), (("BUYER", "BuyerCanceled"), 4)])
        return OrderState(
            n, "CANCELLED", at, paid=facts.created, shipped=[0] * len(quantities), cancelled=quantities,
            cancel_asked=at - HOUR if by == "BUYER" else 0, cancelled_at=at, cancelled_by=by, cancelled_why=why,
            history=[*history, (at, "CANCELLED", f"cancelled by {by}")],
        )  # fmt: skip
    carrier, service = draw.pick(_CARRIERS[book.region])
    tracking = tracking_number(draw, carrier)
    package = Package(
        reference="1", created=at, visible=at, carrier=carrier, service=service, tracking=tracking, ship_time=at, applied=True,
        items=[PackageItem(number, quantity) for number, quantity in enumerate(quantities)],
    )  # fmt: skip
    delivered = min(at + draw.between(1, 4) * DAY, max(facts.deliver_by - HOUR, at + DAY)) if how == "shipped" else at + 4 * DAY
    order = OrderState(
        n, "SHIPPED", at, paid=facts.created, shipped=quantities, cancelled=[0] * len(quantities), confirmed=at,
        packages=[] if facts.by_amazon else [package], history=[*history, (at, "SHIPPED", "confirmed")], delivered=delivered,
    )  # fmt: skip
    if draw.chance(world.settings.history.negative):
        order.feedback = (delivered + 5 * DAY, 1)
    if draw.chance(world.settings.history.claims):
        order.claim = {"at": delivered + 8 * DAY, "state": "GRANTED", "reason": "NOT_AS_DESCRIBED"}
    return order


def past_parcel(world: "World", account: int, n: int) -> Parcel | None:
    """Return the parcel of a closed order, or None when it had none."""
    order, facts = past_of(world, account, n), world.books[account].facts(n)
    if not order.packages:
        return None
    package, address = order.packages[0], facts.buyer.address
    city = f"{address.city}|{address.state}|{address.country}"
    scans = [
        (order.confirmed, "InfoReceived", ""),
        (order.confirmed + 3 * HOUR, "PickupDone", ""),
        (order.delivered - 5 * HOUR, "OutForDelivery", city),
        (order.delivered, "Delivered", city),
    ]
    return Parcel(
        package.tracking, package.carrier, package.service, account, n, order.confirmed, scans, "delivered", facts.deliver_by
    )
