"""A form that comes too late is kept: after an ended session, with a stale token, for the person who typed it and nobody else."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from shipby.orders.models import Note
from shipby.web.kept import LASTS, MOST_BYTES
from shipby.words.ports import VirtualClock
from tests.actions.told import an_order, record
from tests.cast import PASSWORD, CastMember, an_account

ClientOf = Callable[[CastMember], Client]
ID = "113-4857201-9936201"
NOTES = f"/orders/{ID}/notes"
HERE = {"Origin": "http://testserver"}
TEXT = 'Ring "twice"\r\n<b>& wait</b>'


@pytest.fixture(autouse=True)
def order(nora: CastMember, clock: VirtualClock) -> None:
    record(an_account(nora, clock), an_order(ID))


def fields_of(html: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return {name: unescape(value) for name, value in found}


def signed_in_again(client: Client, html: str, member: CastMember) -> str:
    answer = client.post(
        "/accounts/login/", {"login": member.email, "password": PASSWORD, "kept": fields_of(html)["kept"]}, follow=True
    )
    return answer.content.decode()


def test_a_note_sent_after_the_session_ended_is_there_after_the_sign_in(
    client_of: ClientOf, dana: CastMember, clock: VirtualClock
) -> None:
    client = client_of(dana)
    client.get(f"/orders/{ID}/")
    clock.advance(timedelta(hours=13))

    refused = client.post(NOTES, {"text": TEXT})
    html = refused.content.decode()
    assert "What you sent is kept" in html
    assert "wait" not in html, "sealed, not in clear"
    kept = signed_in_again(client, html, dana)
    assert "What you sent was not saved yet" in kept
    assert not Note.objects.exists()
    fields = fields_of(kept)
    client.post(NOTES, {"text": fields["text"]})

    assert Note.objects.get().text == 'Ring "twice"\n<b>& wait</b>'


def test_a_wrong_password_keeps_it(client_of: ClientOf, dana: CastMember) -> None:
    client = Client()
    html = client.post(NOTES, {"text": TEXT}).content.decode()

    wrong = client.post("/accounts/login/", {"login": dana.email, "password": "no", "kept": fields_of(html)["kept"]})

    assert "What you sent was not saved yet" in signed_in_again(client, wrong.content.decode(), dana)


def test_what_dana_typed_is_not_shown_to_sam(client_of: ClientOf, dana: CastMember, sam: CastMember, clock: VirtualClock) -> None:
    client = client_of(dana)
    client.get(f"/orders/{ID}/")
    clock.advance(timedelta(hours=13))
    html = client.post(NOTES, {"text": TEXT}).content.decode()

    shown = signed_in_again(client, html, sam)

    assert "Ring" not in shown


@pytest.mark.parametrize(("cut", "more"), [(-8, "AAAAAAA="), (0, ""), (0, "?" * 90), (0, "A"), (30, "\u00e9")])
def test_a_tampered_copy_opens_to_nothing(cut: int, more: str, dana: CastMember) -> None:
    html = Client().post(NOTES, {"text": TEXT}).content.decode()
    kept = fields_of(html)["kept"][:cut] + more

    answer = Client().post("/accounts/login/", {"login": dana.email, "password": PASSWORD, "kept": kept})

    assert answer.status_code == 302


def test_a_copy_of_yesterday_does_not_open(dana: CastMember, clock: VirtualClock) -> None:
    html = Client().post(NOTES, {"text": TEXT}).content.decode()
    clock.advance(LASTS + timedelta(seconds=1))

    assert "What you sent was not saved yet" not in signed_in_again(Client(), html, dana)


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/accounts/password/change/", {"oldpassword": "a", "password1": "b"}),
        (NOTES, {"text": "x" * (MOST_BYTES + 1)}),
        (NOTES, {}),
    ],
)
def test_passwords_books_and_empty_forms_are_not_kept(address: str, fields: dict[str, str]) -> None:
    answer = Client().post(address, fields)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_a_form_with_a_stale_token_can_be_sent_again(client_of: ClientOf, dana: CastMember) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = client_of(dana).cookies
    client.get(f"/orders/{ID}/")

    refused = client.post(NOTES, {"text": TEXT, "csrfmiddlewaretoken": "x" * 64}, headers=HERE)
    html = refused.content.decode()
    fields = fields_of(html)
    done = client.post(NOTES, fields, headers=HERE)

    assert refused.status_code == 403
    assert "The page was open too long" in html
    assert refused.headers["Cache-Control"] == "no-store, private"
    assert done.status_code == 302
    assert Note.objects.get().text.startswith("Ring")


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}])
def test_a_form_of_another_site_is_not_offered_to_be_sent(headers: dict[str, str], client_of: ClientOf, dana: CastMember) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = client_of(dana).cookies

    refused = client.post(NOTES, {"text": TEXT}, headers=headers)

    assert refused.status_code == 403
    assert "wait" not in refused.content.decode()
    assert "Nothing was changed" in refused.content.decode()


def test_a_script_is_told_in_a_word_and_never_gets_a_page(client_of: ClientOf, dana: CastMember) -> None:
    for header in ({"HX-Request": "true"}, {"X-Desk": "1"}):
        ended = Client().post(NOTES, {"text": TEXT}, headers=header)
        stale = Client(enforce_csrf_checks=True)
        stale.cookies = client_of(dana).cookies
        refused = stale.post(NOTES, {"text": TEXT}, headers=header)

        assert (ended.status_code, refused.status_code) == (401, 403)
        assert refused.headers["X-Desk-Trouble"] == "token"
        assert "<" not in ended.content.decode() + refused.content.decode()


def test_a_script_asks_who_is_there_and_gets_the_token(client_of: ClientOf, dana: CastMember) -> None:
    answer = client_of(dana).get("/accounts/token/", headers={"X-Desk": "1"})

    assert answer.json()["who"] == dana.id
    assert len(answer.json()["token"]) == 64
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert Client().get("/accounts/token/", headers={"X-Desk": "1"}).status_code == 401


def test_a_button_s_address_opened_in_the_bar_has_a_page(client_of: ClientOf, dana: CastMember) -> None:
    answer = client_of(dana).get(NOTES)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "Nothing was changed" in answer.content.decode()


def test_no_page_of_the_desk_may_be_kept_by_a_cache_between(client_of: ClientOf, dana: CastMember) -> None:
    for address, kept in (("/orders/", "private"), (f"/orders/{ID}/", "no-store, private"), ("/profile/", "private")):
        assert client_of(dana).get(address).headers["Cache-Control"].startswith(kept)
