"""The database at hand for a command: held open while it works, migrated when something is pending."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from shipby.cli.backup.interrupted import finish_interrupted
from shipby.cli.errors import OutsideFailure
from shipby.cli.keeper_door import hold_embedded
from shipby.cli.named_server import check_version

_MIGRATING = 7_402_917_733
"""Key of the advisory lock under which migrations run: two commands at once never both migrate."""


@contextmanager
def database(*, wait_until_stopped: bool = False) -> Iterator[None]:
    """Hold the database open for the block, migrated; Django's connections are closed after it.

    ``wait_until_stopped`` = return only when the embedded server has stopped, or somebody else uses it.
    """
    with held_database(wait_until_stopped=wait_until_stopped):
        try:
            finish_interrupted()
            migrate_if_needed()
            yield
        finally:
            close_connections()


@contextmanager
def held_database(*, wait_until_stopped: bool = False) -> Iterator[None]:
    """Keep the database running for the block: the embedded one, unless DATABASE_URL names a server.

    Raises:
        OutsideFailure: it cannot be started or reached, or is too old.
    """
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with hold_embedded(Path(settings.HOME) / "postgres", wait_until_stopped=wait_until_stopped):
        yield


def migrate_if_needed() -> bool:
    """Apply pending migrations; whether there were any.

    Raises:
        OutsideFailure: the data was made by a newer Shipby.
    """
    check_version(connection)
    if not pending_migrations():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATING])
        try:
            if pending_migrations():
                call_command("migrate", interactive=False, verbosity=0)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATING])
    return True


def pending_migrations() -> list[tuple[str, str]]:
    """(app, migration) that are in the code and not in the database. Two queries; no migration is imported.

    Raises:
        OutsideFailure: the database knows a migration of ours that this version does not.
    """
    in_code = {(app.label, path.stem) for app in apps.get_app_configs() for path in Path(app.path).glob("migrations/[0-9]*.py")}
    applied = _applied()
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("shipby.")}
    unknown = {(label, name) for label, name in applied - in_code if label in ours}
    if unknown:
        raise OutsideFailure(
            "data_of_newer_version",
            "The data was made by a newer version of Shipby.",
            "Install that version again, or bring back a backup made with this one. Nothing was changed.",
        )
    return sorted(in_code - applied)


def _applied() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return set()
        cursor.execute("SELECT app, name FROM django_migrations")
        return set(cursor.fetchall())


def close_connections() -> None:
    """Close Django's connections and their pool, so that nothing holds the database when it is to stop."""
    connections.close_all()
    if connection.settings_dict["OPTIONS"].get("pool"):
        connection.close_pool()  # type: ignore[attr-defined]
