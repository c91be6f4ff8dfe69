"""Packing slips: what lies in the box, for the packer and the buyer. No price on a gift, none at all unless asked for."""

from collections.abc import Iterable
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from shipby.paper import fonts
from shipby.paper.codes import draw_code128, draw_qr
from shipby.paper.facts import SlipFacts
from shipby.paper.fonts import REGULAR, STRONG
from shipby.paper.sheet import draw_lines, pdf_canvas
from shipby.paper.slip_plan import (
    BODY,
    CODE_HEIGHT,
    CODE_WIDTH,
    LATER_HEAD_HEIGHT,
    LEADING,
    MARGIN,
    QR_SIDE,
    SMALL,
    TABLE_HEAD_HEIGHT,
    Plan,
    Row,
    paged,
    planned,
)

_GREY = 0.38


def packing_slips(slips: Iterable[SlipFacts]) -> bytes:
    """One PDF with every slip in the given order; the same slips give the same bytes.

    Nothing of an order stands in the PDF's metadata. Text that can't be drawn is marked, and the slip says so at its foot.
    """
    into = BytesIO()
    with pdf_canvas("Packing slips", into) as canvas:
        covered = fonts.covered()
        for slip in slips:
            _draw(canvas, planned(slip, covered))
    return into.getvalue()


def _draw(canvas: Canvas, plan: Plan) -> None:
    canvas.setPageSize(plan.size)
    pages = paged(plan)
    for number, rows in enumerate(pages, start=1):
        top = _head(canvas, plan) if number == 1 else _later_head(canvas, plan)
        top = _table_head(canvas, plan, top)
        for row in rows:
            top = _draw_row(canvas, plan, row, top)
        _foot(canvas, plan, number, len(pages))
        canvas.showPage()


def _head(canvas: Canvas, plan: Plan) -> float:
    top = plan.size[1] - MARGIN
    used = draw_lines(canvas, plan.store, x=MARGIN, top=top, font=STRONG, size=15, leading=1.2)
    canvas.setFont(STRONG, 15)
    canvas.drawRightString(plan.right, top - 15, plan.words.packing_slip)
    canvas.setFillGray(_GREY)
    used += 3 + draw_lines(canvas, plan.sender, x=MARGIN, top=top - used - 3, size=SMALL)
    canvas.setFillGray(0)
    block = top - max(used, 26) - 16
    _draw_recipient(canvas, plan, block)
    _draw_codes(canvas, plan, block)
    band = top - (plan.head_height - 40)
    _draw_details(canvas, plan, band)
    return top - plan.head_height


def _draw_recipient(canvas: Canvas, plan: Plan, top: float) -> None:
    _label(canvas, plan.words.ship_to, MARGIN, top)
    size = plan.recipient_size
    used = draw_lines(canvas, plan.recipient[:1], x=MARGIN, top=top - 12, font=STRONG, size=size)
    draw_lines(canvas, plan.recipient[1:], x=MARGIN, top=top - 12 - used, size=size)


def _draw_codes(canvas: Canvas, plan: Plan, top: float) -> None:
    code = plan.facts.order_id
    if not (code.isascii() and code.isprintable() and 0 < len(code) <= 40):
        return
    left = plan.right - QR_SIDE - 20 - CODE_WIDTH
    draw_qr(canvas, code, x=plan.right - QR_SIDE, y=top - QR_SIDE, side=QR_SIDE)
    draw_code128(canvas, code, x=left, y=top - CODE_HEIGHT, width=CODE_WIDTH, height=CODE_HEIGHT)
    canvas.setFont(STRONG, 11)
    canvas.drawCentredString(left + CODE_WIDTH / 2, top - CODE_HEIGHT - 15, code)


def _draw_details(canvas: Canvas, plan: Plan, top: float) -> None:
    canvas.setLineWidth(0.5)
    canvas.line(MARGIN, top + 8, plan.right, top + 8)
    column = (plan.right - MARGIN) / 4
    for index, (label, lines) in enumerate(plan.details):
        x = MARGIN + index * column
        _label(canvas, label, x, top)
        draw_lines(canvas, lines, x=x, top=top - 11, size=9.5, leading=1.15)


