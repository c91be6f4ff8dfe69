"""``shipby demo`` as a newcomer meets it."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from tests.run.processes import RunningCommand, processes_of, running, shipby

DEMO = {"SHIPBY_DEMO": "1"}


def _sample(home: Path) -> dict[str, object]:
    return dict(msgspec.json.decode((home / "demo" / "sample.json").read_bytes()))


def _started(desk: RunningCommand) -> str:
    desk.wait_for("Sign in as", seconds=240)
    return desk.text()


def test_a_newcomer_gets_a_store_to_look_at_which_is_kept_and_never_stale(tmp_path: Path, port: int) -> None:
    home, output = tmp_path / "home", tmp_path / "output"
    with running(home, output, "demo", "--still", PORT=str(port)) as desk:
        said = _started(desk)

        assert f"Shipby is ready at http://127.0.0.1:{port}\n" in said
        assert re.search(r"^Sign in as \S+@\S+ with \S+$", said, re.MULTILINE)
        orders = json.loads(shipby(home, "orders", "--all", "--format", "json", **DEMO).stdout)
        assert len(orders) > 250
        assert desk.end() == 0
        assert processes_of(home) == []
    first = _sample(home)
    assert any((home / "demo" / "reports").iterdir())

    with running(home, output, "demo", "--still", PORT=str(port)) as desk:
        assert "sample store" not in _started(desk)
        desk.end()
    assert _sample(home) == first

    yesterday = {**first, "made_at": "2020-01-01T00:00:00Z"}
    (home / "demo" / "sample.json").write_bytes(msgspec.json.encode(yesterday))
    with running(home, output, "demo", "--still", PORT=str(port)) as desk:
        assert "more than 12 hours old" in _started(desk)
        again = json.loads(shipby(home, "orders", "--all", "--format", "json", **DEMO).stdout)
        assert len(again) == len(orders)
        desk.end()
    assert _sample(home)["made_at"] != yesterday["made_at"]


def test_the_living_store_gets_orders_while_the_desk_runs_and_its_pretend_amazon_ends_with_it(tmp_path: Path, port: int) -> None:
    home, output = tmp_path / "home", tmp_path / "output"

    def orders() -> list[dict[str, object]]:
        return _told(home, "orders", "--all", "--account", "Living store")

    with running(home, output, "demo", "--speed", "3600", PORT=str(port)) as desk:
        said = _started(desk)
        assert "The pretend Amazon lives at http://127.0.0.1:" in said
        _wait_for(lambda: len(orders()) > 40)
        first = len(orders())
        _wait_for(lambda: len(orders()) > first)
        assert desk.end() == 0
        assert processes_of(home) == []

    with running(home, output, "demo", PORT=str(port)) as desk:
        _started(desk)
        [account] = [row for row in _told(home, "account", "list") if row["name"] == "Living store"]
        assert account["kind"] == "api"
        desk.end()


def _told(home: Path, *words: str) -> list[dict[str, object]]:
    return list(json.loads(shipby(home, *words, "--format", "json", **DEMO).stdout))


def _wait_for(is_there: Callable[[], bool], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not is_there():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.5)


def test_the_sample_store_never_touches_a_named_database(tmp_path: Path) -> None:
    refused = shipby(tmp_path, "demo", DATABASE_URL="postgres://a:b@127.0.0.1/real")

    assert refused.returncode == 2
    assert "without DATABASE_URL" in refused.stderr
