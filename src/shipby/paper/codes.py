"""Barcodes as one path each: Code128 of an order number and a QR code (never a Micro QR, which phones do not read)."""

from typing import Any

import segno
from reportlab.graphics.barcode.code128 import Code128
from reportlab.pdfgen.canvas import Canvas

QUIET_MODULES = 10
"""Blank modules that a reader needs on each side of a Code128."""


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
    unit = width / modules
    path = canvas.beginPath()
    for start, size in bars:
        path.rect(x + start * unit, y, size * unit, height)
    canvas.drawPath(path, stroke=0, fill=1)


def draw_qr(canvas: Canvas, text: str, *, x: float, y: float, side: float) -> None:
    """Draw a QR code at (x, y) = lower left; the caller leaves four modules blank around it."""
    rows = tuple(segno.make_qr(text, error="m").matrix)
    unit = side / len(rows)
    path = canvas.beginPath()
    for index, row in enumerate(rows):
        column = 0
        while column < len(row):
            run = 0
            while column + run < len(row) and row[column + run]:
                run += 1
            if run:
                path.rect(x + column * unit, y + side - (index + 1) * unit, run * unit, unit)
            column += run or 1
    canvas.drawPath(path, stroke=0, fill=1)
