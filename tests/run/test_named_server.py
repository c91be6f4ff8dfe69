"""``DATABASE_URL``: Shipby on a server that somebody else runs."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from shipby.cli.errors import OutsideFailure
from shipby.cli.named_server import check_address, check_version
from shipby.cli.postgres import EmbeddedPostgres
from tests.run.conftest import OWNER
from tests.run.processes import copied, environment_of, shipby

PASSPHRASE = {"SHIPBY_BACKUP_PASSPHRASE": "correct horse battery staple"}


@pytest.fixture
def server(tmp_path: Path, empty_cluster: Path) -> Iterator[EmbeddedPostgres]:
    made = EmbeddedPostgres(copied(empty_cluster, tmp_path / "server"), durable=False)
    made.start()
    yield made
    made.stop()


def test_everything_lands_on_the_named_server_and_comes_back_from_a_backup(server: EmbeddedPostgres, tmp_path: Path) -> None:
    home, url = tmp_path / "home", server.url()

    assert shipby(home, "setup", "--owner", DATABASE_URL=url, **OWNER).returncode == 0
    said = json.loads(shipby(home, "status", "--format", "json", DATABASE_URL=url).stdout)
    made = shipby(home, "backup", str(tmp_path / "a.backup"), DATABASE_URL=url, **PASSPHRASE)
    back = shipby(home, "restore", str(tmp_path / "a.backup"), "--replace", DATABASE_URL=url, **PASSPHRASE)
    people = json.loads(shipby(home, "user", "list", "--format", "json", DATABASE_URL=url).stdout)

    assert said["database"] == "DATABASE_URL"
    assert said["set_up"] is True
    assert made.returncode == 0, made.stderr
    assert back.returncode == 0, back.stderr
    assert [person["email"] for person in people] == [OWNER["SHIPBY_OWNER_EMAIL"]]
    assert not (home / "postgres").exists()


def test_a_restore_does_not_throw_away_the_tables_of_others(server: EmbeddedPostgres, tmp_path: Path) -> None:
    import psycopg

    home, url, file = tmp_path / "home", server.url(), str(tmp_path / "a.backup")
    assert shipby(home, "setup", "--owner", DATABASE_URL=url, **OWNER).returncode == 0
    assert shipby(home, "backup", file, DATABASE_URL=url, **PASSPHRASE).returncode == 0
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE TABLE payroll (amount int)")

    other = {"DATABASE_URL": server.url("postgres"), **PASSPHRASE}
    refused = shipby(tmp_path / "other", "restore", file, "--replace", "--format", "json", **other)

    assert json.loads(refused.stdout)["error"]["code"] == "database_of_others"
    with psycopg.connect(server.url("postgres")) as connection:
        connection.execute("SELECT FROM payroll")


@pytest.mark.parametrize(
    "url",
    [
        "postgres://a:b@localhost/shipby",
        "postgresql://a:b@127.0.0.1:5432/shipby",
        "postgres://a@%2Fvar%2Frun%2Fpostgresql/shipby",
        "postgres:///shipby",
        "postgres:///shipby?host=/var/run/postgresql",
        "postgres://a:b@[::1]/shipby",
        "postgres://a:b@db.example.com/shipby?sslmode=verify-full",
        "postgres://a:b@db.example.com/shipby?sslmode=disable",
    ],
)
def test_an_address_nearby_or_one_that_says_how_it_is_encrypted_is_taken(url: str) -> None:
    check_address(url)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("postgres://a:b@db.example.com/shipby", "database_in_clear"),
        ("postgres://a:b@10.0.0.7/shipby", "database_in_clear"),
        ("postgres:///shipby?host=db.example.com", "database_in_clear"),
        ("mysql://a:b@localhost/shipby", "database_url_unreadable"),
        ("sqlite:///shipby.sqlite3", "database_url_unreadable"),
        ("localhost", "database_url_unreadable"),
        ("postgres://a:b@[broken/shipby", "database_url_unreadable"),
    ],
)
def test_orders_do_not_cross_a_network_in_clear_unless_somebody_said_so(
    url: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PGSSLMODE", raising=False)

    with pytest.raises(OutsideFailure) as failure:
        check_address(url)

    assert failure.value.code == code
    assert ":b@" not in failure.value.message + failure.value.what_to_do


def _server_of_version(number: int) -> SimpleNamespace:
    info = SimpleNamespace(server_version=number)
    return SimpleNamespace(ensure_connection=lambda: None, connection=SimpleNamespace(info=info))


def test_a_server_that_is_too_old_is_refused_with_its_version() -> None:
    check_version(_server_of_version(150_000))

    with pytest.raises(OutsideFailure, match="PostgreSQL 14; Shipby needs 15"):
        check_version(_server_of_version(140_012))


@pytest.mark.parametrize("process", ["web", "worker", "command"])
def test_encryption_that_the_address_asks_for_is_not_lost_in_the_settings(process: str, tmp_path: Path) -> None:
    ask = "from shipby import settings; print(settings.DATABASES['default']['OPTIONS'])"
    url = "postgres://a:b@db.example.com/shipby?sslmode=verify-full"

    told = subprocess.run(
        [sys.executable, "-c", ask],
        env=environment_of(tmp_path, DATABASE_URL=url, SHIPBY_PROCESS=process),
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert "'sslmode': 'verify-full'" in told
    assert ("pool" in told) is (process != "command")
