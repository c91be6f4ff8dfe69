"""A backup is worth its way back: whole and readable, or refused with nothing changed."""

import json
import signal
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shipby.cli.backup import sealed_file
from shipby.cli.backup.sealed_file import DamagedBackup, NotABackup, SealedWriter, WrongPassphrase, open_pieces
from tests.run.conftest import OWNER
from tests.run.processes import RunningCommand, copied, processes_of, shipby, until

PASSPHRASE = "correct horse battery staple"
REPORT = (
    "order-id order-item-id purchase-date payments-date reporting-date promise-date days-past-promise buyer-email buyer-name "
    "buyer-phone-number sku product-name quantity-purchased quantity-shipped quantity-to-ship ship-service-level "
    "recipient-name ship-address-1 ship-address-2 ship-address-3 ship-city ship-state ship-postal-code ship-country "
    "sales-channel"
).replace(" ", "\t")
ROW = "\t".join(
    [
        "113-4857201-9936201", "10000000000001", "2026-11-22T08:00:00+00:00", "2026-11-22T08:00:00+00:00",
        "2026-11-23T08:00:00+00:00", "2026-11-24T07:59:59+00:00", "0", "b@marketplace.amazon.com", "Erika Probe", "555-0100",
        "MUG-1", "Mug", "1", "0", "1", "Standard", "Erika Probe", "Probeweg 7", "", "", "Boise", "ID", "83702", "US",
        "Amazon.com",
    ]
)  # fmt: skip

Answer = tuple[int, Any]


def _json(home: Path, *words: str, **more: str) -> Answer:
    done = shipby(home, *words, "--format", "json", SHIPBY_BACKUP_PASSPHRASE=PASSPHRASE, **more)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


@pytest.fixture(scope="module")
def worked_home(tmp_path_factory: pytest.TempPathFactory, set_up_home: Path) -> Path:
    """A data folder with an order, whose buyer is sealed."""
    folder = tmp_path_factory.mktemp("worked")
    home = copied(set_up_home, folder / "home")
    (folder / "report.txt").write_text(f"{REPORT}\n{ROW}\n", encoding="utf-8")
    done = shipby(home, "import", str(folder / "report.txt"), "--format", "json")
    assert json.loads(done.stdout)["new"] == 1, done.stdout + done.stderr
    return home


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory, worked_home: Path) -> Path:
    file = tmp_path_factory.mktemp("backup") / "shipby.backup"
    code, said = _json(worked_home, "backup", str(file))
    assert (code, said["orders"]) == (0, 1)
    return file


@pytest.fixture
def new_home(tmp_path: Path, empty_cluster: Path) -> Path:
    """A data folder with nothing but an empty database (which saves the time to make one)."""
    (tmp_path / "new").mkdir(mode=0o700)
    copied(empty_cluster, tmp_path / "new" / "postgres")
    return tmp_path / "new"


@pytest.fixture
def home(tmp_path: Path, worked_home: Path) -> Path:
    return copied(worked_home, tmp_path / "home")


def _orders(home: Path) -> Any:
    return _json(home, "orders", "--all", "--personal")[1]


def test_a_restored_backup_opens_the_buyers_again(backup: Path, new_home: Path) -> None:
    code, said = _json(new_home, "restore", str(backup))

    assert (code, said["orders"]) == (0, 1)
    assert "Erika Probe" in json.dumps(_orders(new_home))
    assert [person["email"] for person in _json(new_home, "user", "list")[1]] == [OWNER["SHIPBY_OWNER_EMAIL"]]


def test_the_file_holds_nothing_in_clear_and_only_its_owner_reads_it(backup: Path) -> None:
    content = backup.read_bytes()

    assert backup.stat().st_mode & 0o777 == 0o600
    for word in (b"Erika", b"MUG-1", b"113-4857201", b"nora@example.com", b"manifest", b"PGDMP"):
        assert word not in content


