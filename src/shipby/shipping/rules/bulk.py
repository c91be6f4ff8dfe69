"""From rows of a table to drafts of parcels: which rows are one parcel, which can't be understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from shipby.shipping.rules.carriers import OTHER, find_carrier
from shipby.shipping.rules.parcel_facts import OrderToShip
from shipby.shipping.rules.parcels import ParcelDraft
from shipby.shipping.rules.tracking_numbers import normalise
from shipby.words.refusals import Refusal
from shipby.words.text import N_

MOST_ROWS = 5000
"""Rows of one table: what a person can look over, and one transaction holds without making others wait."""


class TableRowFacts(Protocol):
    """One row of a table (``confirm_table.TableRow``)."""

    @property
    def line(self) -> int: ...
    @property
    def order_id(self) -> str: ...
    @property
    def order_item_id(self) -> str | None: ...
    @property
    def quantity(self) -> int | None: ...
    @property
    def carrier_text(self) -> str | None: ...
    @property
    def service(self) -> str | None: ...
    @property
    def tracking_number(self) -> str | None: ...
    @property
    def ship_date(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for rows that do not say it themselves."""

    carrier_code: str = ""
    carrier_name: str = ""
    service: str = ""
    ship_date: date | None = None


@dataclass(frozen=True, slots=True)
class DraftOfRows:
    """Rows of one order with one tracking number: one parcel. ``lines`` are their line numbers in the table."""

    lines: tuple[int, ...]
    order_id: str
    draft: ParcelDraft
    items: tuple[tuple[str, int | None], ...]
    """Order item id or SKU (empty = not said) and quantity (``None`` = not said), one a row."""


class TooManyRows(Refusal):
    """A table longer than one run takes."""

    code = "too_many_rows"
    sentence = N_("This table has %(rows)s rows; one run takes %(most)s.")
    remedy = N_("Split the table and confirm the parts one after the other.")


class ItemNotSaid(Refusal):
    """A quantity without its item, on an order of several."""

    code = "item_not_said"
    sentence = N_("Order %(order_id)s has several items, and the row does not say which one the quantity is of.")
    remedy = N_("Add the column order-item-id, or leave the quantity out to confirm everything.")


class RowsDisagree(Refusal):
    """Rows of one parcel with and without item."""

    code = "rows_disagree"
    sentence = N_("The rows of order %(order_id)s with this tracking number say both one item and the whole order.")
    remedy = N_("Name the item in every row, or keep one row without item.")


def drafts_of(rows: Sequence[TableRowFacts], defaults: Defaults) -> list[DraftOfRows]:
    """Group rows by order and tracking number, in the order of the table.

    Raises:
        TooManyRows: more than :data:`MOST_ROWS`.
    """
    if len(rows) > MOST_ROWS:
        raise TooManyRows(rows=len(rows), most=MOST_ROWS)
    groups: dict[tuple[str, str], list[TableRowFacts]] = {}
    for row in rows:
        groups.setdefault((row.order_id, normalise(row.tracking_number or "")), []).append(row)
    return [_draft(group, defaults) for group in groups.values()]


def quantities_of(found: DraftOfRows, order: OrderToShip) -> Mapping[str | int, int] | None:
    """The quantities that the rows ask for, ``None`` = everything open.

    Raises:
        ItemNotSaid, RowsDisagree: the rows do not say what is in the parcel.
    """
    items = dict.fromkeys(found.items)
    if items == {("", None): None}:
        return None
    if any(not item for item, _ in items):
        if len(items) > 1:
            raise RowsDisagree(order_id=order.order_id)
        if len(order.lines) != 1:
            raise ItemNotSaid(order_id=order.order_id)
        return {order.lines[0].key: next(quantity for _, quantity in items if quantity is not None)}
    number = normalise(found.draft.tracking_number)
    asked: dict[str | int, int] = {}
    # The same row twice is one row: label programs repeat a line for every label of it.
    for item, quantity in items:
        asked[item] = asked.get(item, 0) + (_all_of(order, item, number) if quantity is None else quantity)
    return asked


def _draft(rows: Sequence[TableRowFacts], defaults: Defaults) -> DraftOfRows:
    first = rows[0]
    code, name = _carrier(first.carrier_text or "", defaults)
    return DraftOfRows(
        lines=tuple(row.line for row in rows),
        order_id=first.order_id,
        draft=ParcelDraft(
            carrier_code=code,
            carrier_name=name,
            service=first.service or defaults.service,
            tracking_number=first.tracking_number or "",
            ship_date=first.ship_date or defaults.ship_date,
        ),
        items=tuple((row.order_item_id or "", row.quantity) for row in rows),
    )


def _carrier(text: str, defaults: Defaults) -> tuple[str, str]:
    """Code and name. A name that Amazon's list lacks goes as Other, with a warning: a table can't be asked back."""
    said = text.strip()
    if not said:
        return defaults.carrier_code, defaults.carrier_name
    if find_carrier(said) is None:
        return OTHER, said
    return said, defaults.carrier_name


def _all_of(order: OrderToShip, item: str, tracking_number: str) -> int:
    """Units that "all of this item" means: what is open, or, for a table run twice, what the parcel already holds."""
    for line in order.lines:
        if item in {line.order_item_id, line.sku}:
            held = [p.quantity for parcel, p in order.parcels_with(line.key) if parcel.content.tracking_number == tracking_number]
            return order.open_units(line) or sum(held)
    return 0
