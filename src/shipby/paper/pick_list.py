"""Pick lists: where to go, what to take, for which orders. No buyer, no price."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from shipby.documents.rules.template import SCALES, Kind, Part, Template, default_template
from shipby.paper import fonts
from shipby.paper.codes import draw_code128, is_code
from shipby.paper.facts import PickLine, PickListFacts
from shipby.paper.fonts import REGULAR, STRONG, put, put_right
from shipby.paper.sheet import PAPER, Reader, draw_lines, pdf_canvas, wrapped_lines

_MARGIN, _LEADING = 42.0, 1.3
_TICK, _BIN_WIDTH, _QUANTITY_WIDTH, _ORDERS_WIDTH = 20.0, 96.0, 40.0, 132.0
_HEAD, _LATER_HEAD, _FOOT = 84.0, 34.0, 30.0


@dataclass(frozen=True, slots=True)
class _Row:
    bin: list[str]
    quantity: str
    is_many: bool
    title: list[str]
    names: list[str]
    orders: list[str]
    height: float


@dataclass(frozen=True, slots=True)
class _Sheet:
    facts: PickListFacts
    look: Template
    size: tuple[float, float]
    body: float

    @property
    def right(self) -> float:
        return self.size[0] - _MARGIN

    @property
    def has_bins(self) -> bool:
        return Part.BIN in self.look.shows

    @property
    def quantity_left(self) -> float:
        return _MARGIN + _TICK + (_BIN_WIDTH if self.has_bins else 0)

    @property
    def title_left(self) -> float:
        return self.quantity_left + _QUANTITY_WIDTH

    @property
    def orders_left(self) -> float:
        return self.right - (_ORDERS_WIDTH if Part.ORDERS in self.look.shows else 0)


def pick_list(facts: PickListFacts, template: Template | None = None) -> bytes:
    """The list as a PDF, its lines in the order given; the same facts give the same bytes."""
    look = template or default_template(Kind.PICK_LIST)
    sheet = _Sheet(facts, look, PAPER[look.paper or facts.page], 10 * SCALES[look.text_size])
    into = BytesIO()
    with pdf_canvas(facts.words.pick_list, into) as canvas:
        reader = Reader(fonts.Covered())
        pages = _paged(sheet, [_row(sheet, line, reader) for line in facts.lines])
        for number, rows in enumerate(pages, start=1):
            canvas.setPageSize(sheet.size)
            top = _head(canvas, sheet, number)
            for row in rows:
                top = _draw_row(canvas, sheet, row, top)
            text = facts.words.page_of % {"page": number, "pages": len(pages)}
            put_right(canvas, text, x=sheet.right, y=_MARGIN - 16, font=REGULAR, size=8)
            canvas.showPage()
    return into.getvalue()


def _row(sheet: _Sheet, line: PickLine, reader: Reader) -> _Row:
    body, shows = sheet.body, sheet.look.shows
    where = reader.line(line.bin, 60) or sheet.facts.words.no_bin
    bins = wrapped_lines([where], _BIN_WIDTH - 8, STRONG if line.bin else REGULAR, body * (1.4 if line.bin else 1))
    title = wrapped_lines([reader.line(line.title, 300)], sheet.orders_left - sheet.title_left - 10, REGULAR, body)[:3]
    codes = {Part.SKU: line.sku, Part.ASIN: line.asin}
    names = [reader.line(codes[part], 80) for part in sheet.look.codes if codes[part]]
    orders = []
    if Part.ORDERS in shows:
        told = [f"{name} \u00d7 {count}" if count > 1 else name for name, count in line.orders]
        orders = [reader.line(name, 40) for name in told]
    text_lines = len(title) + (1 if names else 0)
    height = 10 + max(text_lines * body * _LEADING, len(bins) * body * 1.4 * 1.2, len(orders) * 8 * _LEADING)
    return _Row(bins, str(line.quantity), line.quantity > 1, title, [" \u00b7 ".join(names)] if names else [], orders, height)


def _paged(sheet: _Sheet, rows: Sequence[_Row]) -> list[list[_Row]]:
    room = sheet.size[1] - _MARGIN - _HEAD - _MARGIN - _FOOT
    pages: list[list[_Row]] = [[]]
    for row in rows:
        if row.height > room and pages[-1]:
            pages.append([])
            room = sheet.size[1] - _MARGIN - _LATER_HEAD - _MARGIN - _FOOT
        pages[-1].append(row)
        room -= row.height
    return pages


def _head(canvas: Canvas, sheet: _Sheet, number: int) -> float:
    facts, words, top = sheet.facts, sheet.facts.words, sheet.size[1] - _MARGIN
    if number > 1:
        put(canvas, f"{words.pick_list} {facts.code}", x=_MARGIN, y=top - 11, font=STRONG, size=11)
        return _columns(canvas, sheet, top - _LATER_HEAD + 16)
    put(canvas, f"{words.pick_list} {facts.code}", x=_MARGIN, y=top - 16, font=STRONG, size=16)
    units, orders = sum(line.quantity for line in facts.lines), {name for line in facts.lines for name, _ in line.orders}
    totals = words.totals % {"lines": len(facts.lines), "units": units, "orders": len(orders)}
    put(canvas, totals, x=_MARGIN, y=top - 32, font=REGULAR, size=9.5)
    put(canvas, facts.made, x=_MARGIN, y=top - 45, font=REGULAR, size=8)
    if Part.BARCODE in sheet.look.shows and is_code(facts.code):
        draw_code128(canvas, facts.code, x=sheet.right - 150, y=top - 36, width=150, height=36)
    return _columns(canvas, sheet, top - _HEAD + 16)


def _columns(canvas: Canvas, sheet: _Sheet, top: float) -> float:
    words = sheet.facts.words
    columns = [(words.quantity, sheet.quantity_left), (words.item, sheet.title_left)]
    columns += [(words.bin, _MARGIN + _TICK)] if sheet.has_bins else []
    columns += [(words.orders, sheet.orders_left)] if Part.ORDERS in sheet.look.shows else []
    canvas.setFillGray(0.38)
    for text, x in columns:
        put(canvas, text, x=x, y=top - 8, font=REGULAR, size=8)
    canvas.setFillGray(0)
    canvas.setLineWidth(0.8)
    canvas.line(_MARGIN, top - 12, sheet.right, top - 12)
    return top - 18


def _draw_row(canvas: Canvas, sheet: _Sheet, row: _Row, top: float) -> float:
    body = sheet.body
    canvas.setLineWidth(0.8)
    canvas.rect(_MARGIN, top - body * 1.1, body, body, stroke=1, fill=0)
    if sheet.has_bins:
        is_known = row.bin != [sheet.facts.words.no_bin]
        size, font = (body * 1.4, STRONG) if is_known else (body, REGULAR)
        draw_lines(canvas, row.bin, x=_MARGIN + _TICK, top=top + 2, font=font, size=size, leading=1.2)
    _draw_quantity(canvas, sheet, row, top)
    used = draw_lines(canvas, row.title, x=sheet.title_left, top=top, size=body)
    draw_lines(canvas, row.names, x=sheet.title_left, top=top - used, font=STRONG, size=body * 0.9)
    draw_lines(canvas, row.orders, x=sheet.orders_left, top=top, size=8)
    bottom = top - row.height
    canvas.setStrokeGray(0.75)
    canvas.setLineWidth(0.4)
    canvas.line(_MARGIN, bottom + 4, sheet.right, bottom + 4)
    canvas.setStrokeGray(0)
    return bottom


def _draw_quantity(canvas: Canvas, sheet: _Sheet, row: _Row, top: float) -> None:
    size = sheet.body * 1.3
    if row.is_many:
        width = fonts.width(row.quantity, STRONG, size) + 10
        canvas.roundRect(sheet.quantity_left, top - size * 1.2, width, size * 1.4, 2.5, stroke=0, fill=1)
        canvas.setFillGray(1)
    put(canvas, row.quantity, x=sheet.quantity_left + 5, y=top - size * 0.9, font=STRONG, size=size)
    canvas.setFillGray(0)