def _later_head(canvas: Canvas, plan: Plan) -> float:
    top = plan.size[1] - MARGIN
    canvas.setFont(STRONG, 11)
    canvas.drawString(MARGIN, top - 11, plan.facts.order_id[:40])
    canvas.drawRightString(plan.right, top - 11, plan.words.packing_slip)
    return top - LATER_HEAD_HEIGHT


def _table_head(canvas: Canvas, plan: Plan, top: float) -> float:
    _label(canvas, plan.words.quantity, MARGIN, top)
    _label(canvas, plan.words.item, plan.title_left, top)
    _label(canvas, plan.words.sku, plan.sku_left, top)
    if plan.shows_prices:
        canvas.setFillGray(_GREY)
        canvas.drawRightString(plan.right, top - SMALL, plan.words.price)
        canvas.setFillGray(0)
    canvas.setLineWidth(0.8)
    canvas.line(MARGIN, top - 13, plan.right, top - 13)
    return top - TABLE_HEAD_HEIGHT


def _draw_row(canvas: Canvas, plan: Plan, row: Row, top: float) -> float:
    _draw_quantity(canvas, row, top)
    draw_lines(canvas, row.title, x=plan.title_left, top=top, size=BODY)
    draw_lines(canvas, row.sku, x=plan.sku_left, top=top + 0.5, size=9, leading=BODY * LEADING / 9)
    if row.price:
        canvas.setFont(REGULAR, BODY)
        canvas.drawRightString(plan.right, top - BODY, row.price)
    if row.message:
        _draw_message(canvas, plan, row, top - max(len(row.title), len(row.sku)) * BODY * LEADING)
    bottom = top - row.height
    canvas.setStrokeGray(0.8)
    canvas.setLineWidth(0.4)
    canvas.line(MARGIN, bottom + 3.5, plan.right, bottom + 3.5)
    canvas.setStrokeGray(0)
    return bottom


def _draw_quantity(canvas: Canvas, row: Row, top: float) -> None:
    """A quantity above one is inverted, here as everywhere: it is the classic packing error."""
    canvas.setFont(STRONG, 11)
    if not row.is_many:
        canvas.drawString(MARGIN + 6, top - 10.5, row.quantity)
        return
    width = fonts.width(row.quantity, STRONG, 11) + 12
    canvas.roundRect(MARGIN, top - 14, width, 16, 2.5, stroke=0, fill=1)
    canvas.setFillGray(1)
    canvas.drawString(MARGIN + 6, top - 10, row.quantity)
    canvas.setFillGray(0)


def _draw_message(canvas: Canvas, plan: Plan, row: Row, top: float) -> None:
    canvas.setFillGray(0.95)
    canvas.roundRect(
        plan.title_left, top - row.message_height + 3, plan.right - plan.title_left, row.message_height - 5, 3, stroke=0, fill=1
    )
    canvas.setFillGray(0)
    _label(canvas, plan.words.gift_message, plan.title_left + 6, top - 5)
    draw_lines(canvas, row.message, x=plan.title_left + 6, top=top - 5 - SMALL * LEADING, size=BODY)


def _foot(canvas: Canvas, plan: Plan, number: int, pages: int) -> None:
    canvas.setFont(REGULAR, SMALL)
    if pages > 1:
        canvas.drawRightString(plan.right, MARGIN - 16, plan.words.page_of % {"page": number, "pages": pages})
    if not plan.is_whole:
        canvas.setFont(STRONG, SMALL)
        canvas.drawString(MARGIN, MARGIN - 16, plan.words.not_whole)


def _label(canvas: Canvas, text: str, x: float, top: float) -> None:
    canvas.setFont(REGULAR, SMALL)
    canvas.setFillGray(_GREY)
    canvas.drawString(x, top - SMALL, text)
    canvas.setFillGray(0)
