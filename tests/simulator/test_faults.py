"""Every fault F1 to F8, at every kind of door, scripted and drawn; and rate limits that change at run time."""

import gzip
import json
from typing import Any

import pytest

from shipby_simulator.core.wire import Response
from shipby_simulator.door.faults import BODIES, KINDS
from shipby_simulator.world.settings import parse
from tests.simulator.driver import QUIET, Driver, package, simulate

GET, SEARCH, CONFIRM = "orders_2026-01-01.getOrder", "orders_2026-01-01.searchOrders", "ordersV0.confirmShipment"


def confirm(amazon: Driver) -> tuple[Response, bool]:
    """Confirm an order by bytes; returns the answer and whether the confirmation took effect."""
    n = amazon.unshipped()
    order_id = amazon.world.books[0].order_id(n)
    body = package(amazon, n)
    target = f"/orders/v0/orders/{order_id}/shipmentConfirmation"
    response = amazon.raw("POST", target, body, {"x-amz-access-token": amazon.token()})
    return response, bool(amazon.world.books[0].view(n).packages)


@pytest.mark.parametrize(
    ("fault", "status", "drop", "effect"),
    [
        ({"kind": "refuse"}, 0, True, False),
        ({"kind": "reset"}, 0, True, False),
        ({"kind": "lost"}, 204, True, True),
        ({"kind": "throttle"}, 429, False, False),
        ({"kind": "error", "status": 503}, 503, False, False),
        ({"kind": "error", "status": 500, "effect": True, "body": "json"}, 500, False, True),
        ({"kind": "error", "status": 200, "body": "empty"}, 200, False, False),
        ({"kind": "error", "status": 200, "body": "empty", "effect": True}, 200, False, True),
        ({"kind": "malformed", "body": "html"}, 204, False, True),
        ({"kind": "slow", "delay_ms": 20}, 204, False, True),
        ({"kind": "drip", "delay_ms": 20}, 204, False, True),
        ({"kind": "duplicate"}, 204, False, True),
    ],
)
def test_a_fault_strikes_a_confirmation_with_or_without_effect(
    fault: dict[str, Any], status: int, drop: bool, effect: bool
) -> None:
    amazon = simulate()
    amazon.token()
    amazon.control("faults", {"operation": CONFIRM, "count": 1, **fault})
    response, happened = confirm(amazon)
    assert (response.status, response.drop, happened) == (status, drop, effect)
    if fault["kind"] == "slow":
        assert response.delay_ms == 20
    if fault["kind"] == "drip":
        assert response.drip_ms == 1
    again, happened = confirm(amazon)
    assert (again.status, again.drop, happened) == (204, False, True)
    struck = [call["fault"] for call in amazon.control(f"truth/calls?operation={CONFIRM}")["calls"]]
    assert struck == [fault["kind"], ""]


def test_a_duplicate_confirmation_counts_once_and_a_duplicate_message_twice() -> None:
    amazon = simulate()
    amazon.control("faults", {"kind": "duplicate", "operation": "messaging*"})
    n = amazon.unshipped()
    facts = amazon.world.books[0].facts(n)
    where, query = {"amazonOrderId": facts.order_id}, {"marketplaceIds": facts.place.id}
    amazon.call("messaging.createConfirmOrderDetails", where, query, {"text": "One mug or two?"})
    assert [one["text"] for one in amazon.world.books[0].orders[n].messages] == ["One mug or two?"] * 2
    amazon.control("faults", {"kind": "duplicate", "operation": CONFIRM})
    amazon.call(CONFIRM, {"orderId": facts.order_id}, body=package(amazon, n))
    assert len(amazon.world.books[0].orders[n].packages) == 1


def ask(amazon: Driver) -> Response:
    amazon.advance("PT3M")
    target = "/orders/2026-01-01/orders?createdAfter=2026-11-01T00:00:00Z&maxResultsPerPage=5"
    return amazon.raw("GET", target, headers={"x-amz-access-token": amazon.token()})


