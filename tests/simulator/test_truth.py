"""The simulator's own endpoints: the truth, the saved world, the description of them all."""

import json
from typing import Any

import pytest

from tests.simulator.driver import QUIET, Driver, package, simulate

LIVELY = (
    f"{QUIET}[buyers]\nfeedback = 0.5\nreturns = 0.4\nasks_to_cancel = 0.2\ncancels_early = 0.1\nclaims = 0.2\npending = 0.3\n"
)


def busy(days: int = 3) -> Driver:
    """Return a world in which a few orders were confirmed and some days went by."""
    amazon = simulate(LIVELY)
    for _ in range(5):
        n = amazon.unshipped()
        order_id = amazon.world.books[0].order_id(n)
        assert amazon.call("ordersV0.confirmShipment", {"orderId": order_id}, body=package(amazon, n))[0] == 204
    amazon.advance(f"P{days}D")
    return amazon


def test_truth_tells_an_order_with_all_its_versions() -> None:
    amazon = simulate()
    n = amazon.unshipped()
    order_id = amazon.world.books[0].order_id(n)
    amazon.call("ordersV0.confirmShipment", {"orderId": order_id}, body=package(amazon, n))
    before = amazon.control(f"truth/orders/{order_id}")
    assert before["status"] == "UNSHIPPED"
    assert [found["shown"] for found in before["packages"]] == [False]
    amazon.advance("PT5M")
    after = amazon.control(f"truth/orders/{order_id}")
    assert (after["status"], after["packages"][0]["shown"]) == ("SHIPPED", True)
    assert [entry["status"] for entry in after["history"]][-2:] == ["UNSHIPPED", "SHIPPED"]
    assert after["history"] == sorted(after["history"], key=lambda entry: entry["at"])
    assert [item["shipped"] for item in after["items"]] == [item["quantity"] for item in after["items"]]
    assert amazon.control("truth/confirmations")["confirmations"] == after["packages"]
    form = amazon.call("orders_2026-01-01.getOrder", {"orderId": order_id})[1]["order"]
    assert form["lastUpdatedTime"] == after["updated"]


def test_truth_pages_through_every_order_and_only_what_moved() -> None:
    amazon = busy()
    whole: list[dict[str, Any]] = []
    after: Any = -1
    while after is not None:
        page = amazon.control(f"truth/orders?after={after}&limit=70")
        whole += page["orders"]
        after = page["next"]
    assert [order["n"] for order in whole] == [*range(len(amazon.world.books[0].created))]
    moved = amazon.control("truth/orders?changed=true&limit=1000")["orders"]
    assert moved == [order for order in whole if order["n"] in amazon.world.books[0].orders]
    assert 0 < len(moved) < len(whole)
    cancelled = amazon.control("truth/orders?changed=true&limit=1000&status=CANCELLED")["orders"]
    assert [order["order_id"] for order in cancelled] == [order["order_id"] for order in moved if order["status"] == "CANCELLED"]


def test_truth_lists_cancellations_with_who_and_why() -> None:
    amazon = busy(12)
    found = amazon.control("truth/cancellations")["cancellations"]
    assert {("BUYER", "BuyerCanceled"), ("AMAZON", "NotConfirmedInTime")} <= {(one["by"], one["why"]) for one in found}
    assert found == sorted(found, key=lambda one: one["at"])
    for one in found:
        order = amazon.control(f"truth/orders/{one['order_id']}")
        assert one["whole"] == (order["status"] == "CANCELLED")
        assert one["items"] == {item["id"]: item["cancelled"] for item in order["items"] if item["cancelled"]}


def test_truth_lists_calls_with_time_answer_and_fault() -> None:
    amazon = simulate()
    amazon.control("faults", {"kind": "lost", "operation": "orders_2026-01-01.getOrder", "count": 1})
    for _ in range(2):
        amazon.call("orders_2026-01-01.getOrder", {"orderId": "x"})
        amazon.advance("PT1S")
    said = amazon.control("truth/calls?operation=orders_2026-01-01.getOrder")
    assert [(call["status"], call["code"], call["fault"]) for call in said["calls"]] == [
        (404, "NotFound", "lost"),
        (404, "NotFound", ""),
    ]
    assert said["calls"][0]["at"] == "2026-11-23T12:00:00.000Z"
    assert amazon.control("truth/calls")["counts"]["token"] == {"200": 1}
    assert amazon.control(f"truth/calls?after={said['calls'][0]['number']}")["calls"][0] == said["calls"][1]


