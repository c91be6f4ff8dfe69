"""Signing in and out, forgetting and changing a password, and what happens to those who guess or fall asleep."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from shipby.actions.change_person import change_person
from shipby.words.ports import VirtualClock
from tests.cast import PASSWORD, CastMember

ClientOf = Callable[[CastMember], Client]
NEW = "Louder-harbour-78"


@pytest.fixture(autouse=True)
def _no_counts_of_other_tests() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def _sign_in(client: Client, email: str, password: str, **more: str) -> object:
    return client.post("/accounts/login/", {"login": email, "password": password, **more})


def test_the_right_password_leads_to_the_page_that_was_asked_for(nora: CastMember) -> None:
    client = Client()
    asked = client.get("/settings/people/")
    assert asked.headers["Location"] == "/accounts/login/?next=/settings/people/"
    page = client.get(asked.headers["Location"])
    assert 'value="/settings/people/"' in page.content.decode()

    answer = _sign_in(client, "NORA@north.example", PASSWORD, next="/settings/people/")

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/settings/people/"


def test_nobody_is_led_to_a_stranger_by_next(nora: CastMember) -> None:
    answer = _sign_in(Client(), nora.email, PASSWORD, next="https://evil.example/")

    assert answer.headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_e_mail_get_the_same_words(nora: CastMember) -> None:
    said = []
    for email in (nora.email, "nobody@nowhere.example"):
        page = _sign_in(Client(), email, "Wrong-guess-1").content.decode()
        said.append(re.sub(r'value="[^"]*"', "", page))

    assert "The e-mail or the password is wrong." in said[0]
    assert said[0] == said[1]


def test_a_wrong_and_an_unknown_e_mail_cost_the_same_hashing(
    nora: CastMember, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.hashers import QuickArgon2

    hashed: list[int] = []
    encode, verify = QuickArgon2.encode, QuickArgon2.verify
    monkeypatch.setattr(QuickArgon2, "encode", lambda *args: hashed.append(1) or encode(*args))
    monkeypatch.setattr(QuickArgon2, "verify", lambda *args: hashed.append(1) or verify(*args))
    counts = []

    for email in (nora.email, "nobody@nowhere.example"):
        hashed.clear()
        _sign_in(Client(), email, "Wrong-guess-1")
        counts.append(len(hashed))

    assert counts == [1, 1]


def test_after_ten_failures_the_page_says_who_can_unlock(nora: CastMember, clock: VirtualClock) -> None:
    for _ in range(10):
        _sign_in(Client(), nora.email, "Wrong-guess-1")
        clock.advance(timedelta(minutes=1))
        cache.clear()

    page = _sign_in(Client(), nora.email, PASSWORD).content.decode()

    assert "An owner can unlock it" in page
    assert "_auth_user_id" not in Client().session


def test_a_quick_guesser_is_told_to_wait(nora: CastMember) -> None:
    for _ in range(6):
        page = _sign_in(Client(), nora.email, "Wrong-guess-1").content.decode()

    assert re.search(r"Wait \d+ seconds", page)


def test_a_flood_from_one_network_is_stopped_before_any_password_is_looked_at(nora: CastMember) -> None:
    codes = [_sign_in(Client(), f"guess{number}@x.example", "Wrong-guess-1").status_code for number in range(40)]

    assert codes.count(429) >= 10
    page = _sign_in(Client(), nora.email, PASSWORD)
    assert page.status_code == 429
    assert "Wait a minute" in page.content.decode()


def test_the_session_key_is_new_after_signing_in_and_holds_nothing_personal(nora: CastMember) -> None:
    client = Client()
    client.get("/settings/")
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    client.cookies["shipby_session"] = before

    _sign_in(client, nora.email, PASSWORD)

    assert client.session.session_key != before
    held = repr(dict(client.session.items()))
    assert "_auth_user_id" in held
    assert "@" not in held
    assert "Nora" not in held


def test_signing_out_ends_the_session_and_only_a_post_does_it(nora: CastMember, client_of: ClientOf) -> None:
    client = client_of(nora)

    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/settings/people/").status_code == 200
    assert client.post("/accounts/logout/").headers["Location"] == "/accounts/login/"
    assert client.get("/settings/people/").status_code == 302


@pytest.mark.parametrize(
    ("who", "minutes", "stays"), [("nora", 14, True), ("nora", 15, False), ("vera", 29, True), ("vera", 30, False)]
)
def test_who_does_nothing_for_a_while_signs_in_again(
    who: str, minutes: int, stays: bool, request: pytest.FixtureRequest, client_of: ClientOf, clock: VirtualClock
) -> None:
    client = client_of(request.getfixturevalue(who))
    assert client.get("/profile/").status_code == 200

    clock.advance(timedelta(minutes=minutes))

    assert (client.get("/profile/").status_code == 200) is stays


def test_a_page_that_asks_for_news_by_itself_does_not_keep_anybody_signed_in(
    nora: CastMember, client_of: ClientOf, clock: VirtualClock
) -> None:
    client = client_of(nora)
    client.get("/profile/")

    for _ in range(15):
        clock.advance(timedelta(minutes=1))
        answer = client.get("/orders/news/", headers={"HX-Request": "true"})

    assert answer.status_code == 401


def test_nobody_stays_signed_in_for_more_than_twelve_hours(nora: CastMember, client_of: ClientOf, clock: VirtualClock) -> None:
    client = client_of(nora)
    client.get("/profile/")

    minutes = 0
    while client.get("/profile/").status_code == 200 and minutes < 24 * 60:
        clock.advance(timedelta(minutes=10))
        minutes += 10

    assert minutes == 12 * 60


def test_who_loses_access_is_out_with_the_next_click(
    nora: CastMember, dana: CastMember, client_of: ClientOf, clock: VirtualClock
) -> None:
    client = client_of(dana)
    assert client.get("/profile/").status_code == 200

    change_person(
        shop_id=nora.shop_id, person_id=dana.id, name="Dana", role="desk", is_active=False, actor=nora.actor, now=clock.now()
    )

    assert client.get("/profile/").status_code == 302


def test_a_fragment_does_not_swallow_the_sign_in_page() -> None:
    answer = Client().get("/settings/people/", headers={"HX-Request": "true"})

    assert answer.status_code == 401
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "HX-Redirect" not in answer.headers, "the page that asks stays, with what is typed in it"


def test_a_post_without_the_token_is_refused(nora: CastMember) -> None:
    client = Client(enforce_csrf_checks=True)

    assert _sign_in(client, nora.email, PASSWORD).status_code == 403


def test_there_is_no_way_to_sign_up() -> None:
    for path in ("/accounts/signup/", "/accounts/email/", "/accounts/password/set/", "/accounts/login/code/confirm/"):
        assert Client().get(path).status_code == 404


def test_a_link_by_mail_sets_a_password_once(nora: CastMember, settings: Settings) -> None:
    client = Client()

    client.post("/accounts/password/reset/", {"email": "Nora@north.example"})
    assert len(mail.outbox) == 1
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)
    assert link is not None
    form = client.get(link[1], follow=True)
    address = form.redirect_chain[-1][0]
    assert "set-password" in address, "the key does not stay in the address"
    weak = client.post(address, {"password1": "short", "password2": "short"})
    assert "at least 12 characters" in weak.content.decode()
    done = client.post(address, {"password1": NEW, "password2": NEW})

    assert done.headers["Location"] == reverse("account_reset_password_from_key_done")
    assert _sign_in(Client(), nora.email, NEW).status_code == 302
    again = Client().get(link[1], follow=True).content.decode()
    assert "This link no longer works" in again


def test_an_unknown_e_mail_gets_the_same_answer_and_no_mail(nora: CastMember) -> None:
    known = Client().post("/accounts/password/reset/", {"email": nora.email})
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@nowhere.example"})

    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert [message.to for message in mail.outbox] == [[nora.email]]


def test_a_made_up_link_opens_nothing(nora: CastMember) -> None:
    page = Client().get(f"/accounts/password/reset/key/{nora.id}-abc-def/", follow=True)

    assert "This link no longer works" in page.content.decode()


def test_without_mail_the_page_says_what_helps() -> None:
    page = Client().get("/accounts/password/reset/").content.decode()

    assert "shipby user password" in page


def _change(client: Client, old: str, new: str, again: str = "") -> object:
    return client.post("/accounts/password/change/", {"oldpassword": old, "password1": new, "password2": again or new})


def test_one_changes_ones_own_password_and_other_places_are_signed_out(
    nora: CastMember, client_of: ClientOf, clock: VirtualClock
) -> None:
    here, elsewhere = client_of(nora), client_of(nora)
    clock.advance(timedelta(days=2))
    here, elsewhere = client_of(nora), client_of(nora)
    assert elsewhere.get("/profile/").status_code == 200

    answer = _change(here, PASSWORD, NEW)

    assert answer.headers["Location"] == "/profile/"
    assert here.get("/profile/").status_code == 200
    assert elsewhere.get("/profile/").status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "days", "said"),
    [
        ("Wrong-guess-1", NEW, NEW, 2, "current password"),
        (PASSWORD, NEW, "Other-harbour-78", 2, "same password each time"),
        (PASSWORD, "short", "short", 2, "too short"),
        (PASSWORD, PASSWORD, PASSWORD, 2, "last 10 passwords"),
        (PASSWORD, NEW, NEW, 0, "less than a day ago"),
    ],
)
def test_a_change_that_breaks_a_rule_is_refused_beside_the_field(
    old: str, new: str, again: str, days: int, said: str, nora: CastMember, client_of: ClientOf, clock: VirtualClock
) -> None:
    clock.advance(timedelta(days=days))

    page = _change(client_of(nora), old, new, again)

    assert page.status_code == 200
    assert said in page.content.decode()


def test_a_password_of_last_year_is_changed_before_anything_else(
    nora: CastMember, client_of: ClientOf, clock: VirtualClock
) -> None:
    clock.advance(timedelta(days=366))
    client = client_of(nora)

    assert client.get("/settings/people/").headers["Location"] == "/accounts/password/change/"
    assert client.get("/accounts/password/change/").status_code == 200
    _change(client, PASSWORD, NEW)
    assert client.get("/settings/people/").status_code == 200


def test_the_products_own_hasher_is_argon2id(db: None, settings: Settings, clock: VirtualClock) -> None:
    from shipby import settings as product
    from shipby.shop.reads import password_hash
    from tests.cast import a_shop

    settings.PASSWORD_HASHERS = product.PASSWORD_HASHERS
    nora = a_shop("North", "Nora", clock)

    assert password_hash(nora.id).startswith("argon2$argon2id$")
    assert _sign_in(Client(), nora.email, PASSWORD).status_code == 302


def test_the_pages_of_signing_in_have_nothing_inline(nora: CastMember, client_of: ClientOf) -> None:
    pages = [
        Client().get("/accounts/login/"),
        Client().get("/accounts/password/reset/"),
        Client().get("/accounts/password/reset/done/"),
        Client().get("/accounts/password/reset/key/done/"),
        Client().get("/accounts/password/reset/key/1-abc-def/"),
        client_of(nora).get("/accounts/logout/"),
        client_of(nora).get("/accounts/password/change/"),
    ]

    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert " style=" not in text
        assert "<style" not in text
        assert not re.search(r"<script(?![^>]*\bsrc=)", text)
        assert not re.search(r"\son\w+=", text)