@pytest.mark.parametrize("how", BODIES["malformed"])
def test_an_answer_is_malformed_in_every_way(how: str) -> None:
    amazon = simulate()
    good = json.loads(ask(amazon).body)
    amazon.control("faults", {"kind": "malformed", "body": how, "operation": SEARCH, "count": 1})
    bad = ask(amazon)
    assert bad.status == 200
    if how == "cut":
        assert bad.cut_at is not None
        assert 0 < bad.cut_at < len(bad.body)
        with pytest.raises(json.JSONDecodeError):
            json.loads(bad.body[: bad.cut_at])
    elif how == "type":
        first = good["orders"][0]["orderId"]
        assert json.loads(bad.body)["orders"][0]["orderId"] == [first]
    elif how == "missing":
        order = json.loads(bad.body)["orders"][0]
        assert "orderId" not in order
        assert order["orderIdX"] == good["orders"][0]["orderId"]
    elif how == "charset":
        assert json.loads(bad.body.decode("utf-16"))["orders"][0] == good["orders"][0]
        with pytest.raises(UnicodeDecodeError):
            bad.body.decode()
    elif how == "bomb":
        assert ("Content-Encoding", "gzip") in bad.headers
        assert len(bad.body) < 100_000
        assert len(gzip.decompress(bad.body)) == 64 << 20
    elif how == "gzip":
        assert ("Content-Encoding", "gzip") in bad.headers
        with pytest.raises(EOFError):
            gzip.decompress(bad.body)
    else:
        with pytest.raises((json.JSONDecodeError, UnicodeDecodeError)):
            json.loads(bad.body)
    assert json.loads(ask(amazon).body)["orders"][0] == good["orders"][0]


def test_a_list_comes_reordered_with_nothing_lost() -> None:
    amazon = simulate()
    good = [order["orderId"] for order in json.loads(ask(amazon).body)["orders"]]
    amazon.control("faults", {"kind": "reordered", "operation": SEARCH, "count": 1})
    mixed = [order["orderId"] for order in json.loads(ask(amazon).body)["orders"]]
    assert mixed != good
    assert sorted(mixed) == sorted(good)


