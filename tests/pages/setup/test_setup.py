"""A fresh shop is set up in three steps, each of which can be skipped, and ends on the queue."""

from collections.abc import Callable

import pytest
from django.test import Client

from shipby.shop.reads import accounts_of, find_shop, people_of, warehouses_of
from shipby.words.ports import VirtualClock
from tests.cast import AMAZON_DE, CastMember, an_account

ClientOf = Callable[[CastMember], Client]
HALL = {"name": "Hall", "time_zone": "Europe/Berlin", "working_days": ["1", "2"]}


def test_an_owner_of_a_fresh_shop_walks_through_and_ends_on_the_queue(nora: CastMember, client_of: ClientOf) -> None:
    client = client_of(nora)
    assert client.get("/").headers["Location"] == "/setup/store/"

    store = client.post("/setup/store/", {"name": "Main", "marketplace_id": AMAZON_DE})
    hall = client.post(store.headers["Location"], HALL)
    invited = client.post(hall.headers["Location"], {"name": "Sam", "email": "sam@north.example", "role": "packer"})
    end = client.post("/setup/people/skipped/", {"done": "1"})

    assert "/accounts/password/reset/key/" in invited.content.decode()
    assert end.headers["Location"] == "/orders/"
    assert [row.name for row in accounts_of(nora.shop_id)] == ["Main"]
    assert [row.name for row in warehouses_of(nora.shop_id)] == ["Hall"]
    assert len(people_of(nora.shop_id)) == 2
    assert client.get("/").headers["Location"] == "/orders/"


def test_every_step_can_be_skipped_and_is_not_asked_again(nora: CastMember, client_of: ClientOf) -> None:
    client = client_of(nora)

    addresses = [client.post(f"/setup/{step}/skipped/").headers["Location"] for step in ("store", "warehouse", "people")]

    assert addresses == ["/setup/warehouse/", "/setup/people/", "/orders/"]
    shop = find_shop(nora.shop_id)
    assert shop is not None
    assert set(shop.setup_done) == {"store", "warehouse", "people"}
    assert client.get("/").headers["Location"] == "/orders/"


def test_progress_is_kept_for_another_day(nora: CastMember, client_of: ClientOf) -> None:
    client_of(nora).post("/setup/store/skipped/")

    assert client_of(nora).get("/").headers["Location"] == "/setup/warehouse/"
    assert client_of(nora).get("/setup/").headers["Location"] == "/setup/warehouse/"


def test_a_step_with_an_error_stays_and_keeps_what_was_typed(nora: CastMember, client_of: ClientOf) -> None:
    page = client_of(nora).post("/setup/warehouse/", HALL | {"time_zone": "Nowhere", "city": "Bonn"})

    assert page.status_code == 422
    assert 'value="Bonn"' in page.content.decode()
    shop = find_shop(nora.shop_id)
    assert shop is not None
    assert shop.setup_done == ()


def test_a_shop_that_has_an_account_is_not_asked(nora: CastMember, client_of: ClientOf, clock: VirtualClock) -> None:
    an_account(nora, clock)

    assert client_of(nora).get("/").headers["Location"] == "/orders/"


@pytest.mark.parametrize("who", ["dana", "vera", "sam"])
def test_nobody_but_the_owner_sets_up(who: str, request: pytest.FixtureRequest, client_of: ClientOf) -> None:
    client = client_of(request.getfixturevalue(who))

    assert client.get("/setup/store/").status_code == 403
    assert client.post("/setup/store/skipped/").status_code == 403
    assert client.get("/").headers.get("Location") != "/setup/store/"


@pytest.mark.parametrize("step", ["store", "warehouse", "people"])
def test_every_step_opens_with_nothing_inline(step: str, nora: CastMember, client_of: ClientOf) -> None:
    page = client_of(nora).get(f"/setup/{step}/")

    assert page.status_code == 200
    assert " style=" not in page.content.decode()


def test_a_step_that_is_none_is_not_found(nora: CastMember, client_of: ClientOf) -> None:
    assert client_of(nora).get("/setup/boxes/").status_code == 404
    assert client_of(nora).post("/setup/boxes/skipped/").status_code == 404


def test_the_warehouse_s_zone_is_asked_for_not_guessed(client_of: ClientOf, nora: CastMember) -> None:
    """With a wrong zone "today" is another day than the packers' day, and orders leave late."""
    page = client_of(nora).get("/setup/warehouse/").content.decode()

    assert 'name="time_zone"' in page
    assert 'value="UTC"' not in page.split('name="time_zone"')[1].split(">")[0]
