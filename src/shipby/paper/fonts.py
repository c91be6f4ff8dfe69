"""The fonts on paper (``fonts/README.md``): which one draws which character, and text of any script put on a page.

A style is Noto Sans in one of two weights; what it lacks is drawn by the next font that has it. Right-to-left text is put into
the order of the page and Arabic letters into their joined forms here, at the last moment: everything above works on the text as
it was written. Fonts are loaded when a character first needs them.

reportlab's font registry is the process's; a font object must not serve two documents at once, so whoever builds a document
holds :data:`ONE_DOCUMENT`.
"""

import json
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from threading import Lock

from arabic_reshaper import ArabicReshaper  # type: ignore[import-untyped]
from bidi import get_display  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

REGULAR = "NotoSans-Regular"
STRONG = "NotoSans-SemiBold"
ONE_DOCUMENT = Lock()

_FOLDER = Path(__file__).parent / "fonts"
_REGISTERING = Lock()
_JAPANESE, _CHINESE = "ShipbyJapanese-Regular", "ShipbyChinese-Regular"
_EAST_ASIA = (_JAPANESE, "ShipbyKorean-Regular", _CHINESE)
_FACES = {
    REGULAR: (REGULAR, "NotoSansArabic-Regular", "NotoSansHebrew-Regular", "NotoSansThai-Regular", *_EAST_ASIA),
    STRONG: (STRONG, "NotoSansArabic-Bold", "NotoSansHebrew-Bold", "NotoSansThai-Bold", *_EAST_ASIA),
}
"""Fonts of a style, in the order in which they are asked for a character. East Asian ones have one weight, made strong by an
outline."""
_THICKENING = 0.04

_RIGHT_TO_LEFT = {"R", "AL", "AN"}
_ARABIC = ArabicReshaper({"delete_harakat": False, "support_ligatures": True, "ARABIC LIGATURE ALLAH": False})
_THAI_UPPER_VOWELS = frozenset("\u0e31\u0e34\u0e35\u0e36\u0e37\u0e47\u0e4d")
_THAI_TONES = frozenset("\u0e48\u0e49\u0e4a\u0e4b\u0e4c")
_THAI_AM = "\u0e33"
_TONE_RISE = 0.2
"""By what part of the size a tone mark is raised above an upper vowel: without layout tables both would stand in one place."""


@dataclass(frozen=True, slots=True, repr=False)
class Run:
    """Characters of one font, in the order of the page; ``rise`` lifts them by this part of the size."""

    face: str
    text: str
    rise: float = 0.0


class Covered:
    """The code points that can be drawn, as ``code in Covered()``."""

    def __contains__(self, code: object) -> bool:
        return isinstance(code, int) and _face(code, REGULAR) is not None


def width(text: str, font: str, size: float) -> float:
    """Width of ``text`` in points, drawn in the style ``font``."""
    return sum(_string_width(run, size) for run in _runs(text, font))


def put(canvas: Canvas, text: str, *, x: float, y: float, font: str, size: float) -> None:
    """Draw one line of text of any script; (x, y) = left end of its base line."""
    line = canvas.beginText(x, y)
    for run in _runs(text, font):
        _ready(run.face)
        line.setFont(run.face, size)
        if run.rise:
            line.setRise(run.rise * size)
        if is_thickened := font == STRONG and run.face in _EAST_ASIA:
            canvas.setLineWidth(size * _THICKENING)
            line.setTextRenderMode(2)
        line.textOut(run.text)
        if run.rise:
            line.setRise(0)
        if is_thickened:
            line.setTextRenderMode(0)
    canvas.drawText(line)


def put_right(canvas: Canvas, text: str, *, x: float, y: float, font: str, size: float) -> None:
    """Draw one line of text that ends at ``x``."""
    put(canvas, text, x=x - width(text, font, size), y=y, font=font, size=size)


def put_centred(canvas: Canvas, text: str, *, x: float, y: float, font: str, size: float) -> None:
    """Draw one line of text with its middle at ``x``."""
    put(canvas, text, x=x - width(text, font, size) / 2, y=y, font=font, size=size)


def ready_fonts() -> None:
    """Load the two weights that every document needs, once per process."""
    _ready(REGULAR)
    _ready(STRONG)


def _ready(face: str) -> None:
    with _REGISTERING:
        if face not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(face, str(_FOLDER / f"{face}.ttf")))


def _string_width(run: Run, size: float) -> float:
    _ready(run.face)
    return float(pdfmetrics.stringWidth(run.text, run.face, size))


# -- which font draws what


@cache
def _coverage() -> dict[str, tuple[list[int], list[int]]]:
    """Face -> first and last code points of its ranges."""
    found = json.loads((_FOLDER / "coverage.json").read_text(encoding="ascii"))
    return {face: ([first for first, _ in ranges], [last for _, last in ranges]) for face, ranges in found.items()}


def _has(face: str, code: int) -> bool:
    firsts, lasts = _coverage()[face]
    at = bisect_right(firsts, code) - 1
    return at >= 0 and code <= lasts[at]


@cache
def _face(code: int, style: str) -> str | None:
    return next((face for face in _FACES[style] if _has(face, code)), None)


def _runs(text: str, style: str) -> list[Run]:
    """The text cut by font, in the order of the page."""
    if text.isascii() or all(_face(ord(char), style) == style for char in text):
        return [Run(style, text)] if text else []
    seen = _as_seen(text)
    faces = [_face(ord(char), style) or style for char in seen]
    if _CHINESE in faces:
        faces = [_one_hand(char, face) for char, face in zip(seen, faces, strict=True)]
    drawn = zip(seen, faces, _rises(seen), strict=True)
    return [Run(face, "".join(char for char, _, _ in run), rise) for (face, rise), run in groupby(drawn, key=lambda one: one[1:])]


def _one_hand(char: str, face: str) -> str:
    """In a line that the Japanese font can't draw whole, the Chinese one draws all it can: forms of two countries look torn."""
    return _CHINESE if face == _JAPANESE and _has(_CHINESE, ord(char)) else face


def _as_seen(text: str) -> str:
    """The text from left to right as it stands on the page, Arabic letters joined."""
    if not any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text):
        return text
    return str(get_display(_ARABIC.reshape(text)))


def _rises(text: str) -> list[float]:
    rises = [0.0] * len(text)
    for at, char in enumerate(text):
        is_above = at > 0 and text[at - 1] in _THAI_UPPER_VOWELS
        is_before_am = at + 1 < len(text) and text[at + 1] == _THAI_AM
        if char in _THAI_TONES and (is_above or is_before_am):
            rises[at] = _TONE_RISE
    return rises
