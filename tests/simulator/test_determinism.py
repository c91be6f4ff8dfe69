"""Same seed, scenario, manual clock and calls: the same bytes, headers too, in any process."""

import json
import socket
from typing import Any
from urllib.parse import urlencode

from shipby_simulator.app import Simulator
from shipby_simulator.world.settings import Scenario, load, names
from tests.simulator.carrying import asking, purchase
from tests.simulator.driver import Driver, package, simulate
from tests.simulator.scan import barcode
from tests.simulator.server import running

EVERYTHING = """
[orders]
per_day = 400
[buyers]
pending = 0.2
asks_to_cancel = 0.1
returns = 0.2
feedback = 0.3
[strange]
fba = 0.1
gift = 0.2
[amazon]
replica_lag = 0.3
forgets_in_list = 0.05
repeats_page = 0.1
notification_duplicates = 0.3
transient_throttle = 0.02
[[faults]]
kind = "malformed"
operation = "orders*"
body = "type"
share = 0.05
[[faults]]
kind = "lost"
operation = "orders*"
share = 0.05
"""
QUEUE_ARN = "arn:aws:sqs:us-east-1:123456789012:orders"


class Wire:
    """One connection to a server; keeps every byte that comes back."""

    def __init__(self, url: str) -> None:
        host, port = url.removeprefix("http://").split(":")
        self.stream = socket.create_connection((host, int(port)), timeout=20)
        self.seen: list[bytes] = []

    def ask(self, method: str, target: str, body: bytes = b"", **headers: str) -> bytes:
        lines = [f"{method} {target} HTTP/1.1", "Host: pretend", f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.stream.sendall(("\r\n".join(lines) + "\r\n\r\n").encode() + body)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._more()
        head, _, rest = answer.partition(b"\r\n\r\n")
        length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.startswith(b"Content-Length")), 0)
        while len(rest) < length:
            rest += self._more()
        self.seen.append(head + b"\r\n\r\n" + rest)
        return rest

    def _more(self) -> bytes:
        got = self.stream.recv(65536)
        assert got, "the server closed the connection"
        return got


def visit(ready: dict[str, Any]) -> list[bytes]:
    """Use a server for a while: login, orders over pages, notifications, the truth, the whole state."""
    wire, card = Wire(ready["url"]), ready["accounts"][0]

    def login(**grant: str) -> str:
        form = {"client_id": card["client_id"], "client_secret": card["client_secret"], **grant}
        return str(json.loads(wire.ask("POST", "/auth/o2/token", urlencode(form).encode()))["access_token"])

    def call(method: str, target: str, body: Any, token: str) -> Any:
        raw = wire.ask(method, target, b"" if body is None else json.dumps(body).encode(), x_amz_access_token=token)
        return json.loads(raw) if raw else None

    wire.ask("POST", "/sqs/", b'{"QueueName":"orders"}', x_amz_target="AmazonSQS.CreateQueue")
    spec = {"name": "q", "resourceSpecification": {"sqs": {"arn": QUEUE_ARN}}}
    grantless = login(grant_type="client_credentials", scope="sellingpartnerapi::notifications")
    held = call("POST", "/notifications/v1/destinations", spec, grantless)["payload"]["destinationId"]
    wanted = {"payloadVersion": "1.0", "destinationId": held}
    token = login(grant_type="refresh_token", refresh_token=card["refresh_token"])
    assert "payload" in call("POST", "/notifications/v1/subscriptions/ORDER_CHANGE", wanted, token)
    for _ in range(3):
        wire.ask("POST", "/_simulator/clock", b'{"advance":"PT9H"}')
        token = login(grant_type="refresh_token", refresh_token=card["refresh_token"])
        query = "createdAfter=2026-01-01T00:00:00Z&maxResultsPerPage=40&includedData=RECIPIENT,PROCEEDS"
        page = call("GET", f"/orders/2026-01-01/orders?{query}", None, token)
        for order in page["orders"][-3:]:
            call("GET", f"/orders/2026-01-01/orders/{order['orderId']}", None, token)
        found = wire.ask(
            "POST", "/sqs/", b'{"QueueUrl":"orders","MaxNumberOfMessages":10}', x_amz_target="AmazonSQS.ReceiveMessage"
        )
        assert b"MessageId" in found
    label = post(wire)
    wire.ask("POST", "/_simulator/clock", b'{"advance":"P4D"}')
    assert label["tracking_number"].encode() in wire.ask("GET", "/_simulator/truth/parcels")
    for path in (
        "truth/orders?limit=1000",
        "truth/coming",
        "truth/labels",
        "truth/money",
        "truth/calls",
        "state",
        "state/file",
        "schema",
        "accounts",
    ):
        wire.ask("GET", f"/_simulator/{path}")
    wire.stream.close()
    return wire.seen


