"""Address labels without postage: who sends, who gets it, and the order number to scan."""

from collections.abc import Container, Iterable
from io import BytesIO

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from shipby.documents.rules.look import Look
from shipby.documents.rules.template import MOST_CHARACTERS, Kind, PaperSize, Part, Template, default_template, filled
from shipby.paper import fonts
from shipby.paper.addresses import address_lines
from shipby.paper.codes import QUIET_MODULES, code128_bars, draw_code128, is_code
from shipby.paper.facts import AddressLabelFacts
from shipby.paper.fonts import REGULAR, STRONG, put, put_centred
from shipby.paper.sheet import PAPER, Pictures, Reader, draw_lines, draw_logo, pdf_canvas, wrapped_lines
from shipby.paper.words import WORDS, language_of

_MARGIN = 16.0
_CODE_HEIGHT = 44.0
_FOOT = 26.0
_NAME_SIZES = (20, 18, 16, 14, 12, 11, 10, 9, 8, 7)


_LOGO_HEIGHT = 34.0


def address_labels(labels: Iterable[AddressLabelFacts], template: Template | None = None, logo: bytes = b"") -> bytes:
    """One PDF, one label a page, in the given order, all of one look: see :func:`address_labels_by_look`."""
    look = Look(template or default_template(Kind.ADDRESS_LABEL), logo)
    return address_labels_by_look((label, look) for label in labels)


def address_labels_by_look(labels: Iterable[tuple[AddressLabelFacts, Look]]) -> bytes:
    """One PDF, one label a page, in the given order; the same labels give the same bytes.

    The address is printed as large as it fits. What can't be drawn is marked, and the label says so.
    """
    into, pictures = BytesIO(), Pictures()
    with pdf_canvas("Address labels", into) as canvas:
        covered = fonts.Covered()
        for label, look in labels:
            size = PAPER[look.template.paper or PaperSize.FOUR_BY_SIX]
            picture = pictures.of(look.logo) if Part.LOGO in look.template.shows else None
            canvas.setPageSize(size)
            _draw(canvas, label, size, covered, look.template, picture)
            canvas.showPage()
    return into.getvalue()


def _draw(
    canvas: Canvas,
    label: AddressLabelFacts,
    size: tuple[float, float],
    covered: Container[int],
    look: Template,
    logo: ImageReader | None,
) -> None:
    language = language_of(label.marketplace_id, covered)
    words, reader = WORDS[language], Reader(covered)
    width, height = size
    inner = width - 2 * _MARGIN
    rule = _draw_sender(canvas, label, reader, look, top=height - _MARGIN, width=inner - (110 if logo else 0))
    if logo is not None:
        draw_logo(canvas, logo, x=width - _MARGIN - 100, top=height - _MARGIN, width=100, height=_LOGO_HEIGHT)
        rule = min(rule, height - _MARGIN - _LOGO_HEIGHT - 8)
    canvas.setLineWidth(1)
    canvas.line(_MARGIN, rule, width - _MARGIN, rule)
    _caption(canvas, words.ship_to, rule - 8)
    note = _own_words(label, look, language, reader, inner)
    has_code = Part.BARCODE in look.shows and is_code(label.order_id)
    floor = _MARGIN + _FOOT + (_CODE_HEIGHT + 14 if has_code else 0) + len(note) * 9
    recipient = [reader.line(line) for line in address_lines(label.recipient, sent_from=label.ship_from.country)]
    lines, points = reader.fitted(
        recipient, width=inner - 8, height=rule - 26 - floor, sizes=_NAME_SIZES, font=STRONG, leading=1.25
    )
    draw_lines(canvas, lines, x=_MARGIN + 4, top=rule - 24, font=STRONG, size=points, leading=1.25)
    draw_lines(canvas, note, x=_MARGIN, top=floor, size=7.5, leading=1.2)
    if has_code:
        _draw_code(canvas, label.order_id, width)
    if not reader.is_whole:
        _warn(canvas, words.not_whole, reader, inner)


def _draw_sender(canvas: Canvas, label: AddressLabelFacts, reader: Reader, look: Template, *, top: float, width: float) -> float:
    """Where the rule below the sender stands; at the top where no sender is shown."""
    if Part.SHIP_FROM not in look.shows:
        return top - 4
    words = WORDS[language_of(label.marketplace_id, fonts.Covered())]
    sender = [reader.line(line) for line in address_lines(label.ship_from, sent_from=label.ship_from.country)]
    lines, points = reader.fitted(sender, width=width, height=64, sizes=(9, 8, 7, 6), font=REGULAR, leading=1.25)
    _caption(canvas, words.ship_from, top)
    used = draw_lines(canvas, lines, x=_MARGIN, top=top - 11, size=points, leading=1.25)
    return top - 11 - used - 8


def _own_words(label: AddressLabelFacts, look: Template, language: str, reader: Reader, width: float) -> list[str]:
    text = filled(look.words_in(language).foot, {"order": label.order_id, "store": label.store_name})
    return wrapped_lines(reader.paragraphs(text, MOST_CHARACTERS, 4), width, REGULAR, 7.5)[:4]


def _caption(canvas: Canvas, text: str, top: float) -> None:
    put(canvas, text, x=_MARGIN, y=top - 7, font=REGULAR, size=7)


def _draw_code(canvas: Canvas, code: str, width: float) -> None:
    modules = code128_bars(code)[1]
    unit = min(1.0, (width - 2 * _MARGIN) / (modules + 2 * QUIET_MODULES))
    symbol = modules * unit
    draw_code128(canvas, code, x=(width - symbol) / 2, y=_MARGIN + _FOOT, width=symbol, height=_CODE_HEIGHT)
    put_centred(canvas, code, x=width / 2, y=_MARGIN + _FOOT - 12, font=STRONG, size=10)


def _warn(canvas: Canvas, text: str, reader: Reader, width: float) -> None:
    lines, points = reader.fitted([text], width=width, height=11, sizes=(7, 6, 5.5, 5), font=STRONG, leading=1.1)
    draw_lines(canvas, lines, x=_MARGIN, top=_MARGIN + 11, font=STRONG, size=points, leading=1.1)
