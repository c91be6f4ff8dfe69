"""The page of an account at Amazon: a seller must see whether all is here, and what to do when it is not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from shipby.actions.connect_account import GrantedAccess, connect_account
from shipby.actions.note_count import CountedOrder, note_count
from shipby.actions.read_window import note_trouble, open_window
from shipby.intake.models import Sync, ToRead
from shipby.shop.models import SellerAccount
from shipby.words.ports import VirtualClock
from tests.cast import CastMember

ClientOf = Callable[[CastMember], Client]
pytestmark = pytest.mark.django_db(transaction=True)
SECRET, TOKEN = "amzn1.oa2-cs.v1.secret", "Atzr|token"
GRANTED = GrantedAccess("amzn1.application-oa2-client.0123", SECRET, TOKEN, ["ATVPDKIKX0DER"], ["address"])


@pytest.fixture
def connected(nora: CastMember, clock: VirtualClock) -> int:
    return connect_account(
        shop_id=nora.shop_id, name="Fernwood", region="NA", seller_id="", access=GRANTED, actor=nora.actor, now=clock.now()
    )


def test_it_says_that_all_is_here_and_no_page_holds_a_secret(
    client_of: ClientOf, nora: CastMember, connected: int, clock: VirtualClock
) -> None:
    open_window(account_id=connected, since=clock.now() - timedelta(days=60), now=clock.now())
    Sync.objects.update(reached_at=clock.now() - timedelta(minutes=3))
    pages = [
        client_of(nora).get(path).content.decode() for path in ("/sync/", f"/sync/{connected}/", f"/sync/{connected}/state/")
    ]

    assert all("In sync with Amazon" in page for page in pages)
    assert "180 days left" in pages[1]
    assert not any(SECRET in page or TOKEN in page for page in pages)


def test_revoked_access_stands_on_every_page_in_plain_words_with_amazon_s_request_id(
    client_of: ClientOf, nora: CastMember, connected: int, clock: VirtualClock
) -> None:
    told = {"kind": "no_access", "operation": "token", "request_id": "req-17", "code": "invalid_grant", "text": ""}
    note_trouble(account_id=connected, told=told | {"at": clock.now().isoformat()}, not_before=clock.now())

    assert "Amazon lets us in no more" in client_of(nora).get("/orders/").content.decode()
    page = client_of(nora).get(f"/sync/{connected}/").content.decode()
    assert "Authorise the application again" in page
    assert "req-17" in page


def test_missing_orders_are_named(client_of: ClientOf, nora: CastMember, connected: int, clock: VirtualClock) -> None:
    now = clock.now()
    order = CountedOrder("113-4857201-9936201", "UNSHIPPED", now - timedelta(hours=3))
    note_count(account_id=connected, since=now - timedelta(days=60), until=now, road="report", told=[order], now=now)

    assert "1 order missing" in client_of(nora).get("/sync/").content.decode()
    assert "113-4857201-9936201" in client_of(nora).get(f"/sync/{connected}/").content.decode()
    assert ToRead.objects.get().reason == "missed"


def test_one_order_and_a_time_can_be_asked_for_again(client_of: ClientOf, nora: CastMember, connected: int) -> None:
    client = client_of(nora)

    assert client.post(f"/sync/{connected}/checks/", {"order_id": "nonsense"}).status_code == 422
    assert client.post(f"/sync/{connected}/checks/", {"order_id": " 113-4857201-9936201 "}).status_code == 302
    assert client.post(f"/sync/{connected}/readings/", {"since": "2020-01-01"}).status_code == 422
    assert client.post(f"/sync/{connected}/readings/", {"since": "2026-11-01"}).status_code == 302

    assert (ToRead.objects.get().order_id, ToRead.objects.get().priority) == ("113-4857201-9936201", 1)
    window = Sync.objects.get().window_since
    assert window is not None
    assert window.date().isoformat() == "2026-11-01"


def test_an_account_is_paused_and_goes_on(client_of: ClientOf, nora: CastMember, connected: int) -> None:
    client = client_of(nora)
    client.post(f"/sync/{connected}/pause/", {"is_paused": "1"})
    assert "Go on reading" in client.get(f"/sync/{connected}/").content.decode()
    assert SellerAccount.objects.get(id=connected).paused_at is not None

    client.post(f"/sync/{connected}/pause/", {"is_paused": "0"})
    assert SellerAccount.objects.get(id=connected).paused_at is None


def test_another_shop_s_account_is_not_there(client_of: ClientOf, eve: CastMember, connected: int) -> None:
    assert client_of(eve).get(f"/sync/{connected}/").status_code == 404
    assert client_of(eve).post(f"/sync/{connected}/checks/", {"order_id": "113-4857201-9936201"}).status_code == 404
    assert not ToRead.objects.exists()
