"""Slips and labels with every field filled; a test states only what matters to it. All names are invented."""

from dataclasses import replace
from datetime import date
from typing import Any

import pypdfium2
import zxingcpp
from PIL.Image import Image

from shipby.paper.facts import Address, AddressLabelFacts, SlipFacts, SlipItem

ORDER_ID = "113-4857201-9936201"
RENO = Address(name="Fernwood Supply", lines=("4850 Invented Way",), city="Reno", region="NV", postal_code="89502", country="US")
HAMBURG = Address(name="Fernwood Supply", lines=("Erfundener Weg 12",), city="Hamburg", postal_code="20095", country="DE")
TAMPA = Address(
    name="Jonas Invented", lines=("118 Sample Ave", "Apt 4"), city="Tampa", region="FL", postal_code="33602", country="US"
)
MUG = SlipItem("Enamel Camp Mug, 12 oz, forest green", "MUG-ENM-FG", 1)


def a_slip(**changes: Any) -> SlipFacts:
    slip = SlipFacts(ORDER_ID, "Fernwood Supply US", "ATVPDKIKX0DER", RENO, TAMPA, (MUG,), date(2026, 11, 22), "Std US D2D Dom")
    return replace(slip, **changes)


def a_label(**changes: Any) -> AddressLabelFacts:
    return replace(AddressLabelFacts(ORDER_ID, "ATVPDKIKX0DER", RENO, TAMPA), **changes)


def pages_text(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    return [document[number].get_textpage().get_text_range().replace("\r\n", "\n") for number in range(len(document))]


def page_picture(pdf: bytes, number: int = 0, scale: float = 3) -> Image:
    return pypdfium2.PdfDocument(pdf)[number].render(scale=scale).to_pil()


def codes_on(picture: Image) -> set[tuple[str, str]]:
    """(format, text) of every barcode that a decoder finds."""
    return {(str(code.format.name), code.text) for code in zxingcpp.read_barcodes(picture)}
