"""Refunds and cancellations after shipment, by order adjustments (sp-api 4.7)."""

from typing import TYPE_CHECKING

import msgspec

from shipby_simulator.core.clock import HOUR
from shipby_simulator.core.refusal import invalid
from shipby_simulator.world.life import WAITING, cancel
from shipby_simulator.world.state import OrderState, Refund

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World
    from shipby_simulator.world.facts import Facts, ItemFacts

REASONS = {
    "NoInventory", "CustomerReturn", "GeneralAdjustment", "CouldNotShip", "DifferentItem", "Abandoned", "CustomerCancel",
    "PriceError", "ProductOutofStock", "CustomerAddressIncorrect", "Exchange", "Other", "CarrierCreditDecision",
    "RiskAssessmentInformationNotValid", "CarrierCoverageFailure", "TransactionRecord", "Undeliverable", "RefusedDelivery",
}  # fmt: skip
"""AdjustmentReason (sp-api 4.7)."""
COMPONENTS = {
    "Principal", "Shipping", "Tax", "ShippingTax", "RestockingFee", "RestockingFeeTax", "GiftWrap", "GiftWrapTax", "Surcharge",
    "ReturnShipping", "Goodwill", "ExportCharge", "COD", "CODTax", "Other", "FreeReplacementReturnShipping",
}  # fmt: skip
"""Component Type (sp-api 4.7)."""


class Wish(msgspec.Struct, frozen=True):
    """What a message asks for one item; components as (type, amount in the smallest unit, currency or empty)."""

    item_id: str
    reason: str
    components: list[tuple[str, int, str]] = []
    adjustment: str = ""
    cancelled: int = 0
    quantity: int = 0


def adjust(world: "World", account: int, n: int, wishes: list[Wish]) -> None:
    """Refund items, or cancel units that are still open; all of it or nothing. Raises Refusal.

    A refund before the confirmation waits for it (sp-api 4.7). The same refund twice pays twice while money is left.
    """
    order, facts = world.books[account].view(n), world.books[account].facts(n)
    if order.status in WAITING:
        raise invalid(f"The order {facts.order_id} is in status Pending and cannot be adjusted.")
    if order.status == "CANCELLED":
        raise invalid(f"The order {facts.order_id} has been canceled and cannot be adjusted.")
    by_id = {item.id: number for number, item in enumerate(facts.items)}
    given: dict[int, list[tuple[str, int]]] = {}
    for wish in wishes:
        if wish.item_id not in by_id:
            raise invalid(f"The order item {wish.item_id} does not belong to the order.")
        number = by_id[wish.item_id]
        _check_wish(world, facts, order, number, wish)
        given.setdefault(number, []).extend((kind, value) for kind, value, _ in wish.components)
    for number, components in given.items():
        _check_sums(facts.items[number], [refund for refund in order.refunds if refund.item == number], components)
    for wish in wishes:
        _book(world, account, n, by_id[wish.item_id], wish)
    cancelled = [sum(wish.cancelled for wish in wishes if by_id[wish.item_id] == number) for number in range(len(facts.items))]
    if any(cancelled):
        cancel(world, account, n, "MERCHANT", wishes[0].reason, cancelled, lines="order adjustment")


def _check_wish(world: "World", facts: "Facts", order: OrderState, number: int, wish: Wish) -> None:
    if wish.reason not in REASONS:
        raise invalid(f"The adjustment reason {wish.reason!r} is not valid.")
    if not wish.components and not wish.cancelled:
        raise invalid("An adjustment needs an amount or a quantity to cancel.")
    unknown = {kind for kind, _, _ in wish.components} - COMPONENTS
    if unknown:
        raise invalid(f"The component type {min(unknown)!r} is not valid.")
    foreign = {currency for _, _, currency in wish.components} - {facts.place.currency, ""}
    if foreign:
        raise invalid(f"The currency {min(foreign)} is not the currency of the order ({facts.place.currency}).")
    known = {refund.adjustment for refund in order.refunds if refund.item == number and refund.adjustment}
    if world.settings.amazon.duplicate_adjustment_refused and wish.adjustment in known:
        raise invalid(f"The adjustment {wish.adjustment} has already been processed.")
    if wish.cancelled:
        room = facts.items[number].quantity - order.shipped[number] - order.cancelled[number]
        if not world.settings.amazon.partial_cancel or wish.cancelled > room:
            raise invalid(f"Only {room} units of order item {wish.item_id} can be canceled.")


def _check_sums(item: "ItemFacts", before: list[Refund], components: list[tuple[str, int]]) -> None:
    """Refuse what would give back more than was charged."""
    if components and sum(value for _, value in components) < 0:
        raise invalid("The total of an adjustment must not be negative.")
    earlier = [part for refund in before for part in refund.components]
    charged = {
        "Principal": item.price - item.discount, "Shipping": item.shipping, "Tax": item.tax, "ShippingTax": item.shipping_tax,
        "GiftWrap": item.gift_wrap,
    }  # fmt: skip
    for kind, most in charged.items():
        if sum(value for name, value in [*earlier, *components] if name == kind) > most:
            raise invalid(f"The {kind} amount exceeds the amount that can be refunded for order item {item.id}.")
    if sum(value for _, value in [*earlier, *components]) > item.total:
        raise invalid(f"The amount exceeds the amount that can be refunded for order item {item.id}.")


def _book(world: "World", account: int, n: int, item: int, wish: Wish) -> None:
    if not wish.components:
        return
    order, number = world.order(account, n), world.number("refund")
    shipped = order.status in {"SHIPPED", "PARTIALLY_SHIPPED"}
    refund = Refund(
        id=world.draw("refund", number).token(14, "0123456789"),
        item=item,
        at=world.now,
        posted=_posted(world, number) if shipped else 0,
        reason=wish.reason,
        components=[(kind, value) for kind, value, _ in wish.components],
        adjustment=wish.adjustment,
        quantity=wish.quantity,
        effective=shipped,
    )
    order.refunds.append(refund)
    state = "refunded" if shipped else "refund waits for the confirmation"
    order.history.append((world.now, order.status, f"{state}: {sum(value for _, value in refund.components)} ({wish.reason})"))


def _posted(world: "World", number: int) -> int:
    """Return when finances show it: up to 48 hours late (sp-api 9.3)."""
    low, high = world.settings.amazon.finances_delay_hours
    return world.now + int((low + (high - low) * world.draw("posted", number).unit()) * HOUR)


def release(world: "World", account: int, n: int) -> None:
    """Let refunds that waited for the confirmation take effect."""
    for refund in world.books[account].view(n).refunds:
        if not refund.effective:
            refund.effective, refund.posted = True, _posted(world, world.number("released refund"))
            order = world.order(account, n)
            order.history.append((world.now, order.status, f"refund {refund.id} took effect"))
