"""Finding in the queue: sorts, columns, completion, the form of all filters, buyers, the export."""

import csv
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shipby.buyers.rules.facts import BuyerFacts, PersonalFacts
from shipby.journal.models import Event
from shipby.orders.rules.fields import FIELDS, Kind
from shipby.orders.rules.query import parse
from shipby.shop.models import Person
from shipby.web.queue.export import disarmed
from shipby.words.ports import VirtualClock
from tests.actions.told import a_line, an_order, received, record
from tests.cast import CastMember, an_account
from tests.conftest import NOW

ClientOf = Callable[[CastMember], Client]
IDS = [f"113-000000{number}-0000000" for number in range(1, 6)]


@pytest.fixture
def orders(nora: CastMember, clock: VirtualClock) -> int:
    """Five orders; the later the number, the later the deadline and the lower the value."""
    account = an_account(nora, clock)
    record(
        account,
        *(
            an_order(
                order_id,
                a_line(
                    "1", sku=f"MUG-{number}", title="=cmd|' /C calc'!A0" if number == 2 else f"Mug {number}", quantity=number + 1
                ),
                ship_by_latest=NOW + timedelta(hours=number + 1),
                grand_total=Decimal(100 - number),
                currency="USD",
                country="CA" if number % 2 else "US",
            )
            for number, order_id in enumerate(IDS)
        ),
    )
    return account


def shown(html: str) -> list[str]:
    return re.findall(r'data-order-id="([^"]+)"', html)


def page(client: Client, path: str) -> str:
    return re.sub(r"\s+", " ", client.get(path).content.decode())


