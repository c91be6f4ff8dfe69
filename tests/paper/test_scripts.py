"""Names and addresses of every script: on the label as they were written, joined and ordered as they are read."""

import unicodedata

import pytest
from bidi import get_display

from shipby.paper import fonts
from shipby.paper.address_label import address_labels
from shipby.paper.facts import Address, SlipItem
from shipby.paper.fonts import REGULAR, STRONG, Covered, width
from shipby.paper.packing_slip import packing_slips
from shipby.paper.text import pieces, wrap
from tests.paper.builders import ORDER_ID, a_label, a_slip, codes_on, page_picture, pages_text

LEFT_TO_RIGHT = {
    "Latin": ("Żaneta Łącka-Đorđević", "ulica Świętokrzyska 12/34"),
    "Cyrillic": ("Олександра Їжакевич", "вулиця Січових Стрільців, 5"),
    "Greek": ("Ευαγγελία Παπαδοπούλου", "Λεωφόρος Βασιλίσσης Σοφίας 7"),
    "Thai": ("กนกวรรณ น้ำผึ้ง", "ถนนสุขุมวิท ที่ ๑๒ ซอยผู้ใหญ่"),
    "Chinese, simplified": ("张伟", "朝阳区建国门外大街1号"),
    "Chinese, traditional": ("陳美麗", "信義區市府路45號"),
    "Japanese": ("架空 花子", "千代田区丸の内1-2-3 ヴィラ・ミホン号室"),
    "Korean": ("김민준", "서울특별시 강남구 테헤란로 152"),
}
RIGHT_TO_LEFT = {
    "Arabic": ("محمد الأحمدي", "شارع الملك فهد 12"),
    "Hebrew": ("ישראל ישראלי", "רחוב הרצל 45"),
}


def _label_text(name: str, street: str) -> str:
    to = Address(name=name, lines=(street,), city="Springfield", region="OR", postal_code="97477", country="US")
    (text,) = pages_text(address_labels([a_label(recipient=to)]))
    return text


@pytest.mark.parametrize("script", LEFT_TO_RIGHT)
def test_every_script_is_read_back_from_the_label(script: str) -> None:
    name, street = LEFT_TO_RIGHT[script]

    text = "".join(_label_text(name, street).split())

    assert "".join(name.split()) in text
    assert "".join(street.split()) in text
    assert "\N{REPLACEMENT CHARACTER}" not in text


@pytest.mark.parametrize("script", RIGHT_TO_LEFT)
def test_right_to_left_text_is_read_back_in_the_order_in_which_it_is_spoken(script: str) -> None:
    name, street = RIGHT_TO_LEFT[script]

    lines = [unicodedata.normalize("NFKC", line).strip() for line in _label_text(name, street).splitlines()]

    # A reader of PDFs gives back either the spoken order or the order of the page; both tell the same letters.
    assert {name, get_display(name)} & set(lines)
    assert {street, get_display(street)} & set(lines)


@pytest.mark.parametrize("style", [REGULAR, STRONG])
def test_arabic_letters_are_joined(style: str) -> None:
    (run,) = fonts._runs("سلام", style)

    assert [unicodedata.name(char).rsplit(" ", 2)[-2:] for char in run.text][-1] == ["INITIAL", "FORM"]
    assert run.face.startswith("NotoSansArabic")


def test_a_number_in_a_right_to_left_line_keeps_its_digits_in_order() -> None:
    assert "12" in "".join(run.text for run in fonts._runs("شارع 12", REGULAR))


def test_thai_tone_marks_stand_above_upper_vowels() -> None:
    rises = {run.text: run.rise for run in fonts._runs("ที่", REGULAR)}

    assert rises["\u0e48"] > 0
    assert all(run.rise == 0 for run in fonts._runs("แม่", REGULAR))


def test_a_line_is_written_by_one_hand_where_the_japanese_font_lacks_a_character() -> None:
    faces = {run.face for run in fonts._runs("东京东单", REGULAR)}

    assert faces == {"ShipbyChinese-Regular"}
    assert {run.face for run in fonts._runs("東京都渋谷区", REGULAR)} == {"ShipbyJapanese-Regular"}


@pytest.mark.parametrize(
    ("text", "is_there"), [("A", True), ("ж", True), ("한", True), ("字", True), ("😀", False), ("ᛉ", False)]
)
def test_what_can_be_drawn_is_known_before_it_is_drawn(text: str, is_there: bool) -> None:
    assert (ord(text) in Covered()) is is_there


def test_what_is_said_to_be_covered_is_in_the_fonts() -> None:
    from reportlab.pdfbase import pdfmetrics

    for style in (REGULAR, STRONG):
        for face in fonts._FACES[style]:
            fonts._ready(face)
            glyphs = pdfmetrics.getFont(face).face.charToGlyph
            firsts, lasts = fonts._coverage()[face]
            assert set(firsts) | set(lasts) <= set(glyphs), face


def test_japanese_wraps_between_characters_and_never_begins_a_line_with_a_full_stop() -> None:
    text = "東京都千代田区丸の内一丁目、架空ビル。"

    lines = wrap(text, width("東京都千代", REGULAR, 10), lambda line: width(line, REGULAR, 10))

    assert "".join(lines) == text
    assert len(lines) > 2
    assert not any(line[0] in "、。" for line in lines)
    assert list(pieces("ab 東京。")) == [(" ", "ab"), (" ", "東"), ("", "京。")]


def test_a_slip_of_many_scripts_still_has_its_barcodes() -> None:
    items = tuple(SlipItem(f"{name} {street}", "SKU-1", 2, gift_message=name) for name, street in LEFT_TO_RIGHT.values())

    pdf = packing_slips([a_slip(items=items, marketplace_id="A1VC38T7YXB528")])

    assert {("Code128", ORDER_ID), ("QRCode", ORDER_ID)} == codes_on(page_picture(pdf))


@pytest.mark.parametrize(
    "text",
    [
        "\u202eevil\u202c",
        "\u0000\u0007bell",
        "\ud800 half",
        "😀🎁",
        "x" * 10_000,
        "محمد" * 500,
        "ก็" * 900,
        "a\u0301" * 400,
    ],
    ids=["override", "control", "surrogate", "emoji", "long", "long-arabic", "long-thai", "combining"],
)
def test_hostile_text_makes_a_document_and_nothing_else(text: str) -> None:
    to = Address(name=text, lines=(text, text), city=text, region=text, postal_code=text, country="US")

    pdf = packing_slips([a_slip(recipient=to, store_name=text, items=(SlipItem(text, text, 3, gift_message=text),))])

    assert pages_text(pdf)
    assert pages_text(address_labels([a_label(recipient=to)]))
