"""The frame of every page: what it promises to browsers, to people of each role, and to pages that fail."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from shipby.intake.models import Import
from shipby.web.icons import address, sprite
from shipby.web.toasts import add_toast, toast_of
from shipby.words.ports import VirtualClock
from tests.actions.told import a_bad_row, an_order, record
from tests.cast import CastMember, an_account
from tests.conftest import NOW

ClientOf = Callable[[CastMember], Client]
ERRORS = ("400.html", "403.html", "403_csrf.html", "404.html", "405.html", "500.html")


@pytest.fixture
def account(nora: CastMember, clock: VirtualClock) -> int:
    return an_account(nora, clock)


def navigation(html: str) -> list[str]:
    side = html[html.index('<nav class="side"') : html.index("</nav>")]
    return re.findall(r'<a href="([^"]+)"', side)


@pytest.mark.parametrize("path", ["/orders/", "/accounts/login/", "/nothing/here", "/styleguide/"])
def test_every_answer_carries_the_policy(path: str, client_of: ClientOf, nora: CastMember, account: int) -> None:
    policy = client_of(nora).get(path).headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("name", ERRORS)
def test_a_page_that_tells_of_an_error_needs_nothing_and_leads_back(name: str) -> None:
    html = render_to_string(name)

    assert "<h1>" in html
    assert 'href="/"' in html
    assert "<script" not in html


def test_a_person_without_the_permission_reads_why(client_of: ClientOf, vera: CastMember, account: int) -> None:
    response = client_of(vera).get("/imports/")

    assert response.status_code == 403
    assert "This is not yours to open" in response.content.decode()


def test_each_role_sees_the_pages_of_its_work(
    client_of: ClientOf, nora: CastMember, dana: CastMember, vera: CastMember, account: int
) -> None:
    def pages(member: CastMember) -> list[str]:
        return [path for path in navigation(client_of(member).get("/orders/").content.decode()) if path != "/"]

    assert pages(nora) == ["/orders/", "/pick/", "/shipments/", "/imports/", "/quarantine/", "/products/", "/sync/", "/settings/"]
    assert pages(dana) == ["/orders/", "/pick/", "/shipments/", "/imports/", "/quarantine/", "/products/", "/sync/"]
    assert pages(vera) == ["/orders/", "/shipments/", "/products/", "/sync/"]


def test_counts_stand_beside_their_pages_and_quarantine_is_red(client_of: ClientOf, dana: CastMember, account: int) -> None:
    imported = _an_import(dana, NOW)
    record(account, an_order("111-0000001-0000000"), import_id=imported, bad_rows=[a_bad_row(3, "111-0000009-0000000")])

    html = client_of(dana).get("/orders/").content.decode()

    assert re.search(r'href="/orders/" aria-current="page".*?<span class="n">1</span>', html)
    assert re.search(r'href="/quarantine/".*?<span class="n hot">1</span>', html)


def test_the_age_of_the_last_report_is_never_hidden(client_of: ClientOf, dana: CastMember, account: int) -> None:
    assert "No report yet" in client_of(dana).get("/orders/").content.decode()

    _an_import(dana, NOW - timedelta(minutes=14))
    assert "Last report 14 min ago" in client_of(dana).get("/orders/").content.decode()


def test_an_old_report_is_amber_and_says_what_is_missing(client_of: ClientOf, dana: CastMember, account: int) -> None:
    _an_import(dana, NOW - timedelta(hours=5))
    html = client_of(dana).get("/orders/").content.decode()

    assert "Last report 5 h ago" in html
    assert "Newer orders are not here yet." in html


def test_a_processing_report_is_no_report_of_orders(client_of: ClientOf, dana: CastMember, account: int) -> None:
    _an_import(dana, NOW, result={"accepted": 3, "refused": []})

    assert "No report yet" in client_of(dana).get("/orders/").content.decode()


@pytest.mark.parametrize(("cookie", "drawn"), [("dark", ' data-theme="dark"'), ("light", ' data-theme="light"'), ('"><b>', "")])
def test_the_chosen_theme_is_drawn_by_the_server(
    cookie: str, drawn: str, client_of: ClientOf, dana: CastMember, account: int
) -> None:
    client = client_of(dana)
    client.cookies["theme"] = cookie
    html = client.get("/orders/").content.decode()

    assert re.search(r"<html lang=\"en\" dir=\"ltr\"([^>]*)>", html)[1] == drawn  # type: ignore[index]


def test_icons_come_from_their_package_and_are_kept_by_browsers() -> None:
    answer = Client().get(address())
    old = Client().get("/icons.000000000000.svg")

    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "immutable" not in old.headers["Cache-Control"]
    assert answer.content == old.content == sprite()[0]
    assert b'<symbol id="inbox"' in answer.content


def test_a_toast_carries_what_its_undo_posts(rf: RequestFactory) -> None:
    request = rf.get("/")
    request._messages = _Kept()  # type: ignore[attr-defined]

    add_toast(request, "2 orders on hold.", undo_to="/orders/bulk/release/", undo={"order": ["a", "b"], "back": "/orders/"})
    add_toast(request, "Plain.")

    first, second = (toast_of(message) for message in request._messages.kept)  # type: ignore[attr-defined]
    assert first.undo_to == "/orders/bulk/release/"
    assert first.undo_fields == (("order", "a"), ("order", "b"), ("back", "/orders/"))
    assert (second.text, second.undo_to) == ("Plain.", "")


def test_pages_work_without_script(client_of: ClientOf, dana: CastMember, account: int) -> None:
    record(account, an_order("111-0000001-0000000"))
    for path in ("/orders/", "/orders/111-0000001-0000000/"):
        html = client_of(dana).get(path).content.decode()
        posts = re.findall(r"<form[^>]*method=\"post\"[^>]*>(.*?)</form>", html, re.DOTALL)
        assert posts
        assert all("csrfmiddlewaretoken" in form for form in posts)
        assert not re.search(r'href="#"', html)


class _Kept:
    """Where messages of one request go."""

    def __init__(self) -> None:
        self.kept: list[object] = []

    def add(self, level: int, message: str, extra_tags: str = "") -> None:
        from django.contrib.messages.storage.base import Message

        self.kept.append(Message(level, message, extra_tags))


def _an_import(member: CastMember, when: object, **columns: object) -> int:
    return Import.objects.create(
        shop_id=member.shop_id,
        file_name="report.txt",
        received_at=when,
        made_at=when,
        state="done",
        actor_kind="person",
        actor_key=str(member.id),
        actor_name=member.name,
        **columns,
    ).pk