def test_a_stale_answer_serves_the_form_before_the_last_change() -> None:
    amazon = simulate()
    n = amazon.unshipped()
    where = {"orderId": amazon.world.books[0].order_id(n)}
    amazon.call(CONFIRM, where, body=package(amazon, n))
    amazon.advance("PT5M")
    query = {"includedData": "FULFILLMENT"}
    amazon.control("faults", {"kind": "stale", "operation": GET, "count": 1})
    told = [amazon.call(GET, where, query)[1]["order"]["fulfillment"]["fulfillmentStatus"] for _ in range(2)]
    assert told == ["UNSHIPPED", "SHIPPED"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_fault_can_strike_the_token_endpoint_and_the_queue(kind: str) -> None:
    amazon = simulate()
    headers = {"x-amz-target": "AmazonSQS.CreateQueue"}
    for operation, target, body in (("token", "/auth/o2/token", b"grant_type=x"), ("sqs", "/sqs", {"QueueName": "orders"})):
        amazon.control("faults", {"kind": kind, "operation": operation, "count": 1, "delay_ms": 1})
        struck = amazon.raw("POST", target, body, headers)
        well = amazon.raw("POST", target, body, headers)
        assert struck.drop == (kind in {"refuse", "reset", "lost"})
        assert well.status == (400 if operation == "token" else 200)
        if kind == "error":
            assert (struck.status, struck.content_type) == (503, "text/html; charset=utf-8")
        if kind == "throttle":
            assert struck.status == (429 if operation == "token" else 400)
    calls = amazon.control("truth/calls")["calls"]
    assert [call["fault"] for call in calls] == [kind, "", kind, ""]
    assert calls[2]["operation"] == "sqs.CreateQueue"


def test_a_duplicate_at_the_queue_gives_a_message_out_again() -> None:
    amazon = simulate()

    def sqs(action: str, **body: Any) -> Any:
        return json.loads(amazon.raw("POST", "/sqs", body, {"x-amz-target": f"AmazonSQS.{action}"}).body)

    url = sqs("CreateQueue", QueueName="orders")["QueueUrl"]
    sqs("SendMessage", QueueUrl=url, MessageBody="one")
    amazon.control("faults", {"kind": "duplicate", "operation": "sqs.ReceiveMessage", "count": 2})
    assert [len(sqs("ReceiveMessage", QueueUrl=url).get("Messages", [])) for _ in range(4)] == [1, 1, 1, 0]


def test_faults_wait_skip_count_and_end() -> None:
    amazon = simulate()
    order = {
        "kind": "error",
        "operation": GET,
        "skip": 1,
        "count": 2,
        "from": "2026-11-23T13:00:00Z",
        "until": "2026-11-23T14:00:00Z",
    }
    amazon.control("faults", order)

    def statuses(count: int) -> list[int]:
        return [amazon.call(GET, {"orderId": "x"})[0] for _ in range(count)]

    assert statuses(3) == [404] * 3
    amazon.control("clock", {"to": "2026-11-23T13:00:00Z"})
    assert statuses(4) == [404, 503, 503, 404]
    amazon.control("faults", {**order, "count": 9, "skip": 0})
    assert statuses(1) == [503]
    amazon.control("clock", {"to": "2026-11-23T14:00:00Z"})
    assert statuses(1) == [404]
    amazon.control("faults", {"kind": "error", "operation": "*", "account": 0})
    assert statuses(1) == [503]
    assert amazon.control("faults", method="DELETE")["faults"] == []
    assert statuses(1) == [404]


def test_a_share_of_the_calls_is_struck_and_always_the_same_ones() -> None:
    def run(seed: int) -> list[int]:
        amazon = simulate(seed=seed)
        amazon.control("faults", {"kind": "error", "operation": GET, "share": 0.3})
        return [amazon.call(GET, {"orderId": "x"})[0] for _ in range(200)]

    first = run(7)
    assert 30 < first.count(503) < 90
    assert run(7) == first
    assert run(8) != first


def test_a_storm_of_429_empties_nothing_and_ends() -> None:
    amazon = simulate()
    amazon.token()
    amazon.control("faults", {"kind": "throttle", "operation": "*", "until": "2026-11-23T12:10:00Z"})
    answers = [amazon.call(GET, {"orderId": "x"}) for _ in range(5)]
    assert [status for status, _ in answers] == [429] * 5
    assert answers[0][1]["errors"][0]["code"] == "QuotaExceeded"
    amazon.advance("PT10M")
    assert amazon.call(GET, {"orderId": "x"})[0] == 404


def test_a_rate_changes_at_run_time_for_one_account_or_all() -> None:
    amazon = simulate(accounts=2)
    amazon.control("rates", {"operation": GET, "rate": 0.001, "burst": 1, "account": 1})

    def statuses(account: int) -> list[int]:
        return [amazon.call(GET, {"orderId": "x"}, account=account)[0] for _ in range(3)]

    assert statuses(0) == [404] * 3
    assert statuses(1) == [404, 429, 429]
    amazon.control("rates", {"operation": GET, "account": 1})
    amazon.advance("PT1M")
    assert statuses(1) == [404] * 3
    assert amazon.control("rates")["defaults"][GET] == {
        "rate": 0.5,
        "burst": 30,
        "method": "GET",
        "path": "/orders/2026-01-01/orders/{orderId}",
    }


def test_a_swarm_is_drawn_from_the_seed_and_differs_each_time() -> None:
    def run(seed: int) -> list[Any]:
        amazon = simulate(seed=seed)
        drawn = [amazon.control("faults/drawn", {"hours": 48})["faults"] for _ in range(3)]
        assert all(fault["kind"] in KINDS for fault in drawn[-1])
        return drawn

    assert run(7) == run(7)
    assert run(7) != run(8)
    first, second, _ = run(7)
    assert len(second) > len(first) > 0


def test_a_scenarios_faults_strike_in_their_hours() -> None:
    rule = f'[[faults]]\nkind = "error"\noperation = "{GET}"\nfrom_hours = 1.0\nhours = 1.0\nstatus = 500\nbody = "json"\n'
    amazon = simulate(f"{QUIET}{rule}")
    told = []
    for _ in range(3):
        told.append(amazon.call(GET, {"orderId": "x"})[0])
        amazon.advance("PT1H")
    assert told == [404, 500, 404]
    parse(rule, "own.toml")
