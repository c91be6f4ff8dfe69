"""PostgreSQL's own programs, on the database that Django uses."""

import os
import subprocess
from pathlib import Path
from typing import Any

from django.db import connection

from shipby.cli.errors import OutsideFailure
from shipby.cli.postgres import binaries


def program(name: str) -> str:
    """Path of ``pg_dump``, ``pg_restore`` or ``psql``."""
    return str(binaries() / name)


def environment() -> dict[str, str]:
    """How those programs reach the database: by environment, because a command line can be read by others."""
    parameters: dict[str, Any] = connection.get_connection_params()
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    names |= {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}
    told = {variable: str(parameters[name]) for name, variable in names.items() if parameters.get(name)}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG") or name == "PGPASSFILE"}
    return kept | told | {"PGCLIENTENCODING": "UTF8", "PGCONNECT_TIMEOUT": "10"}


def run(name: str, *arguments: str, folder: Path) -> None:
    """Run one of them to its end.

    Raises:
        OutsideFailure: it failed; the message holds its last words.
    """
    command = [program(name), *arguments]
    result = subprocess.run(command, env=environment(), cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if result.returncode != 0:
        raise failure(name, result.stderr)


def failure(name: str, said: bytes) -> OutsideFailure:
    """What to say when one of them fails."""
    last = "\n".join(said.decode(errors="replace").strip().splitlines()[-3:])
    return OutsideFailure(
        f"{name}_failed",
        f"PostgreSQL's {name} failed: {last}",
        "Check that the database answers and that there is space on the disk, then try again.",
    )