def test_truth_tells_what_is_coming_and_it_comes() -> None:
    amazon = simulate(LIVELY)
    coming = amazon.control("truth/coming?limit=1000")["coming"]
    assert coming == sorted(coming, key=lambda one: one["at"])
    asks = next(one for one in coming if one["what"] == "buyer asks to cancel")
    assert amazon.control(f"truth/orders/{asks['order_id']}")["cancel_asked"] == ""
    amazon.control("clock", {"to": asks["at"]})
    assert amazon.control(f"truth/orders/{asks['order_id']}")["cancel_asked"] in {asks["at"], ""}
    assert asks not in amazon.control("truth/coming?limit=1000")["coming"]


def story(amazon: Driver) -> list[bytes]:
    """Do a bit of everything and return all bytes that came back."""
    amazon.log.clear()
    for _ in range(3):
        amazon.call("orders_2026-01-01.searchOrders", query={"createdAfter": "2026-01-01T00:00:00Z", "maxResultsPerPage": 50})
        n = amazon.unshipped()
        order_id = amazon.world.books[0].order_id(n)
        amazon.call("ordersV0.confirmShipment", {"orderId": order_id}, body=package(amazon, n))
        amazon.advance("PT20H")
        amazon.call("orders_2026-01-01.getOrder", {"orderId": order_id})
        amazon.control("truth/orders?changed=true&limit=1000")
    amazon.control("truth/cancellations")
    amazon.control("truth/coming?limit=1000")
    amazon.control("truth/calls")
    return [*amazon.log]


def test_a_loaded_world_goes_on_as_if_nothing_had_been() -> None:
    amazon = busy(1)
    saved = amazon.raw("GET", "/_simulator/state/file").body
    other = simulate(seed=99, orders=10)
    assert other.raw("PUT", "/_simulator/state/file", saved).status == 200
    other.tokens = dict(amazon.tokens)
    assert other.raw("GET", "/_simulator/state/file").body == amazon.raw("GET", "/_simulator/state/file").body
    assert story(other) == story(amazon)


def test_the_state_can_be_looked_at() -> None:
    amazon = busy(1)
    inside = amazon.control("state")
    assert inside["now"] == "2026-11-24T12:00:00.000Z"
    assert inside["parts"]["calls"] == len(amazon.control("state/parts/calls")["value"]) > 0
    assert amazon.raw("GET", "/_simulator/state/parts/secrets").status == 404


@pytest.mark.parametrize("junk", [b"", b"\x80", b"hello"])
def test_what_is_no_saved_world_is_refused_and_the_present_one_stays(junk: bytes) -> None:
    amazon = simulate()
    before = amazon.raw("GET", "/_simulator/state/file").body
    assert amazon.raw("PUT", "/_simulator/state/file", junk).status == 400
    assert amazon.raw("GET", "/_simulator/state/file").body == before


@pytest.mark.parametrize(
    ("method", "target", "body", "status", "word"),
    [
        ("GET", "/_simulator/nowhere", None, 404, "/_simulator/clock"),
        ("DELETE", "/_simulator/clock", None, 405, "GET and POST"),
        ("GET", "/_simulator/truth/orders?limit=0", None, 400, "limit"),
        ("GET", "/_simulator/truth/orders?account=7", None, 400, "no account 7"),
        ("GET", "/_simulator/truth/orders?acount=0", None, 400, "acount"),
        ("GET", "/_simulator/truth/orders/1", None, 404, "No order 1"),
        ("POST", "/_simulator/clock", {"advance": "an hour"}, 400, "PT6H"),
        ("POST", "/_simulator/clock", {"to": "2020-01-01T00:00:00Z"}, 400, "does not go back"),
        ("POST", "/_simulator/clock", {"forward": "PT1H"}, 400, "forward"),
        ("POST", "/_simulator/faults", {"kind": "flood"}, 400, "kind"),
        ("POST", "/_simulator/faults", {"kind": "error", "from": "now"}, 400, "from"),
        ("POST", "/_simulator/faults", {"kind": "error", "operation": "orders.none"}, 400, "operation"),
        ("POST", "/_simulator/faults", {"kind": "malformed", "body": "odd"}, 400, "body"),
        ("POST", "/_simulator/faults", {"kind": "error", "account": 3}, 400, "no account 3"),
        ("POST", "/_simulator/rates", {"operation": "x"}, 400, "operation"),
        ("POST", "/_simulator/rates", {"operation": "*", "rate": -1}, 400, "rate"),
        ("POST", "/_simulator/accounts", {"account": 5}, 400, "no account 5"),
    ],
)
def test_a_wrong_control_is_told_in_a_sentence(method: str, target: str, body: Any, status: int, word: str) -> None:
    response = simulate().raw(method, target, b"" if body is None else body)
    assert response.status == status
    assert word in json.loads(response.body)["errors"][0]["message"]
