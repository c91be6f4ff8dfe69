"""Reads labels as a scanner does."""

import re
from io import BytesIO

import pypdfium2
import zxingcpp
from PIL import Image


def barcode(document: bytes) -> str:
    """Return what the barcode of a label says: PDF and PNG by a decoder, ZPL by its ^BC data."""
    if document.startswith(b"^XA"):
        found = re.findall(r"\^BC[^^]*\^FD([^^]*)\^FS", document.decode())
        assert document.rstrip().endswith(b"^XZ")
    else:
        if document.startswith(b"%PDF"):
            page = pypdfium2.PdfDocument(document)[0]
            assert page.get_size() == (288.0, 432.0)
            image = page.render(scale=203 / 72).to_pil()
        else:
            image = Image.open(BytesIO(document)).convert("L")
        codes = zxingcpp.read_barcodes(image)
        assert {str(code.format) for code in codes} == {"Code 128"}
        found = [code.text for code in codes]
    (text,) = found
    return str(text)
