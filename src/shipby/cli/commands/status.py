"""``shipby status``: how the desk is doing, at a glance or for a monitor."""

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.db import connection

from shipby import __version__
from shipby.cli.backup.note import last_backup
from shipby.cli.database import close_connections, held_database, pending_migrations
from shipby.cli.desk import running_desk
from shipby.cli.keeper_door import answers
from shipby.cli.output import emit, format_option
from shipby.intake.reads.imports import count_open_rows, imports_of
from shipby.intake.rules.imports import ImportState
from shipby.keys.ring import key_ring
from shipby.orders.reads import Moment, view_counts
from shipby.orders.rules.query import parse
from shipby.shipping.reads import waiting_counts
from shipby.shop.reads import is_set_up, system_zone, whole_scope
from shipby.words.ports import ports
from shipby.words.refusals import Refusal


@click.command("status")
@format_option
def command(output_format: str) -> None:
    """Say whether a desk runs, on which database, and what waits.

    It changes nothing. Figures are null where migrations are pending or nothing is set up; the next start applies migrations.

    \b
    Examples:
      shipby status
      shipby status --format json
    """
    now = ports.clock.now()
    desk = running_desk()
    embedded = not os.environ.get("DATABASE_URL")
    was_running = answers(Path(settings.HOME) / "postgres") if embedded else True
    with held_database():
        try:
            data = {
                "version": __version__,
                "home": str(settings.HOME),
                "desk": "running" if desk else "stopped",
                "url": desk.url if desk else None,
                "process": desk.pid if desk else None,
                "database": "embedded" if embedded else "DATABASE_URL",
                "database_version": _server_version(),
                "database_was_running": was_running,
                **_figures(now),
                **_backup(now),
            }
        finally:
            close_connections()
    emit(data, output_format)


def _server_version() -> str:
    connection.ensure_connection()
    number = connection.connection.info.server_version
    return f"{number // 10_000}.{number % 10_000}"


def _figures(now: datetime) -> dict[str, Any]:
    pending = len(pending_migrations())
    figures: dict[str, Any] = {"migrations_pending": pending, "set_up": None, "orders_open": None, "confirmations_waiting": None}
    figures |= {"quarantined_rows": None, "last_import_at": None, "key_ring": _ring()}
    if pending:
        return figures
    figures["set_up"] = is_set_up()
    if not figures["set_up"]:
        return figures
    scope = whole_scope()
    moment = Moment(now, system_zone(scope.shop_id))
    done = [row for row in imports_of(scope.shop_id, limit=20) if row.state is ImportState.DONE]
    return figures | {
        "orders_open": view_counts(scope.account_ids, {"open": parse("")}, moment)["open"],
        "confirmations_waiting": sum(waiting_counts(scope.account_ids).values()),
        "quarantined_rows": count_open_rows(scope.account_ids),
        "last_import_at": done[0].finished_at if done else None,
    }


def _ring() -> str:
    """``ok``, ``none yet``, or the code of what is wrong with it."""
    ring = key_ring()
    if not ring.path.exists():
        return "none yet"
    try:
        ring.retired(0)
    except Refusal as refusal:
        return refusal.code
    return "ok"


def _backup(now: datetime) -> dict[str, Any]:
    made_at = last_backup(Path(settings.HOME))
    hours = round((now - made_at).total_seconds() / 3600, 1) if made_at else None
    return {"last_backup_at": made_at, "backup_age_hours": hours}
