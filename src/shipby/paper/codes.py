"""Barcodes as one path each: Code128 of an order number and a QR code (never a Micro QR, which phones do not read)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

import segno
from reportlab.graphics.barcode.code128 import Code128
from reportlab.pdfgen.canvas import Canvas

QUIET_MODULES = 10
"""Blank modules that a reader needs on each side of a Code128."""


def is_code(text: str) -> bool:
    """Whether a text can be a Code128 that a scanner reads: printable ASCII, at most 40 characters."""
    return text.isascii() and text.isprintable() and 0 < len(text) <= 40


def code128_bars(text: str) -> tuple[tuple[tuple[int, int], ...], int]:
    """Bars as (start, width) in modules, and the width of the whole symbol. ``text`` must be ASCII."""
    symbol: Any = Code128(text, quiet=False)
    symbol.validate()
    symbol.encode()
    symbol.decompose()
    bars: list[tuple[int, int]] = []
    position = 0
    for element in symbol.decomposed:
        size = ord(element.lower()) - ord("a") + 1
        if element.isupper():
            bars.append((position, size))
        position += size
    return tuple(bars), position


def draw_code128(canvas: Canvas, text: str, *, x: float, y: float, width: float, height: float) -> None:
    """Draw the symbol at (x, y) = lower left, ``width`` points wide without quiet zones."""
    bars, modules = code128_bars(text)
    rects = ((start, 0, size, 1) for start, size in bars)
    _fill(canvas, rects, x=x, y=y, across=width / modules, up=height)


def draw_qr(canvas: Canvas, text: str, *, x: float, y: float, side: float) -> None:
    """Draw a QR code at (x, y) = lower left; the caller leaves four modules blank around it."""
    rows = tuple(segno.make_qr(text, error="m").matrix)
    _fill(canvas, _dark(rows), x=x, y=y, across=side / len(rows), up=side / len(rows))


def _dark(rows: Sequence[Sequence[int]]) -> Iterator[tuple[int, int, int, int]]:
    """Dark modules side by side as one rectangle: left, bottom, width, height."""
    for index, row in enumerate(rows):
        column = 0
        for is_dark, run in groupby(row):
            size = len(list(run))
            if is_dark:
                yield column, len(rows) - index - 1, size, 1
            column += size


def _fill(canvas: Canvas, rects: Iterable[tuple[int, int, int, int]], *, x: float, y: float, across: float, up: float) -> None:
    """Fill rectangles given in modules: whole numbers keep the page small."""
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(across, up)
    path = canvas.beginPath()
    for rect in rects:
        path.rect(*rect)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()
