"""Sheets as real files: PDF, PNG and ZPL II, the same bytes every time."""

from functools import lru_cache
from io import BytesIO
from pathlib import Path

import reportlab
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.units import inch
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from shipby_simulator.carriers.sheet import LENGTH, WIDTH, Bar, Sheet, bars, latin

MEDIA = {"PDF": "application/pdf", "PNG": "image/png", "ZPL": "application/zpl"}
_FONTS = Path(reportlab.__file__).parent / "fonts"
_FACES = {False: "Vera", True: "VeraBd"}
_QUIET = 0.25
"""Inches of white on either side of the barcode, at least."""

for _name in _FACES.values():
    pdfmetrics.registerFont(TTFont(_name, str(_FONTS / f"{_name}.ttf")))


def document(sheet: Sheet, kind: str, dpi: int = 203) -> bytes:
    """Return a sheet as ``PDF``, ``PNG`` or ``ZPL``; ``dpi`` matters to the last two."""
    if kind == "PDF":
        return _pdf(sheet)
    return _png(sheet, dpi) if kind == "PNG" else _zpl(sheet, dpi)


def _pdf(sheet: Sheet) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH * inch, LENGTH * inch), invariant=1)
    for text in sheet.texts:
        canvas.setFont(_FACES[text.bold], text.size)
        canvas.drawString(text.x * inch, (LENGTH - text.y) * inch, latin(text.text))
    for y in sheet.rules:
        canvas.line(0.15 * inch, (LENGTH - y) * inch, (WIDTH - 0.15) * inch, (LENGTH - y) * inch)
    if sheet.bar:
        widths = bars(sheet.bar.data)
        module = (WIDTH - 2 * _QUIET) / sum(widths)
        at = _QUIET
        for index, width in enumerate(widths):
            if index % 2 == 0:
                top = LENGTH - sheet.bar.y - sheet.bar.height
                canvas.rect(at * inch, top * inch, width * module * inch, sheet.bar.height * inch, stroke=0, fill=1)
            at += width * module
    canvas.save()
    return out.getvalue()


@lru_cache(maxsize=64)
def _font(name: str, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONTS / f"{name}.ttf"), pixels, layout_engine=ImageFont.Layout.BASIC)


def _png(sheet: Sheet, dpi: int) -> bytes:
    image = Image.new("1", (round(WIDTH * dpi), round(LENGTH * dpi)), 1)
    pen = ImageDraw.Draw(image)
    for text in sheet.texts:
        font = _font(_FACES[text.bold], round(text.size / 72 * dpi))
        pen.text((round(text.x * dpi), round(text.y * dpi)), latin(text.text), fill=0, font=font, anchor="ls")
    for y in sheet.rules:
        pen.line([(round(0.15 * dpi), round(y * dpi)), (round((WIDTH - 0.15) * dpi), round(y * dpi))], fill=0, width=2)
    if sheet.bar:
        _png_bar(pen, sheet.bar, dpi)
    out = BytesIO()
    image.save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()


def _png_bar(pen: ImageDraw.ImageDraw, bar: Bar, dpi: int) -> None:
    widths = bars(bar.data)
    module, at = _module(bar, dpi)
    for index, width in enumerate(widths):
        if index % 2 == 0:
            box = [at, round(bar.y * dpi), at + width * module - 1, round((bar.y + bar.height) * dpi)]
            pen.rectangle(box, fill=0)
        at += width * module


def _module(bar: Bar, dpi: int) -> tuple[int, int]:
    """Return the width of a module and where the barcode begins, in whole dots: a printer knows no halves."""
    total = sum(bars(bar.data))
    module = max(1, int((WIDTH - 2 * _QUIET) * dpi) // total)
    return module, (round(WIDTH * dpi) - total * module) // 2


def _zpl(sheet: Sheet, dpi: int) -> bytes:
    """Return ZPL II: UTF-8 text, Code 128 with automatic subsets (^BC mode A)."""
    lines = ["^XA", "^CI28", f"^PW{round(WIDTH * dpi)}", f"^LL{round(LENGTH * dpi)}", "^LH0,0"]
    for text in sheet.texts:
        height = round(text.size / 72 * dpi)
        lines.append(f"^FO{round(text.x * dpi)},{round(text.y * dpi) - height}^A0N,{height},{height}^FH^FD{_held(text.text)}^FS")
    lines += [f"^FO{round(0.15 * dpi)},{round(y * dpi)}^GB{round((WIDTH - 0.3) * dpi)},2,2^FS" for y in sheet.rules]
    if sheet.bar:
        module, at = _module(sheet.bar, dpi)
        height = round(sheet.bar.height * dpi)
        lines.append(f"^BY{module}^FO{at},{round(sheet.bar.y * dpi)}^BCN,{height},N,N,N,A^FD{sheet.bar.data}^FS")
    return "\n".join([*lines, "^XZ", ""]).encode()


def _held(text: str) -> str:
    """Return a text whose signs with a meaning in ZPL are written as hex (^FH)."""
    return "".join(f"_{ord(sign):02X}" if sign in "^~_" or not sign.isprintable() else sign for sign in text)
