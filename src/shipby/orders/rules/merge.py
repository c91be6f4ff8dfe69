"""What becomes of an order when a source tells of it again (settled design 8, reliability 3.6).

The newer version wins, an older one only fills in what was not known, and a column that a source lacks never overwrites a known
value. Two sources date the same order differently (a report of unshipped orders by when the order was released, a report of all
orders by its last update), so a word is also compared with the last one of its own source: what the other source never carries
would otherwise be frozen, a buyer's wish to cancel among it.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum
from operator import attrgetter

import msgspec

from shipby.orders.rules.facts import LineFacts, OrderFacts, Status
from shipby.words.refusals import Refusal
from shipby.words.text import N_

FINAL = frozenset({Status.SHIPPED.value, Status.CANCELLED.value})


class OrderValues(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The columns of an order that sources tell. Empty text and ``None`` = not known."""

    purchased_at: datetime
    status: str
    fulfilled_by: str
    sales_channel: str = ""
    marketplace_id: str = ""
    programs: dict[str, bool] = {}
    service_level: str = ""
    ship_service: str = ""
    paid_at: datetime | None = None
    ship_by_earliest: datetime | None = None
    ship_by_latest: datetime | None = None
    deliver_by_earliest: datetime | None = None
    deliver_by_latest: datetime | None = None
    currency: str = ""
    grand_total: Decimal | None = None
    city: str = ""
    region: str = ""
    country: str = ""
    address_type: str = ""
    cancel_requested: bool | None = None
    cancel_reason: str = ""
    replaced_order_id: str = ""
    purchase_order_number: str = ""


