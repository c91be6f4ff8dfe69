"""The embedded PostgreSQL: private, hard to confuse, and clear about why it does not start."""

import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from shipby.cli.postgres import DatabaseFailure, EmbeddedPostgres
from tests.run.processes import processes_of, until

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    """A server on an empty folder."""
    made = EmbeddedPostgres(tmp_path / "postgres", durable=False)
    yield made
    made.stop()
    shutil.rmtree(made.socket_folder, ignore_errors=True)


def _write(server: EmbeddedPostgres, name: str) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (name text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [name])


def _read(server: EmbeddedPostgres) -> str:
    with psycopg.connect(server.url()) as connection:
        row = connection.execute("SELECT name FROM kept").fetchone()
    assert row is not None
    return str(row[0])


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_orders_are_never_open_to_the_network(server: EmbeddedPostgres) -> None:
    server.start()

    with psycopg.connect(server.url()) as connection:
        listens = connection.execute("SHOW listen_addresses").fetchone()
    assert listens == ("",)
    assert _mode(server.socket_folder) == 0o700
    assert _mode(server.data) == 0o700


def test_folders_above_the_database_keep_their_permissions(server: EmbeddedPostgres) -> None:
    server.folder.parent.chmod(0o700)

    server.start()

    assert _mode(server.folder.parent) == 0o700
    assert server.folder.parent.stat().st_uid == os.geteuid()


@as_root
def test_as_root_the_server_is_not_root(server: EmbeddedPostgres) -> None:
    server.start()

    assert server.process is not None
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    assert "Uid:\t0" not in status


@as_root
def test_as_root_the_data_keep_their_owner(server: EmbeddedPostgres) -> None:
    server.folder.mkdir()
    server.data.mkdir(mode=0o700)
    somebody = pwd.getpwnam("daemon")
    os.chown(server.data, somebody.pw_uid, somebody.pw_gid)

    server.start()

    assert server.process is not None
    assert server.data.stat().st_uid == somebody.pw_uid
    assert f"Uid:\t{somebody.pw_uid}\t" in Path(f"/proc/{server.process.pid}/status").read_text()


