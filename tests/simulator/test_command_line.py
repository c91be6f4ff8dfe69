"""The program itself: ready line, clean errors, loopback only, stopped by a signal."""

import json
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from shipby_simulator.world.settings import ScenarioError, load, names, parse
from tests.simulator.server import running


def refused(*flags: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "shipby_simulator", *flags], capture_output=True, text=True, check=False, timeout=20
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.stderr


def test_the_ready_line_names_url_and_accounts_and_the_server_answers_there() -> None:
    with running("--accounts", "3") as ready:
        assert ready["ready"] is True
        assert [account["region"] for account in ready["accounts"]] == ["NA", "EU", "FE"]
        assert set(ready["accounts"][0]) == {
            "name", "seller_id", "region", "marketplace_ids", "client_id", "client_secret", "refresh_token",
        }  # fmt: skip
        assert ready["url"].startswith("http://127.0.0.1:")
        with urllib.request.urlopen(f"{ready['url']}/_simulator/clock", timeout=5) as answer:
            assert json.load(answer) == {"now": "2026-11-23T12:00:00.000Z", "mode": "manual"}
            assert answer.headers["Date"] == "Mon, 23 Nov 2026 12:00:00 GMT"


def test_a_clock_that_runs_fast_moves_the_world_without_calls() -> None:
    with running("--clock", "x3600", "--set", "orders.per_day=5000") as ready:
        seen = set()
        for _ in range(50):
            with urllib.request.urlopen(f"{ready['url']}/_simulator/clock", timeout=5) as answer:
                seen.add(json.load(answer)["now"])
        assert len(seen) > 1


def test_a_port_in_use_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert (
            refused("--port", str(port))
            == f"--port {port}: the port is in use on 127.0.0.1; choose another, or 0 for a free one.\n"
        )


@pytest.mark.parametrize(
    ("flags", "word"),
    [
        (("--scenario", "nowhere"), "calm"),
        (("--clock", "fast"), "manual, real or xN"),
        (("--start", "yesterday"), "--start yesterday"),
        (("--orders", "-1"), "--orders -1"),
        (("--accounts", "0"), "--accounts 0"),
        (("--host", "localhost"), "--host localhost"),
        (("--set", "orders"), "table.key=value"),
        (("--set", "orders.per_day=-3"), "orders.per_day"),
    ],
)
def test_a_wrong_flag_is_told_in_a_sentence(flags: tuple[str, ...], word: str) -> None:
    assert word in refused(*flags)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[orders]\nper_day = 'many'\n", "own.toml, line 2: orders.per_day"),
        ("about = 'x'\n\n[buyers]\nreturns = 0.1\npending = 1.5\n", "own.toml, line 5: buyers.pending"),
        ("[buyers]\nreturn_rate = 0.1\n", "own.toml, line 2: buyers.return_rate"),
        ("[weather]\nsnow = true\n", "own.toml, line 1: weather"),
        ("[orders\nper_day = 1\n", "own.toml: Expected ']'"),
        ("[[faults]]\nkind = 'error'\nstatus = 99\n", "own.toml, line 3: faults.status"),
        ("[[faults]]\nkind = 'flood'\n", "own.toml, line 2: faults.kind"),
    ],
)
def test_a_bad_scenario_file_is_refused_with_line_and_field(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(ScenarioError) as told:
        parse(text, "own.toml")
    assert str(told.value).startswith(place)
    path = tmp_path / "own.toml"
    path.write_text(text)
    assert f"{path}" in refused("--scenario", str(path))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("[[faults]]\nkind = 'error'\noperation = 'orders.none'\n", "faults, number 1: operation"),
        ("[rates]\n'orders.none' = [1.0, 1]\n", "rates: there is no operation 'orders.none'"),
    ],
)
def test_a_scenario_that_names_no_operation_is_refused(tmp_path: Path, text: str, word: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text)
    assert word in refused("--scenario", str(path))


def test_every_scenario_of_the_package_loads() -> None:
    assert {"calm", "prime-day", "holiday", "bad-carrier", "outage", "new-seller"} <= set(names())
    for name in names():
        assert load(name).about
