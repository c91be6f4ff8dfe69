"""The quarantine page: every row that was not taken in must be seen, and a person must be able to settle it."""

from collections.abc import Callable

import pytest
from django.test import Client

from shipby.intake.models import QuarantinedRow
from shipby.journal.models import Event
from shipby.orders.models import Order
from shipby.words.ports import VirtualClock
from shipby.worker.import_file import run_import
from tests.cast import CastMember
from tests.pages.imports.test_imports_page import text_of
from tests.worker.reports import a_row, stream, unshipped

ClientOf = Callable[[CastMember], Client]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def row(nora: CastMember, clock: VirtualClock) -> QuarantinedRow:
    content = unshipped(a_row(1), a_row(1, 2, quantity_purchased="x", recipient_name="Zoë Brontë"))
    run_import(stream(content), shop_id=nora.shop_id, actor=nora.actor, now=clock.now, file_name="unshipped.txt")
    return QuarantinedRow.objects.get()


def test_a_row_is_listed_with_file_line_and_reason_but_nobody_in_it(
    nora: CastMember, client_of: ClientOf, row: QuarantinedRow
) -> None:
    page = text_of(client_of(nora).get("/quarantine/"))

    assert "unshipped.txt" in page
    assert "quantity-purchased is not a whole number" in page
    assert "Brontë" not in page


def test_the_raw_row_shows_on_request_and_the_look_is_noted(nora: CastMember, client_of: ClientOf, row: QuarantinedRow) -> None:
    client = client_of(nora)

    answer = client.post(f"/quarantine/{row.id}/raw/")
    fragment = client.post(f"/quarantine/{row.id}/raw/", headers={"HX-Request": "true"})

    assert "<dt>recipient-name</dt><dd>Zoë Brontë</dd>" in text_of(answer)
    assert "<dt>quantity-purchased</dt><dd>x</dd>" in text_of(answer)
    assert "Zoë Brontë" in fragment.content.decode()
    assert "<html" not in fragment.content.decode()
    assert answer["Cache-Control"] == "no-store, private"
    assert Event.objects.filter(kind="quarantine_revealed", actor_name="Nora").count() == 2
    assert client.get(f"/quarantine/{row.id}/raw/").status_code == 405


def test_dismissing_lets_the_order_go_and_undo_brings_it_back(nora: CastMember, client_of: ClientOf, row: QuarantinedRow) -> None:
    client = client_of(nora)

    answer = client.post(f"/quarantine/{row.id}/dismissed/", follow=True)

    page = text_of(answer)
    assert "Line 3 of unshipped.txt dismissed." in page
    assert f"/quarantine/{row.id}/reopened/" in page
    assert Order.objects.get().is_incomplete is False
    client.post(f"/quarantine/{row.id}/reopened/")
    assert Order.objects.get().is_incomplete is True


def test_an_empty_quarantine_says_so(nora: CastMember, client_of: ClientOf) -> None:
    assert "Nothing in quarantine" in text_of(client_of(nora).get("/quarantine/"))


def test_rows_of_another_shop_are_out_of_reach(
    nora: CastMember, eve: CastMember, client_of: ClientOf, row: QuarantinedRow
) -> None:
    stranger = client_of(eve)

    assert "unshipped.txt" not in text_of(stranger.get("/quarantine/"))
    for what in ("raw", "dismissed", "reopened"):
        assert stranger.post(f"/quarantine/{row.id}/{what}/").status_code == 404
    assert QuarantinedRow.objects.get().state == "open"


@pytest.mark.parametrize("who", ["sam", "vera"])
def test_packers_and_viewers_do_not_get_in(
    who: str, request: pytest.FixtureRequest, client_of: ClientOf, row: QuarantinedRow
) -> None:
    client = client_of(request.getfixturevalue(who))

    assert client.get("/quarantine/").status_code == 403
    assert client.post(f"/quarantine/{row.id}/raw/").status_code == 403


@pytest.mark.parametrize("query", ["import=x", "after=-1", "after=" + "9" * 30, "import=0&after=999999"])
def test_nonsense_in_the_address_is_no_error(nora: CastMember, client_of: ClientOf, row: QuarantinedRow, query: str) -> None:
    assert client_of(nora).get(f"/quarantine/?{query}").status_code == 200
