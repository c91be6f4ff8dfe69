"""Labels are real files that a scanner reads."""

from io import BytesIO

import pytest
from PIL import Image
from reportlab.pdfbase import pdfmetrics

from shipby_simulator.carriers.numbers import tracking_number
from shipby_simulator.carriers.render import document
from shipby_simulator.carriers.sheet import LENGTH, WIDTH, Face, Sheet, bars, label, latin, slip
from shipby_simulator.core.draw import Draw
from tests.simulator.scan import barcode

CARRIERS = (
    "USPS",
    "UPS",
    "FedEx",
    "DHL",
    "DPD",
    "Deutsche Post",
    "YAMATO",
    "SAGAWA",
    "Japan Post",
    "Amazon Shipping",
    "Royal Mail",
)


def face(tracking: str, **changes: str) -> Sheet:
    whole = {"carrier": "UPS", "service": "UPS Ground", "order": "111-1234567-1234567"} | changes
    return label(
        Face(tracking, sender=["Fernwood", "410 Warehouse Way"], receiver=["Jürgen 山﨑", "a^b~c_d"], grams=500, **whole)
    )


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize(("kind", "dpi"), [("PDF", 203), ("PNG", 203), ("PNG", 300), ("ZPL", 203), ("ZPL", 300)])
def test_the_barcode_holds_the_tracking_number(carrier: str, kind: str, dpi: int) -> None:
    tracking = tracking_number(Draw("label", carrier), carrier)
    made = document(face(tracking), kind, dpi)
    assert barcode(made) == tracking
    assert made == document(face(tracking), kind, dpi)


def test_a_png_has_the_printers_dots() -> None:
    for dpi, size in ((203, (812, 1218)), (300, (1200, 1800))):
        image = Image.open(BytesIO(document(face("1Z999AA10123456784"), "PNG", dpi)))
        assert image.size == size
        assert round(image.info["dpi"][0]) == dpi


def test_zpl_keeps_every_script_and_hides_its_own_signs() -> None:
    text = document(face("1Z999AA10123456784"), "ZPL").decode()
    assert "Jürgen 山﨑" in text
    assert "a_5Eb_7Ec_5Fd" in text


def test_letters_without_a_glyph_become_their_nearest_or_a_question_mark() -> None:
    assert latin("Łódź Müller 山 e\u0301\u202e") == "?ódz Müller ? é?"


def test_a_slip_lists_what_is_inside_and_says_when_there_is_more() -> None:
    texts = [text.text for text in slip("111-1", [(n + 1, f"SKU-{n}", f"Thing {n}") for n in range(16)]).texts]
    assert "1 x Thing 0" in texts
    assert "and 2 more" in texts
    assert document(slip("111-1", [(1, "S", "T")]), "PDF").startswith(b"%PDF")


@pytest.mark.parametrize("seed", range(12))
def test_nothing_runs_over_the_edge(seed: int) -> None:
    draw = Draw("edge", seed)
    address = [" ".join(draw.token(draw.between(1, 40), "aeinrstoluäéM12") for _ in range(draw.between(1, 9))) for _ in range(7)]
    tracking = tracking_number(draw, draw.pick(CARRIERS))
    made = label(
        Face(
            tracking, "Deutsche Post", "UPS Next Day Air Saver W", address, [*address, "US"], "PO " * 40, 31_500, "SHELF 12 LEFT"
        )
    )
    lines = [(draw.between(1, 999), draw.token(20), " ".join(address)) for _ in range(20)]
    for text in (*made.texts, *slip("111-1234567-1234567", lines).texts):
        width = pdfmetrics.stringWidth(latin(text.text), "VeraBd" if text.bold else "Vera", text.size) / 72
        assert text.x + width <= WIDTH, text
        assert text.y <= LENGTH
    assert "US" in [text.text for text in made.texts]


def test_a_number_that_no_code_128_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="Code 128"):
        bars("番号")
