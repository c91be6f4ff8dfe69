"""An order beside the queue: the same order as on its page, as a piece that our script puts in place."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from shipby.orders.models import Hold, Order
from shipby.words.ports import VirtualClock
from tests.actions.told import a_line, an_order, at, record
from tests.cast import CastMember, an_account
from tests.rooms.shipping.world import USPS_GOOD

ClientOf = Callable[[CastMember], Client]
ID, NEXT = "113-4857201-9936201", "113-4857201-9936202"
PAGE = f"/orders/{ID}/"
PANEL = {"X-Desk": "1", "X-Desk-Panel": "drawer"}


@pytest.fixture(autouse=True)
def orders(nora: CastMember, clock: VirtualClock) -> None:
    account = an_account(nora, clock)
    record(account, an_order(ID, a_line(quantity=2), ship_by_latest=at(24)), an_order(NEXT, ship_by_latest=at(25)))


def test_a_piece_comes_instead_of_a_page_and_is_kept_by_nobody(client_of: ClientOf, dana: CastMember) -> None:
    piece = client_of(dana).get(f"{PAGE}?q=country:us&sort=-purchased", headers=PANEL)
    html = piece.content.decode()

    assert "<html" not in html
    assert f"{ID}" in html
    assert piece.headers["X-Desk-Panel"] == "drawer"
    assert piece.headers["Cache-Control"] == "no-store, private"
    assert "2 of 2" in html or "1 of 2" in html
    assert "X-Desk-Panel" not in client_of(dana).get(PAGE).headers


def test_the_filter_and_the_sort_stay_through_every_form(client_of: ClientOf, dana: CastMember) -> None:
    client, tail = client_of(dana), "?q=country%3AUS&sort=-purchased"
    html = unescape(client.get(f"{PAGE}{tail}").content.decode())

    for part in ("hold", "tags", "notes", "parcels"):
        assert f'action="{PAGE}{part}{tail}"' in html
    assert f'href="/orders/{tail}" data-back' in html
    assert client.post(f"{PAGE}hold{tail}", {"reason": "x"}).headers["Location"] == f"{PAGE}{tail}"
    assert client.post(f"{PAGE}notes{tail}", {"text": "x"}).headers["Location"] == f"{PAGE}{tail}#timeline"


def test_a_form_of_the_piece_comes_back_as_the_piece_with_its_toast(client_of: ClientOf, dana: CastMember) -> None:
    done = client_of(dana).post(f"{PAGE}hold?q=country%3AUS", {"reason": "Wait"}, headers=PANEL, follow=True)
    html = done.content.decode()

    assert Hold.objects.get().reason == "Wait"
    assert "<html" not in html
    assert "Order on hold." in html
    assert f'name="back" value="{PAGE}?q=country%3AUS"' in html


def test_the_page_s_own_forms_get_the_inside_of_the_page(client_of: ClientOf, dana: CastMember) -> None:
    done = client_of(dana).post(f"{PAGE}tags", {"add": "fragile"}, headers=PANEL | {"X-Desk-Panel": "page"}, follow=True)
    html = done.content.decode()

    assert done.headers["X-Desk-Panel"] == "page"
    assert "<html" not in html
    assert "fragile" in html
    assert "Tags changed." in html
    assert "<html" in client_of(dana).get(PAGE, headers={"X-Desk-Panel": "nonsense"}).content.decode()


def test_a_refused_parcel_comes_back_in_the_piece_as_typed(client_of: ClientOf, dana: CastMember) -> None:
    refused = client_of(dana).post(
        f"{PAGE}parcels", {"tracking": USPS_GOOD, "carrier": "USPS", "ship_date": "2026-12-24"}, headers=PANEL
    )

    assert refused.status_code == 422
    assert refused.headers["X-Desk-Panel"] == "drawer"
    assert f'value="{USPS_GOOD}"' in refused.content.decode()


@pytest.mark.parametrize("sort", ["nosuch", "-", "ship-by--", "x" * 5000, "\U0001f4e6"])
def test_a_sort_that_is_gone_is_left_out(sort: str, client_of: ClientOf, dana: CastMember) -> None:
    assert client_of(dana).get(PAGE, {"sort": sort}).status_code == 200


def test_the_list_of_keys_names_only_what_a_role_can_do(client_of: ClientOf, vera: CastMember, dana: CastMember) -> None:
    keys = "<dt>Hold or release</dt>"

    assert keys in client_of(dana).get(PAGE).content.decode()
    assert keys not in client_of(vera).get(PAGE).content.decode()


def test_a_viewer_s_piece_has_nothing_to_press(client_of: ClientOf, vera: CastMember) -> None:
    html = client_of(vera).get(PAGE, headers=PANEL).content.decode()

    assert 'method="post"' not in html
    assert not [key for key in "htncp" if f'data-key="{key}"' in html]
    assert Order.objects.get(order_id=ID).row_version == 1
