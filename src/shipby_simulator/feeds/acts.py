"""The acts that a message or row of a feed asks for; each is done whole or refused whole."""

from typing import TYPE_CHECKING

import msgspec

from shipby_simulator.core.clock import parse_instant
from shipby_simulator.core.refusal import invalid
from shipby_simulator.world import refunds
from shipby_simulator.world.life import OPEN, WAITING, cancel
from shipby_simulator.world.shipments import confirm, everything_left, item_numbers, package_of
from shipby_simulator.world.state import OrderState, Package, PackageItem

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World

CANCEL_REASONS = {
    "NoInventory", "ShippingAddressUndeliverable", "CustomerExchange", "BuyerCanceled", "GeneralAdjustment",
    "CarrierCreditDecision", "RiskAssessmentInformationNotValid", "CarrierCoverageFailure", "CustomerReturn",
    "MerchandiseNotReceived", "CannotVerifyInformation", "PricingError", "RejectOrder", "WeatherDelay",
}  # fmt: skip
"""CancelReason (sp-api 4.5)."""


class Acknowledge(msgspec.Struct, frozen=True):
    """Take note of an order (``success``), or cancel it: whole, or items as (item id, reason, quantity or None)."""

    order_id: str
    success: bool
    merchant_order_id: str = ""
    items: list[tuple[str, str, int | None]] = []


class Fulfil(msgspec.Struct, frozen=True):
    """Confirm a package; without items everything that is left. ``reference`` is MerchantFulfillmentID or empty."""

    order_id: str
    date: str
    reference: str = ""
    carrier_code: str = ""
    carrier_name: str = ""
    method: str = ""
    tracking: str = ""
    items: list[tuple[str, int | None, list[str]]] = []


class Adjust(msgspec.Struct, frozen=True):
    """Refund, or cancel units of, items of an order."""

    order_id: str
    items: list[refunds.Wish]


Act = Acknowledge | Fulfil | Adjust


def do(world: "World", account: int, act: Act) -> None:
    """Do an act. Raises Refusal that says why not."""
    n = world.books[account].find(act.order_id)
    if n is None:
        raise invalid(f"The order {act.order_id} was not found.")
    if isinstance(act, Acknowledge):
        _acknowledge(world, account, n, act)
    elif isinstance(act, Fulfil):
        _fulfil(world, account, n, act)
    else:
        refunds.adjust(world, account, n, act.items)


def _acknowledge(world: "World", account: int, n: int, act: Acknowledge) -> None:
    order, facts = world.books[account].view(n), world.books[account].facts(n)
    if facts.by_amazon:
        raise invalid("The order is fulfilled by Amazon.")
    if order.status in WAITING:
        raise invalid(f"The order {act.order_id} is in status Pending.")
    if act.success:
        mine = world.order(account, n)
        mine.acknowledged = act.merchant_order_id or "Success"
        mine.history.append((world.now, mine.status, "acknowledged"))
        return
    _check_cancellable(order, act)
    if not act.items:
        cancel(world, account, n, "MERCHANT", "GeneralAdjustment")
        return
    quantities = _cancelled_units(world, account, order, act)
    reasons = [reason for _, reason, _ in act.items]
    cancel(world, account, n, "MERCHANT", reasons[0], quantities, lines=", ".join(sorted({one for one, *_ in act.items})))


def _check_cancellable(order: OrderState, act: Acknowledge) -> None:
    """Refuse what is no longer unshipped: after a confirmation only a refund is left (amazon-policy 1.2)."""
    if order.status == "CANCELLED":
        raise invalid(f"The order {act.order_id} has already been canceled.")
    if order.status not in OPEN or order.amazon_label or (order.packages and order.status == "UNSHIPPED"):
        raise invalid(f"The order {act.order_id} has already been shipped and cannot be canceled.")


def _cancelled_units(world: "World", account: int, order: OrderState, act: Acknowledge) -> list[int]:
    """Return how many units of each item go. Raises Refusal."""
    facts = world.books[account].facts(order.n)
    by_id = {item.id: number for number, item in enumerate(facts.items)}
    quantities = [0] * len(facts.items)
    for item_id, reason, quantity in act.items:
        if item_id not in by_id:
            raise invalid(f"The order item {item_id} does not belong to the order.")
        if reason not in CANCEL_REASONS:
            raise invalid(f"The cancellation reason {reason!r} is not valid." if reason else "A cancellation reason is required.")
        number = by_id[item_id]
        room = facts.items[number].quantity - order.shipped[number] - order.cancelled[number]
        if quantity is not None and not world.settings.amazon.partial_cancel:
            raise invalid("Quantity is not supported: only whole order items can be canceled.")
        wanted = room if quantity is None else quantity
        if not 0 < wanted <= room:
            raise invalid(f"Only {room} units of order item {item_id} can be canceled.")
        quantities[number] = wanted
    return quantities


def _fulfil(world: "World", account: int, n: int, act: Fulfil) -> None:
    carrier = act.carrier_name if act.carrier_code in {"", "Other"} else act.carrier_code
    if act.carrier_code == "Other" and not act.carrier_name:
        raise invalid("carrier-name is required when carrier-code is Other.")
    if not carrier:
        raise invalid("A carrier is required.")
    if act.reference and (not act.reference.isascii() or not act.reference.isdigit() or int(act.reference) < 1):
        raise invalid("MerchantFulfillmentID must be a positive numeric value.")
    try:
        shipped = parse_instant(act.date)
    except ValueError:
        raise invalid(f"The ship date {act.date!r} is not valid.") from None
    order = world.books[account].view(n)
    parts = _parts(world, account, order, act)
    known = package_of(order, str(int(act.reference))) if act.reference else _same_units(order, parts)
    if not parts:
        parts = known.items if known else everything_left(world, account, n)
    if not parts and order.status in {*OPEN, "SHIPPED"}:
        raise invalid("Failed to create package. Not finding a matching package or order already fulfilled.")
    reference = known.reference if known else str(int(act.reference)) if act.reference else _next_reference(order)
    package = Package(reference, world.now, world.now, carrier, act.method, act.tracking, shipped, parts)
    confirm(world, account, n, package)


def _parts(world: "World", account: int, order: OrderState, act: Fulfil) -> list[PackageItem]:
    """Return the units that a confirmation names; an item without quantity means all of it that is left."""
    facts = world.books[account].facts(order.n)
    left = {facts.items[part.item].id: part.quantity for part in everything_left(world, account, order.n)}
    whole = {item.id: item.quantity for item in facts.items}
    named = [
        (item_id, quantity if quantity is not None else left.get(item_id, whole.get(item_id, 1)), codes)
        for item_id, quantity, codes in act.items
    ]
    return item_numbers(world, account, order.n, named)


def _same_units(order: OrderState, parts: list[PackageItem]) -> Package | None:
    """Return the package that a row without a package number corrects: the one with the same units (amazon-policy 3.2)."""
    if not parts:
        return order.packages[-1] if order.status == "SHIPPED" and len(order.packages) == 1 else None
    units = sorted((part.item, part.quantity) for part in parts)
    return next((one for one in order.packages if sorted((part.item, part.quantity) for part in one.items) == units), None)


def _next_reference(order: OrderState) -> str:
    used = [int(package.reference) for package in order.packages if package.reference.isdigit()]
    return str(max(used, default=0) + 1)
