"""A client of one of the pretend carriers; every answer must fit its description."""

import json
from typing import Any

import msgspec

from shipby_simulator.api.carriers.endpoints import ROWS
from shipby_simulator.core.wire import parse_head
from shipby_simulator.door import own
from tests.simulator.driver import Driver

SENDER = {
    "name": "Fernwood Outfitters", "street1": "410 Warehouse Way", "city": "Reno", "state": "NV", "postal_code": "89502",
    "country": "US",
}  # fmt: skip
BUYER = {"name": "Zoë Müller", "street1": "8 Pine St", "city": "Austin", "state": "TX", "postal_code": "78701", "country": "US"}
PARCEL = {"weight_grams": 750, "length_mm": 300, "width_mm": 200, "height_mm": 100}


class Carrier:
    """A client with a key; ``last`` is the answer as it came."""

    def __init__(self, amazon: Driver, kind: str, account: int = 0) -> None:
        self.amazon, self.kind = amazon, kind
        keys = amazon.control("carriers")["carriers"]
        (self.key,) = [one["key"] for one in keys if (one["kind"], one["account"]) == (kind, account)]
        self.last: Any = None

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        target = f"/carriers/{self.kind}/v1/{path}"
        sent = {"authorization": f"Bearer {self.key}"} | {name.replace("_", "-"): value for name, value in headers.items()}
        self.last = response = self.amazon.raw(method, target, b"" if body is None else body, sent)
        if response.drop:
            return 0, None
        if response.content_type != "application/json":
            return response.status, response.body
        said = json.loads(response.body)
        if response.status < 300:
            row, _ = own.find(ROWS, parse_head(f"{method} {target} HTTP/1.1".encode()))
            assert json.loads(msgspec.json.encode(msgspec.json.decode(response.body, type=row.answer))) == said
        return response.status, said

    def buy(self, reference: str = "", **more: Any) -> tuple[int, Any]:
        """Buy a label for the parcel to Austin; ``key`` is an idempotency key."""
        headers = {"idempotency_key": more.pop("key")} if "key" in more else {}
        return self("POST", "labels", purchase(reference, **more), **headers)

    def money(self) -> list[str]:
        """Return the amounts of this month's account."""
        return [line["amount"] for line in self("GET", "invoices?month=2026-11")[1]["lines"]]


def purchase(reference: str = "", **more: Any) -> dict[str, Any]:
    """Return the body of a purchase."""
    wanted = {} if "rate_id" in more else {"service": "USPS_PTP_GROUND_ADVANTAGE"}
    return {"from_address": SENDER, "to_address": BUYER, "parcel": PARCEL, "reference": reference} | wanted | more


def asking() -> dict[str, Any]:
    """Return the body of a question for prices."""
    return {"from_address": SENDER, "to_address": BUYER, "parcel": PARCEL}
