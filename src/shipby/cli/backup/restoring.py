"""Putting a backup back: checked whole first, then the database in one transaction, then the keys.

Between the database's commit and the exchange of the keys the machine may die. So the new keys lie ready beside the old ones
before the commit, and the transaction leaves its number in the database: whoever opens the database next sees whether it was
committed, and finishes the exchange or throws the keys away (``interrupted.py``).
"""

import io
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
from django.apps import apps
from django.conf import settings
from django.db import connection

from shipby.cli.backup import contents
from shipby.cli.backup.contents import Manifest
from shipby.cli.backup.interrupted import KEYS, comment, exchange_keys, stage_keys, throw_staged_away
from shipby.cli.backup.making import count_rows, remove_leftovers
from shipby.cli.backup.programs import environment, failure, program
from shipby.cli.backup.sealed_file import DamagedBackup, open_pieces
from shipby.cli.errors import OutsideFailure
from shipby.cli.progress import Progress
from shipby.keys.ring import KeyRing, key_ring
from shipby.words.refusals import Refusal
from shipby.words.text import N_

_NAMES = {contents.MANIFEST, contents.DUMP, contents.RING, contents.MASTER, contents.SECRET}


class NotEmpty(Refusal):
    """There is data that a restore would replace."""

    code = "database_not_empty"
    sentence = N_("There is data already: a restore would replace it.")
    remedy = N_("Restore into another SHIPBY_HOME, or say --replace to lose what is here now. Nothing was changed.")


class DatabaseOfOthers(Refusal):
    """Tables, and none of them ours."""

    code = "database_of_others"
    sentence = N_("The database holds tables that are not Shipby's.")
    remedy = N_("Name an empty database with DATABASE_URL. Nothing was changed.")


class OthersAreConnected(Refusal):
    """Somebody works on the database."""

    code = "database_in_use"
    sentence = N_("Others are connected to the database (%(count)s).")
    remedy = N_("Stop every desk and command that uses it, then try again. Nothing was changed.")


class BackupOfNewerVersion(Refusal):
    """It holds migrations that this version does not know."""

    code = "backup_of_newer_version"
    sentence = N_("This backup was made by a newer version of Shipby (%(version)s).")
    remedy = N_("Install that version or a later one, then restore. Nothing was changed.")


def restore_backup(source: Path, *, passphrase: str, replace: bool, progress: Progress) -> Manifest:
    """Put a backup in the place of what is here; what it holds. Until the last step nothing is changed.

    Raises:
        Refusal: the file is none of ours, damaged, sealed otherwise, of a newer version, or there is something here already.
        OutsideFailure: PostgreSQL refused it; nothing was changed.
    """
    home = Path(settings.HOME)
    remove_leftovers(home)
    with tempfile.TemporaryDirectory(dir=home, prefix="restore-") as name:
        folder = Path(name)
        progress("Checking the backup", 0, 0)
        manifest = _unpack(source, passphrase, folder)
        _check(manifest, folder, replace=replace)
        progress("Restoring the database", 0, 0)
        number = stage_keys(folder, home)
        try:
            _restore_database(folder / contents.DUMP, number)
        except BaseException:
            throw_staged_away(home)
            raise
        exchange_keys(home)
    _compare(manifest)
    return manifest


# -- reading the file


