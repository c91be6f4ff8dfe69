"""Many orders at once from the queue: preview, run, its page, stop, undo, retry, results."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from shipby.actions.work_bulk_run import work_bulk_run
from shipby.bulk.models import BulkRun
from shipby.orders.models import Hold, Note
from shipby.words.ports import VirtualClock
from tests.actions.told import a_line, an_order, record
from tests.cast import CastMember, an_account
from tests.conftest import NOW

ClientOf = Callable[[CastMember], Client]
IDS = [f"113-000000{number}-0000000" for number in range(1, 6)]
WHOLE = {"whole": "1", "q": "country:US", "count": "3", "back": "/orders/?q=country%3AUS"}


@pytest.fixture
def orders(nora: CastMember, clock: VirtualClock) -> int:
    account = an_account(nora, clock)
    for number, order_id in enumerate(IDS):
        facts: dict[str, Any] = {"country": "CA" if number % 2 else "US"}
        record(account, an_order(order_id, a_line("1"), ship_by_latest=NOW + timedelta(hours=number + 1), **facts))
    return account


def work() -> None:
    for run_id in BulkRun.objects.values_list("id", flat=True):
        while work_bulk_run(run_id=run_id, now=NOW):
            pass


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def held() -> list[str]:
    return sorted(Hold.objects.filter(released_at=None).values_list("order__order_id", flat=True))


def test_all_that_match_are_previewed_then_worked_in_a_run(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    client = client_of(dana)
    client.post("/orders/bulk/hold/", {"order": [IDS[0]], "reason": "before"})

    preview = text(client.post("/orders/bulk/hold/", WHOLE))
    started = client.post("/orders/bulk/hold/", WHOLE | {"reason": "Count the mugs", "key": "form-1"})
    waiting = text(client.get(started["Location"]))
    work()
    done = text(client.get(started["Location"]))

    assert "2 orders will change." in preview
    assert "1 is on hold already." in preview
    assert "can be undone as a whole" in preview
    assert 'hx-get="/jobs/' in waiting
    assert "0 of 3 orders" in waiting
    assert "3 of 3 orders" in done
    assert 'hx-get="/jobs/' not in done
    assert "Count the mugs" in done
    assert "It was on hold already." in done
    assert held() == [IDS[0], IDS[2], IDS[4]]


def test_a_form_sent_twice_starts_one_run(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    client = client_of(dana)
    given = WHOLE | {"text": "hello", "key": "form-1"}

    first, second = client.post("/orders/bulk/note/", given), client.post("/orders/bulk/note/", given)
    work()

    assert first["Location"] == second["Location"]
    assert Note.objects.count() == 3


def test_a_list_that_grew_since_the_preview_is_shown_once_more(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    record(orders, an_order("113-0000009-0000000", a_line("1"), country="US"))

    answer = text(client_of(dana).post("/orders/bulk/hold/", WHOLE | {"reason": "x", "key": "form-1"}))

    assert "Meanwhile 4 orders match this filter." in answer
    assert 'name="count" value="4"' in answer
    assert not BulkRun.objects.exists()


def test_a_few_orders_are_done_at_once_and_a_note_is_a_run_that_can_be_undone(
    client_of: ClientOf, dana: CastMember, orders: int
) -> None:
    client = client_of(dana)

    assert client.post("/orders/bulk/hold/", {"order": IDS[:2], "reason": ""})["Location"] == "/orders/"
    run = client.post("/orders/bulk/note/", {"order": IDS[:2], "text": "Call first", "key": "n"})["Location"]
    work()
    undo = client.post(f"{run}undo/")["Location"]
    work()

    assert undo != run
    assert not Note.objects.filter(removed_at=None).exists()
    assert "It was undone: look" in text(client.get(run))
    assert "An undo is not undone" in text(client.get(undo))


def test_more_than_fifty_ask_before_a_release(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    many = [f"114-00000{number:02}-0000000" for number in range(60)]
    record(orders, *(an_order(order_id, a_line(str(number))) for number, order_id in enumerate(many)))
    client = client_of(dana)

    preview = text(client.post("/orders/bulk/release/", {"order": many}))
    started = client.post("/orders/bulk/release/", {"order": many, "key": "r"})

    assert "Release 60 orders" in preview
    assert "60 are not on hold." in preview
    assert "and 10 more" in preview
    assert started["Location"].startswith("/jobs/")


def test_a_run_is_stopped_and_goes_on(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    client = client_of(dana)
    run = client.post("/orders/bulk/tag/", WHOLE | {"add": "gift", "key": "t"})["Location"]

    client.post(f"{run}stop/")
    stopped = text(client.get(run))
    again = text(client.post(f"{run}stop/", follow=True))
    work()
    client.post(f"{run}continue/")
    work()

    assert "Stopped" in stopped
    assert "Go on" in stopped
    assert "This run has ended already." in again
    assert "3 of 3 orders" in text(client.get(run))


def test_results_as_a_file_and_by_outcome(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    client = client_of(dana)
    run = client.post("/orders/bulk/release/", WHOLE | {"key": "t"})["Location"]
    work()

    file = client.get(f"{run}results.csv").content.decode("utf-8-sig").splitlines()
    left = text(client.get(f"{run}?show=left"))

    assert file[0] == "order-id,outcome,reason"
    assert sorted(file[1:]) == [f"{order_id},left,It was not on hold." for order_id in (IDS[0], IDS[2], IDS[4])]
    assert IDS[0] in left
    assert IDS[0] not in text(client.get(f"{run}?show=done"))


@pytest.mark.parametrize("path", ["", "progress/", "results.csv"])
def test_another_shop_s_run_is_not_there(client_of: ClientOf, dana: CastMember, eve: CastMember, orders: int, path: str) -> None:
    run = client_of(dana).post("/orders/bulk/hold/", WHOLE | {"reason": "", "key": "t"})["Location"]

    assert client_of(eve).get(run + path).status_code == 404
    assert client_of(eve).post(f"{run}undo/").status_code == 404
    assert "No runs yet" in text(client_of(eve).get("/jobs/"))


@pytest.mark.parametrize(
    ("act", "given", "told"),
    [
        ("tag", {"add": "b\u00e4d!tag"}, "can&#x27;t be a tag"),
        ("note", {"text": "  "}, "The note is empty."),
        ("hold", {"reason": "x" * 300}, "longer than 200"),
    ],
)
def test_words_that_can_t_be_taken_are_said_and_stay_typed(
    client_of: ClientOf, dana: CastMember, orders: int, act: str, given: dict[str, str], told: str
) -> None:
    answer = client_of(dana).post(f"/orders/bulk/{act}/", WHOLE | given | {"key": "k"})

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not BulkRun.objects.exists()


def test_nothing_chosen_says_so(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    for act, given in (("note", {"text": "x"}), ("release", {"whole": "1", "q": "nonsense:1"})):
        assert "Nothing was chosen." in text(client_of(dana).post(f"/orders/bulk/{act}/", given, follow=True))


def test_the_chosen_orders_are_exported_alone(client_of: ClientOf, vera: CastMember, eve: CastMember, orders: int) -> None:
    response = client_of(vera).post("/orders/bulk/export/", {"order": [IDS[3], IDS[1]]})
    file = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    foreign = b"".join(client_of(eve).post("/orders/bulk/export/", {"order": IDS}).streaming_content)  # type: ignore[attr-defined]

    assert [line.split(",")[0] for line in file[1:]] == [IDS[3], IDS[1]]
    assert IDS[0].encode() not in foreign


def test_many_documents_say_first_that_printing_is_not_undone(client_of: ClientOf, sam: CastMember, orders: int) -> None:
    many = [f"114-00000{number:02}-0000000" for number in range(60)]
    record(orders, *(an_order(order_id, a_line(str(number))) for number, order_id in enumerate(many)))
    client = client_of(sam)

    asked = client.post("/orders/bulk/packing-slips/", {"order": many})
    printed = client.post("/orders/bulk/packing-slips/", {"order": many, "key": "k"})

    assert "60 orders go into one PDF." in text(asked)
    assert "can&#x27;t be undone" in text(asked)
    assert printed.headers["Content-Type"] == "application/pdf"
