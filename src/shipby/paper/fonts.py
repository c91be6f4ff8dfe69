"""The fonts on paper: Noto Sans in two weights, Latin, Cyrillic and Greek (``fonts/README.md``).

reportlab's font registry is the process's; a font object must not serve two documents at once, so whoever builds a
document holds :data:`ONE_DOCUMENT`.
"""

from pathlib import Path
from threading import Lock
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "NotoSans-Regular"
STRONG = "NotoSans-SemiBold"
ONE_DOCUMENT = Lock()

_FOLDER = Path(__file__).parent / "fonts"
_REGISTERING = Lock()


def ready_fonts() -> None:
    """Load the fonts once per process."""
    with _REGISTERING:
        for name in (REGULAR, STRONG):
            if name not in pdfmetrics.getRegisteredFontNames():
                pdfmetrics.registerFont(TTFont(name, str(_FOLDER / f"{name}.ttf")))


def covered() -> frozenset[int]:
    """Code points that both weights can draw. The fonts must be ready."""
    both: list[Any] = [pdfmetrics.getFont(REGULAR), pdfmetrics.getFont(STRONG)]
    return frozenset(both[0].face.charToGlyph) & frozenset(both[1].face.charToGlyph)


def width(text: str, font: str, size: float) -> float:
    """Width of ``text`` in points."""
    return float(pdfmetrics.stringWidth(text, font, size))
