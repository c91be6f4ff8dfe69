"""The pretend Amazon as a process of its own, and an account of the desk that is connected to it."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from shipby.actions.connect_account import GrantedAccess, connect_account
from shipby.amazon.simulator_clock import SimulatorClock
from shipby.intake.rules.sync import SETTLED
from shipby.shop.reads import find_account
from shipby.words.ports import ports
from shipby.worker.gateways import gateway_for
from shipby.worker.read_orders import Did, Reader
from tests.cast import CastMember


@dataclass
class PretendAmazon:
    """Where it is, and the accounts it says it has."""

    url: str
    accounts: list[dict[str, Any]]
    process: subprocess.Popen[str]

    def get(self, path: str, **query: Any) -> Any:
        """An answer of one of its own controls."""
        return httpx2.get(f"{self.url}/_simulator/{path}", params=query, trust_env=False).raise_for_status().json()

    def post(self, path: str, **told: Any) -> Any:
        """Tell it something."""
        return httpx2.post(f"{self.url}/_simulator/{path}", json=told, trust_env=False).raise_for_status().json()

    def fault(self, kind: str, operation: str = "orders_2026-01-01.*", **more: Any) -> None:
        """Have calls go wrong."""
        self.post("faults", kind=kind, operation=operation, **more)

    def orders(self, account: int = 0) -> dict[str, dict[str, Any]]:
        """The truth: every order of an account by its number."""
        found: dict[str, dict[str, Any]] = {}
        after = -1
        while True:
            page = self.get("truth/orders", account=account, after=after, limit=500)
            found |= {order["order_id"]: order for order in page["orders"]}
            if page.get("next") is None:
                return found
            after = page["next"]


Start = Callable[..., PretendAmazon]


@pytest.fixture
def start_amazon() -> Iterator[Start]:
    """Start one with these flags; its clock is the desk's until the test ends."""
    started: list[PretendAmazon] = []
    before = ports.clock

    def start(*flags: str) -> PretendAmazon:
        process = subprocess.Popen(
            [sys.executable, "-m", "shipby_simulator", "--port", "0", "--clock", "manual", *flags],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        amazon = PretendAmazon(ready["url"], ready["accounts"], process)
        started.append(amazon)
        ports.clock = SimulatorClock(amazon.url)
        return amazon

    yield start
    ports.clock = before
    for amazon in started:
        amazon.process.terminate()
        amazon.process.communicate(timeout=10)


def connect(amazon: PretendAmazon, nora: CastMember, number: int = 0, name: str = "Fernwood") -> int:
    """An account of Nora's shop, connected to one of the pretend Amazon's."""
    told = amazon.accounts[number]
    return connect_account(
        shop_id=nora.shop_id,
        name=name,
        region=told["region"],
        seller_id=told["seller_id"],
        access=GrantedAccess(
            client_id=told["client_id"],
            client_secret=told["client_secret"],
            refresh_token=told["refresh_token"],
            marketplace_ids=told["marketplace_ids"],
            data_sets=["address"],
            endpoint=amazon.url,
            login_url=f"{amazon.url}/auth/o2/token",
        ),
        actor=nora.actor,
        now=ports.clock.now(),
    )


def reader_of(account_id: int) -> Reader:
    """A reader that wants all that is shown now."""
    account = find_account(account_id)
    assert account is not None
    return Reader.of(account_id, gateway_for(account), ports.clock.now() - SETTLED)


def read_all(reader: Reader, most_steps: int = 2000) -> Reader:
    """Step until all is here; waiting moves the pretend Amazon's time."""
    for _ in range(most_steps):
        step = reader.step()
        if step.did is not Did.READ and reader.is_done():
            return reader
        if step.did is Did.WAITS:
            assert step.until is not None
            ports.clock.sleep(max(0.001, (step.until - ports.clock.now()).total_seconds()))
    raise AssertionError(f"not done after {most_steps} steps: {reader.last_trouble}")
