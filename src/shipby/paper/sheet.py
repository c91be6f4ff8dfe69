"""A page under the pen: one canvas, two styles, and the memory whether everything could be drawn as given."""

from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import chain

from reportlab import rl_config
from reportlab.lib.pagesizes import A4, A6, LETTER
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from shipby.documents.rules.template import PaperSize
from shipby.paper import fonts
from shipby.paper.fonts import REGULAR
from shipby.paper.text import ELLIPSIS, pieces, printable, wrap

rl_config.useA85 = 0  # bytes as they are: text armour is a quarter larger and nobody mails these files as text

PAPER: dict[PaperSize, tuple[float, float]] = {
    PaperSize.A4: A4,
    PaperSize.LETTER: LETTER,
    PaperSize.A6: A6,
    PaperSize.FOUR_BY_SIX: (288.0, 432.0),
}
"""Width and height in points."""

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
        canvas.setViewerPreference("PrintScaling", "None")
        yield canvas
        canvas.save()


class Reader:
    """Cleans the texts of one document and remembers whether all of them are whole."""

    def __init__(self, covered: Container[int]) -> None:
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
        words = [word for line in lines for _, word in pieces(line)]
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
    for index, line in enumerate(lines):
        fonts.put(canvas, line, x=x, y=top - size * leading * index - size, font=font, size=size)
    return len(lines) * size * leading


class Pictures:
    """The logos of one document, each read once however many pages it is on."""

    def __init__(self) -> None:
        self._read: dict[bytes, ImageReader] = {}

    def of(self, logo: bytes) -> ImageReader | None:
        """A logo ready to be drawn; None where there is none."""
        if not logo:
            return None
        if logo not in self._read:
            self._read[logo] = ImageReader(BytesIO(logo))
        return self._read[logo]


def draw_logo(canvas: Canvas, picture: ImageReader, *, x: float, top: float, width: float, height: float) -> None:
    """Draw a logo into a box, as large as it fits, at the box's top left; the document holds it once."""
    wide, high = picture.getSize()
    scale = min(width / wide, height / high)
    canvas.drawImage(picture, x, top - high * scale, wide * scale, high * scale)
