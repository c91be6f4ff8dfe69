"""Settings: what an owner saves stands, what is refused is said beside its field, and nobody else gets in."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from shipby.actions.add_warehouse import add_warehouse
from shipby.actions.sign_in import sign_in
from shipby.shop.reads import accounts_of, figure, find_person, locked_people, people_of, stores_of, warehouses_of
from shipby.shop.rules.sign_in import SignInLocked, SignInTooSoon, WrongSignIn
from shipby.shop.rules.warehouses import WarehouseDraft
from shipby.words.ports import VirtualClock
from tests.cast import AMAZON_COM, AMAZON_DE, PASSWORD, CastMember, a_person, an_account
from tests.conftest import NOW

ClientOf = Callable[[CastMember], Client]
SECTIONS = ("stores", "warehouses", "people", "figures")
HALL = {"name": "Hall", "time_zone": "Europe/Berlin", "working_days": ["1", "2"], "country": "de", "city": "Bonn"}


def _warehouse(person: CastMember, name: str = "Hall") -> int:
    return add_warehouse(shop_id=person.shop_id, draft=WarehouseDraft(name, "Europe/Berlin", [1, 2]), actor=person.actor, now=NOW)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_opens_for_the_owner_with_nothing_inline(
    section: str, nora: CastMember, client_of: ClientOf, clock: VirtualClock
) -> None:
    an_account(nora, clock)
    _warehouse(nora)

    page = client_of(nora).get(f"/settings/{section}/")

    text = page.content.decode()
    assert page.status_code == 200
    assert " style=" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("who", ["dana", "sam", "vera"])
def test_only_the_owner_opens_the_settings(who: str, section: str, request: pytest.FixtureRequest, client_of: ClientOf) -> None:
    assert client_of(request.getfixturevalue(who)).get(f"/settings/{section}/").status_code == 403


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_costs_the_same_queries_however_much_is_in_it(
    section: str, nora: CastMember, client_of: ClientOf, clock: VirtualClock, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(nora)
    an_account(nora, clock)
    _warehouse(nora)
    client.get(f"/settings/{section}/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/settings/{section}/")
    for number in range(3):
        an_account(nora, clock, AMAZON_COM, AMAZON_DE, name=f"Account {number}")
        _warehouse(nora, f"Hall {number}")

    with django_assert_num_queries(len(few)):
        client.get(f"/settings/{section}/")


def test_an_account_with_its_first_store_is_added_and_confirmed_in_place(nora: CastMember, client_of: ClientOf) -> None:
    client = client_of(nora)

    answer = client.post("/settings/stores/", {"name": "Main", "marketplace_id": AMAZON_DE}, follow=True)

    account = accounts_of(nora.shop_id)[0]
    assert [row.marketplace_id for row in stores_of([account.id])] == [AMAZON_DE]
    assert answer.redirect_chain == [("/settings/stores/?saved=new-account#new-account", 302)]
    assert answer.content.decode().count("Saved") == 1


def test_an_error_stands_beside_its_field_and_keeps_what_was_typed(
    nora: CastMember, client_of: ClientOf, clock: VirtualClock
) -> None:
    an_account(nora, clock, name="Main")

    page = client_of(nora).post("/settings/stores/", {"name": "main", "marketplace_id": AMAZON_DE})

    text = page.content.decode()
    assert page.status_code == 422
    assert "There is already one named main" in text
    assert 'value="main"' in text
    assert 'id="new-account-name_error"' in text


def test_a_store_can_be_added_renamed_and_given_a_warehouse(nora: CastMember, client_of: ClientOf, clock: VirtualClock) -> None:
    account_id, hall, client = an_account(nora, clock), _warehouse(nora), client_of(nora)

    client.post(f"/settings/accounts/{account_id}/stores/", {"marketplace_id": AMAZON_DE})
    store = stores_of([account_id])[1]
    facts = {"name": "Germany", "time_zone": "Europe/Vienna", "warehouse_id": hall, "seen": store.version}
    answer = client.post(f"/settings/stores/{store.id}/", facts)

    assert answer.status_code == 302
    changed = stores_of([account_id])[1]
    assert (changed.name, changed.time_zone, changed.warehouse_id) == ("Germany", "Europe/Vienna", hall)


def test_two_tabs_tell_the_conflict_and_a_second_save_is_meant(
    nora: CastMember, client_of: ClientOf, clock: VirtualClock
) -> None:
    account_id, client = an_account(nora, clock), client_of(nora)
    path, seen = f"/settings/accounts/{account_id}/", accounts_of(nora.shop_id)[0].version
    assert client.post(path, {"name": "First tab", "region": "", "seller_id": "", "seen": seen}).status_code == 302

    second = client.post(path, {"name": "Second tab", "region": "", "seller_id": "", "seen": seen})
    text = second.content.decode()

    assert second.status_code == 422
    assert "Somebody changed this while you had it open" in text
    assert "First tab" in text
    assert 'value="Second tab"' in text
    offered = re.search(rf'action="{path}".*?name="seen" value="(\w+)"', text, re.DOTALL)
    assert offered is not None
    client.post(path, {"name": "Second tab", "region": "", "seller_id": "", "seen": offered[1]})
    assert accounts_of(nora.shop_id)[0].name == "Second tab"


def test_a_warehouse_is_added_and_changed(nora: CastMember, client_of: ClientOf) -> None:
    client = client_of(nora)
    assert client.post("/settings/warehouses/", HALL).status_code == 302
    row = warehouses_of(nora.shop_id)[0]
    assert (row.name, row.country, row.city, row.working_days, row.is_default) == ("Hall", "DE", "Bonn", (1, 2), True)

    facts = HALL | {"time_zone": "Asia/Tokyo", "working_days": ["6"], "seen": row.version}
    assert client.post(f"/settings/warehouses/{row.id}/", facts).status_code == 302

    assert warehouses_of(nora.shop_id)[0].working_days == (6,)
    assert warehouses_of(nora.shop_id)[0].is_default


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"time_zone": "Mars/Olympus"}, "This is not a time zone"),
        ({"working_days": []}, "at least one working day"),
        ({"working_days": ["9"]}, "not one of the available choices"),
        ({"country": "D1"}, "not a country code"),
        ({"name": ""}, "required"),
    ],
)
def test_a_warehouse_that_makes_no_sense_is_refused_with_a_sentence(
    change: dict[str, object], said: str, nora: CastMember, client_of: ClientOf
) -> None:
    page = client_of(nora).post("/settings/warehouses/", HALL | change)

    assert page.status_code == 422
    assert said in page.content.decode()
    assert warehouses_of(nora.shop_id) == []


def test_somebody_invited_sets_a_password_by_the_link_shown_once(
    nora: CastMember, client_of: ClientOf, clock: VirtualClock
) -> None:
    page = client_of(nora).post("/settings/people/", {"name": "Finn", "email": "finn@north.example", "role": "packer"})
    link = re.search(r'value="http://testserver(/accounts/password/reset/key/[^"]+)"', page.content.decode())

    assert link is not None
    assert "no-store" in page.headers["Cache-Control"]
    assert mail.outbox == []
    finns = Client()
    address = finns.get(link[1], follow=True).redirect_chain[-1][0]
    finns.post(address, {"password1": PASSWORD, "password2": PASSWORD})
    assert sign_in(email="finn@north.example", password=PASSWORD, now=clock.now())


def test_where_mail_is_set_up_the_link_is_mailed_and_not_shown(nora: CastMember, client_of: ClientOf, settings: Settings) -> None:
    settings.HAS_MAIL = True

    page = client_of(nora).post("/settings/people/", {"name": "Finn", "email": "finn@north.example", "role": "packer"})

    assert "/accounts/password/reset/key/" not in page.content.decode()
    assert mail.outbox[0].to == ["finn@north.example"]
    assert "/accounts/password/reset/key/" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"email": "nora@north.example"}, "Somebody already signs in"),
        ({"email": "eve@east.example"}, "Somebody already signs in"),
        ({"email": "finn"}, "not an e-mail address"),
        ({"role": "admin"}, "not one of the available choices"),
        ({"name": " "}, "required"),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused(
    change: dict[str, str], said: str, nora: CastMember, eve: CastMember, client_of: ClientOf
) -> None:
    page = client_of(nora).post("/settings/people/", {"name": "Finn", "email": "finn@n.example", "role": "desk"} | change)

    assert page.status_code == 422
    assert said in page.content.decode()


def test_the_last_owner_is_told_why_not(nora: CastMember, dana: CastMember, client_of: ClientOf) -> None:
    path, seen = f"/settings/people/{nora.id}/", find_person(nora.id).version  # type: ignore[union-attr]

    for change in ({"role": "desk", "is_active": "on"}, {"role": "owner"}):
        page = client_of(nora).post(path, {"name": "Nora", "seen": seen} | change)
        assert page.status_code == 422
        assert "This is the last owner" in page.content.decode()


def test_an_owner_unlocks_a_person_and_gives_a_new_link(
    nora: CastMember, dana: CastMember, client_of: ClientOf, clock: VirtualClock
) -> None:
    from datetime import timedelta

    for number in range(12):
        with pytest.raises((WrongSignIn, SignInLocked, SignInTooSoon)):
            sign_in(email=dana.email, password="Wrong-guess-1", now=NOW + timedelta(minutes=number))
    client = client_of(nora)
    assert "Locked after 10" in client.get("/settings/people/").content.decode()

    client.post(f"/settings/people/{dana.id}/unlocking/")

    assert locked_people(people_of(nora.shop_id)) == frozenset()
    assert "/accounts/password/reset/key/" in client.post(f"/settings/people/{dana.id}/link/").content.decode()


def test_a_figure_is_shown_with_its_source_and_a_new_one_holds_from_its_day(nora: CastMember, client_of: ClientOf) -> None:
    client = client_of(nora)
    page = client.get("/settings/figures/").content.decode()
    assert "30,000 rows" in page
    assert "2.5 %" in page
    assert "As Shipby came" in page
    seen = re.search(r'action="/settings/figures/take_back_days/".*?name="seen" value="(\w+)"', page, re.DOTALL)
    assert seen is not None

    facts = {"value": "5", "valid_from": NOW.date().isoformat(), "source": "House rule", "seen": seen[1]}
    assert client.post("/settings/figures/take_back_days/", facts).status_code == 302

    assert figure("take_back_days", on=NOW.date()) == 5
    assert "House rule" in client.get("/settings/figures/").content.decode()
    assert client.post("/settings/figures/take_back_days/", facts | {"value": "99"}).status_code == 422


def test_eve_finds_nothing_of_north_and_changes_nothing(
    nora: CastMember, dana: CastMember, eve: CastMember, client_of: ClientOf, clock: VirtualClock
) -> None:
    account_id, hall = an_account(nora, clock, name="North account"), _warehouse(nora, "North hall")
    store = stores_of([account_id])[0]
    client = client_of(eve)
    posts: dict[str, dict[str, object]] = {
        f"/settings/accounts/{account_id}/": {"name": "Hers", "region": "", "seller_id": ""},
        f"/settings/accounts/{account_id}/stores/": {"marketplace_id": AMAZON_DE},
        f"/settings/stores/{store.id}/": {"name": "Hers", "time_zone": "UTC", "warehouse_id": ""},
        f"/settings/warehouses/{hall}/": HALL,
        f"/settings/people/{dana.id}/": {"name": "Hers", "role": "viewer"},
        f"/settings/people/{dana.id}/link/": {},
        f"/settings/people/{dana.id}/unlocking/": {},
    }

    assert {path: client.post(path, data).status_code for path, data in posts.items()} == dict.fromkeys(posts, 404)

    for section in SECTIONS:
        text = client.get(f"/settings/{section}/").content.decode()
        assert "North account" not in text
        assert "North hall" not in text
        assert "north.example" not in text
    assert a_person(nora, "Unchanged", dana.role, clock).shop_id == nora.shop_id
    assert find_person(dana.id).name == "Dana"  # type: ignore[union-attr]


def test_a_section_that_is_none_is_not_found(nora: CastMember, client_of: ClientOf) -> None:
    client = client_of(nora)

    assert client.get("/settings/boxes/").status_code == 404
    assert client.post("/settings/figures/").status_code == 405
    assert client.post("/settings/figures/nothing/").status_code == 404
    assert client.get("/settings/").headers["Location"] == "/settings/stores/"
