"""Address labels without postage: who sends, who gets it, and the order number to scan."""

from collections.abc import Iterable
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from shipby.paper import fonts
from shipby.paper.addresses import address_lines
from shipby.paper.codes import QUIET_MODULES, code128_bars, draw_code128
from shipby.paper.facts import AddressLabelFacts, LabelSize
from shipby.paper.fonts import REGULAR, STRONG
from shipby.paper.sheet import LABEL_SIZES, Reader, draw_lines, pdf_canvas
from shipby.paper.words import WORDS, language_of

_MARGIN = 16.0
_CODE_HEIGHT = 44.0
_FOOT = 26.0
_NAME_SIZES = (20, 18, 16, 14, 12, 11, 10, 9, 8, 7)


def address_labels(labels: Iterable[AddressLabelFacts], size: LabelSize = LabelSize.FOUR_BY_SIX) -> bytes:
    """One PDF, one label a page, in the given order; the same labels give the same bytes.

    The address is printed as large as it fits. What can't be drawn is marked, and the label says so.
    """
    into = BytesIO()
    with pdf_canvas("Address labels", into) as canvas:
        canvas.setPageSize(LABEL_SIZES[size])
        covered = fonts.covered()
        for label in labels:
            _draw(canvas, label, LABEL_SIZES[size], covered)
            canvas.showPage()
    return into.getvalue()


def _draw(canvas: Canvas, label: AddressLabelFacts, size: tuple[float, float], covered: frozenset[int]) -> None:
    words = WORDS[language_of(label.marketplace_id, covered)]
    reader = Reader(covered)
    width, height = size
    inner = width - 2 * _MARGIN
    top = height - _MARGIN
    sender = [reader.line(line) for line in address_lines(label.ship_from, sent_from=label.ship_from.country)]
    lines, points = reader.fitted(sender, width=inner, height=64, sizes=(9, 8, 7, 6), font=REGULAR, leading=1.25)
    _caption(canvas, words.ship_from, top)
    used = draw_lines(canvas, lines, x=_MARGIN, top=top - 11, size=points, leading=1.25)
    rule = top - 11 - used - 8
    canvas.setLineWidth(1)
    canvas.line(_MARGIN, rule, width - _MARGIN, rule)
    _caption(canvas, words.ship_to, rule - 8)
    room = rule - 26 - (_MARGIN + _FOOT + _CODE_HEIGHT + 14)
    recipient = [reader.line(line) for line in address_lines(label.recipient, sent_from=label.ship_from.country)]
    lines, points = reader.fitted(recipient, width=inner - 8, height=room, sizes=_NAME_SIZES, font=STRONG, leading=1.25)
    draw_lines(canvas, lines, x=_MARGIN + 4, top=rule - 24, font=STRONG, size=points, leading=1.25)
    _draw_code(canvas, label.order_id, width)
    if not reader.is_whole:
        _warn(canvas, words.not_whole, reader, inner)


def _caption(canvas: Canvas, text: str, top: float) -> None:
    canvas.setFont(REGULAR, 7)
    canvas.drawString(_MARGIN, top - 7, text)


def _draw_code(canvas: Canvas, code: str, width: float) -> None:
    if not (code.isascii() and code.isprintable() and 0 < len(code) <= 40):
        return
    modules = code128_bars(code)[1]
    unit = min(1.0, (width - 2 * _MARGIN) / (modules + 2 * QUIET_MODULES))
    symbol = modules * unit
    draw_code128(canvas, code, x=(width - symbol) / 2, y=_MARGIN + _FOOT, width=symbol, height=_CODE_HEIGHT)
    canvas.setFont(STRONG, 10)
    canvas.drawCentredString(width / 2, _MARGIN + _FOOT - 12, code)


def _warn(canvas: Canvas, text: str, reader: Reader, width: float) -> None:
    lines, points = reader.fitted([text], width=width, height=11, sizes=(7, 6, 5.5, 5), font=STRONG, leading=1.1)
    draw_lines(canvas, lines, x=_MARGIN, top=_MARGIN + 11, font=STRONG, size=points, leading=1.1)
