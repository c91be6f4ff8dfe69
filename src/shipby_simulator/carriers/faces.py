"""What a bought label says, and the slip that goes with it."""

from typing import TYPE_CHECKING

from shipby_simulator.carriers.render import document
from shipby_simulator.carriers.sheet import Face, Sheet, label, slip
from shipby_simulator.world.people import Address
from shipby_simulator.world.state import Label

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World


def lines_of(address: Address) -> list[str]:
    """Return an address as it stands on a label."""
    city = " ".join(part for part in (address.city, address.state, address.postcode) if part)
    lines = (address.name, address.company, address.line1, address.line2, address.line3, city, address.country)
    return [line for line in lines if line]


def sheet_of(world: "World", bought: Label) -> Sheet:
    """Return the sheet of a label; the buyer's address is drawn again, not kept."""
    request = bought.request
    known = bought.n >= 0
    receiver = lines_of(world.books[bought.account].facts(bought.n).buyer.address) if known else request["receiver"]
    order = world.books[bought.account].order_id(bought.n) if known else bought.reference
    return label(
        Face(
            bought.tracking, bought.carrier, bought.service, request["sender"], receiver, order, request["grams"],
            request.get("custom", ""),
        )
    )  # fmt: skip


def label_document(world: "World", bought: Label, kind: str, dpi: int = 203) -> bytes:
    """Return a label as ``PDF``, ``PNG`` or ``ZPL``."""
    return document(sheet_of(world, bought), kind, dpi)


def slip_document(world: "World", bought: Label, kind: str, dpi: int = 203) -> bytes:
    """Return the packing slip of a label's package."""
    lines = [(1, "", "Goods")]
    order = bought.reference
    if bought.n >= 0:
        items = world.books[bought.account].facts(bought.n).items
        order = world.books[bought.account].order_id(bought.n)
        lines = [(quantity, items[item].product.sku, items[item].product.title) for item, quantity in bought.request["units"]]
    return document(slip(order, lines), kind, dpi)
