"""Stock: what the seller says lies there for Amazon's buyers, and what lies in Amazon's warehouses (sp-api 9).

The seller's quantity falls with every order of the seller's own (``life``) and is set by listing patches a while after
Amazon accepted them.
"""

from typing import TYPE_CHECKING, Any

from shipby_simulator.world.catalogue import Product
from shipby_simulator.world.notices import quantity_changed
from shipby_simulator.world.state import AccountState

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World
    from shipby_simulator.world.facts import Facts

DEFAULT = "DEFAULT"
"""The channel of goods that the seller ships."""


def quantity_of(account: AccountState, product: Product) -> int:
    """Return how many units of a product the seller offers."""
    return account.stock.get(product.sku, product.stock)


def take(world: "World", account: int, facts: "Facts") -> None:
    """Lower the quantities by what was ordered now."""
    mine = world.state.accounts[account]
    if facts.by_amazon:
        for item in facts.items:
            held = warehouse(world, account, item.product)
            moved = min(held[0], item.quantity)
            mine.warehouse[item.product.sku] = (held[0] - moved, held[1] + item.quantity)
        return
    for item in facts.items:
        left = max(0, quantity_of(mine, item.product) - item.quantity)
        mine.stock[item.product.sku] = left
        quantity_changed(world, account, item.product.sku, left)


def leave(world: "World", account: int, facts: "Facts") -> None:
    """Let the units of an order leave Amazon's warehouse, or its reservation."""
    mine = world.state.accounts[account]
    for item in facts.items:
        held = warehouse(world, account, item.product)
        mine.warehouse[item.product.sku] = (held[0], max(0, held[1] - item.quantity))


def warehouse(world: "World", account: int, product: Product) -> tuple[int, int]:
    """Return the units of a product in Amazon's warehouses: free and reserved for orders. None lie there without FBA."""
    found = world.state.accounts[account].warehouse.get(product.sku)
    if found is not None:
        return found
    return (world.draw("warehouse", account, product.number).between(0, 300), 0) if world.settings.strange.fba else (0, 0)


def plan(world: "World", account: int, sku: str, change: dict[str, Any]) -> None:
    """Let an accepted change of a listing become live after a while."""
    wait = world.delay(world.settings.amazon.change_delay, "listing", world.number("listing change"))
    world.later(world.now + wait, "listing", account, -1, [sku, change])


def listing(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001
    """Let a change of a listing become live."""
    sku, change = argument
    mine = world.state.accounts[account]
    if change["op"] in {"replace", "delete"}:
        mine.lead_times.pop(sku, None)
    if "lead_time_to_ship_max_days" in change:
        mine.lead_times[sku] = change["lead_time_to_ship_max_days"]
    quantity = 0 if change["op"] == "delete" else change.get("quantity")
    if quantity is not None:
        mine.stock[sku] = quantity
        quantity_changed(world, account, sku, quantity)
