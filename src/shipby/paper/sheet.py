"""A page under the pen: one canvas, two fonts, and the memory whether everything could be drawn as given."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import chain

from reportlab.lib.pagesizes import A4, A6, LETTER
from reportlab.pdfgen.canvas import Canvas

from shipby.paper import fonts
from shipby.paper.facts import LabelSize, PageSize
from shipby.paper.fonts import REGULAR
from shipby.paper.text import ELLIPSIS, printable, wrap

PAGE_SIZES: dict[PageSize, tuple[float, float]] = {PageSize.A4: A4, PageSize.LETTER: LETTER}
LABEL_SIZES: dict[LabelSize, tuple[float, float]] = {LabelSize.FOUR_BY_SIX: (288.0, 432.0), LabelSize.A6: A6}

LINE_LIMIT = 300
"""Characters of one line of an address or a word that are drawn at most."""


@contextmanager
def pdf_canvas(title: str, into: BytesIO) -> Iterator[Canvas]:
    """A canvas whose bytes depend on what is drawn alone; nothing of an order stands in its metadata.

    A slip costs about 15 KB until the document is saved (bench/packing_slips.py).
    """
    with fonts.ONE_DOCUMENT:
        fonts.ready_fonts()
        canvas = Canvas(into, pageCompression=1, invariant=1)
        canvas.setTitle(title)
        canvas.setAuthor("Shipby")
        canvas.setCreator("Shipby")
        canvas.setProducer("Shipby")
        canvas.setSubject("")
        yield canvas
        canvas.save()


class Reader:
    """Cleans the texts of one document and remembers whether all of them are whole."""

    def __init__(self, covered: frozenset[int]) -> None:
        self._covered = covered
        self.is_whole = True

    def can_draw(self, text: str) -> bool:
        """Whether the font has every character of ``text``."""
        return all(ord(char) in self._covered for char in text)

    def line(self, text: str, limit: int = LINE_LIMIT) -> str:
        """``text`` on one printable line."""
        clean = printable(text, self._covered, limit=limit)
        self.is_whole = self.is_whole and clean.is_whole
        return clean.text

    def paragraphs(self, text: str, limit: int, lines: int) -> list[str]:
        """``text`` with its own line ends, at most ``lines`` of them."""
        rows = [row for row in (self.line(row, limit) for row in text[: limit * 4].splitlines()) if row]
        if len(rows) > lines:
            self.is_whole = False
            rows = [*rows[: lines - 1], " ".join(rows[lines - 1 :])[:limit]]
        return rows

    def fitted(
        self, lines: Sequence[str], *, width: float, height: float, sizes: Sequence[float], font: str, leading: float
    ) -> tuple[list[str], float]:
        """``lines`` wrapped at the largest of ``sizes`` that fits ``width`` x ``height``; cut, visibly, if none does.

        A smaller size that breaks no word is preferred to a larger one that does.
        """
        words = [word for line in lines for word in line.split(" ")]
        whole = [size for size in sizes if all(fonts.width(word, font, size) <= width for word in words)]
        for size in (*whole, *sizes):
            wrapped = wrapped_lines(lines, width, font, size)
            if len(wrapped) * size * leading <= height:
                return wrapped, size
        most = max(1, int(height / (size * leading)))
        self.is_whole = False
        return [*wrapped[: most - 1], wrapped[most - 1] + ELLIPSIS], size


def measure(font: str, size: float) -> Callable[[str], float]:
    """A function that tells the width of a text in points."""
    return lambda text: fonts.width(text, font, size)


def wrapped_lines(lines: Sequence[str], width: float, font: str, size: float) -> list[str]:
    """Every line wrapped to ``width`` points."""
    return list(chain.from_iterable(wrap(line, width, measure(font, size)) for line in lines))


def draw_lines(
    canvas: Canvas, lines: Sequence[str], *, x: float, top: float, font: str = REGULAR, size: float, leading: float = 1.3
) -> float:
    """Draw ``lines`` downward from ``top``; return the height used."""
    canvas.setFont(font, size)
    for index, line in enumerate(lines):
        canvas.drawString(x, top - size * leading * index - size, line)
    return len(lines) * size * leading
