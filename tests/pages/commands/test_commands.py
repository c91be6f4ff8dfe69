"""The command menu finds orders, views and settings, and nothing that a person may not see."""

from collections.abc import Callable

import pytest
from django.test import Client

from shipby.words.ports import VirtualClock
from tests.actions.told import a_line, an_order, record
from tests.cast import CastMember, an_account

ClientOf = Callable[[CastMember], Client]
ORDER = "113-4857201-9936201"


@pytest.fixture
def orders(nora: CastMember, clock: VirtualClock) -> None:
    record(an_account(nora, clock), an_order(ORDER, a_line("1", sku="MUG-1", title="Camp mug"), city="Reno", country="US"))


def found(client: Client, typed: str, *, is_menu: bool = True) -> str:
    headers = {"X-Desk": "1"} if is_menu else {}
    response = client.get("/commands/", {"q": typed}, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("typed", [ORDER, "camp", "sku:MUG-*", "country:US"])
def test_an_order_is_found_by_what_the_search_box_takes(client_of: ClientOf, dana: CastMember, orders: None, typed: str) -> None:
    html = found(client_of(dana), typed)

    assert f'href="/orders/{ORDER}/"' in html
    assert "<html" not in html


def test_a_view_and_a_section_of_the_settings_are_found_by_their_names(
    client_of: ClientOf, nora: CastMember, dana: CastMember, orders: None
) -> None:
    client_of(dana).post("/orders/v/", {"name": "Ware to Reno", "query": "city:Reno", "is_shared": "on"})

    owner, desk = found(client_of(nora), "ware"), found(client_of(dana), "ware")

    assert "/orders/v/ware-to-reno/" in owner
    assert "/settings/warehouses/" in owner
    assert "/settings/" not in desk


@pytest.mark.parametrize("typed", ["nonsense:1", '"', "a" * 10_000, "%_\\", "(((((((((", "\u202e\u2066", "🎁"])
def test_what_can_t_be_read_finds_nothing_and_breaks_nothing(
    client_of: ClientOf, dana: CastMember, orders: None, typed: str
) -> None:
    assert ORDER not in found(client_of(dana), typed)


def test_who_sees_no_orders_finds_none(client_of: ClientOf, sam: CastMember, eve: CastMember, orders: None) -> None:
    assert ORDER not in found(client_of(sam), ORDER)
    assert ORDER not in found(client_of(eve), ORDER)


def test_without_script_it_is_a_page(client_of: ClientOf, dana: CastMember, orders: None) -> None:
    client = client_of(dana)

    assert f'href="/orders/{ORDER}/"' in found(client, "camp", is_menu=False)
    assert 'href="/shipments/"' in found(client, "", is_menu=False)
    assert "Nothing is found." in found(client, "xyzzy", is_menu=False)
