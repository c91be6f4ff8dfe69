"""Products: who sees and sets bins, by field and by table; nothing typed is lost, nothing is overwritten unseen."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shipby.stock.models import Product
from tests.actions.told import a_line, an_order, record
from tests.cast import CastMember, an_account
from tests.conftest import NOW

pytestmark = pytest.mark.django_db(transaction=True)
ClientOf = Callable[[CastMember], Client]


@pytest.fixture
def shop(nora: CastMember, clock) -> int:
    """North's account with two SKUs on open orders."""
    account_id = an_account(nora, clock)
    for number, sku in enumerate(("MUG-1", "MUG-2")):
        line = a_line(f"1000000000{number}", sku=sku, title="Blue mug")
        record(account_id, an_order(f"113-0000000-000000{number}", line))
    return account_id


def key_of(sku: str) -> int:
    return Product.objects.get(sku=sku).pk


def bins() -> dict[str, str]:
    return dict(Product.objects.values_list("sku", "bin"))


def fields(**given: tuple[str, str]) -> dict[str, str]:
    sent = {}
    for sku, (seen, text) in given.items():
        key = key_of(sku.replace("_", "-"))
        sent |= {f"bin-{key}": text, f"seen-{key}": seen}
    return sent


def test_the_page_says_how_many_skus_lack_a_bin_and_lists_them_first(dana: CastMember, client_of: ClientOf, shop: int) -> None:
    client_of(dana).post("/products/bins/", fields(MUG_1=("", "A-2")))

    told = client_of(dana).get("/products/").content.decode()

    assert "1 SKU without a bin, 1 of them on open orders." in told
    assert told.index('data-sku="MUG-2"') < told.index('data-sku="MUG-1"')
    assert 'data-sku="MUG-1"' not in client_of(dana).get("/products/?show=wanted").content.decode()


def test_a_link_leads_to_the_open_orders_of_the_sku(dana: CastMember, client_of: ClientOf, shop: int) -> None:
    told = client_of(dana).get("/orders/?q=sku:%22MUG-1%22").content.decode()

    assert 'href="/orders/?q=sku:%22MUG-1%22"' in client_of(dana).get("/products/").content.decode()
    assert 'data-order-id="113-0000000-0000000"' in told
    assert 'data-order-id="113-0000000-0000001"' not in told


def test_fields_are_saved_in_place_and_undone(dana: CastMember, client_of: ClientOf, shop: int) -> None:
    client = client_of(dana)

    answer = client.post("/products/bins/", fields(MUG_1=("", " A-2 "), MUG_2=("", "")) | {"show": "missing"})
    assert answer.headers["Location"] == "/products/?show=missing"
    assert bins() == {"MUG-1": "A-2", "MUG-2": ""}
    told = client.get("/products/").content.decode()
    assert "1 bin saved." in told

    change = told.split('name="change" value="')[1].split('"')[0]
    client.post("/products/bins/undone/", {"change": change})
    assert bins() == {"MUG-1": "", "MUG-2": ""}
    client.post("/products/bins/undone/", {"change": change})
    assert "undone already" in client.get("/products/").content.decode()


def test_a_bin_that_cannot_be_kept_saves_nothing_and_loses_nothing(dana: CastMember, client_of: ClientOf, shop: int) -> None:
    answer = client_of(dana).post("/products/bins/", fields(MUG_1=("", "B" * 41), MUG_2=("", "C-3")))

    told = answer.content.decode()
    assert answer.status_code == 422
    assert bins() == {"MUG-1": "", "MUG-2": ""}
    assert f'value="{"B" * 41}"' in told
    assert 'value="C-3"' in told
    assert "longer than 40 characters" in told


def test_of_two_tabs_the_second_is_told_what_the_first_did_and_keeps_what_was_typed(
    dana: CastMember, client_of: ClientOf, shop: int
) -> None:
    client_of(dana).post("/products/bins/", fields(MUG_1=("", "A-1")))

    answer = client_of(dana).post("/products/bins/", fields(MUG_1=("", "B-1"), MUG_2=("", "B-2")))

    told = answer.content.decode()
    assert answer.status_code == 409
    assert bins() == {"MUG-1": "A-1", "MUG-2": "B-2"}
    assert "Somebody changed the bin of MUG-1 to A-1 meanwhile." in told
    assert 'value="B-1"' in told
    assert f'name="seen-{key_of("MUG-1")}" value="A-1"' in told


def test_the_same_form_sent_twice_changes_nothing_the_second_time(dana: CastMember, client_of: ClientOf, shop: int) -> None:
    client = client_of(dana)
    for _ in range(2):
        assert client.post("/products/bins/", fields(MUG_1=("", "A-1"))).status_code == 302

    assert bins()["MUG-1"] == "A-1"


