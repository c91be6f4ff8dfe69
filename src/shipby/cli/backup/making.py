"""Making a backup: one snapshot of the database, then the keys, sealed into one file."""

import io
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec
from django.conf import settings
from django.db import connection, transaction

from shipby import __version__
from shipby.cli.backup import contents
from shipby.cli.backup.contents import Manifest
from shipby.cli.backup.programs import run
from shipby.cli.backup.sealed_file import SealedWriter
from shipby.cli.progress import Progress
from shipby.keys.ring import key_ring


def make_backup(target: Path, *, passphrase: str, made_at: datetime, progress: Progress) -> Manifest:
    """Write a backup to ``target``, whole or not at all (mode 0600); what it holds.

    The keys are read after the database's snapshot was taken: every key that a row of the snapshot needs is in the ring by then.
    """
    home = Path(settings.HOME)
    with tempfile.TemporaryDirectory(dir=home, prefix="backup-") as folder:
        dump = Path(folder) / contents.DUMP
        progress("Reading the database", 0, 0)
        rows, migrations, server_version = _dump(dump)
        ring, master, secret = _keys(home)
        manifest = Manifest(
            version=__version__,
            made_at=made_at,
            server_version=server_version,
            rows=rows,
            migrations=migrations,
            has_ring=ring is not None,
            has_master=master is not None,
        )
        progress("Sealing the backup", 0, 0)
        with _whole_or_not(target) as file:
            sealed = SealedWriter(file, passphrase)
            with tarfile.open(fileobj=sealed, mode="w|", format=tarfile.PAX_FORMAT) as tar:
                _add(tar, contents.MANIFEST, msgspec.json.encode(manifest))
                _add_file(tar, contents.DUMP, dump)
                for name, content in ((contents.RING, ring), (contents.MASTER, master), (contents.SECRET, secret)):
                    if content is not None:
                        _add(tar, name, content)
            sealed.finish()
    return manifest


def _dump(dump: Path) -> tuple[dict[str, int], list[tuple[str, str]], int]:
    """Dump and count in the same snapshot: row counts per table, migrations, the server's version."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        run(
            "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={snapshot}",
            f"--file={dump}",
            folder=dump.parent,
        )
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        migrations = [(str(app), str(name)) for app, name in cursor.fetchall()]
        return count_rows(), migrations, connection.connection.info.server_version


def count_rows() -> dict[str, int]:
    """Rows of every table, as the open transaction sees them."""
    counts = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608  (a name of our own schema, quoted)
            counts[table] = int(cursor.fetchone()[0])
    return counts


def _keys(home: Path) -> tuple[bytes | None, bytes | None, bytes | None]:
    """Ring, master key and secret key as they lie in the data folder; None = not there, or given by the environment."""
    ring = key_ring()
    if ring.path.exists():
        ring.retired(0)  # refuses here, not at the restore, if it cannot be opened
    master = ring.master_path if not settings.ENVIRONMENT.master_key else None
    secret = home / "secret_key" if not settings.ENVIRONMENT.secret_key else None
    return _content(ring.path), _content(master), _content(secret)


def _content(path: Path | None) -> bytes | None:
    return path.read_bytes() if path is not None and path.exists() else None


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    tar.addfile(entry, io.BytesIO(content))


def _add_file(tar: tarfile.TarFile, name: str, path: Path) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = path.stat().st_size, 0o600
    with path.open("rb") as file:
        tar.addfile(entry, file)


@contextmanager
def _whole_or_not(target: Path) -> Iterator[io.BufferedWriter]:
    """Write beside the target and put it in its place when it is safe on the disk."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def remove_leftovers(home: Path) -> None:
    """Remove what a killed backup or restore left in the data folder."""
    for left in [*home.glob("backup-*"), *home.glob("restore-*")]:
        shutil.rmtree(left, ignore_errors=True)
