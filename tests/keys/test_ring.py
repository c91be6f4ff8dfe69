"""The key ring: lose it and every address is gone; keep an old copy and none is ever erased."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from shipby.keys.master import MasterKeyMissing, MasterKeyUnreadable
from shipby.keys.ring import KeyDestroyed, KeyRing, RingOfAnotherMaster, RingUnreadable
from shipby.keys.sealing import seal, unseal

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
MASTER = "ab" * 32


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def test_a_day_keeps_its_key_over_restarts(folder: Path) -> None:
    sealed = seal(KeyRing(folder).key_for(1, MONDAY), b"secret", bound_to="x")

    assert unseal(KeyRing(folder).key_for(1, MONDAY), sealed, bound_to="x") == b"secret"


def test_accounts_and_days_do_not_share_keys(folder: Path) -> None:
    ring = KeyRing(folder)

    ids = {ring.key_for(account, day).id for account in (1, 2) for day in (MONDAY, TUESDAY, None)}

    assert len(ids) == 6


def test_a_destroyed_day_cannot_be_read_again_even_after_the_day_gets_a_new_key(folder: Path) -> None:
    ring = KeyRing(folder)
    old = ring.key_for(1, MONDAY).id

    assert ring.destroy([old]) == 1

    with pytest.raises(KeyDestroyed):
        KeyRing(folder).key(old)
    assert ring.key_for(1, MONDAY).id != old
    with pytest.raises(KeyDestroyed):
        ring.key(old)


def test_destroying_a_key_twice_is_harmless(folder: Path) -> None:
    ring = KeyRing(folder)
    key_id = ring.key_for(1, MONDAY).id
    ring.destroy([key_id])

    assert ring.destroy([key_id, "never.was"]) == 0


def test_a_destroyed_key_is_seen_as_gone_by_a_process_that_had_it_open(folder: Path) -> None:
    web, worker = KeyRing(folder), KeyRing(folder)
    key_id = web.key_for(1, MONDAY).id

    worker.destroy([key_id])

    with pytest.raises(KeyDestroyed):
        web.key(key_id)


def test_no_old_copy_of_the_ring_keeps_a_destroyed_key(folder: Path) -> None:
    ring = KeyRing(folder)
    key_id = ring.key_for(1, MONDAY).id
    with ring.path.open("rb") as old_copy:
        assert key_id.encode() in old_copy.read()

        ring.destroy([key_id])

        old_copy.seek(0)
        assert old_copy.read().strip(b"\0") == b""
    assert all(key_id.encode() not in path.read_bytes() for path in folder.iterdir())


def test_the_ring_never_holds_a_key_in_clear(folder: Path) -> None:
    ring = KeyRing(folder)
    ring.key_for(1, MONDAY)
    master = bytes.fromhex(ring.master_path.read_text().strip())

    assert master not in ring.path.read_bytes()
    assert master.hex().encode() not in ring.path.read_bytes()


def test_only_the_owner_reads_the_files(folder: Path) -> None:
    ring = KeyRing(folder)
    ring.key_for(1, MONDAY)

    assert oct(ring.master_path.stat().st_mode & 0o777) == "0o400"
    assert oct(ring.path.stat().st_mode & 0o777) == "0o600"
    assert oct(folder.stat().st_mode & 0o777) == "0o700"


def test_a_master_key_others_may_read_is_warned_about(folder: Path) -> None:
    KeyRing(folder).key_for(1, MONDAY)
    (folder / "master.key").chmod(0o644)

    with capture_logs() as logs:
        KeyRing(folder).key_for(1, MONDAY)

    assert next(entry["event"] for entry in logs if entry["log_level"] == "warning") == "master_key_readable_by_others"


@pytest.mark.parametrize("keep", [0, 1, 40, -1])
def test_a_cut_off_ring_is_refused_and_left_as_it_is(folder: Path, keep: int) -> None:
    KeyRing(folder).keys_for(1, (MONDAY, TUESDAY))
    path = folder / "ring"
    path.write_bytes(path.read_bytes()[:keep])
    before = path.read_bytes()

    with pytest.raises(RingUnreadable):
        KeyRing(folder).key_for(1, date(2026, 12, 1))

    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"{}", b"[]", b"\xff\xfe", b'{"ring": {}, "digest": ""}', b'{"ring": 3, "digest": "x"}'])
def test_a_foreign_file_in_the_rings_place_is_refused_and_left_as_it_is(folder: Path, content: bytes) -> None:
    folder.mkdir()
    (folder / "ring").write_bytes(content)
    (folder / "master.key").write_text(MASTER)

    with pytest.raises(RingUnreadable):
        KeyRing(folder).key_for(1, MONDAY)

    assert (folder / "ring").read_bytes() == content


def test_an_edited_ring_is_refused(folder: Path) -> None:
    ring = KeyRing(folder)
    ring.key_for(1, MONDAY)
    ring.path.write_bytes(ring.path.read_bytes().replace(b'"account":1', b'"account":2'))

    with pytest.raises(RingUnreadable):
        KeyRing(folder).key_for(2, MONDAY)


def test_another_master_key_is_named_as_the_reason(folder: Path) -> None:
    KeyRing(folder, MASTER).key_for(1, MONDAY)

    with pytest.raises(RingOfAnotherMaster) as refusal:
        KeyRing(folder, "cd" * 32).key_for(1, MONDAY)

    assert "another master key" in refusal.value.message
    assert "cdcd" not in refusal.value.message


def test_a_lost_master_key_is_never_replaced_by_a_new_one(folder: Path) -> None:
    KeyRing(folder).key_for(1, MONDAY)
    (folder / "master.key").unlink()

    with pytest.raises(MasterKeyMissing):
        KeyRing(folder).key_for(1, MONDAY)

    assert not (folder / "master.key").exists()


@pytest.mark.parametrize("text", ["short", "zz" * 32, "QUJD", "ab" * 31, "é" * 40])
def test_a_master_key_that_is_none_is_refused_without_showing_it(folder: Path, text: str) -> None:
    with pytest.raises(MasterKeyUnreadable) as refusal:
        KeyRing(folder, text).key_for(1, MONDAY)

    assert text not in refusal.value.message


def test_a_master_key_may_be_written_in_base64_too(folder: Path) -> None:
    KeyRing(folder, MASTER).key_for(1, MONDAY)

    KeyRing(folder, "q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=").key_for(1, MONDAY)


def test_renewing_the_accounts_key_keeps_the_old_one_readable_until_it_is_destroyed(folder: Path) -> None:
    ring = KeyRing(folder)
    old = ring.key_for(1, None)

    fresh = ring.renew(1)

    assert ring.key_for(1, None) == fresh
    assert KeyRing(folder).key_for(1, None).id == fresh.id
    assert ring.key(old.id).id == old.id
    assert ring.retired(1) == [old.id]


def test_days_before_a_day_are_found_for_erasure(folder: Path) -> None:
    ring = KeyRing(folder)
    ring.keys_for(1, (MONDAY, TUESDAY, None))

    assert [(account, day) for account, day, _ in ring.days_before(TUESDAY)] == [(1, MONDAY)]


# -- rotation


def test_after_a_rotation_everything_opens_and_the_old_master_key_opens_nothing(folder: Path) -> None:
    ring = KeyRing(folder)
    sealed = seal(ring.key_for(1, MONDAY), b"secret", bound_to="x")
    old_master = ring.master_path.read_text()

    assert ring.rotate() == 1

    assert unseal(KeyRing(folder).key_for(1, MONDAY), sealed, bound_to="x") == b"secret"
    assert ring.master_path.read_text() != old_master
    with pytest.raises(RingOfAnotherMaster):
        KeyRing(folder, old_master).key_for(1, MONDAY)


def test_a_running_process_follows_a_rotation(folder: Path) -> None:
    web, command = KeyRing(folder), KeyRing(folder)
    key_id = web.key_for(1, MONDAY).id

    command.rotate()

    assert web.key_for(1, MONDAY).id == key_id
    assert web.key_for(1, TUESDAY).id == command.key_for(1, TUESDAY).id


def test_a_rotation_stopped_before_the_ring_was_written_changes_nothing(folder: Path) -> None:
    ring = KeyRing(folder)
    key_id = ring.key_for(1, MONDAY).id
    (folder / "master.key.next").write_text(MASTER)

    assert KeyRing(folder).key_for(1, MONDAY).id == key_id
    assert KeyRing(folder).rotate() == 1
    assert KeyRing(folder).key_for(1, MONDAY).id == key_id


def test_a_rotation_stopped_after_the_ring_was_written_is_finished_by_the_next_reader(folder: Path) -> None:
    ring = KeyRing(folder)
    key_id = ring.key_for(1, MONDAY).id
    before = ring.master_path.read_text()
    ring.rotate()
    ring.master_path.rename(folder / "master.key.next")
    (folder / "master.key").write_text(before)

    assert KeyRing(folder).key_for(1, MONDAY).id == key_id
    assert not (folder / "master.key.next").exists()


def test_a_master_key_from_the_environment_is_rotated_to_the_one_named(folder: Path) -> None:
    ring = KeyRing(folder, MASTER)
    key_id = ring.key_for(1, MONDAY).id

    ring.rotate("cd" * 32)

    assert KeyRing(folder, "cd" * 32).key_for(1, MONDAY).id == key_id
    with pytest.raises(RingOfAnotherMaster):
        KeyRing(folder, MASTER).key_for(1, MONDAY)
    assert not (folder / "master.key").exists()


# -- several processes

_MAKE = """
import sys
from datetime import date, timedelta
from pathlib import Path
from shipby.keys.ring import KeyRing
ring = KeyRing(Path(sys.argv[1]))
for number in range(20):
    ring.key_for(1, date(2026, 1, 1) + timedelta(days=number))
    ring.key_for(int(sys.argv[2]), None)
print(",".join(ring.key_for(1, date(2026, 1, 1) + timedelta(days=number)).id for number in range(20)))
"""


def test_processes_that_start_together_agree_on_every_key(folder: Path) -> None:
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", _MAKE, str(folder), str(number)],
            stdout=subprocess.PIPE,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        )
        for number in (2, 3, 4)
    ]
    answers = {run.communicate()[0].strip() for run in runs}

    assert [run.returncode for run in runs] == [0, 0, 0]
    assert len(answers) == 1
    assert len(KeyRing(folder).days_before(date(2027, 1, 1))) == 20
