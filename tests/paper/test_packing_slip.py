"""Packing slips, read back from the PDF as text and as pictures."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from shipby.documents.rules.template import PaperSize
from shipby.paper.facts import Address, SlipItem
from shipby.paper.packing_slip import packing_slips
from shipby.paper.words import WORDS, language_of
from shipby.words.money import Money
from tests.paper.builders import HAMBURG, MUG, ORDER_ID, a_slip, codes_on, page_picture, pages_text

NOT_WHOLE = "Some characters can't be printed: use the carrier's own label"


def test_the_packer_reads_what_to_pack_and_where_it_goes() -> None:
    (text,) = pages_text(packing_slips([a_slip()]))

    for expected in ("Packing slip", "Jonas Invented", "118 Sample Ave", "Apt 4", "Tampa, FL 33602", "Reno, NV 89502"):
        assert expected in text
    for expected in (ORDER_ID, MUG.title, MUG.sku, "November 22, 2026", "Std US D2D Dom"):
        assert expected in text
    assert NOT_WHOLE not in text


@pytest.mark.parametrize(
    ("name", "street", "city"),
    [
        ("Łukasz Wymyślony-Żółć", "ul. Przykładowa 7", "Gdańsk"),
        ("Ольга Выдуманная", "ул. Примерная, д. 5, кв. 12", "Київ"),
        ("Ελένη Φανταστική", "Οδός Παραδείγματος 12", "Αθήνα"),
        ("Zoë Ærøskøbing-Đặng", "Straße der Beispiele 9", "Besançon"),
    ],
)
def test_a_name_in_latin_cyrillic_or_greek_is_printed_as_written(name: str, street: str, city: str) -> None:
    recipient = Address(name=name, lines=(street,), city=city, postal_code="10563", country="GR")

    (text,) = pages_text(packing_slips([a_slip(recipient=recipient)]))

    assert name in text
    assert street in text
    assert city in text
    assert "\N{REPLACEMENT CHARACTER}" not in text
    assert NOT_WHOLE not in text


def test_a_name_that_the_font_lacks_is_marked_and_the_slip_says_so() -> None:
    recipient = Address(
        name="\N{RUNIC LETTER ALGIZ EOLHX}\N{RUNIC LETTER SOWILO S} Hanako",
        lines=("Sample 1-2-3",),
        city="Tokyo",
        postal_code="150-0002",
        country="JP",
    )

    (text,) = pages_text(packing_slips([a_slip(recipient=recipient)]))

    assert "\N{REPLACEMENT CHARACTER}" * 2 + " Hanako" in text
    assert NOT_WHOLE in text


def test_an_emoji_is_dropped_without_alarm() -> None:
    gift = SlipItem("Mug ★ limited", "MUG-1", 1, is_gift=True, gift_message="Happy birthday 🎉👩‍👩‍👧\nAda ❤️")

    (text,) = pages_text(packing_slips([a_slip(items=(gift,))]))

    assert "Mug limited" in text
    assert "Happy birthday" in text
    assert "Ada" in text
    assert NOT_WHOLE not in text


def test_the_order_number_is_scanned_from_code128_and_from_qr() -> None:
    pdf = packing_slips([a_slip(), a_slip(order_id="302-1111111-2222222", page=PaperSize.A4)])

    assert codes_on(page_picture(pdf, 0)) == {("Code128", ORDER_ID), ("QRCode", ORDER_ID)}
    assert codes_on(page_picture(pdf, 1)) == {("Code128", "302-1111111-2222222"), ("QRCode", "302-1111111-2222222")}


def test_no_price_is_printed_unless_it_is_asked_for() -> None:
    priced = SlipItem("Mug", "MUG-1", 1, price=Money(Decimal("18.49"), "USD"))

    (silent,) = pages_text(packing_slips([a_slip(items=(priced,))]))
    (told,) = pages_text(packing_slips([a_slip(items=(priced,), shows_prices=True)]))

    assert "18.49" not in silent
    assert "$18.49" in told


@pytest.mark.parametrize("gift", [SlipItem("Mug", "M", 1, is_gift=True), SlipItem("Mug", "M", 1, gift_message="For you")])
def test_no_price_is_ever_printed_on_a_gift(gift: SlipItem) -> None:
    priced = SlipItem("Press", "P", 1, price=Money(Decimal("31.99"), "USD"))

    (text,) = pages_text(packing_slips([a_slip(items=(gift, priced), shows_prices=True)]))

    assert "31.99" not in text
    assert "Price" not in text
    assert "$" not in text


def test_a_yen_price_has_no_decimals() -> None:
    priced = SlipItem("Mug", "MUG-1", 1, price=Money(Decimal(1850), "JPY"))

    (text,) = pages_text(packing_slips([a_slip(items=(priced,), shows_prices=True)]))

    assert re.search(r"¥1,850(?!\.)", text)


def test_a_gift_message_stands_with_its_line_and_keeps_its_line_ends() -> None:
    gift = SlipItem("Mug", "MUG-1", 1, is_gift=True, gift_message="Happy birthday!\r\nLove, Ada")

    (text,) = pages_text(packing_slips([a_slip(items=(gift, MUG))]))

    assert "Gift message\nHappy birthday!\nLove, Ada" in text


def test_a_quantity_above_one_is_inverted() -> None:
    one, many = (
        packing_slips([a_slip(items=(SlipItem("Mug", "M", 1),))]),
        packing_slips([a_slip(items=(SlipItem("Mug", "M", 9),))]),
    )

    black = []
    for pdf in (one, many):
        picture = page_picture(pdf, scale=2).convert("L")
        left, top = 84, 440
        black.append(sum(1 for pixel in picture.crop((left, top, left + 60, top + 140)).tobytes() if pixel < 64))

    assert black[1] > 3 * black[0]


def test_sixty_items_run_over_pages_and_none_is_lost() -> None:
    items = tuple(SlipItem(f"Thing number {n:02d} with a middling long name", f"SKU-{n:02d}", n) for n in range(1, 61))

    texts = pages_text(packing_slips([a_slip(items=items)]))

    assert len(texts) >= 3
    for number, text in enumerate(texts, start=1):
        assert f"page {number} of {len(texts)}" in text
        assert ORDER_ID in text
    assert [n for n in range(1, 61) if f"SKU-{n:02d}" not in "".join(texts)] == []
    assert texts[0].index("SKU-01") < texts[0].index("SKU-02")


def test_a_selection_is_one_file_in_the_given_order_with_the_paper_of_each_store() -> None:
    german = a_slip(order_id="302-0000000-0000001", marketplace_id="A1PA6795UKMFR9", ship_from=HAMBURG)

    pdf = packing_slips([german, a_slip()])

    texts = pages_text(pdf)
    assert "302-0000000-0000001" in texts[0]
    assert ORDER_ID in texts[1]
    sizes = [tuple(round(float(side)) for side in page.mediabox[2:]) for page in PdfReader(BytesIO(pdf)).pages]
    assert sizes == [(595, 842), (612, 792)]


@pytest.mark.parametrize(
    ("marketplace_id", "word", "placed"),
    [
        ("A1PA6795UKMFR9", "Lieferschein", "22. November 2026"),
        ("A13V1IB3VIYZZH", "Bon de livraison", "22 novembre 2026"),
        ("APJ6JRA9NG5V4", "Messaggio regalo", "22 novembre 2026"),
        ("A1RKKUPIHCS9HS", "Albarán de entrega", "22 de noviembre de 2026"),
        ("A1C3SOZRARQ6R3", "Specyfikacja wysyłki", "22 listopada 2026"),
        ("A1VC38T7YXB528", "ギフトメッセージ", "2026年11月22日"),
        ("ARBP9OOSHTCHU", "Packing slip", "22 November 2026"),
        ("not-a-marketplace", "Packing slip", "November 22, 2026"),
    ],
)
def test_the_buyer_reads_the_language_of_the_store(marketplace_id: str, word: str, placed: str) -> None:
    gift = SlipItem("Mug", "M", 1, gift_message="x")

    (text,) = pages_text(packing_slips([a_slip(marketplace_id=marketplace_id, items=(gift,))]))

    assert word in text
    assert placed in text


def test_japanese_words_are_used_once_a_font_can_draw_them() -> None:
    every_character = frozenset(range(0x110000))

    assert language_of("A1VC38T7YXB528", every_character) == "ja"
    assert all("%(page)s" in words.page_of and "%(pages)s" in words.page_of for words in WORDS.values())


def test_an_order_whose_address_is_erased_still_gets_its_slip() -> None:
    (text,) = pages_text(packing_slips([a_slip(recipient=None)]))

    assert "Address not known" in text
    assert MUG.title in text


def test_a_slip_without_items_day_or_service_is_still_a_page() -> None:
    (text,) = pages_text(packing_slips([a_slip(items=(), placed_on=None, service="")]))

    assert "Jonas Invented" in text
    assert "Service" not in text


def test_no_slips_at_all_is_still_a_file_a_viewer_opens() -> None:
    assert packing_slips([]).startswith(b"%PDF-")


def test_the_same_slips_give_the_same_bytes() -> None:
    slips = [a_slip(), a_slip(order_id="113-0000000-0000001")]

    assert packing_slips(slips) == packing_slips(slips)


def test_nothing_personal_stands_in_the_file_beside_the_pages() -> None:
    pdf = packing_slips([a_slip()])

    reader = PdfReader(BytesIO(pdf))
    told = {str(name): str(value) for name, value in (reader.metadata or {}).items()}
    assert {name: told[name] for name in ("/Title", "/Author", "/Creator", "/Producer", "/Subject")} == {
        "/Title": "Packing slips",
        "/Author": "Shipby",
        "/Creator": "Shipby",
        "/Producer": "Shipby",
        "/Subject": "",
    }
    for private in ("Invented", "Sample", "33602", "Tampa", ORDER_ID):
        assert private not in str(told)
        assert private.encode() not in pdf


def test_buyer_text_is_never_a_command_a_link_or_a_script() -> None:
    hostile = (
        "<b>bold</b> ](javascript:alert(1)) (Tj) ET Q endstream endobj %PDF https://example.com/x "
        "\\) Tj /JS (app.alert(1)) {{7*7}} %(page)s ${x}"
    )
    recipient = Address(name=hostile, lines=(hostile,), city="Tampa", region="FL", postal_code="33602", country="US")

    pdf = packing_slips([a_slip(recipient=recipient, items=(SlipItem(hostile, hostile, 1, gift_message=hostile),))])

    joined = " ".join(" ".join(pages_text(pdf)).split())
    assert "<b>bold</b> ](javascript:alert(1)) (Tj) ET Q endstream endobj" in joined
    assert "{{7*7}} %(page)s ${x}" in joined
    reader = PdfReader(BytesIO(pdf))
    assert all("/Annots" not in page for page in reader.pages)
    assert not {"/Names", "/OpenAction", "/AA", "/AcroForm"} & set(reader.trailer["/Root"])


def test_control_and_direction_characters_can_not_reorder_or_hide_an_address() -> None:
    recipient = Address(name="Jonas\x00\x07 \u202eInvented\u202c\ud800", lines=("1\tSample\nAve",), city="Tampa", country="US")

    (text,) = pages_text(packing_slips([a_slip(recipient=recipient)]))

    assert "Jonas Invented" in text
    assert "1 Sample Ave" in text


def test_an_endless_address_line_is_cut_visibly_and_never_runs_off_the_page() -> None:
    recipient = Address(name="N" * 100_000, lines=tuple("L" * 5_000 for _ in range(50)), city="C" * 900, country="US")

    pdf = packing_slips([a_slip(recipient=recipient)])

    (text,) = pages_text(pdf)
    assert "…" in text
    assert NOT_WHOLE in text
    picture = page_picture(pdf, scale=1).convert("L")
    margins = (picture.crop((0, 0, 30, picture.height)), picture.crop((picture.width - 30, 0, picture.width, picture.height)))
    assert all(min(margin.tobytes()) == 255 for margin in margins)


def test_a_gift_message_as_long_as_a_letter_is_cut_visibly() -> None:
    gift = SlipItem("Mug", "M", 1, gift_message="\n".join(f"line {n}" for n in range(5_000)))

    texts = pages_text(packing_slips([a_slip(items=(gift,))]))

    assert len(texts) <= 2
    assert NOT_WHOLE in texts[0]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.text(max_size=60),
    title=st.text(max_size=300),
    message=st.text(max_size=300),
    sku=st.text(max_size=60),
    country=st.text(max_size=3),
    quantity=st.integers(min_value=0, max_value=10**9),
)
def test_whatever_a_buyer_types_the_slip_comes_out(
    name: str, title: str, message: str, sku: str, country: str, quantity: int
) -> None:
    recipient = Address(name=name, lines=(title, message), city=name, region=sku, postal_code=sku, country=country)
    item = SlipItem(title, sku, quantity, gift_message=message)

    pdf = packing_slips([a_slip(recipient=recipient, items=(item,), order_id=sku, service=name, placed_on=date(2026, 2, 28))])

    assert pages_text(pdf)
