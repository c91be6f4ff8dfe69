"""A PostgreSQL server that DATABASE_URL names: what is asked of it."""

import ipaddress
import os
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from shipby.cli.errors import OutsideFailure

OLDEST = 15


def check_address(url: str) -> None:
    """Refuse an address that would send orders in clear over a network without anybody having said so.

    Raises:
        OutsideFailure: it is not a PostgreSQL address, or a remote host without ``sslmode``.
    """
    try:
        parts = urlsplit(url)
        host = unquote(parts.hostname or "")
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme not in {"postgres", "postgresql"}:
        raise OutsideFailure(
            "database_url_unreadable",
            "DATABASE_URL is not the address of a PostgreSQL server.",
            "Write it as postgresql://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=verify-full, or leave it out.",
        )
    told = "sslmode" in parse_qs(parts.query) or "PGSSLMODE" in os.environ
    if not told and not _is_this_machine(host or parse_qs(parts.query).get("host", [""])[0]):
        raise OutsideFailure(
            "database_in_clear",
            "DATABASE_URL names another machine and does not say whether the connection is encrypted.",
            "Add ?sslmode=verify-full to it (or ?sslmode=disable on a network you trust).",
        )


def _is_this_machine(host: str) -> bool:
    if not host or host.startswith("/") or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_version(connection: Any) -> None:
    """Refuse a server that is too old.

    Raises:
        OutsideFailure: older than PostgreSQL 15.
    """
    connection.ensure_connection()
    version = connection.connection.info.server_version // 10_000
    if version < OLDEST:
        raise OutsideFailure(
            "database_too_old",
            f"The database server is PostgreSQL {version}; Shipby needs {OLDEST} or newer.",
            "Upgrade the server, or leave DATABASE_URL out to use the embedded one.",
        )
