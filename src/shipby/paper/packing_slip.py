"""Packing slips: what lies in the box, for the packer and the buyer. No price on a gift, none at all unless asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from babel.dates import format_date
from babel.numbers import format_currency
from reportlab.pdfgen.canvas import Canvas

from shipby.paper import fonts
from shipby.paper.addresses import address_lines
from shipby.paper.codes import draw_code128, draw_qr
from shipby.paper.facts import PageSize, SlipFacts, SlipItem
from shipby.paper.fonts import REGULAR, STRONG
from shipby.paper.sheet import PAGE_SIZES, Reader, draw_lines, pdf_canvas, wrapped_lines
from shipby.paper.words import WORDS, SlipWords, language_of
from shipby.words.marketplaces import BY_ID

_MARGIN = 42.0
_TITLE_LIMIT = 500
_MESSAGE_LIMIT = 1000
_MESSAGE_LINES = 20
_QUANTITY_WIDTH, _SKU_WIDTH, _PRICE_WIDTH, _GAP = 42.0, 118.0, 74.0, 12.0
_BODY, _SMALL, _LEADING = 10.0, 8.0, 1.3
_FOOT = 34.0
_CODE_WIDTH, _CODE_HEIGHT, _QR_SIDE = 168.0, 34.0, 54.0
_LETTER_COUNTRIES = frozenset({"US", "CA", "MX"})
_GREY = 0.38


@dataclass(frozen=True, slots=True, repr=False)
class _Row:
    """One line of the table, wrapped."""

    quantity: str
    is_many: bool
    title: list[str]
    sku: list[str]
    price: str
    message: list[str]

    @property
    def height(self) -> float:
        return 9 + max(len(self.title), len(self.sku)) * _BODY * _LEADING + self.message_height

    @property
    def message_height(self) -> float:
        return 10 + _SMALL * _LEADING + len(self.message) * _BODY * _LEADING if self.message else 0.0


@dataclass(frozen=True, slots=True, repr=False)
class _Plan:
    """A slip cleaned, wrapped and measured, ready to be drawn page by page."""

    facts: SlipFacts
    words: SlipWords
    size: tuple[float, float]
    store: list[str]
    sender: list[str]
    recipient: list[str]
    recipient_size: float
    details: list[tuple[str, list[str]]]
    rows: list[_Row]
    shows_prices: bool
    is_whole: bool

    @property
    def right(self) -> float:
        return self.size[0] - _MARGIN

    @property
    def sku_left(self) -> float:
        return self.right - _SKU_WIDTH - (_PRICE_WIDTH if self.shows_prices else 0)

    @property
    def title_left(self) -> float:
        return _MARGIN + _QUANTITY_WIDTH


def packing_slips(slips: Iterable[SlipFacts]) -> bytes:
    """One PDF with every slip in the given order; the same slips give the same bytes.

    Nothing of an order stands in the PDF's metadata. Text that can't be drawn is marked, and the slip says so at its foot.
    """
    into = BytesIO()
    with pdf_canvas("Packing slips", into) as canvas:
        covered = fonts.covered()
        for slip in slips:
            _draw(canvas, _planned(slip, covered))
    return into.getvalue()


def _planned(slip: SlipFacts, covered: frozenset[int]) -> _Plan:
    reader = Reader(covered)
    language = language_of(slip.marketplace_id, covered)
    words = WORDS[language]
    size = PAGE_SIZES[slip.page or _page_size(slip)]
    shows_prices = slip.shows_prices and not slip.is_gift
    locale = _locale(slip, language)
    title_width = size[0] - 2 * _MARGIN - _QUANTITY_WIDTH - _SKU_WIDTH - _GAP - (_PRICE_WIDTH if shows_prices else 0)
    store = wrapped_lines([reader.line(slip.store_name, 120)], 270, STRONG, 15)[:2]
    sender_lines = [reader.line(line) for line in address_lines(slip.ship_from, sent_from=slip.ship_from.country)]
    sender, _ = reader.fitted(sender_lines, width=270, height=64, sizes=(_SMALL, 7, 6), font=REGULAR, leading=_LEADING)
    recipient, recipient_size = _recipient(slip, words, reader)
    details = _details(slip, words, reader, locale)
    rows = [_row(item, reader, title_width, locale if shows_prices else "") for item in slip.items]
    return _Plan(
        slip, words, size, store, sender, recipient, recipient_size, details, rows, shows_prices, is_whole=reader.is_whole
    )


def _page_size(slip: SlipFacts) -> PageSize:
    marketplace = BY_ID.get(slip.marketplace_id)
    country = marketplace.country if marketplace else slip.ship_from.country
    return PageSize.LETTER if country in _LETTER_COUNTRIES else PageSize.A4


def _locale(slip: SlipFacts, language: str) -> str:
    """Locale of dates and money; English words in a country of another language are dated the British way."""
    marketplace = BY_ID.get(slip.marketplace_id)
    if marketplace is None:
        return language
    if language == "en" and marketplace.language != "en":
        return "en_GB"
    return f"{language}_{marketplace.country}"


def _recipient(slip: SlipFacts, words: SlipWords, reader: Reader) -> tuple[list[str], float]:
    if slip.recipient is None:
        return [words.no_address], 11
    lines = [reader.line(line) for line in address_lines(slip.recipient, sent_from=slip.ship_from.country)]
    return reader.fitted(lines, width=285, height=150, sizes=(11, 10, 9, 8, 7), font=REGULAR, leading=_LEADING)


def _details(slip: SlipFacts, words: SlipWords, reader: Reader, locale: str) -> list[tuple[str, list[str]]]:
    placed = format_date(slip.placed_on, format="long", locale=locale) if slip.placed_on else ""
    if any(ord(char) not in fonts.covered() for char in placed):
        placed = slip.placed_on.isoformat() if slip.placed_on else ""
    pairs = (
        (words.order, reader.line(slip.order_id, 40)),
        (words.placed, placed),
        (words.service, reader.line(slip.service, 80)),
        (words.units, str(sum(item.quantity for item in slip.items))),
    )
    return [(label, wrapped_lines([value], 122, REGULAR, 9.5)[:2]) for label, value in pairs if value]


def _row(item: SlipItem, reader: Reader, title_width: float, price_locale: str) -> _Row:
    message = reader.paragraphs(item.gift_message, _MESSAGE_LIMIT, _MESSAGE_LINES)
    price = ""
    if price_locale and item.price is not None:
        price = format_currency(item.price.amount, item.price.currency, locale=price_locale)
    return _Row(
        quantity=str(item.quantity),
        is_many=item.quantity > 1,
        title=wrapped_lines([reader.line(item.title, _TITLE_LIMIT)], title_width, REGULAR, _BODY),
        sku=wrapped_lines([reader.line(item.sku, 80)], _SKU_WIDTH - _GAP, REGULAR, 9),
        price=price,
        message=wrapped_lines(message, title_width + _SKU_WIDTH - 12, REGULAR, _BODY),
    )


def _draw(canvas: Canvas, plan: _Plan) -> None:
    canvas.setPageSize(plan.size)
    pages = _paged(plan)
    for number, rows in enumerate(pages, start=1):
        top = _head(canvas, plan) if number == 1 else _later_head(canvas, plan)
        top = _table_head(canvas, plan, top)
        for row in rows:
            top = _draw_row(canvas, plan, row, top)
        _foot(canvas, plan, number, len(pages))
        canvas.showPage()


def _paged(plan: _Plan) -> list[list[_Row]]:
    """Rows by page: as many as fit, at least one."""
    room = plan.size[1] - _MARGIN - _head_height(plan) - _table_head_height() - _FOOT
    pages: list[list[_Row]] = [[]]
    for row in plan.rows:
        if row.height > room and (pages[-1] or len(pages) == 1):
            pages.append([])
            room = plan.size[1] - _MARGIN - _later_head_height() - _table_head_height() - _FOOT
        pages[-1].append(row)
        room -= row.height
    return pages


def _head_height(plan: _Plan) -> float:
    store = len(plan.store) * 15 * 1.2 + 3 + len(plan.sender) * _SMALL * _LEADING
    recipient = 14 + len(plan.recipient) * plan.recipient_size * _LEADING
    return max(store, 26) + 16 + max(recipient, _CODE_HEIGHT + 22, _QR_SIDE + 8) + 18 + 40


def _later_head_height() -> float:
    return 34.0


def _table_head_height() -> float:
    return 20.0


def _head(canvas: Canvas, plan: _Plan) -> float:
    top = plan.size[1] - _MARGIN
    used = draw_lines(canvas, plan.store, x=_MARGIN, top=top, font=STRONG, size=15, leading=1.2)
    canvas.setFont(STRONG, 15)
    canvas.drawRightString(plan.right, top - 15, plan.words.packing_slip)
    canvas.setFillGray(_GREY)
    used += 3 + draw_lines(canvas, plan.sender, x=_MARGIN, top=top - used - 3, size=_SMALL)
    canvas.setFillGray(0)
    block = top - max(used, 26) - 16
    _draw_recipient(canvas, plan, block)
    _draw_codes(canvas, plan, block)
    band = top - (_head_height(plan) - 40)
    _draw_details(canvas, plan, band)
    return top - _head_height(plan)


def _draw_recipient(canvas: Canvas, plan: _Plan, top: float) -> None:
    _label(canvas, plan.words.ship_to, _MARGIN, top)
    size = plan.recipient_size
    used = draw_lines(canvas, plan.recipient[:1], x=_MARGIN, top=top - 12, font=STRONG, size=size)
    draw_lines(canvas, plan.recipient[1:], x=_MARGIN, top=top - 12 - used, size=size)


def _draw_codes(canvas: Canvas, plan: _Plan, top: float) -> None:
    code = plan.facts.order_id
    if not (code.isascii() and code.isprintable() and 0 < len(code) <= 40):
        return
    left = plan.right - _QR_SIDE - 20 - _CODE_WIDTH
    draw_qr(canvas, code, x=plan.right - _QR_SIDE, y=top - _QR_SIDE, side=_QR_SIDE)
    draw_code128(canvas, code, x=left, y=top - _CODE_HEIGHT, width=_CODE_WIDTH, height=_CODE_HEIGHT)
    canvas.setFont(STRONG, 11)
    canvas.drawCentredString(left + _CODE_WIDTH / 2, top - _CODE_HEIGHT - 15, code)


def _draw_details(canvas: Canvas, plan: _Plan, top: float) -> None:
    canvas.setLineWidth(0.5)
    canvas.line(_MARGIN, top + 8, plan.right, top + 8)
    column = (plan.right - _MARGIN) / 4
    for index, (label, lines) in enumerate(plan.details):
        x = _MARGIN + index * column
        _label(canvas, label, x, top)
        draw_lines(canvas, lines, x=x, top=top - 11, size=9.5, leading=1.15)


def _later_head(canvas: Canvas, plan: _Plan) -> float:
    top = plan.size[1] - _MARGIN
    canvas.setFont(STRONG, 11)
    canvas.drawString(_MARGIN, top - 11, plan.facts.order_id[:40])
    canvas.drawRightString(plan.right, top - 11, plan.words.packing_slip)
    return top - _later_head_height()


def _table_head(canvas: Canvas, plan: _Plan, top: float) -> float:
    _label(canvas, plan.words.quantity, _MARGIN, top)
    _label(canvas, plan.words.item, plan.title_left, top)
    _label(canvas, plan.words.sku, plan.sku_left, top)
    if plan.shows_prices:
        canvas.setFillGray(_GREY)
        canvas.drawRightString(plan.right, top - _SMALL, plan.words.price)
        canvas.setFillGray(0)
    canvas.setLineWidth(0.8)
    canvas.line(_MARGIN, top - 13, plan.right, top - 13)
    return top - _table_head_height()


def _draw_row(canvas: Canvas, plan: _Plan, row: _Row, top: float) -> float:
    _draw_quantity(canvas, row, top)
    draw_lines(canvas, row.title, x=plan.title_left, top=top, size=_BODY)
    draw_lines(canvas, row.sku, x=plan.sku_left, top=top + 0.5, size=9, leading=_BODY * _LEADING / 9)
    if row.price:
        canvas.setFont(REGULAR, _BODY)
        canvas.drawRightString(plan.right, top - _BODY, row.price)
    if row.message:
        _draw_message(canvas, plan, row, top - max(len(row.title), len(row.sku)) * _BODY * _LEADING)
    bottom = top - row.height
    canvas.setStrokeGray(0.8)
    canvas.setLineWidth(0.4)
    canvas.line(_MARGIN, bottom + 3.5, plan.right, bottom + 3.5)
    canvas.setStrokeGray(0)
    return bottom


def _draw_quantity(canvas: Canvas, row: _Row, top: float) -> None:
    """A quantity above one is inverted, here as everywhere: it is the classic packing error."""
    canvas.setFont(STRONG, 11)
    if not row.is_many:
        canvas.drawString(_MARGIN + 6, top - 10.5, row.quantity)
        return
    width = fonts.width(row.quantity, STRONG, 11) + 12
    canvas.roundRect(_MARGIN, top - 14, width, 16, 2.5, stroke=0, fill=1)
    canvas.setFillGray(1)
    canvas.drawString(_MARGIN + 6, top - 10, row.quantity)
    canvas.setFillGray(0)


def _draw_message(canvas: Canvas, plan: _Plan, row: _Row, top: float) -> None:
    canvas.setFillGray(0.95)
    canvas.roundRect(
        plan.title_left, top - row.message_height + 3, plan.right - plan.title_left, row.message_height - 5, 3, stroke=0, fill=1
    )
    canvas.setFillGray(0)
    _label(canvas, plan.words.gift_message, plan.title_left + 6, top - 5)
    draw_lines(canvas, row.message, x=plan.title_left + 6, top=top - 5 - _SMALL * _LEADING, size=_BODY)


def _foot(canvas: Canvas, plan: _Plan, number: int, pages: int) -> None:
    canvas.setFont(REGULAR, _SMALL)
    if pages > 1:
        canvas.drawRightString(plan.right, _MARGIN - 16, plan.words.page_of % {"page": number, "pages": pages})
    if not plan.is_whole:
        canvas.setFont(STRONG, _SMALL)
        canvas.drawString(_MARGIN, _MARGIN - 16, plan.words.not_whole)


def _label(canvas: Canvas, text: str, x: float, top: float) -> None:
    canvas.setFont(REGULAR, _SMALL)
    canvas.setFillGray(_GREY)
    canvas.drawString(x, top - _SMALL, text)
    canvas.setFillGray(0)


def slip_sizes(slips: Sequence[SlipFacts]) -> set[PageSize]:
    """Paper sizes that a selection needs, so that a page can say when there are two."""
    return {slip.page or _page_size(slip) for slip in slips}
