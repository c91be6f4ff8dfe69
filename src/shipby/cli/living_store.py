"""The living part of the sample store: a seller account at a pretend Amazon, where orders arrive while the desk runs."""

import os
import socket
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import click
import msgspec
from django.conf import settings

from shipby.actions.connect_account import GrantedAccess, connect_account
from shipby.amazon.http import Http
from shipby.cli.errors import OutsideFailure
from shipby.cli.processes import Child
from shipby.cli.progress import step
from shipby.shop.reads import access_of, accounts_of, whole_scope
from shipby.words.actors import SHIPBY
from shipby.words.ports import ports
from shipby.words.troubles import Trouble

NAME = "Living store"
ORDERS, ORDERS_A_DAY = 60, 600
"""Orders that are there at the start, and how many more come a day: one every two or three minutes."""
_START_SECONDS = 20.0
_CONTROL = "control"


class _Account(msgspec.Struct):
    seller_id: str
    region: str
    marketplace_ids: list[str]
    client_id: str
    client_secret: str
    refresh_token: str


class _Accounts(msgspec.Struct):
    accounts: list[_Account]


@dataclass
class LivingStore:
    """``speed`` = how many seconds pass there per second here; above 1 the whole desk lives in its time."""

    seed: int
    speed: float
    port: int = 0

    @property
    def url(self) -> str:
        """Where the pretend Amazon listens: this machine only."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> Mapping[str, str]:
        """What the desk's own processes need to know."""
        return {"SHIPBY_CLOCK": f"simulator:{self.url}"} if self.speed != 1 else {}

    def start(self, *, made_at: datetime) -> Child:
        """Start it, let it live from when the sample store was made until now, and connect the account.

        The same seed and the same time give the same orders: after a restart nothing is new that was not there before.

        Raises:
            OutsideFailure: it does not start.
        """
        self.port = _free_port(_last_port())
        child = Child(
            "pretend Amazon", self._command(made_at), os.environ, Path(settings.HOME) / "logs" / "pretend-amazon.log", 5.0, _say
        )
        with step("Starting the pretend Amazon"), closing(Http()) as http:
            now = ports.clock.now()
            child.start()
            try:
                account = self._wait(child, http)
                self._tell(http, "clock", {"to": max(now, made_at).isoformat()})
                self._connect(account)
            except BaseException:
                child.stop()
                raise
        return child

    def _command(self, made_at: datetime) -> list[str]:
        clock = "real" if self.speed == 1 else f"x{self.speed:g}"
        world = ["--seed", str(self.seed), "--orders", str(ORDERS), "--set", f"orders.per_day={ORDERS_A_DAY}"]
        place = ["--port", str(self.port), "--start", made_at.isoformat(timespec="seconds"), "--clock", clock]
        return [sys.executable, "-P", "-m", "shipby_simulator", *place, *world]

    def _wait(self, child: Child, http: Http) -> _Account:
        end = time.monotonic() + _START_SECONDS
        while True:
            try:
                answer = http.send("GET", f"{self.url}/_simulator/accounts", operation=_CONTROL)
                return msgspec.json.decode(answer.body, type=_Accounts).accounts[0]
            except Trouble:
                if time.monotonic() > end or (child.process is not None and child.process.poll() is not None):
                    raise OutsideFailure(
                        "pretend_amazon_does_not_start",
                        f"The pretend Amazon does not start:\n{child.log_end()}",
                        "Start the sample store without it: shipby demo --still",
                    ) from None
                time.sleep(0.1)

    def _tell(self, http: Http, control: str, told: dict[str, str]) -> None:
        http.send("POST", f"{self.url}/_simulator/{control}", operation=_CONTROL, json=msgspec.json.encode(told))

    def _connect(self, account: _Account) -> None:
        """Connect it, or again where it is at another port than last time."""
        scope = whole_scope()
        known = next((row.id for row in accounts_of(scope.shop_id) if row.name == NAME), None)
        if known is not None and access_of([known])[known].endpoint == self.url:
            return
        connect_account(
            shop_id=scope.shop_id,
            name=NAME,
            region=account.region,
            seller_id=account.seller_id,
            access=GrantedAccess(
                client_id=account.client_id,
                client_secret=account.client_secret,
                refresh_token=account.refresh_token,
                marketplace_ids=account.marketplace_ids,
                data_sets=["address", "buyer_name", "buyer_email"],
                endpoint=self.url,
                login_url=f"{self.url}/auth/o2/token",
            ),
            account_id=known,
            actor=SHIPBY,
            now=ports.clock.now(),
        )


def _last_port() -> int:
    """The port of the last start; 0 = there was none."""
    scope = whole_scope()
    known = [row.id for row in accounts_of(scope.shop_id) if row.name == NAME]
    return next((urlsplit(access.endpoint).port or 0 for access in access_of(known).values()), 0)


def _free_port(wanted: int) -> int:
    """``wanted`` where nobody listens there, else another one."""
    for port in (wanted, 0):
        with closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OutsideFailure("no_port", "No port is free for the pretend Amazon.", "Try again, or use shipby demo --still.")


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)
