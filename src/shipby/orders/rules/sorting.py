"""The sorts of a list of orders by name. Orders whose value is not known stand last, whichever way the list goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from shipby.orders.rules.filter_values import near
from shipby.orders.rules.query import Query
from shipby.words.refusals import Refusal
from shipby.words.text import N_


class UnknownSort(Refusal):
    """No list is sorted by this."""

    code = "unknown_sort"
    sentence = N_("Orders are not sorted by “%(word)s”.")
    remedy = N_("Sort by %(known)s; a hyphen before the name turns the list round.")


class SortKind(Enum):
    """What is compared."""

    INSTANT = "instant"
    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class SortKey:
    """A column of the table of orders. ``is_nullable``: it may be not known."""

    column: str
    kind: SortKind
    is_nullable: bool = False


@dataclass(frozen=True, slots=True)
class Sorter:
    """A way to sort: its label on a page, what is compared one after the other, and which way round it is first asked for."""

    label: str
    keys: tuple[SortKey, ...]
    is_first_descending: bool = False


_SHIP_BY = SortKey("ship_by_latest", SortKind.INSTANT, is_nullable=True)
_PURCHASED = SortKey("purchased_at", SortKind.INSTANT)
ORDER_ID = SortKey("order_id", SortKind.TEXT)
KEY = SortKey("id", SortKind.NUMBER)

SORTERS: Mapping[str, Sorter] = {
    "ship-by": Sorter(N_("Ship-by"), (_SHIP_BY,)),
    "purchased": Sorter(N_("Order date"), (_PURCHASED,), is_first_descending=True),
    "deliver-by": Sorter(N_("Deliver-by"), (SortKey("deliver_by_latest", SortKind.INSTANT, is_nullable=True),)),
    "order": Sorter(N_("Order"), ()),
    "value": Sorter(
        N_("Value"),
        (SortKey("grand_total", SortKind.MONEY, is_nullable=True), SortKey("currency", SortKind.TEXT)),
        is_first_descending=True,
    ),
    "qty": Sorter(N_("Units"), (SortKey("unit_count", SortKind.NUMBER),), is_first_descending=True),
    "status": Sorter(N_("Status"), (SortKey("status", SortKind.TEXT),)),
    "service": Sorter(N_("Service"), (SortKey("service_level", SortKind.TEXT),)),
    "channel": Sorter(N_("Sales channel"), (SortKey("sales_channel", SortKind.TEXT),)),
    "country": Sorter(N_("Country"), tuple(SortKey(name, SortKind.TEXT) for name in ("country", "region", "city"))),
    "city": Sorter(N_("City"), tuple(SortKey(name, SortKind.TEXT) for name in ("city", "region", "country"))),
}


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort and its direction; ``text`` is how an address and the command line write it."""

    name: str
    is_descending: bool = False

    @property
    def text(self) -> str:
        """``value``, or ``-value`` where the greatest comes first."""
        return f"-{self.name}" if self.is_descending else self.name

    @property
    def keys(self) -> tuple[SortKey, ...]:
        """What is compared, a unique tail included, so that equal orders keep their places."""
        tail = (KEY,) if self.name == "purchased" else (ORDER_ID, KEY)
        return (*SORTERS[self.name].keys, *tail)

    @property
    def turned(self) -> "Sort":
        """The same the other way round."""
        return Sort(self.name, not self.is_descending)


BY_SHIP_BY = Sort("ship-by")
NEWEST_FIRST = Sort("purchased", is_descending=True)


def sort_of(query: Query) -> Sort:
    """How a list stands where nobody asked for a sort: open orders by ship-by, others newest first."""
    return BY_SHIP_BY if query.is_about_open else NEWEST_FIRST


def parse_sort(text: str) -> Sort | None:
    """Read a sort; ``None`` where the text is empty.

    Raises:
        UnknownSort: no list is sorted by this.
    """
    word = text.strip()
    if not word:
        return None
    name = word.removeprefix("-")
    if name not in SORTERS:
        raise UnknownSort(word=name[:40], known=", ".join(near(name, SORTERS)))
    return Sort(name, word.startswith("-"))
