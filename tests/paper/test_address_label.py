"""Address labels, read back from the PDF as text and as pictures."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from shipby.documents.rules.template import Kind, PaperSize, default_template
from shipby.paper.address_label import address_labels
from shipby.paper.facts import Address
from tests.paper.builders import HAMBURG, ORDER_ID, RENO, a_label, codes_on, page_picture, pages_text


@pytest.mark.parametrize(("size", "points"), [(PaperSize.FOUR_BY_SIX, (288, 432)), (PaperSize.A6, (298, 420))])
def test_a_label_has_the_size_of_its_paper_and_is_scanned(size: PaperSize, points: tuple[int, int]) -> None:
    pdf = address_labels([a_label()], replace(default_template(Kind.ADDRESS_LABEL), paper=size))

    (page,) = PdfReader(BytesIO(pdf)).pages
    assert tuple(round(float(side)) for side in page.mediabox[2:]) == points
    assert codes_on(page_picture(pdf)) == {("Code128", ORDER_ID)}


def test_a_label_says_who_sends_and_who_gets_it() -> None:
    (text,) = pages_text(address_labels([a_label()]))

    assert text.index("4850 Invented Way") < text.index("Jonas Invented\n118 Sample Ave\nApt 4\nTampa, FL 33602")
    assert "UNITED STATES" not in text


@pytest.mark.parametrize(
    ("ship_from", "country"), [(RENO, "GREECE"), (HAMBURG, "GRIECHENLAND")], ids=["from the US", "from Germany"]
)
def test_a_parcel_abroad_names_the_country_in_the_senders_language(ship_from: Address, country: str) -> None:
    to = Address(name="Ελένη Φανταστική", lines=("Οδός Παραδείγματος 12",), city="Αθήνα", postal_code="10563", country="GR")

    (text,) = pages_text(address_labels([a_label(ship_from=ship_from, recipient=to)]))

    assert "\n".join((to.name, *to.lines, "10563 Αθήνα", country)) in text


def test_a_script_that_can_not_be_drawn_is_marked_and_the_label_says_to_use_another() -> None:
    to = Address(
        name="\N{RUNIC LETTER ALGIZ EOLHX}\N{RUNIC LETTER SOWILO S} Hanako", lines=("1-2-3",), city="Tokyo", country="JP"
    )

    (text,) = pages_text(address_labels([a_label(recipient=to)]))

    assert "\N{REPLACEMENT CHARACTER}" * 2 + " Hanako" in text
    assert "Some characters can't be printed: use the carrier's own label" in text


def test_a_long_address_shrinks_and_stays_whole_on_the_label() -> None:
    to = Address(
        name="Maximiliane-Theodora von und zu Erfundenhausen-Beispielstein",
        company="Donaudampfschifffahrtsgesellschaft Beispiel GmbH & Co. KG, Abteilung Wareneingang",
        lines=("Hinter der sehr langen erfundenen Straße 1234, Hinterhaus", "Aufgang B, 3. Stock links", "Tor 7"),
        city="Hellschen-Heringsand-Unterschaar",
        postal_code="25764",
        country="DE",
    )

    pdf = address_labels([a_label(recipient=to)])

    (text,) = pages_text(pdf)
    flat = " ".join(text.split())
    for part in (to.name, to.company, *to.lines, "25764 Hellschen-Heringsand-Unterschaar", "GERMANY"):
        assert part in flat
    assert codes_on(page_picture(pdf)) == {("Code128", ORDER_ID)}


def test_an_endless_address_never_runs_into_the_barcode() -> None:
    to = Address(name="N" * 9_000, lines=tuple("L" * 900 for _ in range(90)), city="Tampa", country="US")

    pdf = address_labels([a_label(recipient=to)])

    assert "…" in pages_text(pdf)[0]
    assert codes_on(page_picture(pdf)) == {("Code128", ORDER_ID)}


def test_labels_of_a_selection_come_in_the_given_order() -> None:
    ids = [f"113-0000000-000000{n}" for n in (3, 1, 2)]

    texts = pages_text(address_labels([a_label(order_id=one) for one in ids]))

    assert [next(one for one in ids if one in text) for text in texts] == ids


def test_the_same_labels_give_the_same_bytes_and_tell_nothing_in_metadata() -> None:
    pdf = address_labels([a_label()])

    assert pdf == address_labels([a_label()])
    assert b"Invented" not in pdf
    assert "Invented" not in str(PdfReader(BytesIO(pdf)).metadata)
