"""What was chosen for a document is on the paper that comes out of the queue and the order page."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image
from pypdf import PdfReader

from shipby.actions.keep_logo import keep_logo
from shipby.actions.save_template import save_template
from shipby.documents.rules.template import Kind, OwnWords, PaperSize, Part, Template, as_data, default_template
from shipby.shop.reads import stores_of
from shipby.words.ports import VirtualClock
from tests.actions.told import an_order, record
from tests.cast import AMAZON_COM, AMAZON_DE, CastMember, an_account
from tests.conftest import NOW
from tests.paper.builders import pages_text

ClientOf = Callable[[CastMember], Client]
US, DE = "113-4857201-9936201", "304-4857201-9936202"


@pytest.fixture
def stores(nora: CastMember, clock: VirtualClock) -> dict[str, int]:
    """Two stores with one order each."""
    account = an_account(nora, clock, AMAZON_COM, AMAZON_DE)
    record(account, an_order(US, sales_channel="Amazon.com"), an_order(DE, sales_channel="Amazon.de", country="DE"))
    return {row.marketplace_id: row.id for row in stores_of([account])}


def save(person: CastMember, template: Template, store_id: int | None = None, logo: str = "") -> None:
    save_template(shop_id=person.shop_id, store_id=store_id, data=as_data(template), logo=logo, actor=person.actor, now=NOW)


def words(text: str, kind: Kind = Kind.PACKING_SLIP) -> Template:
    return replace(default_template(kind), words={"": OwnWords("", text)})


def printed(client: Client, what: str, orders: Sequence[str] = (US, DE)) -> bytes:
    answer = client.post(f"/orders/bulk/{what}/", {"order": list(orders)})
    assert answer.headers["Content-Type"] == "application/pdf"
    return answer.content


@pytest.mark.parametrize(("what", "kind"), [("packing-slips", Kind.PACKING_SLIP), ("address-labels", Kind.ADDRESS_LABEL)])
def test_one_pdf_has_the_look_of_each_store(
    what: str, kind: Kind, nora: CastMember, sam: CastMember, client_of: ClientOf, stores: dict[str, int]
) -> None:
    save(nora, words("From the shop, {order}", kind))
    save(nora, replace(words("Vom Laden, {store}", kind), paper=PaperSize.A6), stores[AMAZON_DE])

    pdf = printed(client_of(sam), what)

    american, german = pages_text(pdf)
    assert f"From the shop, {US}" in american
    assert "Vom Laden, Amazon.de" in german
    assert "From the shop" not in german
    assert round(PdfReader(BytesIO(pdf)).pages[1].mediabox.width) == 298


def test_the_logo_is_on_every_slip_and_in_the_file_once(nora: CastMember, client_of: ClientOf, stores: dict[str, int]) -> None:
    into = BytesIO()
    Image.new("RGB", (300, 90), "teal").save(into, "PNG")
    logo = keep_logo(shop_id=nora.shop_id, content=into.getvalue(), actor=nora.actor, now=NOW)
    shows = default_template(Kind.PACKING_SLIP).shows | {Part.LOGO}
    save(nora, replace(default_template(Kind.PACKING_SLIP), shows=shows), logo=logo)

    pdf = printed(client_of(nora), "packing-slips")

    assert [len(page.images) for page in PdfReader(BytesIO(pdf)).pages] == [1, 1]
    assert pdf.count(b"/Subtype /Image") == 1


def test_the_look_of_another_shop_is_on_nobody_s_paper(
    nora: CastMember, eve: CastMember, client_of: ClientOf, stores: dict[str, int]
) -> None:
    save(eve, words("From East"))

    assert "From East" not in "".join(pages_text(printed(client_of(nora), "packing-slips")))


def test_one_order_is_printed_in_its_look_too(nora: CastMember, client_of: ClientOf, stores: dict[str, int]) -> None:
    save(nora, words("Danke", Kind.PACKING_SLIP), stores[AMAZON_DE])

    assert "Danke" in pages_text(client_of(nora).get(f"/orders/{DE}/packing-slip.pdf").content)[0]
    assert "Danke" not in pages_text(client_of(nora).get(f"/orders/{US}/packing-slip.pdf").content)[0]