@as_root
def test_without_setpriv_root_is_told_what_to_install(server: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(DatabaseFailure) as failure:
        server.start()

    assert failure.value.code == "setpriv_missing"
    assert "util-linux" in failure.value.what_to_do


@pytest.mark.parametrize("left", ["", "\n", "not a number\n", "-1\n", "0\n", "1\n/x\n", "99999999\n", "12\0\n"])
def test_a_broken_pid_file_does_not_keep_the_desk_shut(server: EmbeddedPostgres, left: str) -> None:
    server.start()
    _write(server, "order")
    server.stop()
    (server.data / "postmaster.pid").write_text(left)

    server.start()

    assert _read(server) == "order"


def test_a_pid_given_again_to_a_stranger_is_neither_believed_nor_killed(server: EmbeddedPostgres) -> None:
    server.start()
    server.stop()
    stranger = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    try:
        (server.data / "postmaster.pid").write_text(f"{stranger.pid}\n{server.data}\n")

        server.start()

        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.communicate()


def test_a_server_left_over_is_stopped_before_another_starts(server: EmbeddedPostgres) -> None:
    server.start()
    _write(server, "order")
    left_over = server.process
    assert left_over is not None
    server.process = None

    server.start()

    assert left_over.wait(10) is not None
    assert _read(server) == "order"


def test_a_server_dies_with_whoever_started_it(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    script = "import sys, pathlib; from shipby.cli.postgres import EmbeddedPostgres as E; "
    script += "E(pathlib.Path(sys.argv[1]), durable=False).start(); print('up', flush=True); sys.stdin.read()"
    starter = subprocess.Popen(
        [sys.executable, "-c", script, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert starter.stdout is not None
    assert starter.stdout.readline() == "up\n"

    starter.kill()
    starter.communicate()

    until(lambda: not processes_of(folder), seconds=20, what="the end of the server")


def test_a_cluster_that_was_cut_off_while_it_was_made_is_made_again(server: EmbeddedPostgres) -> None:
    making = server.folder / "data.making"
    making.mkdir(parents=True)
    (making / "PG_VERSION").write_text("18\n")

    server.start()

    _write(server, "order")
    assert _read(server) == "order"


def test_data_of_another_postgres_version_are_refused_and_not_touched(server: EmbeddedPostgres) -> None:
    server.data.mkdir(parents=True)
    (server.data / "PG_VERSION").write_text("16\n")

    with pytest.raises(DatabaseFailure) as failure:
        server.start()

    assert failure.value.code == "database_of_another_version"
    assert "PostgreSQL 16" in failure.value.message
    assert [path.name for path in server.data.iterdir()] == ["PG_VERSION"]


def test_a_folder_with_something_else_in_it_is_not_overwritten(server: EmbeddedPostgres) -> None:
    server.data.mkdir(parents=True)
    (server.data / "holiday.jpg").write_text("sea")

    with pytest.raises(DatabaseFailure) as failure:
        server.start()

    assert failure.value.code == "database_folder_strange"
    assert (server.data / "holiday.jpg").read_text() == "sea"


def test_damaged_data_are_told_with_the_end_of_the_log(server: EmbeddedPostgres) -> None:
    server.start()
    server.stop()
    (server.data / "global" / "pg_control").write_bytes(b"garbage")

    with pytest.raises(DatabaseFailure) as failure:
        server.start()

    assert failure.value.code == "database_does_not_start"
    assert "pg_control" in failure.value.message


def test_a_deep_folder_works_although_a_socket_path_is_short(tmp_path: Path) -> None:
    deep = tmp_path / ("long" * 20) / ("Ordner mit Leerzeichen und ü %41" * 2)
    server = EmbeddedPostgres(deep, durable=False)
    try:
        server.start()
        _write(server, "order")

        assert _read(server) == "order"
        assert len(str(server.socket_folder)) < 108
        assert _mode(server.socket_folder) == 0o700
    finally:
        server.stop()
        shutil.rmtree(server.socket_folder, ignore_errors=True)


@as_root
def test_a_socket_folder_that_somebody_else_put_there_is_refused(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / ("long" * 30), durable=False)
    server.socket_folder.mkdir()
    os.chown(server.socket_folder, 12345, 12345)
    try:
        with pytest.raises(DatabaseFailure) as failure:
            server.start()

        assert failure.value.code == "folder_of_another_user"
    finally:
        server.socket_folder.rmdir()


def test_a_socket_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / ("long" * 30), durable=False)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    server.socket_folder.symlink_to(elsewhere)
    try:
        with pytest.raises((DatabaseFailure, FileExistsError)):
            server.start()
    finally:
        server.socket_folder.unlink()


def test_a_full_disk_is_said_in_words(server: EmbeddedPostgres) -> None:
    server.folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=20m,mode=0755", "tmpfs", str(server.folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("a small disk can only be mounted by root with the right to mount")
    try:
        with pytest.raises(DatabaseFailure) as failure:
            server.start()

        assert failure.value.code == "disk_full", failure.value.message + server.log.read_text()
        assert "Free some space" in failure.value.what_to_do
    finally:
        server.stop()
        subprocess.run(["umount", "-l", str(server.folder)], check=False)


def test_personal_data_of_a_failing_statement_stay_out_of_the_server_log(server: EmbeddedPostgres) -> None:
    server.start()
    _write(server, "order")
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("CREATE UNIQUE INDEX once ON kept (name)")
        with suppress(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO kept VALUES ('order')")
        with suppress(psycopg.DataError):
            connection.execute("SELECT 'Erika Mustermann'::text, 1/0")

    log = server.log.read_text()

    assert "Erika" not in log
    assert "(order)" not in log


def test_stopping_does_not_wait_for_clients(server: EmbeddedPostgres) -> None:
    server.start()
    connection = psycopg.connect(server.url())

    server.stop(10)

    assert server.process is None
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")
    connection.close()


def test_a_crashed_server_loses_nothing_that_was_saved(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "postgres")  # durable
    server.start()
    _write(server, "order")
    assert server.process is not None
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()

    until(lambda: not _lives(server), what="the end of its helpers")
    server.start()
    try:
        assert _read(server) == "order"
    finally:
        server.stop()


def _lives(server: EmbeddedPostgres) -> bool:
    return bool(processes_of(server.data))


def test_the_sockets_of_the_server_are_unix_sockets_only(server: EmbeddedPostgres) -> None:
    server.start()

    assert server.process is not None
    kinds = {connection.family for connection in psutil.Process(server.process.pid).net_connections("all")}
    assert kinds == {socket.AF_UNIX}
