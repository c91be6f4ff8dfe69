"""Shipment confirmations: the upsert by packageReferenceId and all that Amazon refuses (sp-api 3)."""

from typing import TYPE_CHECKING, Any

from shipby_simulator.carriers.travel import set_out
from shipby_simulator.core.refusal import Refusal, invalid
from shipby_simulator.world import refunds
from shipby_simulator.world.life import OPEN, WAITING, change
from shipby_simulator.world.state import OrderState, Package, PackageItem

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World


def package_of(order: OrderState, reference: str) -> Package | None:
    """Return the order's package with this reference."""
    return next((package for package in order.packages if package.reference == reference), None)


def _open_quantities(world: "World", account: int, order: OrderState, without: Package | None) -> list[int]:
    """Return units per item that no package and no cancellation covers yet; ``without`` is left out of the count."""
    facts = world.books[account].facts(order.n)
    left = [item.quantity - gone for item, gone in zip(facts.items, order.cancelled, strict=True)]
    for package in order.packages:
        if package is not without:
            for part in package.items:
                left[part.item] -= part.quantity
    return left


def confirm(world: "World", account: int, n: int, package: Package) -> None:
    """Take in a confirmation, or an edit of one, after all checks. Raises Refusal.

    The clock of the late shipment rate stops now; order data shows it after a delay.
    """
    order = world.books[account].view(n)
    _check_order(world, account, order)
    known = package_of(order, package.reference)
    if known is None and order.status == "SHIPPED":
        raise invalid(
            "Failed to create package. Not finding a matching package or order already fulfilled.", "PackageToUpdateNotFound"
        )
    _check_items(world, account, order, known, package)
    if known is not None and _same(known, package):
        return
    order = world.order(account, n)
    known = package_of(order, package.reference)
    if known is not None:
        package.created, package.applied, package.edits = known.created, known.applied, known.edits + 1
        order.packages[order.packages.index(known)] = package
    else:
        order.packages.append(package)
    if not order.confirmed:
        order.confirmed = world.now
    number = world.number("confirmation")
    package.visible = world.now + world.delay(world.settings.amazon.confirm_delay, "confirm", number)
    order.history.append((world.now, order.status, f"package {package.reference} confirmed: {package.tracking}"))
    world.later(package.visible, "confirmed", account, n, package.reference)
    if world.settings.amazon.foreign_parcels_travel and package.tracking:
        set_out(world, account, n, (package.tracking, package.carrier, package.service), max(package.ship_time, world.now))


def _check_order(world: "World", account: int, order: OrderState) -> None:
    """Refuse orders that cannot be confirmed by the seller."""
    facts = world.books[account].facts(order.n)
    if facts.by_amazon:
        raise invalid("The order is fulfilled by Amazon and cannot be confirmed.")
    if "ship_plus" in facts.kinds:
        raise invalid("FBM Ship+ orders are confirmed automatically and do not support confirmShipment.")
    if order.status in WAITING:
        raise invalid(f"The order {facts.order_id} is in status Pending and cannot be confirmed.")
    if order.status == "CANCELLED":
        raise invalid(f"The order {facts.order_id} has been canceled and cannot be confirmed.")
    if order.amazon_label:
        raise invalid("The shipment was purchased through Amazon and is confirmed automatically.")
    if order.status not in {*OPEN, "SHIPPED"}:
        raise invalid(f"The order {facts.order_id} cannot be confirmed in status {order.status}.")


def _check_items(world: "World", account: int, order: OrderState, known: Package | None, package: Package) -> None:
    """Refuse quantities above what is open, and missing Transparency codes."""
    facts = world.books[account].facts(order.n)
    left = _open_quantities(world, account, order, known)
    for part in package.items:
        item = facts.items[part.item]
        if part.quantity < 1:
            raise invalid(f"Quantity of order item {item.id} must be positive.")
        left[part.item] -= part.quantity
        if left[part.item] < 0:
            raise invalid(f"Quantity {part.quantity} of order item {item.id} is greater than the quantity that is not shipped.")
        if item.transparency and part.codes and len(part.codes) != part.quantity:
            raise invalid(f"Order item {item.id} needs one Transparency code per unit.")