def test_nothing_of_the_backup_is_left_in_the_data_folder(backup: Path, worked_home: Path) -> None:
    assert not [path.name for path in worked_home.iterdir() if path.name.startswith(("backup-", "restore-", "restore."))]


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda content: content[:-1], "damaged_backup"),
        (lambda content: content[: len(content) // 2], "damaged_backup"),
        (lambda content: content[:20], "damaged_backup"),
        (lambda content: content + b"x", "damaged_backup"),
        (lambda content: content[:-40] + bytes([content[-40] ^ 1]) + content[-39:], "damaged_backup"),
        (lambda content: content[:30] + bytes([content[30] ^ 1]) + content[31:], "wrong_passphrase"),
        (lambda content: b"PK\x03\x04" + content, "not_a_backup"),
        (lambda content: content[:0], "not_a_backup"),
    ],
)  # fmt: skip
def test_a_spoiled_backup_changes_nothing(spoil: Callable[[bytes], bytes], code: str, backup: Path, home: Path) -> None:
    spoiled = home.parent / "spoiled"
    spoiled.write_bytes(spoil(backup.read_bytes()))

    exit_code, said = _json(home, "restore", str(spoiled), "--replace")

    assert (exit_code, said["error"]["code"]) == (1, code)
    assert "Erika Probe" in json.dumps(_orders(home))


def test_a_wrong_passphrase_is_said_as_such(backup: Path, new_home: Path) -> None:
    refused = shipby(new_home, "restore", str(backup), SHIPBY_BACKUP_PASSPHRASE="another one altogether")

    assert refused.returncode == 1
    assert "The passphrase does not open this backup." in refused.stderr


def test_a_restore_never_falls_on_data_unasked(backup: Path, home: Path) -> None:
    code, said = _json(home, "restore", str(backup))

    assert (code, said["error"]["code"]) == (1, "database_not_empty")


def test_a_restore_that_was_asked_for_replaces_what_is_there(backup: Path, home: Path) -> None:
    added = shipby(
        home, "user", "add", "sam@example.com", "--name", "Sam", "--role", "packer", SHIPBY_PASSWORD="Another-long-one-8"
    )
    assert added.returncode == 0, added.stderr

    code, _ = _json(home, "restore", str(backup), "--replace")

    assert code == 0
    assert [person["email"] for person in _json(home, "user", "list")[1]] == [OWNER["SHIPBY_OWNER_EMAIL"]]
    assert "Erika Probe" in json.dumps(_orders(home))


def test_a_restore_under_a_running_desk_is_refused(backup: Path, home: Path, tmp_path: Path, port: int) -> None:
    desk = RunningCommand(home, tmp_path / "output", "up", "--port", str(port))
    try:
        desk.wait_for("Shipby is ready")

        code, said = _json(home, "restore", str(backup), "--replace")

        assert (code, said["error"]["code"]) == (1, "desk_runs")
        assert _json(home, "backup", str(tmp_path / "while-it-works.backup"))[0] == 0
    finally:
        desk.end(signal.SIGKILL)
        until(lambda: not processes_of(home), what="the end of the desk")


def test_a_key_ring_of_another_master_key_is_refused_before_anything_changes(backup: Path, new_home: Path) -> None:
    code, said = _json(new_home, "restore", str(backup), SHIPBY_MASTER_KEY="ab" * 32)

    assert (code, said["error"]["code"]) == (1, "key_ring_of_another_master")
    assert _json(new_home, "user", "list") == (0, [])


def test_an_existing_file_is_not_overwritten_unasked(home: Path, tmp_path: Path) -> None:
    (tmp_path / "old.backup").write_text("the only one")

    code, said = _json(home, "backup", str(tmp_path / "old.backup"))

    assert (code, said["error"]["code"]) == (1, "file_exists")
    assert (tmp_path / "old.backup").read_text() == "the only one"


def test_a_passphrase_that_is_guessed_in_a_day_is_refused(home: Path, tmp_path: Path) -> None:
    refused = shipby(home, "backup", str(tmp_path / "new.backup"), SHIPBY_BACKUP_PASSPHRASE="short")

    assert refused.returncode == 1
    assert "too short" in refused.stderr
    assert not (tmp_path / "new.backup").exists()


def test_without_a_passphrase_the_command_says_where_it_takes_one_from(home: Path, tmp_path: Path) -> None:
    refused = shipby(home, "backup", str(tmp_path / "new.backup"))

    assert refused.returncode == 2
    assert "SHIPBY_BACKUP_PASSPHRASE_FILE" in refused.stderr


def test_a_passphrase_can_lie_in_a_file(home: Path, new_home: Path, tmp_path: Path) -> None:
    (tmp_path / "passphrase").write_text(PASSPHRASE + "\n")
    file = str(tmp_path / "new.backup")

    made = shipby(home, "backup", file, SHIPBY_BACKUP_PASSPHRASE_FILE=str(tmp_path / "passphrase"))

    assert made.returncode == 0, made.stderr
    assert _json(new_home, "restore", file)[0] == 0


