"""Drives a simulator inside the test's own process, and lets Amazon's models judge every answer."""

import json
from typing import Any
from urllib.parse import quote, urlencode

from shipby_simulator.app import Simulator
from shipby_simulator.core.clock import parse_instant
from shipby_simulator.core.wire import Response, encode, parse_head
from shipby_simulator.world.settings import Scenario, parse
from tests.simulator import models

START = "2026-11-23T12:00:00Z"
QUIET = """
[amazon]
replica_lag = 0.0
forgets_in_list = 0.0
notification_duplicates = 0.0
notification_silence = 0.0
[carriers]
unscanned = 0.0
"""
"""A scenario in which nothing odd happens by chance."""


class Driver:
    """A client: ``call`` for Amazon's operations, ``control`` for the simulator's own."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        simulator.origin = "http://127.0.0.1:9000"
        self.tokens: dict[int, str] = {}
        self.rdt: str | None = None
        self.log: list[bytes] = []
        self.seen: set[tuple[str, int]] = set()

    @property
    def world(self) -> Any:
        return self.simulator.world

    def raw(self, method: str, target: str, body: Any = b"", headers: dict[str, str] | None = None) -> Response:
        request = parse_head(f"{method} {target} HTTP/1.1".encode())
        request.headers |= {name.lower(): value for name, value in (headers or {}).items()}
        request.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        response = self.simulator.handle(request)
        self.log.append(b"(dropped)" if response.drop else encode(response, self.simulator.date(), close=False))
        return response

    def control(self, path: str, body: Any = None, method: str | None = None) -> Any:
        """Use a control; returns its JSON."""
        response = self.raw(method or ("GET" if body is None else "POST"), f"/_simulator/{path}", b"" if body is None else body)
        return json.loads(response.body)

    def advance(self, duration: str) -> None:
        self.control("clock", {"advance": duration})

    def login(self, account: int = 0) -> str:
        seller = self.world.sellers[account]
        form = {
            "grant_type": "refresh_token", "refresh_token": seller.refresh_token, "client_id": seller.client_id,
            "client_secret": self.world.state.accounts[account].secret,
        }  # fmt: skip
        response = self.raw(
            "POST", "/auth/o2/token", urlencode(form).encode(), {"content-type": "application/x-www-form-urlencoded"}
        )
        self.tokens[account] = json.loads(response.body)["access_token"]
        return self.tokens[account]

    def grantless(self, scope: str = "sellingpartnerapi::notifications", account: int = 0) -> str:
        seller = self.world.sellers[account]
        form = {
            "grant_type": "client_credentials",
            "scope": scope,
            "client_id": seller.client_id,
            "client_secret": seller.client_secret,
        }
        response = self.raw("POST", "/auth/o2/token", urlencode(form).encode())
        return str(json.loads(response.body)["access_token"])

    def token(self, account: int = 0) -> str:
        held = self.world.state.tokens.get(self.tokens.get(account, ""))
        return self.tokens[account] if held and held.dies > self.simulator.clock.now() else self.login(account)

    def call(
        self,
        name: str,
        path: dict[str, str] | None = None,
        query: dict[str, Any] | None = None,
        body: Any = None,
        token: str | None = None,
        headers: dict[str, str] | None = None,
        account: int = 0,
    ) -> tuple[int, Any]:
        """Call an operation by name; returns status and JSON, judged by the model where the models are at hand."""
        op = self.simulator.gate.names[name]
        target = op.path
        for key, value in (path or {}).items():
            target = target.replace("{" + key + "}", quote(value, safe=""))
        flat = {key: ",".join(value) if isinstance(value, list) else str(value) for key, value in (query or {}).items()}
        if flat:
            target += "?" + urlencode(flat)
        token = token or self.rdt or self.token(account)
        response = self.raw(op.method, target, b"" if body is None else body, {"x-amz-access-token": token, **(headers or {})})
        if not response.drop and response.content_type == "application/json" and models.folder() and response.cut_at is None:
            assert models.problems_of(name, response.status, response.body) == [], response.body[:2000]
        self.seen.add((name, response.status))
        try:
            return response.status, json.loads(response.body) if response.body else None
        except ValueError:
            return response.status, response.body

    def restricted(self, method: str, path: str, *elements: str, account: int = 0) -> str:
        """Return a restricted data token for one resource."""
        resource: dict[str, Any] = {"method": method, "path": path}
        if elements:
            resource["dataElements"] = list(elements)
        body = {"restrictedResources": [resource]}
        status, said = self.call("tokens_2021-03-01.createRestrictedDataToken", body=body, token=self.token(account))
        assert status == 200, said
        return str(said["restrictedDataToken"])

    def free(self) -> "Driver":
        """Lift all rate limits."""
        self.control("rates", {"operation": "*", "rate": 100000, "burst": 100000})
        return self

    def unshipped(self, account: int = 0, without: str = "fba ship_plus transparency", place: str = "") -> int:
        """Return the number of an order that waits for shipment and is of none of these kinds."""
        book = self.world.books[account]
        for n, order in sorted(book.orders.items()):
            facts = book.facts(n)
            fits = not (set(without.split()) & facts.kinds) and (not place or facts.place.id == place)
            if order.status == "UNSHIPPED" and not order.packages and not order.cancel_asked and fits:
                return n
        raise AssertionError("no unshipped order")


def simulate(text: str = QUIET, seed: int = 7, orders: int = 200, accounts: int = 1, clock: str = "manual") -> Driver:
    """Return a driver of a new simulator with a scenario given as TOML."""
    scenario: Scenario = parse(text, "test.toml")
    made = Simulator(seed, scenario, orders=orders, accounts=accounts, start=parse_instant(START), clock=clock)
    return Driver(made).free()


def package(driver: Driver, n: int, reference: str = "1", account: int = 0, **changes: Any) -> dict[str, Any]:
    """Return the body of a confirmShipment for all units of an order."""
    facts = driver.world.books[account].facts(n)
    detail = {
        "packageReferenceId": reference,
        "carrierCode": "UPS",
        "shippingMethod": "UPS Ground",
        "trackingNumber": "1Z999AA10123456784",
        "shipDate": "2026-11-23T12:00:00Z",
        "orderItems": [{"orderItemId": item.id, "quantity": item.quantity} for item in facts.items],
    }
    return {"marketplaceId": facts.place.id, "packageDetail": detail | changes}