def _same(known: Package, package: Package) -> bool:
    """Return whether a repeated confirmation says nothing new."""
    return (known.carrier, known.service, known.tracking, known.ship_time, known.items) == (
        package.carrier, package.service, package.tracking, package.ship_time, package.items,
    )  # fmt: skip


def item_numbers(world: "World", account: int, n: int, parts: list[tuple[str, int, list[str]]]) -> list[PackageItem]:
    """Turn (order item id, quantity, codes) into items of the order. Raises Refusal for an unknown id or a double one."""
    by_id = {item.id: number for number, item in enumerate(world.books[account].facts(n).items)}
    numbers: list[PackageItem] = []
    for item_id, quantity, codes in parts:
        if item_id not in by_id:
            raise invalid(f"Invalid order item id {item_id}.")
        if any(part.item == by_id[item_id] for part in numbers):
            raise invalid(f"Order item id {item_id} appears twice.")
        numbers.append(PackageItem(by_id[item_id], quantity, codes))
    return numbers


def everything_left(world: "World", account: int, n: int) -> list[PackageItem]:
    """Return all units that are still open, for confirmations that name no items."""
    order = world.books[account].view(n)
    left = _open_quantities(world, account, order, None)
    return [PackageItem(number, quantity) for number, quantity in enumerate(left) if quantity > 0]


def confirmed(world: "World", account: int, n: int, argument: Any) -> None:
    """Let order data show a confirmation."""
    book = world.books[account]
    package = package_of(book.view(n), argument)
    if package is None or package.visible > world.now:  # edited since: its own event follows
        return
    order = book.before_change(n)
    found = package_of(order, argument)
    assert found is not None
    found.applied = True
    shipped = [0] * len(order.shipped)
    for one in order.packages:
        if one.applied:
            for part in one.items:
                shipped[part.item] += part.quantity
    order.shipped = shipped
    facts = book.facts(n)
    done = all(item.quantity <= sent + gone for item, sent, gone in zip(facts.items, shipped, order.cancelled, strict=True))
    if order.status in OPEN:
        order.status = "SHIPPED" if done else "PARTIALLY_SHIPPED"
    refunds.release(world, account, n)
    change(world, account, n, f"package {argument} in order data")


def by_label(world: "World", account: int, n: int, package: Package) -> None:
    """Let Amazon confirm what was shipped with its own postage (sp-api 6.0); order data shows it later."""
    order = world.order(account, n)
    if order.status == "CANCELLED" or order.status in WAITING:
        raise Refusal(400, "InvalidInput", "The order cannot be shipped in its present status.")
    order.packages.append(package)
    order.amazon_label = True
    order.confirmed = order.confirmed or world.now
    order.history.append((world.now, order.status, f"label {package.tracking} bought at Amazon"))
    world.later(package.visible, "confirmed", account, n, package.reference)


def withdraw_label(world: "World", account: int, n: int, tracking: str) -> None:
    """Take back the confirmation of a voided label: its units are open again."""
    book = world.books[account]
    order = book.before_change(n)
    order.packages = [package for package in order.packages if package.tracking != tracking]
    shipped = [0] * len(order.shipped)
    for package in order.packages:
        for part in package.items if package.applied else []:
            shipped[part.item] += part.quantity
    order.shipped = shipped
    order.amazon_label = any(package.by == "amazon" for package in order.packages)
    if order.status in {*OPEN, "SHIPPED"}:
        order.status = "PARTIALLY_SHIPPED" if any(shipped) else "UNSHIPPED"
    if not order.packages:
        order.confirmed = 0
    change(world, account, n, f"label {tracking} voided")