def test_a_restore_that_died_before_the_database_committed_keeps_the_old_keys(home: Path) -> None:
    (home / "restore.number").write_text("0123456789abcdef")
    (home / "keys.restored").mkdir()
    (home / "keys.restored" / "ring").write_text("keys of a backup that never came")

    assert "Erika Probe" in json.dumps(_orders(home))
    assert not (home / "keys.restored").exists()


def test_a_restore_that_died_after_the_database_committed_gets_its_keys(backup: Path, new_home: Path) -> None:
    assert _json(new_home, "restore", str(backup))[0] == 0
    # As the machine would have left it, had it died between the commit and the exchange of the keys.
    number = _number_in_the_database(new_home)
    (new_home / "keys").rename(new_home / "keys.restored")
    (new_home / "restore.number").write_text(number)

    assert "Erika Probe" in json.dumps(_orders(new_home))
    assert not (new_home / "restore.number").exists()


def _number_in_the_database(home: Path) -> str:
    import psycopg

    from shipby.cli.keeper_door import hold_embedded
    from shipby.cli.postgres import EmbeddedPostgres

    with hold_embedded(home / "postgres"), psycopg.connect(EmbeddedPostgres(home / "postgres").url()) as connection:
        row = connection.execute("SELECT obj_description('public'::regnamespace, 'pg_namespace')").fetchone()
    assert row is not None
    return str(row[0]).removeprefix("shipby restore ")


def test_status_tells_when_the_last_backup_was_made(backup: Path, worked_home: Path) -> None:
    code, said = _json(worked_home, "status")

    assert code == 0
    assert said["backup_age_hours"] < 1
    assert said["orders_open"] == 1
    assert said["desk"] == "stopped"
    assert said["key_ring"] == "ok"
    assert said["migrations_pending"] == 0


# The file format itself, with a cheap key so that many files can be tried.


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_file, "LOG_N", 2)
    monkeypatch.setattr(sealed_file, "PIECE_BYTES", 64)


def _sealed(content: bytes, cut: int) -> bytes:
    target = BytesIO()
    writer = SealedWriter(target, PASSPHRASE)
    writer.write(content[:cut])
    writer.write(content[cut:])
    writer.finish()
    return target.getvalue()


def _opened(content: bytes, passphrase: str = PASSPHRASE) -> bytes:
    return b"".join(open_pieces(BytesIO(content), passphrase))


@pytest.mark.usefixtures("cheap")
@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=400), cut=st.integers(0, 400))
def test_what_goes_in_comes_out(content: bytes, cut: int) -> None:
    assert _opened(_sealed(content, cut)) == content


@pytest.mark.usefixtures("cheap")
@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 127, 128, 129, 200])
def test_any_cut_is_noticed(size: int) -> None:
    whole = _sealed(bytes(range(200))[:size], 0)

    for length in range(len(whole)):
        with pytest.raises((DamagedBackup, NotABackup)):
            _opened(whole[:length])


@pytest.mark.usefixtures("cheap")
@settings(max_examples=80, deadline=None)
@given(place=st.integers(0), bit=st.integers(0, 7))
def test_any_changed_bit_is_noticed(place: int, bit: int) -> None:
    whole = bytearray(_sealed(bytes(150), 0))
    whole[place % len(whole)] ^= 1 << bit

    with pytest.raises((DamagedBackup, NotABackup, WrongPassphrase)):
        _opened(bytes(whole))


@pytest.mark.usefixtures("cheap")
def test_pieces_that_change_places_or_come_twice_are_noticed() -> None:
    whole = _sealed(bytes(64 * 4), 0)
    start, piece = len(whole) - 4 * 80, 80
    pieces = [whole[start + number * piece : start + (number + 1) * piece] for number in range(4)]

    for order in ([1, 0, 2, 3], [0, 1, 2], [0, 1, 1, 2, 3], [0, 1, 2, 3, 3], [3], [0, 2, 3]):
        with pytest.raises(DamagedBackup):
            _opened(whole[:start] + b"".join(pieces[number] for number in order))


@pytest.mark.usefixtures("cheap")
def test_a_header_that_asks_for_all_the_memory_is_refused() -> None:
    whole = bytearray(_sealed(b"x", 0))
    whole[16] = 40

    with pytest.raises(DamagedBackup):
        _opened(bytes(whole))
