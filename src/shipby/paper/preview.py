"""The first page of a PDF as a picture: what a template looks like before it is saved."""

from io import BytesIO
from threading import Lock

import pypdfium2  # type: ignore[import-untyped]

_ONE_AT_A_TIME = Lock()
"""PDFium must not be called by two threads at once."""


def first_page(pdf: bytes, *, width: int = 900) -> bytes:
    """A PNG of the first page, ``width`` pixels wide, rounded up. Only for PDFs that Shipby made itself."""
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            page = document[0]
            picture = page.render(scale=width / page.get_width()).to_pil()
        finally:
            document.close()
    into = BytesIO()
    picture.convert("RGB").quantize(256).save(into, "PNG")  # a third of the bytes
    return into.getvalue()
