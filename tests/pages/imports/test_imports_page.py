"""The imports page: a report dropped there must arrive whole, unread by others, and say what became of it."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from shipby.intake.models import Import
from shipby.intake.rules.imports import ImportState
from shipby.journal.writes import note
from shipby.keys.spool import spool_folder
from shipby.orders.models import Order
from shipby.web.imports import uploads
from shipby.words.ports import VirtualClock
from shipby.worker.import_file import import_file
from tests.cast import CastMember, an_account
from tests.worker.reports import a_row, order_id, unshipped

ClientOf = Callable[[CastMember], Client]
pytestmark = pytest.mark.django_db(transaction=True)


def hand_in(client: Client, content: bytes, name: str = "unshipped.txt", **fields: str):
    return client.post("/imports/", {"file": SimpleUploadedFile(name, content), **fields})


def the_job() -> Import:
    """What the worker does when the job is its turn."""
    row = Import.objects.order_by("-id")[0]
    import_file(import_id=row.id)
    row.refresh_from_db()
    return row


def text_of(answer) -> str:
    text = answer.content.decode()
    assert " style=" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    return text


def spooled() -> list[bytes]:
    return [path.read_bytes() for path in spool_folder().iterdir()] if spool_folder().exists() else []


@pytest.fixture(autouse=True)
def clean_spool():
    for path in spool_folder().glob("*"):
        path.unlink()


def test_a_dropped_report_becomes_orders(nora: CastMember, client_of: ClientOf) -> None:
    client = client_of(nora)

    answer = hand_in(client, unshipped(a_row(1), a_row(2), a_row(2, 2, quantity_purchased="x")))

    row = Import.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/imports/{row.id}/")
    waiting = text_of(client.get(f"/imports/{row.id}/"))
    assert 'hx-trigger="every 1s"' in waiting
    assert the_job().state == ImportState.DONE
    done = text_of(client.get(f"/imports/{row.id}/"))
    assert "every 1s" not in done
    assert "quantity-purchased is not a whole number" in done
    assert Order.objects.count() == 2
    assert "unshipped.txt" in text_of(client.get("/imports/"))


def test_an_upload_is_never_in_clear_on_disk_and_gone_after_it_was_read(nora: CastMember, client_of: ClientOf) -> None:
    hand_in(client_of(nora), unshipped(*(a_row(number) for number in range(3000))))

    (content,) = spooled()
    assert len(content) > 500_000
    assert b"Rosalind" not in content
    assert b"113-4857201" not in content
    the_job()
    assert spooled() == []


def test_the_form_without_a_file_says_so_beside_the_box(nora: CastMember, client_of: ClientOf) -> None:
    answer = client_of(nora).post("/imports/", {"encoding": ""})

    assert answer.status_code == 422
    assert "Choose a file" in text_of(answer)
    assert not Import.objects.exists()


def test_a_file_too_large_is_refused_and_nothing_stays(
    nora: CastMember, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LARGEST_BYTES", 1000)

    by_content = hand_in(client_of(nora), unshipped(*(a_row(number) for number in range(50))))
    monkeypatch.setattr(uploads, "_FORM_BYTES", 0)
    by_length = hand_in(client_of(nora), unshipped(*(a_row(number) for number in range(50))))

    assert [by_content.status_code, by_length.status_code] == [422, 422]
    assert "larger than 512 MB" in text_of(by_content)
    assert spooled() == []
    assert not Import.objects.exists()


def test_a_form_that_is_refused_leaves_no_spool_behind(nora: CastMember, client_of: ClientOf) -> None:
    answer = hand_in(client_of(nora), unshipped(a_row(1)), made_at="2030-01-01T00:00")

    assert answer.status_code == 422
    assert "This time has not come yet." in text_of(answer)
    assert spooled() == []


def test_the_token_of_the_form_is_asked_for(nora: CastMember) -> None:
    from django.contrib.auth import get_user_model

    client = Client(enforce_csrf_checks=True)
    client.force_login(get_user_model().objects.get(pk=nora.id), backend="shipby.web.account.backend.EmailBackend")

    assert hand_in(client, unshipped(a_row(1))).status_code == 403
    assert not Import.objects.exists()


def test_several_accounts_must_be_chosen_from(nora: CastMember, client_of: ClientOf, clock: VirtualClock) -> None:
    an_account(nora, clock, name="North America")
    europe = an_account(nora, clock, name="Europe")
    client = client_of(nora)

    assert hand_in(client, unshipped(a_row(1))).status_code == 422
    assert hand_in(client, unshipped(a_row(1)), account=str(europe)).status_code == 302
    assert the_job().account_id == europe


def test_an_account_of_another_shop_is_not_taken(
    nora: CastMember, eve: CastMember, client_of: ClientOf, clock: VirtualClock
) -> None:
    an_account(nora, clock)
    stranger = an_account(eve, clock)

    assert hand_in(client_of(nora), unshipped(a_row(1)), account=str(stranger)).status_code == 422


@pytest.mark.parametrize("content", [b"", b"hello", b"\x00\x01\x02"])
def test_a_file_that_is_no_report_says_what_it_is_and_what_to_do(nora: CastMember, client_of: ClientOf, content: bytes) -> None:
    client = client_of(nora)
    hand_in(client, content)

    row = the_job()

    page = text_of(client.get(f"/imports/{row.id}/"))
    assert row.state == ImportState.REFUSED
    assert "Nothing of this file was taken in." in page
    assert spooled() == []


def test_the_wrong_file_is_taken_back_from_its_page(nora: CastMember, client_of: ClientOf) -> None:
    client = client_of(nora)
    hand_in(client, unshipped(a_row(1)))
    row = the_job()

    answer = client.post(f"/imports/{row.id}/taken-back/", follow=True)

    assert "taken back" in text_of(answer)
    assert not Order.objects.exists()


def test_taking_back_after_work_was_done_is_refused_with_what_was_done(nora: CastMember, client_of: ClientOf) -> None:
    client = client_of(nora)
    hand_in(client, unshipped(a_row(1)))
    row = the_job()
    with transaction.atomic():
        note(actor=nora.actor, at=row.received_at, kind="order_held", subject="order", subject_key=Order.objects.get().id)

    answer = client.post(f"/imports/{row.id}/taken-back/")

    assert answer.status_code == 422
    assert "order held, by Nora" in text_of(answer)
    assert Order.objects.exists()


def test_orders_no_longer_unshipped_are_listed(nora: CastMember, client_of: ClientOf, clock: VirtualClock) -> None:
    client = client_of(nora)
    hand_in(client, unshipped(a_row(1), a_row(2)))
    the_job()
    clock.sleep(600)
    hand_in(client, unshipped(a_row(1)))

    row = the_job()

    assert order_id(2) in text_of(client.get(f"/imports/{row.id}/"))


def test_nobody_sees_the_imports_of_another_shop(nora: CastMember, eve: CastMember, client_of: ClientOf) -> None:
    hand_in(client_of(nora), unshipped(a_row(1)), name="north.txt")
    row, stranger = the_job(), client_of(eve)

    assert "north.txt" not in text_of(stranger.get("/imports/"))
    assert stranger.get(f"/imports/{row.id}/").status_code == 404
    assert stranger.get(f"/imports/{row.id}/progress/").status_code == 404
    assert stranger.post(f"/imports/{row.id}/taken-back/").status_code == 404
    assert Order.objects.exists()


@pytest.mark.parametrize("who", ["sam", "vera"])
def test_packers_and_viewers_import_nothing(who: str, request: pytest.FixtureRequest, client_of: ClientOf) -> None:
    client = client_of(request.getfixturevalue(who))

    assert client.get("/imports/").status_code == 403
    assert hand_in(client, unshipped(a_row(1))).status_code == 403
    assert spooled() == []


def test_a_job_that_comes_twice_works_the_file_once(nora: CastMember, client_of: ClientOf) -> None:
    hand_in(client_of(nora), unshipped(a_row(1)))
    row = the_job()

    import_file(import_id=row.id)

    assert Import.objects.get().new_count == 1


def test_an_import_whose_file_is_gone_says_so(nora: CastMember, client_of: ClientOf) -> None:
    hand_in(client_of(nora), unshipped(a_row(1)))
    for path in spool_folder().iterdir():
        path.unlink()

    assert the_job().refusal_code == "uploaded_file_gone"


def test_a_reader_gone_silent_is_shown_as_stopped(nora: CastMember, client_of: ClientOf, clock: VirtualClock) -> None:
    client = client_of(nora)
    hand_in(client, unshipped(a_row(1)))
    row = Import.objects.get()
    Import.objects.update(state="running", touched_at=clock.now())
    clock.sleep(180)

    assert "The reading stopped half-way." in text_of(client.get(f"/imports/{row.id}/"))