def test_a_head_sorts_and_turns_the_list_round(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    client = client_of(dana)
    client.post("/orders/columns/", {"column": ["due", "order", "items", "value"], "page_size": "50"})

    html = page(client, "/orders/?q=country:US")
    (href,) = re.findall(r'href="([^"]+)">Value', html)
    assert href == "/orders/?q=country%3AUS&amp;sort=-value"
    most = page(client, "/orders/?q=country%3AUS&sort=-value")

    assert shown(most) == [IDS[0], IDS[2], IDS[4]]
    assert 'aria-sort="descending"' in most
    assert shown(page(client, "/orders/?q=country:US&sort=value")) == [IDS[4], IDS[2], IDS[0]]
    assert "$99.00" not in most
    assert "$98.00" in most


def test_an_order_keeps_filter_and_sort_in_its_link(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    html = page(client_of(dana), "/orders/?q=country:US&sort=-qty")

    assert f'href="/orders/{IDS[4]}/?q=country%3AUS&amp;sort=-qty"' in html


@pytest.mark.parametrize("sort", ["gone", "-", "ship-by;drop", "x" * 500, "\u202eqty"])
def test_a_sort_that_is_gone_says_so_and_shows_no_wrong_list(
    client_of: ClientOf, dana: CastMember, orders: int, sort: str
) -> None:
    response = client_of(dana).get(f"/orders/?sort={quote(sort)}")

    assert response.status_code == 422
    assert "Orders are not sorted by" in response.content.decode()
    assert not shown(response.content.decode())


def test_pages_go_on_and_back_in_every_sort(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    client = client_of(dana)
    Person.objects.filter(id=dana.id).update(page_size=2)

    first = page(client, "/orders/?sort=-qty")
    onward = re.findall(r'href="([^"]+)" rel="next"', first)[0].replace("&amp;", "&")
    second = page(client, onward)
    back = re.findall(r'href="([^"]+)" rel="prev"', second)[0].replace("&amp;", "&")

    assert shown(first) == [IDS[4], IDS[3]]
    assert shown(second) == [IDS[2], IDS[1]]
    assert shown(page(client, back)) == [IDS[4], IDS[3]]


def test_a_place_of_another_list_leads_to_the_first_page_and_says_so(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    client = client_of(dana)
    Person.objects.filter(id=dana.id).update(page_size=2)
    onward = re.findall(r"after=([^\"&]+)", page(client, "/orders/"))[0]

    html = page(client, f"/orders/?q=country:US&after={onward}")

    assert "a place of another list" in html
    assert shown(html) == [IDS[0], IDS[2]]


def test_columns_rows_and_density_are_kept_for_the_person(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    client = client_of(dana)

    client.post("/orders/columns/", {"column": ["due", "items", "value", "tags"], "page_size": "25", "density": "compact"})
    html = page(client, "/orders/")

    assert 'data-density="compact"' in html
    assert re.findall(r'<col class="c-(\w+)">', html) == ["due", "order", "items", "value", "tags"]
    assert "no-to no-status" in html
    client.post("/orders/columns/", {"reset": "1"})
    assert re.findall(r'<col class="c-(\w+)">', page(client, "/orders/")) == ["due", "order", "items", "to", "status"]


@pytest.mark.parametrize("sent", [{"column": "password", "page_size": "50"}, {"column": "due", "page_size": "99999"}])
def test_a_column_that_is_not_offered_changes_nothing(
    client_of: ClientOf, dana: CastMember, orders: int, sent: dict[str, str]
) -> None:
    client = client_of(dana)

    response = client.post("/orders/columns/", sent, follow=True)

    assert "chosen here" in response.content.decode()
    assert Person.objects.get(id=dana.id).queue_columns == []


def test_the_box_offers_fields_values_and_names(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    client = client_of(dana)

    assert 'data-text="status:"' in page(client, "/orders/completion/?q=stat&at=4")
    assert 'data-text="shipped"' in page(client, "/orders/completion/?q=status:sh&at=9")
    assert client.get("/orders/completion/?q=nothinglikeit:&at=99").status_code == 204
    assert client.get("/orders/completion/?q=" + "a" * 9000).status_code in {200, 204}


def test_the_form_has_every_field_and_writes_the_filter(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    client = client_of(dana)
    html = page(client, "/orders/filter/")

    for field in FIELDS.values():
        if field.kind not in {Kind.HIDDEN, Kind.TAG, Kind.STORE, Kind.ACCOUNT}:
            assert f'name="{field.name}' in html, field.name
    response = client.get(
        "/orders/filter/",
        {
            "find": "1",
            "q": "-sku:MUG-1",
            "words": "mug",
            "country": ["US", "CA"],
            "qty-from": "2",
            "due-to": "2026-12-01",
            "title": "camp mug",
            "is": "prime",
        },
    )
    found = parse(
        response.headers["Location"].partition("?q=")[2] and Client().get(response.headers["Location"]).wsgi_request.GET["q"]
    )
    assert found == parse('mug -sku:MUG-1 due:..2026-12-01 title:"camp mug" qty:2.. is:prime country:US,CA')


def test_the_form_shows_what_the_filter_says(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    html = page(client_of(dana), "/orders/filter/?q=is:prime+sku:MUG-*+qty:2..5")

    assert re.search(r'name="is" value="prime" checked', html)
    assert 'name="sku" value="MUG-*"' in html
    assert 'value="2..5"' in html


def test_the_form_says_what_it_does_not_understand(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    response = client_of(dana).get("/orders/filter/", {"find": "1", "qty-from": "many"})

    assert response.status_code == 422
    assert "not a whole number" in response.content.decode()


def test_a_buyer_is_found_and_what_was_typed_is_in_no_address(
    client_of: ClientOf, dana: CastMember, nora: CastMember, clock: VirtualClock
) -> None:
    account = an_account(nora, clock)
    personal = PersonalFacts(buyer=BuyerFacts(name="Wilma Applegarth", email="k3x9@marketplace.example"))
    record(account, received(an_order(IDS[0]), personal), an_order(IDS[1], a_line("2")))
    client = client_of(dana)

    response = client.post("/search/", {"term": " K3X9@marketplace.example "})

    assert re.fullmatch(r"/orders/\?q=buyer%3A%23[0-9a-f%C23]+", response.headers["Location"])
    html = page(client, response.headers["Location"])
    assert shown(html) == [IDS[0]]
    assert "k3x9" not in html.lower()
    assert "hidden term" in html
    assert shown(page(client, client.post("/search/", {"term": "applegarth"}).headers["Location"])) == [IDS[0]]
    assert client.post("/search/", {"term": "  "}).status_code == 422


def test_an_e_mail_in_the_box_is_not_searched_for(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    response = client_of(dana).get("/orders/?q=buyer:k3x9%40marketplace.example")

    assert response.status_code == 422
    assert "search for buyers" in response.content.decode()


def test_the_export_has_all_that_match_and_no_formula(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    response = client_of(dana).get("/orders/export.csv?q=country:US")
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(StringIO(text)))

    assert [row["order-id"] for row in rows] == [IDS[0], IDS[2], IDS[4]]
    assert rows[1]["title"].startswith("'=cmd")
    assert rows[0]["purchase-date"].endswith("+00:00")
    assert response.headers["Cache-Control"] == "no-store, private"
    event = Event.objects.get(kind="orders_exported")
    assert event.details == {"filter": "country:US", "count": 3}


@pytest.mark.parametrize("cell", ["=1+1", "+49", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\uff1d1"])
def test_a_cell_that_a_spreadsheet_would_run_is_disarmed(cell: str) -> None:
    assert disarmed(cell) == f"'{cell}"


def test_rows_that_changed_come_anew_and_those_that_left_are_named(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    client = client_of(dana)
    html = page(client, "/orders/?q=is:ready")
    version = re.findall(r'data-order-id="113-0000001-0000000" data-version="(\d+)"', html)[0]
    asked = f"/orders/rows/?q=is:ready&row={IDS[0]}:{version}"
    assert client.get(asked).status_code == 204

    client.post("/orders/bulk/hold/", {"order": IDS[0], "reason": "Waits"})
    answer = client.get(asked).json()

    assert answer["gone"] == [IDS[0]]
    assert "On hold" in answer["rows"][IDS[0]]


def test_a_viewer_has_no_boxes(client_of: ClientOf, vera: CastMember, orders: int) -> None:
    html = page(client_of(vera), "/orders/")

    assert len(shown(html)) == 5
    assert 'name="order"' not in html
    assert "data-select-all" not in html
    assert "/search/" not in html


@pytest.mark.parametrize("path", ["/orders/", "/orders/?sort=-value", "/orders/?q=mug"])
def test_queries_do_not_grow_with_the_rows(client_of: ClientOf, dana: CastMember, orders: int, path: str) -> None:
    client = client_of(dana)
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    record(orders, *(an_order(f"114-{number:07}-0000000", a_line(str(number + 50), title="Mug")) for number in range(40)))
    with CaptureQueriesContext(connection) as many:
        client.get(path)

    assert len(many) == len(few)


@pytest.mark.parametrize(
    "text", ["(" * 400, "%_%" * 50, "'\";--", "🎁🎁", "\u202e\u200f gift", "(a+)+$" * 60, "sku:" + "a" * 1500, "qty:" + "9" * 300]
)
def test_hostile_filters_get_an_answer(client_of: ClientOf, dana: CastMember, orders: int, text: str) -> None:
    for path in ("/orders/", "/orders/filter/", "/orders/export.csv", "/orders/completion/", "/orders/rows/"):
        assert client_of(dana).get(f"{path}?q={quote(text)}").status_code in {200, 204, 302, 422}


def test_a_filter_of_ten_thousand_letters_is_refused_with_a_sentence(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    response = client_of(dana).get("/orders/?q=" + "a" * 10_000)

    assert response.status_code == 422
    assert "too long" in response.content.decode()
