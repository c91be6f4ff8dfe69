"""Saved views: own and shared, tabs with counts, first for a role, two tabs, a store that is gone."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shipby.journal.models import Event
from shipby.orders.models import SavedView
from shipby.shop.models import Store
from shipby.words.ports import VirtualClock
from tests.actions.told import a_line, an_order, record
from tests.cast import AMAZON_DE, CastMember, an_account
from tests.conftest import NOW

ClientOf = Callable[[CastMember], Client]
US, CANADA = "113-0000001-0000000", "113-0000002-0000000"


@pytest.fixture
def orders(nora: CastMember, clock: VirtualClock) -> int:
    account = an_account(nora, clock, "ATVPDKIKX0DER", AMAZON_DE)
    for order_id, country in ((US, "US"), (CANADA, "CA")):
        record(account, an_order(order_id, a_line("1"), ship_by_latest=NOW + timedelta(hours=3), country=country))
    return account


def saved(client: Client, **values: Any) -> str:
    """Save a view as the form does; where it leads."""
    given = {"name": "To Canada", "query": "country:CA", "is_pinned": "on"} | values
    response = client.post("/orders/v/", given)
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def tabs(client: Client, path: str = "/orders/") -> dict[str, str]:
    html = re.sub(r"\s+", " ", client.get(path).content.decode())
    nav = html[html.index('class="tabs"') : html.index("</nav>", html.index('class="tabs"'))]
    return {name.strip(): count for name, count in re.findall(r'<a [^>]*>([^<]+)<span class="n">([^<]+)</span>', nav)}


def ids(html: str) -> list[str]:
    return re.findall(r'data-order-id="([^"]+)"', html)


def test_a_filter_with_a_name_is_a_tab_with_its_count(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    client = client_of(dana)

    address = saved(client)
    html = client.get(address).content.decode()

    assert address == "/orders/v/to-canada/"
    assert ids(html) == [CANADA]
    assert tabs(client)["To Canada"] == "1"
    assert re.search(r'href="/orders/v/to-canada/" aria-current="page"', html)
    assert "aria-current" not in re.search(r'<a href="/orders/"[^>]*>All', html)[0]  # type: ignore[index]
    assert re.search(r'href="/orders/v/to-canada/" aria-current="page"', client.get("/orders/?q=country:CA").content.decode())
    assert Event.objects.filter(kind="view_saved", subject="view").count() == 1


def test_an_own_view_is_nobody_else_s_and_a_shared_one_is_everybody_s(
    client_of: ClientOf, dana: CastMember, nora: CastMember, eve: CastMember, orders: int
) -> None:
    saved(client_of(dana))
    saved(client_of(dana), name="Everyone", is_shared="on")

    assert client_of(nora).get("/orders/v/to-canada/").status_code == 404
    assert ids(client_of(nora).get("/orders/v/everyone/").content.decode()) == [CANADA]
    assert client_of(eve).get("/orders/v/everyone/").status_code == 404
    assert "Everyone" not in client_of(eve).get("/orders/v/").content.decode()


def test_who_only_looks_keeps_views_but_shares_none(client_of: ClientOf, vera: CastMember, dana: CastMember, orders: int) -> None:
    client = client_of(vera)

    saved(client, is_shared="on", landing_roles=["viewer"])
    view = SavedView.objects.get()

    assert not view.is_shared
    assert view.landing_roles == []
    assert client_of(dana).get("/orders/v/to-canada/").status_code == 404


def test_an_owner_says_what_a_role_sees_first(client_of: ClientOf, nora: CastMember, dana: CastMember, orders: int) -> None:
    client = client_of(nora)
    saved(client, is_shared="on", landing_roles=["desk", "viewer"])
    saved(client, name="Second", is_shared="on", landing_roles=["desk"])

    assert client_of(dana).get("/")["Location"] == "/orders/v/second/"
    assert SavedView.objects.get(slug="to-canada").landing_roles == ["viewer"]
    assert client.get("/")["Location"] == "/orders/"


def test_a_change_of_somebody_who_may_not_say_what_comes_first_leaves_it(
    client_of: ClientOf, nora: CastMember, dana: CastMember, orders: int
) -> None:
    saved(client_of(dana), is_shared="on")
    given = {"name": "To Canada", "query": "country:CA", "is_shared": "on", "is_pinned": "on"}
    client_of(nora).post("/orders/v/to-canada/change/", given | {"landing_roles": ["desk"]})

    client_of(dana).post("/orders/v/to-canada/change/", given | {"name": "Canada"})
    view = SavedView.objects.get()

    assert (view.name, view.slug, view.landing_roles) == ("Canada", "to-canada", ["desk"])


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"name": ""}, "This field is required"),
        ({"name": "\u200f \u2066"}, "A view needs a name that can be read."),
        ({"name": "x" * 41}, "at most 40 characters"),
        ({"query": "coutnry:CA"}, "coutnry"),
        ({"query": "store:nowhere"}, "nowhere"),
        ({"query": "a" * 10_000}, "at most"),
        ({"sort": "gone"}, "Orders are not sorted by"),
    ],
)
def test_what_can_t_be_kept_says_why_and_stays_typed(
    client_of: ClientOf, dana: CastMember, orders: int, values: dict[str, str], told: str
) -> None:
    response = client_of(dana).post("/orders/v/", {"name": "Mine", "query": "country:CA"} | values)

    assert response.status_code == 422
    assert told in response.content.decode()
    assert "country:CA" in response.content.decode() or "query" in values
    assert not SavedView.objects.exists()


def test_a_name_is_given_once(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    client = client_of(dana)
    saved(client)

    response = client.post("/orders/v/", {"name": " to  CANADA ", "query": "country:US"})

    assert response.status_code == 422
    assert "There is already a view named" in response.content.decode()


def test_two_people_s_private_views_of_one_name_have_addresses_of_their_own(
    client_of: ClientOf, dana: CastMember, nora: CastMember, orders: int
) -> None:
    assert saved(client_of(dana), name="日本 🎌") == "/orders/v/%E6%97%A5%E6%9C%AC/"
    assert saved(client_of(nora), name="日本 🎌") == "/orders/v/%E6%97%A5%E6%9C%AC-2/"
    assert saved(client_of(nora), name="🎌") == "/orders/v/view/"
    assert client_of(nora).get("/orders/v/%E6%97%A5%E6%9C%AC-2/").status_code == 200


def test_a_removed_view_comes_back_as_it_was(client_of: ClientOf, nora: CastMember, orders: int) -> None:
    client = client_of(nora)
    saved(client, name="First")
    saved(client, is_shared="on", landing_roles=["desk"], sort="-value")
    saved(client, name="Last", is_shared="on")
    before = [*SavedView.objects.order_by("-is_shared", "position").values_list("name", "query", "sort", "landing_roles")]

    html = client.post("/orders/v/to-canada/remove/", follow=True).content.decode()
    undo = re.search(r'<form[^>]*action="/orders/v/"[^>]*data-toast.*?</form>|data-toast.*?</form>', html, re.DOTALL)
    assert undo
    fields = re.findall(r'name="([a-z_]+)" value="([^"]*)"', undo[0])
    client.post("/orders/v/", {name: [v for n, v in fields if n == name] for name, _ in fields if name != "csrfmiddlewaretoken"})

    assert before == [*SavedView.objects.order_by("-is_shared", "position").values_list("name", "query", "sort", "landing_roles")]


def test_a_list_takes_the_place_of_a_view_s_filter(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    client = client_of(dana)
    saved(client)

    client.post("/orders/v/", {"name": "", "instead": "to-canada", "query": "country:US", "sort": "-value"})
    view = SavedView.objects.get()

    assert (view.name, view.query, view.sort) == ("To Canada", "country:US", "-value")


def test_a_second_tab_does_not_overwrite_the_first(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    client = client_of(dana)
    saved(client)
    given = {"name": "A", "query": "country:US", "seen": "1"}
    assert client.post("/orders/v/to-canada/change/", given).status_code == 302

    late = client.post("/orders/v/to-canada/change/", given | {"name": "B"})

    assert late.status_code == 422
    assert "Somebody else has changed this view" in late.content.decode()
    assert 'value="B"' in late.content.decode()
    assert SavedView.objects.get().name == "A"


def test_only_its_owner_and_an_owner_of_the_shop_change_a_view(
    client_of: ClientOf, nora: CastMember, dana: CastMember, vera: CastMember, orders: int
) -> None:
    saved(client_of(dana), is_shared="on")
    given = {"name": "Mine now", "query": ""}

    assert client_of(vera).post("/orders/v/to-canada/change/", given).status_code == 422
    client_of(vera).post("/orders/v/to-canada/remove/")
    client_of(vera).post("/orders/v/to-canada/move/", {"to": "forward"})
    assert SavedView.objects.get().name == "To Canada"
    assert client_of(nora).post("/orders/v/to-canada/change/", given | {"is_shared": "on"}).status_code == 302
    assert SavedView.objects.get().name == "Mine now"


def test_views_change_places(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    client = client_of(dana)
    for name in ("One", "Two", "Three"):
        saved(client, name=name, query=f"sku:{name}")

    client.post("/orders/v/three/move/", {"to": "forward"})
    client.post("/orders/v/one/move/", {"to": "back"})
    client.post("/orders/v/three/move/", {"to": "forward"})

    html = client.get("/orders/v/").content.decode()
    assert re.findall(r'href="/orders/v/(\w+)/">', html) == ["three", "one", "two"]


def test_a_view_of_a_store_that_is_gone_says_so_and_can_be_changed(
    client_of: ClientOf, dana: CastMember, nora: CastMember, orders: int
) -> None:
    client = client_of(dana)
    saved(client, name="Germany", query="store:de")
    Store.objects.filter(marketplace_id=AMAZON_DE).delete()

    shown = client.get("/orders/v/germany/")
    queue = client.get("/orders/").content.decode()

    assert shown.status_code == 422
    assert "<mark>de</mark>" in shown.content.decode() or "<mark>store:de</mark>" in shown.content.decode()
    assert "Change the view" in shown.content.decode()
    assert ids(queue) == [US, CANADA]
    assert "read any more" in queue
    assert client.post("/orders/v/germany/change/", {"name": "Germany", "query": "country:DE"}).status_code == 302
    assert client.get("/orders/v/germany/").status_code == 200


def test_tabs_cost_the_same_however_many_there_are(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    client = client_of(dana)
    saved(client, name="One", query="country:US store:us")
    client.get("/orders/")
    with CaptureQueriesContext(connection) as few:
        client.get("/orders/")
    for number in range(9):
        saved(client, name=f"View {number}", query=f"country:US store:us qty:>{number}")
    client.get("/orders/")
    with CaptureQueriesContext(connection) as many:
        client.get("/orders/")

    assert len(many) == len(few)
