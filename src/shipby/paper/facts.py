"""What a document is made of. Frozen; personal parts never show in ``repr`` and nothing here is ever logged.

The door that prints reads orders and the vault, builds these facts and hands them to ``packing_slip`` or ``address_label``.
Everything is text as the partner gave it: cleaning, wrapping and shrinking is the paper's work.
"""

from dataclasses import dataclass, field
from datetime import date

from shipby.documents.rules.template import PaperSize
from shipby.words.money import Money


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """A postal address. Empty text = not known. ``country`` is an ISO 3166 alpha-2 code; ``lines`` are the street lines."""

    name: str = ""
    company: str = ""
    lines: tuple[str, ...] = ()
    district: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""

    def __repr__(self) -> str:
        return "<Address>"


@dataclass(frozen=True, slots=True)
class SlipItem:
    """One line of the slip: ``quantity`` is what goes into this parcel.

    ``price`` is the line total; it is printed only when the slip shows prices and no line is a gift.
    """

    title: str
    sku: str
    quantity: int
    is_gift: bool = False
    gift_message: str = field(default="", repr=False)
    price: Money | None = field(default=None, repr=False)
    asin: str = ""
    bin: str = ""


@dataclass(frozen=True, slots=True)
class SlipFacts:
    """One packing slip. ``recipient`` is ``None`` when the address is unknown, withheld or erased."""

    order_id: str
    store_name: str
    marketplace_id: str
    """Decides language and, without ``page``, the paper size."""
    ship_from: Address
    recipient: Address | None
    items: tuple[SlipItem, ...]
    placed_on: date | None
    """Day of purchase in the store's zone."""
    service: str = ""
    shows_prices: bool = False
    page: PaperSize | None = None

    @property
    def is_gift(self) -> bool:
        """Whether any line is a gift: then no price is ever printed."""
        return any(item.is_gift or item.gift_message for item in self.items)


@dataclass(frozen=True, slots=True)
class AddressLabelFacts:
    """One address label: from, to, and the order number as text and Code128."""

    order_id: str
    marketplace_id: str
    ship_from: Address
    recipient: Address
    store_name: str = ""


@dataclass(frozen=True, slots=True)
class PickLine:
    """One place to go to: ``quantity`` of a SKU, for these orders (order number or tote, quantity)."""

    sku: str
    title: str
    quantity: int
    bin: str = ""
    asin: str = ""
    orders: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class PickListFacts:
    """One pick list, its lines in the order in which they are walked. No buyer and no price stands on it.

    ``code`` is what its barcode says; ``made`` is when it was made, in words. ``words`` are in the language of who prints it.
    """

    code: str
    made: str
    lines: tuple[PickLine, ...]
    words: "PickWords"
    page: PaperSize = PaperSize.A4


@dataclass(frozen=True, slots=True)
class PickWords:
    """The fixed words of a pick list. Places: ``%(page)s`` and ``%(pages)s``; ``%(lines)s``, ``%(units)s`` and ``%(orders)s``."""

    pick_list: str
    bin: str
    quantity: str
    item: str
    orders: str
    page_of: str
    totals: str
    no_bin: str
