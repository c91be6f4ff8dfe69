"""Sharing the embedded database: whoever comes first or goes last, there is one server, and none when nobody uses it."""

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import psycopg
import pytest

from shipby.cli.keeper import take_lock
from shipby.cli.keeper_door import answers, ensure_running, has_users, hold_embedded, server_pid
from shipby.cli.postgres import DatabaseFailure, EmbeddedPostgres
from tests.run.processes import copied, pids_of, processes_of, until

USE = """
import sys, pathlib, psycopg
from shipby.cli.keeper import take_lock
from shipby.cli.keeper_door import hold_embedded, server_pid
from shipby.cli.postgres import EmbeddedPostgres
folder = pathlib.Path(sys.argv[1])
with hold_embedded(folder):
    psycopg.connect(EmbeddedPostgres(folder).url()).close()
    print(server_pid(folder), flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path, empty_cluster: Path) -> Iterator[Path]:
    place = copied(empty_cluster, tmp_path / "postgres")
    yield place
    for line in processes_of(place):
        with suppress(ProcessLookupError):
            os.kill(int(line.split()[0]), signal.SIGINT)
    until(lambda: not processes_of(place), what="the end of every process")


User = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def user(folder: Path) -> Iterator[User]:
    """Starts commands that use the database until their input ends."""
    with ExitStack() as stack:

        def start() -> "subprocess.Popen[str]":
            command = [sys.executable, "-c", USE, str(folder)]
            started = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            stack.enter_context(started)
            stack.callback(started.kill)
            return started

        yield start


def _server_of(user: "subprocess.Popen[str]") -> int:
    assert user.stdout is not None
    return int(user.stdout.readline())


def _end(user: "subprocess.Popen[str]") -> None:
    assert user.stdin is not None
    user.stdin.close()
    assert user.wait(60) == 0


def _ask(folder: Path) -> None:
    psycopg.connect(EmbeddedPostgres(folder).url()).close()


def test_commands_at_the_same_moment_share_one_new_server(folder: Path, user: User) -> None:
    users = [user() for _ in range(4)]

    servers = {_server_of(one) for one in users}

    assert len(servers) == 1
    for one in users:
        _end(one)
    until(lambda: not processes_of(folder), what="the end of the server")


def test_the_first_command_may_end_before_the_others(folder: Path, user: User) -> None:
    first = user()
    server = _server_of(first)
    second = user()
    assert _server_of(second) == server

    _end(first)

    _ask(folder)
    assert server_pid(folder) == server
    _end(second)


def test_nothing_is_left_when_the_last_one_has_gone(folder: Path) -> None:
    with hold_embedded(folder, wait_until_stopped=True):
        assert answers(folder)
        assert has_users(folder)

    assert not processes_of(folder)
    assert not answers(folder)
    assert not has_users(folder)


def test_commands_one_after_the_other_never_meet_a_server_that_stops(folder: Path) -> None:
    for _ in range(8):
        with hold_embedded(folder):
            _ask(folder)


def test_a_killed_command_does_not_keep_the_server_alive(folder: Path, user: User) -> None:
    killed = user()
    _server_of(killed)

    killed.kill()

    until(lambda: not processes_of(folder), seconds=20, what="the end of the server")


def test_a_killed_keeper_is_replaced_and_nothing_is_lost(folder: Path) -> None:
    with hold_embedded(folder, wait_until_stopped=True):
        with psycopg.connect(EmbeddedPostgres(folder).url(), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept ()")
        server = server_pid(folder)
        assert server is not None
        (keeper,) = pids_of(folder, "-m shipby.cli.keeper ")

        os.kill(keeper, signal.SIGKILL)
        until(lambda: not Path(f"/proc/{server}/cwd").exists(), what="the end of the orphaned server")
        ensure_running(folder)

        assert server_pid(folder) != server
        with psycopg.connect(EmbeddedPostgres(folder).url()) as connection:
            connection.execute("SELECT FROM kept")


def test_a_newcomer_right_after_the_keeper_was_killed_gets_a_server(folder: Path, user: User) -> None:
    _server_of(user())
    (keeper,) = pids_of(folder, "-m shipby.cli.keeper ")

    os.kill(keeper, signal.SIGKILL)
    # Its lock, not its name in the process list: a dying process loses its name before it lets go of its files.
    until(lambda: not answers(folder), what="the end of the keeper")

    with hold_embedded(folder):
        _ask(folder)


def test_a_killed_server_comes_back_while_it_is_used(folder: Path) -> None:
    with hold_embedded(folder, wait_until_stopped=True):
        server = server_pid(folder)
        assert server is not None

        os.kill(server, signal.SIGKILL)

        until(lambda: server_pid(folder) not in {None, server}, what="a new server")
        _ask(folder)


def test_the_reason_why_it_does_not_start_reaches_the_command(folder: Path) -> None:
    (folder / "data" / "PG_VERSION").write_text("16\n")

    with pytest.raises(DatabaseFailure) as failure, hold_embedded(folder):
        pass

    assert failure.value.code == "database_of_another_version"
    until(lambda: not processes_of(folder), what="the end of the keeper")


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")

    with pytest.raises(OSError, match="Not a directory"), hold_embedded(tmp_path / "file" / "postgres"):
        pass


def test_a_keeper_whose_starter_was_killed_serves_the_others(folder: Path) -> None:
    users = take_lock(folder / "users", fcntl.LOCK_SH)
    assert users is not None
    command = [sys.executable, "-m", "shipby.cli.keeper", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as keeper:
        assert keeper.stdout is not None
        keeper.stdout.close()

        until(lambda: answers(folder), what="the server")
        _ask(folder)
        os.close(users)

        assert keeper.wait(30) == 0


def test_ctrl_c_at_the_terminal_does_not_reach_the_database(folder: Path) -> None:
    with hold_embedded(folder, wait_until_stopped=True):
        server = server_pid(folder)
        assert server is not None

        assert os.getsid(server) != os.getsid(0)
        assert os.getpgid(server) != os.getpgid(0)
