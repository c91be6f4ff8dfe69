"""What the money of orders looks like to Amazon's finances: payments when shipped, refunds, both posted late (sp-api 9.3)."""

from typing import TYPE_CHECKING

import msgspec

from shipby_simulator.core.clock import HOUR

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World
    from shipby_simulator.world.facts import Facts, ItemFacts

LATEST_AFTER_ORDER = 120
"""So many days after the order its last entry is looked for."""


class Part(msgspec.Struct, frozen=True):
    """An item's share of an entry: its components in the smallest unit, positive for the seller."""

    item: int
    quantity: int
    components: list[tuple[str, int]]

    @property
    def total(self) -> int:
        """Return the sum of the components."""
        return sum(value for _, value in self.components)


class Entry(msgspec.Struct, frozen=True):
    """An entry: ``Shipment`` or ``Refund``; ``adjustment`` is the seller's own id of a refund."""

    id: str
    kind: str
    posted: int
    parts: list[Part]
    adjustment: str = ""

    @property
    def total(self) -> int:
        """Return the sum of all parts."""
        return sum(part.total for part in self.parts)


def entries(world: "World", account: int, n: int) -> list[Entry]:
    """Return the entries of an order that finances show by now, the oldest first."""
    facts, order = world.books[account].facts(n), world.books[account].view(n)
    found = []
    if order.confirmed and any(order.shipped):
        draw = world.draw("payment", account, n)
        low, high = world.settings.amazon.finances_delay_hours
        posted = order.confirmed + int((low + (high - low) * draw.unit()) * HOUR)
        parts = [_payment(facts.items[item], item, units) for item, units in enumerate(order.shipped) if units]
        found.append(Entry(draw.token(32), "Shipment", posted, parts))
    for refund in order.refunds:
        if refund.effective and refund.posted:
            components = [(kind, -value) for kind, value in refund.components]
            part = Part(refund.item, refund.quantity, components)
            found.append(Entry(refund.id, "Refund", refund.posted, [part], refund.adjustment))
    return sorted((entry for entry in found if entry.posted <= world.now), key=lambda entry: (entry.posted, entry.id))


def _payment(item: "ItemFacts", number: int, units: int) -> Part:
    """Return what the buyer paid for the shipped units of a line."""
    whole = (
        ("Principal", item.price), ("Tax", item.tax), ("Shipping", item.shipping), ("ShippingTax", item.shipping_tax),
        ("GiftWrap", item.gift_wrap), ("Promotion", -item.discount),
    )  # fmt: skip
    return Part(number, units, [(kind, value * units // item.quantity) for kind, value in whole if value])


def is_hidden_by_place(facts: "Facts") -> bool:
    """Return whether a search that names the marketplace leaves this order out: merchant-fulfilled in the US (sp-api 9.3)."""
    return facts.place.country == "US" and not facts.by_amazon
