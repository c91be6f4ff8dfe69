"""From orders to the way through the shelves, and back: which lines a list has, and which orders are complete in the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from shipby.packing.rules.pick_lists import Mode
from shipby.stock.rules.bins import NaturalKey, bin_key, natural_key


@dataclass(frozen=True, slots=True)
class Wanted:
    """Units of a SKU that an order wants."""

    account_id: int
    order_id: str
    sku: str
    asin: str
    title: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Collected:
    """A place to go to. ``shares`` = (order, units) in the order in which orders get what is there: by deadline."""

    account_id: int
    sku: str
    asin: str
    title: str
    bin: str
    quantity: int
    shares: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Share:
    """A line as it is counted at the end: ``picked`` ``None`` = nobody said."""

    shares: Sequence[tuple[str, int]]
    quantity: int
    picked: int | None


def collect(wanted: Sequence[Wanted], bins: Mapping[tuple[int, str], str], mode: Mode) -> list[Collected]:
    """One line for each SKU, over all orders, in the order in which they are walked. ``wanted`` comes by deadline."""
    lines: dict[tuple[int, str, str], Collected] = {}
    for one in wanted:
        # What has no SKU is told apart by its title.
        place = (one.account_id, one.sku, "" if one.sku else one.title)
        there = lines.get(place)
        if there is None:
            name = bins.get((one.account_id, one.sku), "") if one.sku else ""
            lines[place] = Collected(
                one.account_id, one.sku, one.asin, one.title, name, one.quantity, ((one.order_id, one.quantity),)
            )
            continue
        units = dict(there.shares)
        units[one.order_id] = units.get(one.order_id, 0) + one.quantity
        lines[place] = replace(there, quantity=there.quantity + one.quantity, shares=tuple(units.items()))
    by_sku = sorted(lines.values(), key=lambda line: (natural_key(line.sku), line.title, line.account_id))
    return by_sku if mode is Mode.SKU else sorted(by_sku, key=lambda line: bin_key(line.bin))


def pick_order(orders: Sequence[tuple[str, Sequence[tuple[str, str, int]]]]) -> list[str]:
    """Orders (id, its (bin, SKU, units)) as papers are stacked: those of one unit first, then by the first bin of each.

    Bins in natural order, unknown ones last; what is equal stays in the order given.
    """

    def place(order: tuple[str, Sequence[tuple[str, str, int]]]) -> tuple[bool, list[tuple[tuple[bool, NaturalKey], NaturalKey]]]:
        lines = order[1]
        stops = sorted((bin_key(name), natural_key(sku)) for name, sku, _ in lines)
        return sum(units for _, _, units in lines) != 1, stops

    return [order_id for order_id, _ in sorted(orders, key=place)]


def missing_units(lines: Sequence[Share]) -> dict[str, int]:
    """Units that each order lacks once everybody got what was there, the earliest deadline first.

    Orders that lack none are left out; a line of which nobody said anything lacks nothing.
    """
    missing: dict[str, int] = {}
    for line in lines:
        left = line.quantity if line.picked is None else line.picked
        for order_id, units in line.shares:
            got = min(left, units)
            left -= got
            if got < units:
                missing[order_id] = missing.get(order_id, 0) + units - got
    return missing


def without_order(line: Share, order_id: str) -> Share | None:
    """The line once an order is taken off; ``None`` = nobody wants anything of it any more."""
    kept = [(one, units) for one, units in line.shares if one != order_id]
    quantity = sum(units for _, units in kept)
    if not quantity:
        return None
    return Share(kept, quantity, None if line.picked is None else min(line.picked, quantity))
