"""Packing slips: what lies in the box, for the packer and the buyer. No price on a gift, none at all unless asked for."""

from collections.abc import Iterable
from io import BytesIO

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from shipby.documents.rules.look import Look
from shipby.documents.rules.template import Kind, Part, Template, default_template
from shipby.paper import fonts
from shipby.paper.codes import draw_code128, draw_qr, is_code
from shipby.paper.facts import SlipFacts
from shipby.paper.fonts import REGULAR, STRONG, put, put_centred, put_right
from shipby.paper.sheet import Pictures, draw_lines, draw_logo, pdf_canvas
from shipby.paper.slip_plan import LEADING, LOGO_HEIGHT, Plan, Row, paged, planned

_GREY = 0.38


def packing_slips(slips: Iterable[SlipFacts], template: Template | None = None, logo: bytes = b"") -> bytes:
    """One PDF with every slip in the given order, all of one look: see :func:`packing_slips_by_look`."""
    look = Look(template or default_template(Kind.PACKING_SLIP), logo)
    return packing_slips_by_look((slip, look) for slip in slips)


def packing_slips_by_look(slips: Iterable[tuple[SlipFacts, Look]]) -> bytes:
    """One PDF with every slip in the given order; the same slips give the same bytes.

    Every logo is in it once. Nothing of an order stands in the PDF's metadata. Text that can't be drawn is marked, and the slip
    says so at its foot.
    """
    into, pictures = BytesIO(), Pictures()
    with pdf_canvas("Packing slips", into) as canvas:
        covered = fonts.Covered()
        for slip, look in slips:
            picture = pictures.of(look.logo)
            _draw(canvas, planned(slip, covered, look.template, has_logo=picture is not None), picture)
    return into.getvalue()


def _draw(canvas: Canvas, plan: Plan, logo: ImageReader | None) -> None:
    pages = paged(plan)
    for number, rows in enumerate(pages, start=1):
        canvas.setPageSize(plan.size)
        top = _head(canvas, plan, logo) if number == 1 else _later_head(canvas, plan)
        if rows:
            top = _table_head(canvas, plan, top)
        for row in rows:
            top = _draw_row(canvas, plan, row, top)
        if number == len(pages) and plan.foot:
            draw_lines(canvas, plan.foot, x=plan.layout.margin, top=top - 8, size=plan.body)
        _foot(canvas, plan, number, len(pages))
        canvas.showPage()


def _head(canvas: Canvas, plan: Plan, logo: ImageReader | None) -> float:
    layout = plan.layout
    top = start = plan.size[1] - layout.margin
    if plan.has_logo and logo is not None:
        height = LOGO_HEIGHT[layout.is_narrow]
        draw_logo(canvas, logo, x=layout.margin, top=top, width=plan.inner * 0.54, height=height)
        top -= height + 6
    used = draw_lines(canvas, plan.store, x=layout.margin, top=top, font=STRONG, size=layout.heading, leading=1.2)
    _title(canvas, plan, start)
    canvas.setFillGray(_GREY)
    draw_lines(canvas, plan.sender, x=layout.margin, top=top - used - 3, size=layout.small)
    canvas.setFillGray(0)
    block = start - plan.top_height - 14
    _draw_recipient(canvas, plan, block)
    beside = block - plan.recipient_height - 6 if layout.is_narrow else block
    _draw_codes(canvas, plan, beside)
    bottom = (beside - plan.codes_height if layout.is_narrow else block - max(plan.recipient_height, plan.codes_height)) - 12
    if plan.details:
        _draw_details(canvas, plan, bottom)
    if plan.head:
        draw_lines(canvas, plan.head, x=layout.margin, top=bottom - plan.details_height, size=plan.body)
    return start - plan.head_height


def _title(canvas: Canvas, plan: Plan, top: float) -> None:
    size = plan.layout.heading
    while size > 7 and fonts.width(plan.words.packing_slip, STRONG, size) > plan.inner * 0.42:
        size -= 0.5
    put_right(canvas, plan.words.packing_slip, x=plan.right, y=top - plan.layout.heading, font=STRONG, size=size)


def _draw_recipient(canvas: Canvas, plan: Plan, top: float) -> None:
    layout, size = plan.layout, plan.recipient_size
    _label(canvas, plan, plan.words.ship_to, layout.margin, top)
    below = top - layout.small * 1.5
    used = draw_lines(canvas, plan.recipient[:1], x=layout.margin, top=below, font=STRONG, size=size)
    draw_lines(canvas, plan.recipient[1:], x=layout.margin, top=below - used, size=size)


def _draw_codes(canvas: Canvas, plan: Plan, top: float) -> None:
    code, layout, shows = plan.facts.order_id, plan.layout, plan.template.shows
    if not is_code(code):
        return
    has_qr = Part.QR in shows
    if has_qr:
        draw_qr(canvas, code, x=plan.right - layout.qr_side, y=top - layout.qr_side, side=layout.qr_side)
    if Part.BARCODE in shows:
        left = plan.right - (layout.qr_side + 20 if has_qr else 0) - layout.code_width
        left = layout.margin + 10 if layout.is_narrow else left
        draw_code128(canvas, code, x=left, y=top - layout.code_height, width=layout.code_width, height=layout.code_height)
        middle, size = left + layout.code_width / 2, layout.body * 1.1
        put_centred(canvas, code, x=middle, y=top - layout.code_height - size - 3, font=STRONG, size=size)


