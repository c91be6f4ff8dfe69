"""Which of Amazon's orders may be shipped with Amazon's postage, and what of them."""

from collections.abc import Callable

from shipby_simulator.api.orders_form import has_address
from shipby_simulator.core.refusal import Refusal
from shipby_simulator.door.call import Call
from shipby_simulator.world.life import OPEN

Refuse = Callable[[str], Refusal]
"""Makes the refusal of an API out of a sentence."""


def order_to_ship(call: Call, n: int, refuse: Refuse) -> None:
    """Refuse orders for which no label can be bought now. Raises Refusal."""
    facts, order = call.book.facts(n), call.book.view(n)
    if facts.by_amazon:
        raise refuse(f"Order {facts.order_id} is fulfilled by Amazon.")
    if "easy_ship" in facts.kinds:
        raise refuse(f"Order {facts.order_id} is shipped through Amazon Easy Ship.")
    if order.status not in OPEN:
        raise refuse(f"Order {facts.order_id} cannot be shipped in its present status.")
    if not has_address(facts, call.world.now):
        raise refuse(f"The shipping address of order {facts.order_id} is not available.")


def units_of(call: Call, n: int, parts: list[tuple[str, int]], refuse: Refuse) -> list[tuple[int, int]]:
    """Turn (order item id, quantity) into items of the order. Raises Refusal for unknown items and too many units.

    Units that a label has already are not refused while order data does not show it yet: that is how a second label can be
    bought by accident.
    """
    facts, order = call.book.facts(n), call.book.view(n)
    by_id = {item.id: number for number, item in enumerate(facts.items)}
    units: list[tuple[int, int]] = []
    for item_id, quantity in parts:
        if item_id not in by_id:
            raise refuse(f"Order item {item_id} is not part of order {facts.order_id}.")
        item = by_id[item_id]
        if quantity > facts.items[item].quantity - order.shipped[item] - order.cancelled[item]:
            raise refuse(f"Quantity {quantity} of order item {item_id} is greater than the quantity that is not shipped.")
        units.append((item, quantity))
    return units