class LineValues(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The columns of a line. Empty text and ``None`` = not known; ``position`` counts from 1 and never changes."""

    position: int
    quantity_ordered: int
    order_item_id: str = ""
    sku: str = ""
    asin: str = ""
    title: str = ""
    quantity_shipped: int = 0
    quantity_cancelled: int = 0
    currency: str = ""
    price: Decimal | None = None
    tax: Decimal | None = None
    shipping_price: Decimal | None = None
    shipping_tax: Decimal | None = None
    gift_wrap_price: Decimal | None = None
    discount: Decimal | None = None
    gift_wrap_level: str = ""
    programs: dict[str, bool] = {}


class Told(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Facts with their version. ``is_dated`` is false where only the time of the import stands in for a version."""

    facts: OrderFacts
    source: str
    version_at: datetime
    is_dated: bool


class Known(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An order as it is stored. ``versions`` = the last version of each source."""

    version_at: datetime
    versions: dict[str, datetime]
    values: OrderValues
    lines: tuple[LineValues, ...]


class Merged(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An order after a source told of it."""

    version_at: datetime
    versions: dict[str, datetime]
    values: OrderValues
    lines: tuple[LineValues, ...]


class MoreThanOrdered(Refusal):
    """The facts cannot all be true."""

    code = "more_than_ordered"
    sentence = N_("%(line)s: %(done)s units shipped or cancelled, but only %(ordered)s ordered.")
    remedy = N_("Download the report again, or look at the order in Seller Central.")


class Standing(Enum):
    """How a word stands to what is known."""

    NEWER = "newer"
    SAME = "same"
    NEWEST_OF_ITS_SOURCE = "newest of its source"
    OLDER = "older"


def version_of(facts: OrderFacts, *, made_at: datetime | None, received_at: datetime) -> tuple[datetime, bool]:
    """The version of a report's row, and whether anything but the import dates it (settled design 8)."""
    dated = facts.declared_at or made_at
    return (dated, True) if dated else (received_at, False)


def standing(known: Known, told: Told) -> Standing:
    """How ``told`` stands to ``known`` by version."""
    if told.version_at > known.version_at:
        return Standing.NEWER
    if told.version_at == known.version_at:
        return Standing.SAME
    own = known.versions.get(told.source)
    return Standing.NEWEST_OF_ITS_SOURCE if own is None or told.version_at >= own else Standing.OLDER


_NEWEST_SAYS = frozenset({"fulfilled_by", "purchased_at", "sales_channel", "marketplace_id", "currency", "grand_total"})
"""Columns that every source carries: here only the newest word of all counts."""

_ORDER_COLUMNS = tuple(name for name in OrderValues.__struct_fields__ if name not in {"programs", "status"})
_LINE_COLUMNS = tuple(
    name
    for name in LineValues.__struct_fields__
    if name not in {"position", "quantity_ordered", "quantity_shipped", "quantity_cancelled", "programs"}
)
_ORDER_TOLD, _LINE_TOLD = attrgetter(*_ORDER_COLUMNS), attrgetter(*_LINE_COLUMNS)


# -- a new order


def first_values(facts: OrderFacts, *, seen_at: datetime | None = None) -> OrderValues:
    """Values of an order nobody knew. Without a status it counts as unshipped: better looked at once than lost.

    ``seen_at`` stands in for the time of purchase where the source does not tell it.
    """
    told = {name: value for name, value in zip(_ORDER_COLUMNS, _ORDER_TOLD(facts), strict=True) if value is not None}
    told.setdefault("purchased_at", seen_at)
    told["fulfilled_by"] = facts.fulfilled_by.value
    return OrderValues(programs=facts.programs, status=facts.status or Status.UNSHIPPED.value, **told)


def first_lines(facts: OrderFacts) -> tuple[LineValues, ...]:
    """Lines of an order nobody knew, numbered in the order they came; one item told twice is one line.

    Raises:
        MoreThanOrdered: more was shipped and cancelled than ordered.
    """
    ids = [line.order_item_id for line in facts.lines if line.order_item_id]
    if len(set(ids)) == len(facts.lines):
        return tuple(_first_line(position, line) for position, line in enumerate(facts.lines, 1))
    return merge_lines((), facts.lines, Standing.NEWER, lowers=True)


# -- a known order


def merge(known: Known, told: Told) -> Merged:
    """``known`` after ``told``.

    Raises:
        MoreThanOrdered: more would be shipped and cancelled than was ordered.
    """
    stands = standing(known, told)
    # The time of an import proves nothing about the age of a file: it does not bring back what is final.
    lowers = stands is Standing.NEWER and told.is_dated
    own = known.versions.get(told.source)
    return Merged(
        version_at=max(known.version_at, told.version_at),
        versions={**known.versions, told.source: max(own, told.version_at) if own else told.version_at},
        values=_merge_values(known.values, told.facts, stands, lowers=lowers),
        lines=merge_lines(known.lines, told.facts.lines, stands, lowers=lowers),
    )


def _merge_values(known: OrderValues, facts: OrderFacts, stands: Standing, *, lowers: bool) -> OrderValues:
    wins = stands in {Standing.NEWER, Standing.SAME}
    after: dict[str, object] = {}
    for name in _ORDER_COLUMNS:
        value = getattr(facts, name)
        before = getattr(known, name)
        may = wins or (stands is Standing.NEWEST_OF_ITS_SOURCE and name not in _NEWEST_SAYS)
        if value is not None and value != before and (may or before is None or before == ""):
            after[name] = value
    if "fulfilled_by" in after:
        after["fulfilled_by"] = facts.fulfilled_by.value
    if wins and facts.status and (known.status not in FINAL or facts.status in FINAL or lowers):
        after["status"] = facts.status
    after["programs"] = {**known.programs, **facts.programs} if wins else {**facts.programs, **known.programs}
    return msgspec.structs.replace(known, **after)


def merge_lines(
    known: Sequence[LineValues], told: Sequence[LineFacts], stands: Standing, *, lowers: bool
) -> tuple[LineValues, ...]:
    """Lines after ``told``; lines that are not told stay, and an older word adds none: what it lists may be gone since.

    A line is found by its item id, else by SKU in the order of position, so that a source without ids meets the lines of one that
    has them and the other way round.

    Raises:
        MoreThanOrdered: more would be shipped and cancelled than was ordered.
    """
    lines = {line.position: line for line in known}
    free = list(lines)
    wins = stands in {Standing.NEWER, Standing.SAME}
    for facts in told:
        position = _find(lines, free, facts)
        if position is not None:
            lines[position] = _merge_line(lines[position], facts, wins=wins, lowers=lowers)
        elif stands is not Standing.OLDER:
            position = max(lines, default=0) + 1
            lines[position] = _first_line(position, facts)
        if position in free:
            free.remove(position)
    return tuple(lines.values())


def _find(lines: dict[int, LineValues], free: list[int], facts: LineFacts) -> int | None:
    """Position of the line that ``facts`` speak of. A line met by its id may be met again, one met by SKU only once."""
    if facts.order_item_id:
        for position, line in lines.items():
            if line.order_item_id == facts.order_item_id:
                return position
    for position in free:
        line = lines[position]
        if line.sku == (facts.sku or "") and not (facts.order_item_id and line.order_item_id):
            return position
    return None


def _first_line(position: int, facts: LineFacts) -> LineValues:
    told = {name: value for name, value in zip(_LINE_COLUMNS, _LINE_TOLD(facts), strict=True) if value is not None}
    line = LineValues(
        position=position,
        quantity_ordered=facts.quantity_ordered,
        quantity_shipped=facts.quantity_shipped or 0,
        quantity_cancelled=facts.quantity_cancelled or 0,
        programs=facts.programs,
        **told,
    )
    return _checked(line)


def _merge_line(known: LineValues, facts: LineFacts, *, wins: bool, lowers: bool) -> LineValues:
    after: dict[str, object] = {}
    for name in _LINE_COLUMNS:
        value = getattr(facts, name)
        before = getattr(known, name)
        if value is not None and value != before and (wins or before is None or before == ""):
            after[name] = value
    after["programs"] = {**known.programs, **facts.programs} if wins else {**facts.programs, **known.programs}
    if wins:
        after |= _quantities(known, facts, lowers=lowers)
    return _checked(msgspec.structs.replace(known, **after))


def _quantities(known: LineValues, facts: LineFacts, *, lowers: bool) -> dict[str, object]:
    """Quantities after a word that wins. What was shipped falls only by a dated, newer word; fewer ordered = cancelled."""
    shipped = known.quantity_shipped
    if facts.quantity_shipped is not None and (lowers or facts.quantity_shipped > shipped):
        shipped = facts.quantity_shipped
    cancelled = known.quantity_cancelled if facts.quantity_cancelled is None else facts.quantity_cancelled
    ordered = facts.quantity_ordered
    if facts.quantity_cancelled is None and ordered < shipped + cancelled:
        cancelled = max(0, ordered - shipped)
    if ordered == 0 and facts.quantity_cancelled is None:
        # Reports show a cancelled line with quantity 0; what had been ordered stays known.
        ordered, cancelled = known.quantity_ordered, known.quantity_ordered - shipped
    return {"quantity_ordered": ordered, "quantity_shipped": shipped, "quantity_cancelled": cancelled}


def _checked(line: LineValues) -> LineValues:
    if line.quantity_ordered < line.quantity_shipped + line.quantity_cancelled:
        raise MoreThanOrdered(
            line=line.sku or line.order_item_id,
            done=line.quantity_shipped + line.quantity_cancelled,
            ordered=line.quantity_ordered,
        )
    return line


# -- what changed

_TOLD_FROM_TO = ("status", "ship_by_latest", "cancel_requested")


def changes(before: Known, after: Merged) -> dict[str, object]:
    """What is different, for the journal: names of columns, and from -> to where people ask. Empty = nothing."""
    columns = [name for name in OrderValues.__struct_fields__ if getattr(before.values, name) != getattr(after.values, name)]
    details: dict[str, object] = {name: _from_to(before.values, after.values, name) for name in _TOLD_FROM_TO if name in columns}
    known_lines = {line.position: line for line in before.lines}
    lines = [change for line in after.lines if (change := _line_change(known_lines.get(line.position), line))]
    if lines:
        details["lines"] = lines
    if columns:
        details["columns"] = columns
    return details


def _from_to(before: OrderValues, after: OrderValues, name: str) -> list[object]:
    return [msgspec.to_builtins(getattr(values, name)) for values in (before, after)]


def _line_change(before: LineValues | None, after: LineValues) -> dict[str, object] | None:
    if before is None:
        return {"line": after.position, "sku": after.sku, "added": after.quantity_ordered}
    columns = [name for name in LineValues.__struct_fields__ if getattr(before, name) != getattr(after, name)]
    if not columns:
        return None
    change: dict[str, object] = {"line": after.position, "sku": after.sku, "columns": columns}
    for name in ("quantity_ordered", "quantity_shipped", "quantity_cancelled"):
        if name in columns:
            change[name] = [getattr(before, name), getattr(after, name)]
    return change
