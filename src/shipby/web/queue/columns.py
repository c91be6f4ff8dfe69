"""The columns of the queue: the five that tell what to do next, and more for who wants them (amazon-policy 8.1)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from shipby.orders.reads.queue import QueueRow
from shipby.orders.rules.query import Query
from shipby.orders.rules.sorting import SORTERS, Sort, sort_of
from shipby.shop.rules.profile import COLUMNS, FIRST_COLUMNS
from shipby.web.formats import money_text, promise_text, when_text
from shipby.web.orders import service_text
from shipby.web.queue.filters import address
from shipby.web.queue.here import Here
from shipby.words.text import N_

LABELS: Mapping[str, str] = {
    "due": N_("Hand over in"),
    "order": N_("Order"),
    "items": N_("Items"),
    "to": N_("Ship to"),
    "status": N_("Status and next step"),
    "purchased": N_("Order date"),
    "deliver": N_("Deliver-by"),
    "units": N_("Units"),
    "value": N_("Value"),
    "sku": N_("SKU"),
    "service": N_("Service"),
    "channel": N_("Sales channel"),
    "tracking": N_("Tracking"),
    "tags": N_("Tags"),
    "account": N_("Account"),
}
_SORTS = {
    "due": "ship-by",
    "order": "order",
    "to": "country",
    "status": "status",
    "purchased": "purchased",
    "deliver": "deliver-by",
    "units": "qty",
    "value": "value",
    "service": "service",
    "channel": "channel",
}
_UP, _DOWN = "ascending", "descending"


@dataclass(frozen=True, slots=True)
class Column:
    """A head of the table. ``href`` sorts by it, or turns the list round; empty = nothing sorts by it."""

    name: str
    label: str
    href: str = ""
    aria_sort: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A column that can be shown."""

    name: str
    label: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Columns:
    """What one person sees: heads in order, and which of the five usual ones are hidden."""

    heads: Sequence[Column]
    extra: Sequence[str]
    hidden: Sequence[str]

    @property
    def span(self) -> int:
        """Cells of a line that goes across, the box to select it included."""
        return len(self.heads) + 1


def columns_of(chosen: Sequence[str], query: Query, sort: Sort | None) -> Columns:
    """The table's columns for what a person chose; ``chosen`` empty = the usual five."""
    shown = chosen or FIRST_COLUMNS
    usual = [name for name in FIRST_COLUMNS if name in shown]
    extra = [name for name in COLUMNS if name in shown and name not in FIRST_COLUMNS]
    heads = [_head(name, query, sort or sort_of(query)) for name in (*usual, *extra)]
    return Columns(heads, extra, [name for name in FIRST_COLUMNS if name not in shown])


def choices_of(chosen: Sequence[str]) -> list[Choice]:
    """Every column, with whether it is shown."""
    shown = chosen or FIRST_COLUMNS
    return [Choice(name, gettext(LABELS[name]), name in shown) for name in COLUMNS]


def _head(name: str, query: Query, sort: Sort) -> Column:
    label, by = gettext(LABELS[name]), _SORTS.get(name)
    if by is None:
        return Column(name, label)
    is_current = sort.name == by
    wanted = sort.turned if is_current else Sort(by, SORTERS[by].is_first_descending)
    turned = None if wanted == sort_of(query) else wanted
    state = ("descending" if sort.is_descending else "ascending") if is_current else ""
    return Column(name, label, address(query, turned), state)


def extra_cells(names: Sequence[str], row: QueueRow, here: Here, accounts: Mapping[int, str]) -> list[str]:
    """The texts of the further columns of one order."""
    return [_CELLS[name](row, here, accounts) for name in names]


def _deliver(row: QueueRow, here: Here, _: Mapping[int, str]) -> str:
    return promise_text(row.deliver_by, now=here.now, zone=here.zone, language=here.language) if row.deliver_by else ""


def _value(row: QueueRow, here: Here, _: Mapping[int, str]) -> str:
    return "" if row.grand_total is None else money_text(row.grand_total, row.currency, language=here.language)


def _tracking(row: QueueRow, _: Here, __: Mapping[int, str]) -> str:
    more = len(row.tracking_numbers) - 1
    return "".join(row.tracking_numbers[:1]) + (f" +{more}" if more > 0 else "")


_Cell = Callable[[QueueRow, Here, Mapping[int, str]], str]
_CELLS: Mapping[str, _Cell] = {
    "purchased": lambda row, here, _: when_text(row.purchased_at, now=here.now, zone=here.zone, language=here.language),
    "deliver": _deliver,
    "units": lambda row, _, __: str(row.unit_count),
    "value": _value,
    "sku": lambda row, _, __: row.sku,
    "service": lambda row, _, __: service_text(row.service_level) or row.ship_service,
    "channel": lambda row, _, __: row.sales_channel,
    "tracking": _tracking,
    "tags": lambda row, _, __: ", ".join(row.tags),
    "account": lambda row, _, accounts: accounts.get(row.account_id, ""),
}