def post(wire: Wire) -> dict[str, Any]:
    """Buy a label at a carrier and fetch its paper in every format; returns the label."""
    carriers = json.loads(wire.ask("GET", "/_simulator/carriers"))["carriers"]
    key = "Bearer " + next(one["key"] for one in carriers if one["kind"] == "list")
    assert b"rate_id" in wire.ask("POST", "/carriers/list/v1/rates", json.dumps(asking()).encode(), authorization=key)
    said = wire.ask("POST", "/carriers/list/v1/labels", json.dumps(purchase("order")).encode(), authorization=key)
    label: dict[str, Any] = json.loads(said)
    for form in ("pdf", "png", "zpl"):
        paper = wire.ask("GET", f"/carriers/list/v1/labels/{label['id']}/document?format={form}", authorization=key)
        assert barcode(paper) == label["tracking_number"]
    return label


def test_two_processes_give_the_same_bytes_whatever_the_hash_seed() -> None:
    with running("--accounts", "2", "--orders", "300", PYTHONHASHSEED="0") as ready:
        first, port = visit(ready), ready["url"].rpartition(":")[2]
    with running("--accounts", "2", "--orders", "300", "--port", port, PYTHONHASHSEED="4242") as ready:
        second = visit(ready)
    assert len(first) == len(second) > 20
    for one, other in zip(first, second, strict=True):
        assert one == other
    with running("--accounts", "2", "--orders", "300", "--seed", "8", "--port", port, PYTHONHASHSEED="0") as ready:
        assert visit(ready)[0] != first[0]


def live(amazon: Driver) -> list[bytes]:
    """Let a world live through some days with calls in between."""
    for _ in range(4):
        query = {"createdAfter": "2026-01-01T00:00:00Z", "maxResultsPerPage": 30}
        for number in range(3):
            target = "/orders/2026-01-01/orders?" + urlencode({**query, "includedData": "BUYER,RECIPIENT"})
            amazon.raw("GET", target, headers={"x-amz-access-token": amazon.token(number)})
        n = amazon.unshipped()
        order_id = amazon.world.books[0].order_id(n)
        target = f"/orders/v0/orders/{order_id}/shipmentConfirmation"
        amazon.raw("POST", target, package(amazon, n), {"x-amz-access-token": amazon.token()})
        amazon.advance("PT17H")
    amazon.raw("GET", "/_simulator/state/file")
    return amazon.log


def test_two_worlds_of_one_seed_live_the_same_lives() -> None:
    first = live(simulate(EVERYTHING, accounts=3))
    assert live(simulate(EVERYTHING, accounts=3)) == first
    assert live(simulate(EVERYTHING, accounts=3, seed=8)) != first


def test_every_scenario_of_the_package_lives_twice_alike() -> None:
    def run(name: str) -> bytes:
        amazon = Driver(_made(load(name, ["orders.per_day=60", "orders.burst_orders=20"])))
        amazon.advance("P2D")
        return amazon.raw("GET", "/_simulator/state/file").body

    states = [run(name) for name in names()]
    assert states == [run(name) for name in names()]
    assert len(set(states)) == len(states)


def _made(scenario: Scenario) -> Simulator:
    return Simulator(7, scenario, orders=60, accounts=1, start=1_795_435_200_000, clock="manual")