def test_a_product_of_another_shop_is_neither_shown_nor_set(
    eve: CastMember, dana: CastMember, client_of: ClientOf, shop: int, clock
) -> None:
    an_account(eve, clock)

    client_of(eve).post("/products/bins/", fields(MUG_1=("", "X")))
    client_of(eve).post("/products/table/saved/", {"rows": f"{shop}\tMUG-1\tX\t\t"})
    client_of(eve).post("/products/table/saved/", {"rows": f"{shop}\tMUG-9\tX\t\tnew"})

    assert "MUG-1" not in client_of(eve).get("/products/").content.decode()
    assert "MUG-1" not in client_of(eve).get("/products/bins.csv").getvalue().decode()
    assert bins() == {"MUG-1": "", "MUG-2": ""}
    assert "No order has had this SKU." in client_of(eve).post("/products/table/", {"table": "MUG-1\tX"}).content.decode()


def test_a_table_is_shown_before_it_changes_anything(dana: CastMember, client_of: ClientOf, shop: int) -> None:
    table = "MUG-1\tA-10\nMUG-2\t\nCUP-9\tA-1\nMUG-1\tA-10"

    told = client_of(dana).post("/products/table/", {"table": table}).content.decode()

    assert bins() == {"MUG-1": "", "MUG-2": ""}
    assert "1 bin will change" in told
    assert "1 bin stands there already." in told
    assert "1 line is skipped" in told
    carried = told.split('name="rows" hidden>')[1].split("</textarea>")[0]
    client_of(dana).post("/products/table/saved/", {"rows": carried})
    assert bins() == {"MUG-1": "A-10", "MUG-2": ""}


def test_what_changed_since_the_preview_is_left_and_told(dana: CastMember, client_of: ClientOf, shop: int) -> None:
    rows = f"{shop}\tMUG-1\tA-1\t\t\n{shop}\tMUG-2\tA-2\t\t"
    client_of(dana).post("/products/bins/", fields(MUG_2=("", "Z-9")))

    answer = client_of(dana).post("/products/table/saved/", {"rows": rows})

    assert answer.status_code == 409
    assert bins() == {"MUG-1": "A-1", "MUG-2": "Z-9"}
    assert "Z-9" in answer.content.decode()


def test_ten_thousand_pasted_lines_are_previewed_and_saved(dana: CastMember, client_of: ClientOf, shop: int) -> None:
    Product.objects.bulk_create(
        Product(account_id=shop, sku=f"SKU-{number}", first_seen_at=NOW, changed_at=NOW) for number in range(10_000)
    )

    told = client_of(dana).post("/products/table/", {"table": "\n".join(f"SKU-{n}\tA-{n}" for n in range(10_000))})
    text = told.content.decode()
    answer = client_of(dana).post(
        "/products/table/saved/", {"rows": text.split('name="rows" hidden>')[1].split("</textarea>")[0]}
    )

    assert "10,000 bins will change" in text or "10000 bins will change" in text
    assert answer.status_code == 302
    assert Product.objects.exclude(bin="").count() == 10_000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04xl", "spreadsheet file"),
        (b"\x00\x01\x02\x03\x05", "as a table of SKUs and bins"),
        ("MUG-1\tGr\u00f6\u00dfe".encode("cp437"), "1 bin will change"),
        ("MUG-1;Größe-1".encode("utf-16"), "Größe-1"),
        (b"", "The table is empty."),
    ],
)
def test_a_file_in_another_code_page_is_read_or_refused_with_words(
    content: bytes, words: str, dana: CastMember, client_of: ClientOf, shop: int
) -> None:
    told = client_of(dana).post("/products/table/", {"file": SimpleUploadedFile("bins.csv", content)}).content.decode()

    assert words in told
    assert bins() == {"MUG-1": "", "MUG-2": ""}


def test_the_export_reads_back_and_runs_nothing_in_a_spreadsheet(dana: CastMember, client_of: ClientOf, shop: int) -> None:
    Product.objects.create(account_id=shop, sku="=CMD()", bin="-3", first_seen_at=NOW, changed_at=NOW)
    csv = client_of(dana).get("/products/bins.csv").getvalue().decode()

    told = client_of(dana).post("/products/table/", {"table": csv}).content.decode()

    assert "'=CMD(),'-3" in csv
    assert "3 bins stand there already." in told
    assert "Nothing of this table changes a bin." in told


def test_a_place_that_was_not_made_here_is_the_first_page(dana: CastMember, client_of: ClientOf, shop: int) -> None:
    for after in ("x", "W10", "%00", "9" * 500, "WzEsMl0"):
        assert 'data-sku="MUG-1"' in client_of(dana).get(f"/products/?after={after}").content.decode()
    assert client_of(dana).get("/products/?find=%25_%00%27&show=nonsense").status_code == 200


def test_who_looks_on_sees_bins_and_no_fields_and_who_packs_has_no_page(
    vera: CastMember, sam: CastMember, client_of: ClientOf, shop: int
) -> None:
    told = client_of(vera).get("/products/").content.decode()

    assert 'data-sku="MUG-1"' in told
    assert "data-bin" not in told
    assert client_of(sam).get("/products/").status_code == 403
