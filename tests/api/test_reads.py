"""The API of reads: the same filters as the desk, the wall of the shop, tokens that open and tokens that do not."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shipby.actions.add_api_token import add_api_token, revoke_api_token
from shipby.actions.change_person import change_person
from shipby.journal.models import Event
from shipby.shop.models import ApiToken
from shipby.shop.reads import find_person, tokens_of
from shipby.words.ports import VirtualClock
from tests.actions.told import a_line, an_order, record
from tests.cast import CastMember, an_account
from tests.conftest import NOW

ClientOf = Callable[[CastMember], Client]
IDS = [f"113-000000{number}-0000000" for number in range(1, 6)]


@pytest.fixture
def orders(nora: CastMember, clock: VirtualClock) -> int:
    account = an_account(nora, clock)
    for number, order_id in enumerate(IDS):
        facts: dict[str, Any] = {"country": "CA" if number % 2 else "US", "ship_by_latest": NOW + timedelta(hours=number + 1)}
        record(account, an_order(order_id, a_line("1", sku=f"MUG-{number}", title="Camp mug"), **facts))
    return account


def token_of(person: CastMember, number: int = 1) -> str:
    return add_api_token(person_id=person.id, name="Script", random=bytes([number] * 32), actor=person.actor, now=NOW)


def ask(token: str, path: str, **query: Any) -> tuple[int, Any]:
    response = Client().get(f"/api/v1/{path}", query, headers={"Authorization": f"Bearer {token}"})
    return response.status_code, json.loads(response.content)


def ids(answer: dict[str, Any]) -> list[str]:
    return [order["order_id"] for order in answer["orders"]]


def test_a_filter_means_what_it_means_at_the_desk(dana: CastMember, orders: int) -> None:
    token = token_of(dana)

    code, answer = ask(token, "orders", q="country:CA")
    _, turned = ask(token, "orders", q="country:US", sort="-ship-by")

    assert code == 200
    assert (ids(answer), answer["total"], answer["total_is_exact"], answer["filter"]) == ([IDS[1], IDS[3]], 2, True, "country:CA")
    assert ids(turned) == [IDS[4], IDS[2], IDS[0]]
    assert answer["orders"][0]["items"][0]["sku"] == "MUG-1"


def test_pages_go_on_where_the_last_one_ended_and_never_repeat(dana: CastMember, orders: int) -> None:
    token, seen, after = token_of(dana), list[str](), ""
    while True:
        code, answer = ask(token, "orders", limit=2, after=after)
        assert code == 200
        seen += ids(answer)
        after = answer["after"] or ""
        if not after:
            break

    assert seen == IDS


def test_a_shared_view_is_a_filter_here_too(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    client_of(dana).post("/orders/v/", {"name": "To Canada", "query": "country:CA", "sort": "-ship-by", "is_shared": "on"})
    token = token_of(dana)

    _, answer = ask(token, "orders", view="to-canada")
    _, narrowed = ask(token, "orders", view="to-canada", q="sku:MUG-1")
    code, missing = ask(token, "orders", view="nope")
    _, views = ask(token, "views")

    assert ids(answer) == [IDS[3], IDS[1]]
    assert ids(narrowed) == [IDS[1]]
    assert (code, missing["code"]) == (404, "unknown_view")
    assert [view["slug"] for view in views] == ["to-canada"]


@pytest.mark.parametrize(
    ("query", "code", "told"),
    [
        ({"q": "coutnry:CA"}, "bad_filter", "coutnry"),
        ({"q": "qty:many"}, "bad_filter", "many"),
        ({"q": "store:nowhere"}, "bad_filter", "nowhere"),
        ({"sort": "colour"}, "unknown_sort", "colour"),
        ({"after": "xyz"}, "bad_place", "after"),
        ({"limit": "1000"}, "bad_request", "limit"),
        ({"limit": "many"}, "bad_request", "limit"),
        ({"q": "x" * 3000}, "bad_request", "q"),
    ],
)
def test_what_can_t_be_read_is_a_problem_with_its_code_and_place(
    dana: CastMember, orders: int, query: dict[str, str], code: str, told: str
) -> None:
    status, answer = ask(token_of(dana), "orders", **query)

    assert (status, answer["code"], answer["status"]) == (422, code, 422)
    assert told in answer["detail"]
    if code == "bad_filter":
        assert query["q"][answer["start"] : answer["end"]]


def test_one_order_whatever_its_status(dana: CastMember, orders: int) -> None:
    record(orders, an_order("113-0000009-0000000", a_line("1"), status="SHIPPED"))
    token = token_of(dana)

    code, answer = ask(token, "orders/113-0000009-0000000")
    missing, told = ask(token, "orders/113-0000008-0000000")

    assert (code, answer["status"]) == (200, "SHIPPED")
    assert (missing, told["code"]) == (404, "no_such_order")
    assert ask(token, "orders/" + "%E2%80%AE" * 30)[0] == 404


def test_another_shop_sees_nothing(dana: CastMember, eve: CastMember, orders: int) -> None:
    token = token_of(eve)

    assert ids(ask(token, "orders")[1]) == []
    assert ask(token, f"orders/{IDS[0]}")[0] == 404


def test_who_only_packs_reads_no_orders(sam: CastMember, orders: int) -> None:
    token = token_of(sam)

    assert ask(token, "orders")[0] == 403
    assert ask(token, f"orders/{IDS[0]}")[0] == 403
    assert ask(token, "views")[1]["code"] == "forbidden"
    assert ask(token, "me")[1]["permissions"] == ["pack", "print"]


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Bearer nope", "Basic eDp5", "Bearer " + "\u00e9" * 50])
def test_without_a_token_in_force_nothing_is_told(orders: int, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    response = Client().get("/api/v1/orders", headers=headers)

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert json.loads(response.content)["code"] == "no_token"


def test_a_session_of_the_desk_opens_no_api(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    assert client_of(dana).get("/api/v1/orders").status_code == 401


def test_a_revoked_token_and_one_of_somebody_without_access_open_nothing(
    nora: CastMember, dana: CastMember, vera: CastMember, orders: int
) -> None:
    first, second = token_of(dana), token_of(vera, 2)
    revoke_api_token(person_id=dana.id, token_id=tokens_of(dana.id)[0].id, actor=dana.actor, now=NOW)
    person = find_person(vera.id)
    assert person is not None
    change_person(
        person_id=vera.id,
        shop_id=vera.shop_id,
        name=person.name,
        role=person.role.value,
        is_active=False,
        seen=str(person.version),
        actor=nora.actor,
        now=NOW,
    )

    assert ask(first, "me")[0] == 401
    assert ask(second, "me")[0] == 401


def test_only_the_digest_is_kept_and_the_use_is_noted_by_the_hour(dana: CastMember, orders: int) -> None:
    token = token_of(dana)
    ask(token, "me")
    with CaptureQueriesContext(connection) as second:
        ask(token, "me")

    row = ApiToken.objects.get()
    assert token.encode() not in bytes(row.digest)
    assert token not in repr([*Event.objects.values_list("details", flat=True)])
    assert row.used_at is not None
    assert not [one for one in second.captured_queries if one["sql"].startswith("UPDATE")]


def test_queries_do_not_grow_with_the_orders(dana: CastMember, orders: int) -> None:
    token = token_of(dana)
    ask(token, "orders", limit=1)
    with CaptureQueriesContext(connection) as few:
        ask(token, "orders", limit=1)
    with CaptureQueriesContext(connection) as many:
        ask(token, "orders", limit=5)

    assert len(few) == len(many)


def test_the_description_names_every_operation_and_asks_for_the_token() -> None:
    described = json.loads(Client().get("/api/v1/openapi.json").content)

    assert set(described["paths"]) == {"/api/v1/me", "/api/v1/orders", "/api/v1/orders/{order_id}", "/api/v1/views"}
    assert all("security" in operation for path in described["paths"].values() for operation in path.values())


def test_a_person_makes_a_token_sees_it_once_and_revokes_it(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    client = client_of(dana)

    made = client.post("/profile/tokens/", {"name": " Nightly  export "})
    token = made.content.decode().split("data-token>")[1].split("<")[0]
    listed = client.get("/profile/tokens/").content.decode()

    assert made.headers["Cache-Control"] == "no-store, private"
    assert ask(token, "me")[1]["name"] == "Dana"
    assert "Nightly export" in listed
    assert token not in listed
    client.post(f"/profile/tokens/{tokens_of(dana.id)[0].id}/revoke/")
    assert ask(token, "me")[0] == 401
    assert client.post("/profile/tokens/", {"name": ""}).status_code == 422


def test_nobody_revokes_another_s_token(client_of: ClientOf, nora: CastMember, dana: CastMember, orders: int) -> None:
    token = token_of(dana)

    client_of(nora).post(f"/profile/tokens/{tokens_of(dana.id)[0].id}/revoke/")

    assert ask(token, "me")[0] == 200