class _Pieces(io.RawIOBase):
    """The clear pieces as a stream for tarfile."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        target = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        count = min(len(target), len(self._rest))
        target[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def _unpack(source: Path, passphrase: str, folder: Path) -> Manifest:
    """Decrypt everything into ``folder`` (private, inside the data folder), to the very end of the file."""
    with source.open("rb") as file:
        pieces = open_pieces(file, passphrase)
        stream = io.BufferedReader(_Pieces(pieces), 1024 * 1024)
        try:
            with tarfile.open(fileobj=stream, mode="r|") as tar:
                for entry in tar:
                    _unpack_entry(tar, entry, folder)
        except tarfile.TarError as error:
            raise DamagedBackup from error
        for _ in pieces:  # what follows the tar's end must be authentic too
            pass
    try:
        return msgspec.json.decode((folder / contents.MANIFEST).read_bytes(), type=Manifest)
    except (FileNotFoundError, msgspec.MsgspecError) as error:
        raise DamagedBackup from error


def _unpack_entry(tar: tarfile.TarFile, entry: tarfile.TarInfo, folder: Path) -> None:
    content = tar.extractfile(entry)
    if entry.name not in _NAMES or content is None:  # only files that we know, never a path of the file's own
        raise DamagedBackup
    target = folder / entry.name
    target.parent.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        contents.copy(content, file)


# -- may it be restored here?


def _check(manifest: Manifest, folder: Path, *, replace: bool) -> None:
    _refuse_newer(manifest)
    if manifest.has_ring:
        ring = KeyRing(folder / KEYS, settings.ENVIRONMENT.master_key)
        ring.retired(0)  # opens it: the master key must be the one that wrapped it
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
            " AND pid <> pg_backend_pid()"
        )
        others = int(cursor.fetchone()[0])
        tables = set(connection.introspection.table_names(cursor))
    if others:
        raise OthersAreConnected(count=others)
    if tables and "shop_shop" not in tables:
        raise DatabaseOfOthers
    if not replace and (_has_rows(tables) or key_ring().path.exists()):
        raise NotEmpty


def _refuse_newer(manifest: Manifest) -> None:
    ours = {app.label: Path(app.path) for app in apps.get_app_configs() if app.name.startswith("shipby.")}
    for app, name in manifest.migrations:
        if app in ours and not (ours[app] / "migrations" / f"{name}.py").exists():
            raise BackupOfNewerVersion(version=manifest.version)


def _has_rows(tables: set[str]) -> bool:
    """Whether somebody has begun to use the database: a shop is the first thing that is made."""
    if not tables:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM shop_shop)")
        return bool(cursor.fetchone()[0])


# -- the database


def _restore_database(dump: Path, number: str) -> None:
    """Everything in one transaction: the old schema goes, the dump comes, and the number is left."""
    connection.close()
    to_script = [program("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(dump)]
    to_server = [program("psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    with tempfile.TemporaryFile(dir=dump.parent) as read_errors, tempfile.TemporaryFile(dir=dump.parent) as write_errors:
        script = subprocess.Popen(to_script, stdout=subprocess.PIPE, stderr=read_errors, env=environment())
        server = subprocess.Popen(to_server, stdin=subprocess.PIPE, stderr=write_errors, env=environment())
        with script, server:
            _feed(script, server, number)
        for name, process, errors in (("pg_restore", script, read_errors), ("psql", server, write_errors)):
            if process.returncode != 0:
                errors.seek(0)
                raise failure(name, errors.read())


def _feed(script: "subprocess.Popen[bytes]", server: "subprocess.Popen[bytes]", number: str) -> None:
    """Carry the script to the server; it commits when its input has ended."""
    assert script.stdout is not None
    assert server.stdin is not None
    try:
        server.stdin.write(b"DROP SCHEMA IF EXISTS public CASCADE;\nCREATE SCHEMA public;\n")
        for line_number, line in enumerate(script.stdout):
            # PostgreSQL 16 and older do not know this setting, which pg_dump 18 writes at the top.
            if line_number > 100 or not line.startswith(b"SET transaction_timeout"):
                server.stdin.write(line)
        if script.wait() != 0:
            server.kill()  # an end of input would be a commit of what has come so far
            return
        server.stdin.write(f"\nCOMMENT ON SCHEMA public IS '{comment(number)}';\n".encode())
        server.stdin.close()
    except BrokenPipeError:
        script.terminate()  # psql has given up; its words are told


def _compare(manifest: Manifest) -> None:
    found = count_rows()
    differing = sorted(table for table, count in manifest.rows.items() if found.get(table) != count)
    if differing:
        raise OutsideFailure(
            "restored_otherwise",
            f"The restored database differs from the backup in {', '.join(differing)}.",
            "Keep the backup, and restore it again into another SHIPBY_HOME to compare.",
        )
