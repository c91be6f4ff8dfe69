"""``shipby up`` as an operator meets it: it starts, survives what dies, refuses what cannot be, and leaves nothing behind."""

import os
import pty
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection  # noqa: TID251  (a browser's side of it)
from pathlib import Path

import pytest

from shipby.cli.desk import WEB_THREADS, Address, first_page_answers
from tests.run.conftest import OWNER
from tests.run.processes import RunningCommand, copied, environment_of, pids_of, processes_of, running, shipby, until

READY = "Shipby is ready at http://127.0.0.1:"


@pytest.fixture
def home(tmp_path: Path, set_up_home: Path) -> Path:
    return copied(set_up_home, tmp_path / "home")


@pytest.fixture
def desk(home: Path, tmp_path: Path, port: int) -> Iterator[RunningCommand]:
    with running(home, tmp_path / "output", "up", "--port", str(port)) as command:
        command.wait_for(READY)
        yield command


def _answers(port: int) -> bool:
    return first_page_answers(Address("127.0.0.1", port))


def test_it_says_ready_only_when_the_first_page_answers(desk: RunningCommand, port: int) -> None:
    assert _answers(port)


def test_tabs_that_stay_connected_keep_nobody_waiting(desk: RunningCommand, port: int) -> None:
    tabs = [HTTPConnection("127.0.0.1", port, timeout=10) for _ in range(5 * WEB_THREADS)]
    try:
        answers = []
        for tab in tabs:
            tab.request("GET", "/accounts/login/")
            answer = tab.getresponse()
            answer.read()
            answers.append(answer.status)
    finally:
        for tab in tabs:
            tab.close()

    assert answers == [200] * len(tabs)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_stopping_it_leaves_no_process_and_is_no_failure(desk: RunningCommand, home: Path, number: int) -> None:
    code = desk.end(number)

    assert code == 0
    assert processes_of(home) == []


def test_a_killed_desk_leaves_no_process_and_the_next_one_starts(home: Path, tmp_path: Path, port: int) -> None:
    first = RunningCommand(home, tmp_path / "first", "up", "--port", str(port))
    first.wait_for(READY)

    first.end(signal.SIGKILL)

    until(lambda: not processes_of(home), seconds=20, what="the end of every process")
    with running(home, tmp_path / "second", "up", "--port", str(port)) as second:
        second.wait_for(READY)
        assert _answers(port)


def test_whatever_is_killed_comes_back(desk: RunningCommand, home: Path, port: int) -> None:
    for part in ("granian", "-m shipby.worker", "-m shipby.cli.keeper ", "postgres -D"):
        before = until(lambda part=part: set(pids_of(home, part)), what=part)

        os.kill(min(before), signal.SIGKILL)

        # A web server takes its own workers with it: one that stayed would share the port with the next.
        until(lambda before=before, part=part: not before & set(pids_of(home, part)), what=f"the end of the old {part}")
        until(lambda part=part: pids_of(home, part), what=f"a new {part}")
        until(lambda: _answers(port), what="the first page")
    assert desk.end(signal.SIGTERM) == 0
    assert processes_of(home) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_first_start_can_be_stopped_at_once_and_done_again(tmp_path: Path, port: int, number: int) -> None:
    home = tmp_path / "home"
    with running(home, tmp_path / "output", "up", "--port", str(port), **OWNER) as desk:
        desk.wait_for("Making the database ready")
        until(lambda: processes_of(home / "postgres"), what="the database")

        assert desk.end(number) == 130
        until(lambda: not processes_of(home), seconds=20, what="the end of every process")

    with running(home, tmp_path / "output", "up", "--port", str(port), **OWNER) as desk:
        desk.wait_for(READY)


def test_a_port_in_use_is_a_sentence_and_code_3(home: Path, port: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()

        refused = shipby(home, "up", "--port", str(port))

    assert refused.returncode == 3
    assert f"Port {port} of 127.0.0.1 cannot be used" in refused.stderr
    assert "--port" in refused.stderr
    assert processes_of(home) == []


def test_a_second_desk_on_the_same_data_is_told_where_the_first_one_is(desk: RunningCommand, home: Path, port: int) -> None:
    refused = shipby(home, "up", "--port", "1")

    assert refused.returncode == 3
    assert f"already runs on {home}, at http://127.0.0.1:{port}" in refused.stderr
    assert _answers(port)


def test_a_command_shares_the_database_of_a_running_desk(desk: RunningCommand, home: Path, port: int) -> None:
    servers = pids_of(home, "postgres -D")

    listed = shipby(home, "orders", "--format", "json")

    assert listed.returncode == 0, listed.stderr
    assert listed.stdout.strip() == "[]"
    assert pids_of(home, "postgres -D") == servers
    assert _answers(port)


def test_a_command_alone_starts_the_database_and_stops_it_again(home: Path) -> None:
    listed = shipby(home, "orders", "--format", "json")

    assert listed.returncode == 0, listed.stderr
    until(lambda: not processes_of(home), seconds=20, what="the end of the database")


def test_the_first_start_takes_the_owner_from_the_environment(tmp_path: Path, port: int) -> None:
    home = tmp_path / "home"
    with running(home, tmp_path / "output", "up", "--port", str(port), **OWNER) as desk:
        desk.wait_for(READY)

        people = shipby(home, "user", "list", "--format", "json")

    assert '"nora@example.com"' in people.stdout
    assert OWNER["SHIPBY_OWNER_PASSWORD"] not in desk.text()


def test_the_first_start_asks_for_the_owner_at_a_terminal_and_asks_again_for_a_better_password(tmp_path: Path, port: int) -> None:
    home, (ours, theirs) = tmp_path / "home", pty.openpty()
    command = [sys.executable, "-m", "shipby.cli", "up", "--port", str(port)]
    with subprocess.Popen(
        command, env=environment_of(home), stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    ) as desk:
        os.close(theirs)
        told = ""

        def answer(question: str, text: str) -> None:
            nonlocal told
            while question not in told:
                told += os.read(ours, 4096).decode(errors="replace")
            told = told.partition(question)[2]
            os.write(ours, text.encode() + b"\n")

        answer("Name of your business", "Lind & Co")
        answer("Your name", "Nora Lind")
        answer("Your e-mail", "nora@example.com")
        answer("A password", "short")
        answer("Again", "short")
        answer("A password", "Quite-a-long-one-7")
        answer("Again", "Quite-a-long-one-7")
        while READY not in told:
            told += os.read(ours, 4096).decode(errors="replace")
        people = shipby(home, "user", "list", "--format", "csv")
        desk.send_signal(signal.SIGINT)
        with suppress(OSError):  # the terminal is gone with its last process
            while os.read(ours, 4096):
                pass
        assert desk.wait(60) == 0
    os.close(ours)

    assert "nora@example.com,Nora Lind,owner" in people.stdout
    assert "Quite-a-long" not in told


def test_a_first_start_without_an_owner_says_what_to_set(tmp_path: Path, port: int) -> None:
    refused = shipby(tmp_path / "home", "up", "--port", str(port))

    assert refused.returncode == 2
    assert "SHIPBY_OWNER_EMAIL" in refused.stderr
    until(lambda: not processes_of(tmp_path / "home"), what="the end of the database")


def test_a_weak_owner_password_is_refused_with_the_rule(tmp_path: Path, port: int) -> None:
    weak = {**OWNER, "SHIPBY_OWNER_PASSWORD": "Zebra-7"}

    refused = shipby(tmp_path / "home", "up", "--port", str(port), **weak)

    assert refused.returncode == 1
    assert "too short" in refused.stderr
    assert "Zebra" not in refused.stderr
