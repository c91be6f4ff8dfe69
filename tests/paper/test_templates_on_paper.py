"""Templates are data: what is not in the specification is refused by name; what is chosen is on the paper."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from shipby.documents.rules.logo import MOST_BYTES, NotAPicture, PictureTooLarge, read_logo
from shipby.documents.rules.template import (
    PAPERS,
    PARTS,
    BadTemplate,
    Kind,
    OwnWords,
    PaperSize,
    Part,
    Template,
    TextSize,
    TooMuchText,
    UnknownPlace,
    as_data,
    default_template,
    filled,
    read_template,
)
from shipby.paper.address_label import address_labels
from shipby.paper.facts import PickLine, PickListFacts, PickWords, SlipItem
from shipby.paper.packing_slip import packing_slips
from shipby.paper.pick_list import pick_list
from shipby.words.refusals import Refusal
from tests.paper.builders import ORDER_ID, a_label, a_slip, codes_on, page_picture, pages_text

FULL = Template(
    Kind.PACKING_SLIP,
    PaperSize.A6,
    TextSize.LARGE,
    frozenset(PARTS[Kind.PACKING_SLIP]),
    {"": OwnWords("Hello", "Thank you for {order}"), "de": OwnWords("", "Danke für {order}")},
)
WORDS = PickWords(
    "Pick list", "Bin", "Qty", "Item", "Orders", "page %(page)s of %(pages)s", "%(lines)s/%(units)s/%(orders)s", "none"
)


def a_picture(kind: str = "PNG", size: tuple[int, int] = (300, 90)) -> bytes:
    into = BytesIO()
    Image.new("RGB", size, "teal").save(into, kind)
    return into.getvalue()


@pytest.mark.parametrize("template", [FULL, *map(default_template, Kind)], ids=lambda template: template.kind)
def test_a_template_is_read_back_as_it_was_written(template: Template) -> None:
    assert read_template(as_data(template)) == template


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ("text", "template"),
        ({}, "kind"),
        ({"kind": "invoice"}, "kind"),
        ({"kind": "packing_slip", "script": "x"}, "script"),
        ({"kind": "packing_slip", "paper": "poster"}, "paper"),
        ({"kind": "pick_list", "paper": "a6"}, "paper"),
        ({"kind": "packing_slip", "text_size": 12}, "text_size"),
        ({"kind": "packing_slip", "shows": "sku"}, "shows"),
        ({"kind": "pick_list", "shows": ["logo"]}, "shows"),
        ({"kind": "packing_slip", "words": {"de": {"html": "x"}}}, "html"),
        ({"kind": "packing_slip", "words": {"../x": {}}}, "words"),
        ({"kind": "packing_slip", "words": {"de": "x"}}, "words"),
        ({"kind": "packing_slip", "words": {"de": {"foot": 3}}}, "words"),
    ],
)
def test_what_no_template_has_is_refused_by_name(data: Any, field: str) -> None:
    with pytest.raises(BadTemplate) as refused:
        read_template(data)
    assert refused.value.params["field"] == field


@pytest.mark.parametrize(
    ("text", "refusal"),
    [("{buyer}", UnknownPlace), ("{order.__class__}", None), ("x" * 601, TooMuchText), ("\n" * 13, TooMuchText)],
)
def test_own_words_quote_only_what_the_document_knows(text: str, refusal: type[Refusal] | None) -> None:
    data = {"kind": "packing_slip", "words": {"": {"foot": text}}}
    if refusal is None:
        assert filled(read_template(data).words[""].foot, {"order": "1"}) == text
    else:
        with pytest.raises(refusal):
            read_template(data)


def test_own_words_are_printed_in_the_language_of_the_buyer() -> None:
    (english,) = pages_text(packing_slips([a_slip()], FULL))
    (german,) = pages_text(packing_slips([a_slip(marketplace_id="A1PA6795UKMFR9")], FULL))

    assert f"Thank you for {ORDER_ID}" in english
    assert f"Danke für {ORDER_ID}" in german


def test_markup_in_own_words_is_printed_as_it_stands() -> None:
    text = '<a href="file:///etc/passwd">x</a> %s {} ${x}'
    (page,) = pages_text(packing_slips([a_slip()], replace(FULL, paper=PaperSize.A4, words={"": OwnWords(text, "")})))

    assert text in page


@pytest.mark.parametrize("part", [Part.SKU, Part.ASIN, Part.BIN, Part.GIFT_MESSAGE, Part.SHIP_FROM, Part.DETAILS])
@pytest.mark.parametrize("paper", PaperSize)
def test_a_part_that_is_left_out_is_not_printed(part: Part, paper: PaperSize) -> None:
    item = SlipItem("Mug", "SKU-77", 2, gift_message="Many happy returns", asin="B0TESTASIN", bin="A-12")
    told = {
        Part.SKU: "SKU-77",
        Part.ASIN: "B0TESTASIN",
        Part.BIN: "A-12",
        Part.GIFT_MESSAGE: "Many happy returns",
        Part.SHIP_FROM: "4850 Invented Way",
        Part.DETAILS: "Std US D2D Dom",
    }[part]
    whole = replace(FULL, paper=paper, words={})

    assert told in "".join(pages_text(packing_slips([a_slip(items=(item,))], whole)))
    without = replace(whole, shows=whole.shows - {part})
    assert told not in "".join(pages_text(packing_slips([a_slip(items=(item,))], without)))


@pytest.mark.parametrize("paper", PaperSize)
@pytest.mark.parametrize("size", TextSize)
def test_codes_are_scanned_on_every_paper(paper: PaperSize, size: TextSize) -> None:
    pdf = packing_slips([a_slip()], replace(FULL, paper=paper, text_size=size))

    assert codes_on(page_picture(pdf)) == {("Code128", ORDER_ID), ("QRCode", ORDER_ID)}
    assert PdfReader(BytesIO(pdf)).root_object["/ViewerPreferences"]["/PrintScaling"] == "/None"  # type: ignore[index]


@pytest.mark.parametrize("paper", PAPERS[Kind.ADDRESS_LABEL])
def test_a_label_with_logo_and_own_words_keeps_its_code(paper: PaperSize) -> None:
    look = Template(
        Kind.ADDRESS_LABEL, paper, shows=frozenset(PARTS[Kind.ADDRESS_LABEL]), words={"": OwnWords("", "Do not bend")}
    )

    pdf = address_labels([a_label()], look, read_logo(a_picture("JPEG")))

    assert codes_on(page_picture(pdf)) == {("Code128", ORDER_ID)}
    assert "Do not bend" in pages_text(pdf)[0]
    assert len(PdfReader(BytesIO(pdf)).pages[0].images) == 1


def test_a_logo_is_stored_once_for_all_pages() -> None:
    logo = read_logo(a_picture(size=(800, 300)))

    pdf = packing_slips([a_slip()] * 20, FULL, logo)

    assert pdf.count(b"/Subtype /Image") == 1


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", NotAPicture),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", NotAPicture),
        (a_picture()[:-40], NotAPicture),
        (a_picture("GIF"), NotAPicture),
        (a_picture(size=(6000, 4000)), PictureTooLarge),
        (b"\x89PNG\r\n\x1a\n" + bytes(MOST_BYTES), PictureTooLarge),
    ],
    ids=["empty", "svg", "cut", "gif", "pixels", "bytes"],
)
def test_a_logo_that_is_none_is_refused(content: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        read_logo(content)


def test_a_logo_keeps_nothing_of_its_file() -> None:
    into = BytesIO()
    Image.new("RGB", (2000, 500), "red").save(into, "JPEG", comment=b"secret place", exif=b"Exif\x00\x00secret")

    clean = read_logo(into.getvalue())

    assert b"secret" not in clean
    with Image.open(BytesIO(clean)) as picture:
        assert picture.size == (1200, 300)


def test_a_pick_list_names_places_quantities_and_orders_but_no_buyer_and_no_price() -> None:
    lines = tuple(
        PickLine(f"SKU-{n}", f"Mug {n} 東京 שלום", 1 + n % 3, f"A-{n}" if n else "", "B0X", ((f"113-{n:07}-0000001", 1 + n % 3),))
        for n in range(60)
    )

    pdf = pick_list(PickListFacts("PL-7", "Mon 23", lines, WORDS))
    pages = pages_text(pdf)

    assert len(pages) > 2
    assert "60/120/60" in pages[0]
    assert f"page {len(pages)} of {len(pages)}" in pages[-1]
    assert all(f"SKU-{n}" in "".join(pages) for n in range(60))
    assert ("Code128", "PL-7") in codes_on(page_picture(pdf))
    assert pick_list(PickListFacts("PL-7", "Mon 23", lines, WORDS)) == pdf
