"""The editor of templates: what is saved stands, what is refused is said beside its field, and nothing typed is lost."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from shipby.documents.models import Logo, Version
from shipby.documents.reads import looks_of
from shipby.documents.rules.logo import MOST_BYTES
from shipby.documents.rules.template import Kind, PaperSize, Part
from shipby.shop.reads import stores_of
from shipby.words.ports import VirtualClock
from tests.cast import AMAZON_COM, AMAZON_DE, CastMember, an_account
from tests.paper.builders import pages_text

ClientOf = Callable[[CastMember], Client]
SLIP = "/settings/documents/packing_slip/"
FIELDS = {
    "seen": "0",
    "paper": "",
    "text_size": "normal",
    "shows": ["ship_from", "barcode", "qr", "details", "sku", "gift_message"],
    "order": "sku,asin,bin",
    "logo": "",
    "head_all": "",
    "foot_all": "",
    "head_en": "",
    "foot_en": "",
    "head_de": "",
    "foot_de": "",
}


@pytest.fixture
def stores(nora: CastMember, clock: VirtualClock) -> dict[str, int]:
    account = an_account(nora, clock, AMAZON_COM, AMAZON_DE)
    return {row.marketplace_id: row.id for row in stores_of([account])}


@pytest.fixture
def client(nora: CastMember, client_of: ClientOf, stores: dict[str, int]) -> Client:
    return client_of(nora)


def typed(**changes: object) -> dict[str, object]:
    return FIELDS | changes


def picture(kind: str = "PNG", colour: str = "teal") -> SimpleUploadedFile:
    into = BytesIO()
    Image.new("RGB", (300, 90), colour).save(into, kind)
    return SimpleUploadedFile("logo.png", into.getvalue())


def text_of(answer: object) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", Kind)
def test_every_editor_opens_with_nothing_inline_and_every_id_once(kind: Kind, client: Client, stores: dict[str, int]) -> None:
    editor = f"/settings/documents/{kind}/"
    own = [] if kind is Kind.PICK_LIST else [f"{editor}?store={stores[AMAZON_DE]}"]
    for address in ("/settings/documents/", editor, *own):
        page = client.get(address)
        text = page.content.decode()
        assert page.status_code == 200
        assert " style=" not in text
        assert not re.search(r"<script(?![^>]*\bsrc=)", text)
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_can_be_saved_as_its_form_stands(kind: Kind, client: Client, nora: CastMember) -> None:
    page = client.get(f"/settings/documents/{kind}/").context["form"]
    fields = {name: value for name, value in page.initial.items() if name in page.fields and name != "seen"}

    answer = client.post(f"/settings/documents/{kind}/", fields | {"seen": "0"})

    assert answer.status_code == 302
    before = page.initial["shows"]
    assert sorted(looks_of(nora.shop_id, kind).of(None).template.shows) == sorted(before)


def test_what_is_saved_stands_and_is_undone_by_one_press(client: Client, nora: CastMember) -> None:
    saved = client.post(SLIP, typed(foot_de="Danke für {order}\r\nBis bald", paper="a6", order="bin,sku,asin"), follow=True)

    template = looks_of(nora.shop_id, Kind.PACKING_SLIP).of(None).template
    assert template.words["de"].foot == "Danke für {order}\nBis bald"
    assert set(template.words) == {"de"}
    assert template.paper is PaperSize.A6
    assert template.order == (Part.BIN, Part.SKU, Part.ASIN)
    assert "The template is saved." in text_of(saved)
    toast = text_of(saved)[text_of(saved).index('id="toasts"') :]
    fields = dict(re.findall(r'name="(number|seen)" value="(\d+)"', toast))
    assert fields == {"number": "0", "seen": "1"}

    client.post(f"{SLIP}restored/", fields)

    assert looks_of(nora.shop_id, Kind.PACKING_SLIP).of(None).template.paper is None


def test_the_form_sent_twice_saves_once_and_an_older_tab_is_told(client: Client) -> None:
    client.post(SLIP, typed(foot_all="First tab"))
    again = client.post(SLIP, typed(foot_all="First tab"), follow=True)
    second = client.post(SLIP, typed(foot_all="Second tab"))

    assert "Nothing was changed" in text_of(again)
    assert second.status_code == 422
    assert "Somebody changed this while you had it open" in text_of(second)
    assert "Second tab" in text_of(second)
    assert Version.objects.count() == 1
    offered = re.search(r'id="template".*?name="seen" value="(\d+)"', second.content.decode(), re.DOTALL)
    assert offered is not None
    assert client.post(SLIP, typed(foot_all="Second tab", seen=offered[1])).status_code == 302


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"foot_de": "Hallo {buyer}"}, "foot_de", "There is nothing to put in for {buyer}"),
        ({"head_all": "x" * 601}, "head_all", "too long for a document"),
        ({"head_all": "\n".join("abcdefghijklm")}, "head_all", "too long for a document"),
        ({"paper": "poster"}, "paper", "not one of the available choices"),
        ({"text_size": "12"}, "text_size", "not one of the available choices"),
        ({"foot_all": "a\0b"}, "foot_all", "Null characters are not allowed"),
        ({"order": "sku,sku,bin"}, "order", "not one of the available choices"),
    ],
)
def test_what_can_t_be_is_said_beside_its_field_and_nothing_typed_is_lost(
    change: dict[str, str], field: str, said: str, client: Client
) -> None:
    page = client.post(SLIP, typed(head_en="Typed with care") | change)

    text = text_of(page)
    assert page.status_code == 422
    assert said in text
    assert f'id="template-{field}_error"' in text
    assert "Typed with care" in text
    assert Version.objects.count() == 0


def test_unknown_parts_are_refused(client: Client) -> None:
    page = client.post(SLIP, typed(shows=["sku", "script"]))

    assert page.status_code == 422
    assert "script is not one of the available choices" in text_of(page)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a whole PNG or JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "not a whole PNG or JPEG"),
        (b"\x89PNG\r\n\x1a\n broken", "not a whole PNG or JPEG"),
        (b"\x89PNG\r\n\x1a\n" + bytes(MOST_BYTES), "The picture is too large"),
    ],
    ids=["empty", "svg", "broken", "large"],
)
def test_a_file_that_is_no_logo_is_refused_and_the_words_stay(content: bytes, said: str, client: Client) -> None:
    page = client.post(SLIP, typed(foot_all="Kept", upload=SimpleUploadedFile("logo.png", content)))

    assert page.status_code == 422
    assert said in text_of(page)
    assert "Kept" in text_of(page)
    assert Logo.objects.count() == 0


def test_a_good_logo_is_not_lost_with_a_form_that_comes_back(client: Client, nora: CastMember) -> None:
    page = client.post(SLIP, typed(foot_all="{nobody}", upload=picture()))
    digest = re.search(r'name="logo" value="([0-9a-f]{64})"', page.content.decode())
    assert page.status_code == 422
    assert digest is not None

    shows = re.findall(r'name="shows" value="(\w+)"[^>]*checked', page.content.decode())
    client.post(SLIP, typed(foot_all="Thank you", logo=digest[1], shows=[*shows, "logo"]))

    assert looks_of(nora.shop_id, Kind.PACKING_SLIP).of(None).logo.startswith(b"\x89PNG")


def test_a_logo_handed_in_is_printed_and_taken_off_again(client: Client, nora: CastMember) -> None:
    client.post(SLIP, typed(upload=picture("JPEG")))
    look = looks_of(nora.shop_id, Kind.PACKING_SLIP).of(None)
    assert look.logo
    assert Part.LOGO in look.template.shows

    page = client.get(SLIP).content.decode()
    digest = re.search(r'name="logo" value="([0-9a-f]{64})"', page)
    assert digest is not None
    client.post(SLIP, typed(seen="1", logo=digest[1], no_logo="on"))

    assert looks_of(nora.shop_id, Kind.PACKING_SLIP).of(None).logo == b""


def test_a_logo_that_is_not_here_is_refused(client: Client) -> None:
    page = client.post(SLIP, typed(logo="0" * 64))

    assert page.status_code == 422
    assert "The logo is not here any more" in text_of(page)


def test_a_preview_shows_what_is_typed_and_saves_nothing(client: Client) -> None:
    fields = typed(foot_de="Danke für {order}", upload=picture())

    paper = client.post(f"{SLIP}preview/", fields | {"as": AMAZON_DE})
    drawn = client.post(f"{SLIP}preview/", fields | {"upload": picture()}, headers={"X-Desk": "1"})

    assert paper.headers["Content-Type"] == "application/pdf"
    assert "Danke für 000-0000000-0000000" in pages_text(paper.content)[0]
    assert drawn.headers["Content-Type"] == "image/png"
    assert Image.open(BytesIO(drawn.content)).width in {900, 901}
    assert "no-store" in drawn.headers["Cache-Control"]
    assert (Version.objects.count(), Logo.objects.count()) == (0, 0)


def test_a_preview_of_what_can_t_be_says_why(client: Client) -> None:
    scripted = client.post(f"{SLIP}preview/", typed(foot_all="{buyer}"), headers={"X-Desk": "1"})
    plain = client.post(f"{SLIP}preview/", typed(foot_all="{buyer}"))

    assert (scripted.status_code, plain.status_code) == (422, 422)
    assert scripted.content.decode().startswith("There is nothing to put in for {buyer}")
    assert "<html" in plain.content.decode()


@pytest.mark.parametrize("kind", Kind)
def test_what_is_saved_is_drawn_for_every_kind(kind: Kind, client: Client) -> None:
    answer = client.get(f"/settings/documents/{kind}/preview.png?as={AMAZON_DE}")

    assert answer.headers["Content-Type"] == "image/png"
    Image.open(BytesIO(answer.content)).verify()


def test_a_store_gets_its_own_template_and_goes_back_to_that_of_all(
    client: Client, nora: CastMember, stores: dict[str, int]
) -> None:
    german = f"{SLIP}?store={stores[AMAZON_DE]}"
    client.post(german, typed(foot_all="Nur hier"))

    looks = looks_of(nora.shop_id, Kind.PACKING_SLIP)
    assert looks.of(stores[AMAZON_DE]).template.words[""].foot == "Nur hier"
    assert not looks.of(stores[AMAZON_COM]).template.words
    assert "Its own" in text_of(client.get("/settings/documents/"))

    client.post(f"{SLIP}restored/?store={stores[AMAZON_DE]}", {"number": "0", "seen": "1"})
    assert not looks_of(nora.shop_id, Kind.PACKING_SLIP).of(stores[AMAZON_DE]).template.words


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/settings/documents/invoice/", None),
        (f"{SLIP}?store=0", None),
        (f"{SLIP}?store=x%00", None),
        (f"{SLIP}restored/", {"number": "7", "seen": "0"}),
        (f"{SLIP}restored/", {"number": "²", "seen": "0"}),
        (f"{SLIP}restored/", {"number": "9" * 30}),
        (f"{SLIP}restored/", {}),
    ],
)
def test_what_is_not_here_is_not_found(address: str, fields: dict[str, str] | None, client: Client) -> None:
    answer = client.get(address) if fields is None else client.post(address, fields)

    assert answer.status_code == 404


def test_a_pick_list_is_for_orders_of_several_stores_so_none_has_its_own(client: Client, stores: dict[str, int]) -> None:
    assert client.get(f"/settings/documents/pick_list/?store={stores[AMAZON_DE]}").status_code == 404


def test_the_stores_of_another_shop_are_not_here(eve: CastMember, client_of: ClientOf, stores: dict[str, int]) -> None:
    for answer in (
        client_of(eve).get(f"{SLIP}?store={stores[AMAZON_DE]}"),
        client_of(eve).post(f"{SLIP}?store={stores[AMAZON_DE]}", typed()),
        client_of(eve).post(f"{SLIP}preview/?store={stores[AMAZON_DE]}", typed()),
    ):
        assert answer.status_code == 404


def test_an_undo_that_comes_too_late_changes_nothing_and_says_so(client: Client) -> None:
    client.post(SLIP, typed(foot_all="One"))
    client.post(SLIP, typed(foot_all="Two", seen="1"))

    answer = client.post(f"{SLIP}restored/", {"number": "0", "seen": "1"}, follow=True)

    assert "Somebody changed this while you had it open" in text_of(answer)
    assert Version.objects.count() == 2


def test_the_pages_cost_the_same_queries_however_much_was_saved(client: Client) -> None:
    from django.db import connection

    for address in ("/settings/documents/", SLIP):
        client.get(address)
        with CaptureQueriesContext(connection) as few:
            client.get(address)
        for number in range(3):
            client.post(SLIP, typed(foot_all=f"{address} {number}", seen=str(Version.objects.count())))
        client.get(address)
        with CaptureQueriesContext(connection) as many:
            client.get(address)
        assert len(many) == len(few)
