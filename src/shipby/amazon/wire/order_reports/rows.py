"""One row of a report -> one line of an order. Written for speed: columns are looked up once, cells once."""

from collections.abc import Mapping
from decimal import Decimal

from shipby.amazon.wire.order_reports.columns import Layout
from shipby.amazon.wire.order_reports.problems import Problem
from shipby.amazon.wire.order_reports.values import Amounts, BadValue, Dates, Flags, Quantities
from shipby.orders.rules.facts import LineFacts, Program
from shipby.words.ids import is_order_id

_TITLE_LIMIT = 2000
_GIFT = Program.GIFT.value
_CUSTOMIZATION = Program.CUSTOMIZATION.value
_TRANSPARENCY = Program.TRANSPARENCY.value
_AMOUNT_COLUMNS = (
    "item-price",
    "item-tax",
    "shipping-price",
    "shipping-tax",
    "gift-wrap-price",
    "item-promotion-discount",
    "ship-promotion-discount",
)
_ZERO = Decimal(0)


class RowReader:
    """Cells of rows of one report -> facts of lines.

    Cells come stripped, as many as the header has, with one empty cell behind them.
    """

    def __init__(self, layout: Layout, *, day_first: bool) -> None:
        self.layout = layout
        self.width = len(layout.columns)
        self.dates = Dates(day_first=day_first)
        self.flags = Flags()
        self.quantities = Quantities()
        self.amounts = Amounts()
        at = layout.at
        self._at = at
        self._amount_places = tuple(getattr(at, name.replace("-", "_")) for name in _AMOUNT_COLUMNS)
        self._has_amounts = any(place >= 0 for place in self._amount_places)
        self._says_gift = at.gift_wrap_type >= 0 or at.gift_message_text >= 0
        self._says_customization = at.customized_url >= 0
        self._has_item_status = at.item_status >= 0
        self._line_programs: dict[tuple[bool | None, bool | None, bool | None], dict[str, bool]] = {}

    def cells(self, text: str) -> list[str]:
        """The row's cells, stripped, plus one empty cell for columns that the report lacks.

        Raises:
            Problem: too few cells, too many, a zero byte, or two values for one column.
        """
        cells = text.split("\t")
        if len(cells) != self.width:
            cells = self._mended(cells)
        if " \t" in text or "\t " in text or text[0] == " " or text[-1] == " " or "\xa0" in text or "\u3000" in text:
            cells = [cell.strip() for cell in cells]
        if "\0" in text:
            raise Problem("zero_byte")
        for first, second in self.layout.twice:
            if cells[second] and cells[first] and cells[first] != cells[second]:
                raise Problem("two_values", column=self.layout.columns[first])
            cells[first] = cells[first] or cells[second]
        cells.append("")
        return cells

    def _mended(self, cells: list[str]) -> list[str]:
        """Empty cells behind the last column are an editor's; anything else is damage."""
        found, wanted = len(cells), self.width
        if found < wanted:
            raise Problem("too_few_fields", found=found, wanted=wanted)
        if any(cell.strip() for cell in cells[wanted:]):
            raise Problem("too_many_fields", found=found, wanted=wanted)
        return cells[:wanted]

    def line(self, cells: list[str]) -> LineFacts:
        """The line of the row.

        Raises:
            Problem: an id, a quantity or an amount cannot be taken.
        """
        at = self._at
        order_item_id, sku = cells[at.order_item_id], cells[at.sku]
        if not order_item_id and not sku:
            raise Problem("no_item")
        if order_item_id and (len(order_item_id) > 40 or not (order_item_id.isascii() and order_item_id.isalnum())):
            raise Problem("bad_item_id")
        if len(sku) > 80:
            raise Problem("value_too_long", column="sku")
        ordered, shipped, cancelled = self._quantities(cells)
        price = tax = shipping_price = shipping_tax = wrap = discount = None
        if self._has_amounts:
            price, tax, shipping_price, shipping_tax, wrap, discount = self._amounts(cells)
        return LineFacts(
            quantity_ordered=ordered,
            order_item_id=order_item_id or None,
            sku=sku or None,
            asin=cells[at.asin][:20] or None,
            title=cells[at.product_name][:_TITLE_LIMIT] or None,
            quantity_shipped=shipped,
            quantity_cancelled=cancelled,
            currency=cells[at.currency][:3].upper() or None,
            price=price,
            tax=tax,
            shipping_price=shipping_price,
            shipping_tax=shipping_tax,
            gift_wrap_price=wrap,
            discount=discount,
            gift_wrap_level=cells[at.gift_wrap_type][:60] or None,
            programs=self._programs(cells, wrap),
        )

    def _quantities(self, cells: list[str]) -> tuple[int, int | None, int | None]:
        """Ordered, shipped, cancelled (derived where the report counts all three)."""
        at = self._at
        try:
            ordered = self.quantities[cells[at.quantity_purchased]]
            shipped = self.quantities[cells[at.quantity_shipped]]
            to_ship = self.quantities[cells[at.quantity_to_ship]]
        except BadValue:
            self._blame_quantity(cells)
            raise
        if ordered is None:
            raise Problem("no_quantity", column=self.layout.columns[at.quantity_purchased])
        if shipped is None:
            return self._by_status(cells, ordered) if self._has_item_status else (ordered, None, None)
        if shipped > ordered:
            raise Problem("shipped_over_ordered")
        if to_ship is None:
            return ordered, shipped, None
        if shipped + to_ship > ordered:
            raise Problem("more_than_ordered")
        return ordered, shipped, ordered - shipped - to_ship

    def _by_status(self, cells: list[str], ordered: int) -> tuple[int, int | None, int | None]:
        """The All Orders report counts nothing; the line's own status does where it is whole."""
        word = cells[self._at.item_status].casefold()
        if word == "shipped" or word.startswith("shipped - "):
            return ordered, ordered, 0
        if word in {"cancelled", "canceled"}:
            # Amazon writes quantity 0 for most of them: then nothing is told of what had been ordered.
            return (ordered, 0, ordered) if ordered else (0, None, None)
        return (ordered, 0, None) if word in {"unshipped", "pending"} else (ordered, None, None)

    def _blame_quantity(self, cells: list[str]) -> None:
        at = self._at
        for place in (at.quantity_purchased, at.quantity_shipped, at.quantity_to_ship):
            try:
                _ = self.quantities[cells[place]]
            except BadValue as trouble:
                raise Problem("bad_quantity", column=self.layout.columns[place]) from trouble

    def _amounts(self, cells: list[str]) -> tuple[Decimal | None, ...]:
        """Price, tax, shipping, its tax, gift wrap, and what all promotions take off (never negative)."""
        amounts = self.amounts
        try:
            *plain, off, off_shipping = [amounts[cells[place]] for place in self._amount_places]
        except BadValue:
            self._blame_amount(cells)
            raise
        discount = None if off is None and off_shipping is None else abs(off or _ZERO) + abs(off_shipping or _ZERO)
        return (*plain, discount)

    def _blame_amount(self, cells: list[str]) -> None:
        for name, place in zip(_AMOUNT_COLUMNS, self._amount_places, strict=True):
            try:
                _ = self.amounts[cells[place]]
            except BadValue as trouble:
                raise Problem("bad_amount", column=name) from trouble

    def _programs(self, cells: list[str], wrap: Decimal | None) -> dict[str, bool]:
        at = self._at
        gift: bool | None = True if wrap else None
        if self._says_gift:
            gift = bool(cells[at.gift_wrap_type] or cells[at.gift_message_text] or wrap)
        customized = bool(cells[at.customized_url]) if self._says_customization else None
        key = (gift, customized, self.flags[cells[at.is_transparency]])
        found = self._line_programs.get(key)
        if found is None:
            found = _told({_GIFT: gift, _CUSTOMIZATION: customized, _TRANSPARENCY: key[2]})
            self._line_programs[key] = found
        return found.copy()


def _told(flags: Mapping[str, bool | None]) -> dict[str, bool]:
    """Only what the source says."""
    return {name: flag for name, flag in flags.items() if flag is not None}


def order_id_of(cells: list[str], place: int) -> str:
    """The row's order number.

    Raises:
        Problem: it is missing or malformed.
    """
    order_id = cells[place]
    if not order_id:
        raise Problem("no_order_id")
    if not is_order_id(order_id):
        raise Problem("bad_order_id")
    return order_id