def _draw_details(canvas: Canvas, plan: Plan, top: float) -> None:
    layout = plan.layout
    canvas.setLineWidth(0.5)
    canvas.line(layout.margin, top, plan.right, top)
    column = plan.inner / plan.detail_columns
    height = (plan.details_height - 8) / -(-len(plan.details) // plan.detail_columns)
    for index, (label, lines) in enumerate(plan.details):
        down, across = divmod(index, plan.detail_columns)
        x, y = layout.margin + across * column, top - 6 - down * height
        _label(canvas, plan, label, x, y)
        draw_lines(canvas, lines, x=x, top=y - layout.small * 1.3, size=layout.small * 1.18, leading=1.15)


def _later_head(canvas: Canvas, plan: Plan) -> float:
    top, size = plan.size[1] - plan.layout.margin, plan.layout.body * 1.1
    put(canvas, plan.facts.order_id[:40], x=plan.layout.margin, y=top - size, font=STRONG, size=size)
    put_right(canvas, plan.words.packing_slip, x=plan.right, y=top - size, font=STRONG, size=size)
    return top - plan.layout.later_head_height


def _table_head(canvas: Canvas, plan: Plan, top: float) -> float:
    layout = plan.layout
    _label(canvas, plan, plan.words.quantity, layout.margin, top)
    _label(canvas, plan, plan.words.item, plan.title_left, top)
    if layout.side_width and Part.SKU in plan.template.shows:
        _label(canvas, plan, plan.words.sku, plan.side_left, top)
    if plan.shows_prices:
        canvas.setFillGray(_GREY)
        put_right(canvas, plan.words.price, x=plan.right, y=top - layout.small, font=REGULAR, size=layout.small)
        canvas.setFillGray(0)
    canvas.setLineWidth(0.8)
    canvas.line(layout.margin, top - layout.small * 1.6, plan.right, top - layout.small * 1.6)
    return top - layout.table_head_height


def _draw_row(canvas: Canvas, plan: Plan, row: Row, top: float) -> float:
    body, layout = plan.body, plan.layout
    _draw_quantity(canvas, plan, row, top)
    used = draw_lines(canvas, row.title, x=plan.title_left, top=top, size=body)
    if layout.side_width:
        draw_lines(canvas, row.side, x=plan.side_left, top=top + 0.5, size=body * 0.9, leading=LEADING / 0.9)
        used = max(used, len(row.side) * body * LEADING)
    else:
        canvas.setFillGray(_GREY)
        used += draw_lines(canvas, row.side, x=plan.title_left, top=top - used, size=body * 0.9, leading=LEADING / 0.9)
        canvas.setFillGray(0)
    if row.price:
        put_right(canvas, row.price, x=plan.right, y=top - body, font=REGULAR, size=body)
    if row.message:
        _draw_message(canvas, plan, row, top - used)
    bottom = top - row.height
    canvas.setStrokeGray(0.8)
    canvas.setLineWidth(0.4)
    canvas.line(layout.margin, bottom + 3.5, plan.right, bottom + 3.5)
    canvas.setStrokeGray(0)
    return bottom


def _draw_quantity(canvas: Canvas, plan: Plan, row: Row, top: float) -> None:
    """A quantity above one is inverted, here as everywhere: it is the classic packing error."""
    size, left = plan.body * 1.1, plan.layout.margin
    if row.is_many:
        canvas.roundRect(
            left, top - size * 1.28, fonts.width(row.quantity, STRONG, size) + 12, size * 1.46, 2.5, stroke=0, fill=1
        )
        canvas.setFillGray(1)
    put(canvas, row.quantity, x=left + 6, y=top - size * 0.94, font=STRONG, size=size)
    canvas.setFillGray(0)


def _draw_message(canvas: Canvas, plan: Plan, row: Row, top: float) -> None:
    left, small = plan.title_left, plan.layout.small
    canvas.setFillGray(0.95)
    canvas.roundRect(left, top - row.message_height + 3, plan.right - left, row.message_height - 5, 3, stroke=0, fill=1)
    canvas.setFillGray(0)
    _label(canvas, plan, plan.words.gift_message, left + 6, top - 5)
    draw_lines(canvas, row.message, x=left + 6, top=top - 5 - small * LEADING, size=plan.body)


def _foot(canvas: Canvas, plan: Plan, number: int, pages: int) -> None:
    small, below = plan.layout.small, plan.layout.margin - plan.layout.small * (1.2 if plan.layout.is_narrow else 2)
    if pages > 1:
        text = plan.words.page_of % {"page": number, "pages": pages}
        put_right(canvas, text, x=plan.right, y=below, font=REGULAR, size=small)
    if not plan.is_whole:
        put(canvas, plan.words.not_whole, x=plan.layout.margin, y=below, font=STRONG, size=small if pages < 2 else small * 0.8)


def _label(canvas: Canvas, plan: Plan, text: str, x: float, top: float) -> None:
    canvas.setFillGray(_GREY)
    put(canvas, text, x=x, y=top - plan.layout.small, font=REGULAR, size=plan.layout.small)
    canvas.setFillGray(0)
