"""``shipby sync``: read orders from Amazon until all of them are here."""

from datetime import datetime, timedelta
from typing import Any

import click

from shipby.cli.door import uses_database
from shipby.cli.output import emit, format_option, say
from shipby.cli.scope import scope_of_command
from shipby.intake.reads.sync import sync_of
from shipby.intake.rules.sync import SETTLED
from shipby.shop.reads import AccountRow, connected_accounts
from shipby.shop.rules.access import NoAccessYet
from shipby.words.ports import ports
from shipby.words.troubles import NoAccess
from shipby.worker.gateways import gateway_for
from shipby.worker.read_orders import Did, Reader

NOT_ALL = 3


@click.command("sync")
@click.option("--account", help="One account; default: every connected one.")
@click.option("--once", is_flag=True, required=True, help="Read until all that Amazon showed 3 minutes ago is here, then stop.")
@click.option(
    "--max-wait", type=float, default=None, metavar="SECONDS", help="Stop after so long, complete or not (exit code 3)."
)
@format_option
@uses_database
def command(account: str | None, once: bool, max_wait: float | None, output_format: str) -> int:  # noqa: ARG001
    """Read orders from Amazon now. A running desk does this by itself; a script can wait for it here.

    It keeps to Amazon's rates: where a bucket is empty it waits. Stopped anywhere, the next run goes on where this one was.

    \b
    Examples:
      shipby sync --once
      shipby sync --once --account "Fernwood US" --max-wait 60 --format json
    """
    scope = scope_of_command(account)
    accounts = [row for row in connected_accounts() if row.id in scope.account_ids]
    if not accounts:
        raise NoAccessYet(account=account or "No account")
    began = ports.clock.now()
    readers = {row.id: Reader.of(row.id, gateway_for(row), began - SETTLED) for row in accounts}
    is_whole = _run(readers, None if max_wait is None else began + timedelta(seconds=max_wait), accounts)
    emit(_told(list(readers.values())), output_format)
    return 0 if is_whole else NOT_ALL


def _run(readers: dict[int, Reader], end: datetime | None, accounts: list[AccountRow]) -> bool:
    """Take turns until every account is read, or ``end``; whether all are."""
    names = {row.id: row.name for row in accounts}
    open_readers = dict(readers)
    while open_readers:
        waits: list[datetime] = []
        for account_id, reader in list(open_readers.items()):
            step = reader.step()
            if isinstance(reader.last_trouble, NoAccess):
                say(f"{names[account_id]}: Amazon lets us in no more ({reader.last_trouble.code}). Run shipby account check.")
                return False
            if step.did is not Did.READ and reader.is_done():
                del open_readers[account_id]
            elif step.did is Did.WAITS and step.until is not None:
                waits.append(step.until)
        now = ports.clock.now()
        if end is not None and now >= end and open_readers:
            return False
        if open_readers and len(waits) == len(open_readers):
            until = min(waits) if end is None else min(*waits, end)
            ports.clock.sleep(max(0.0, (until - now).total_seconds()))
    return True


def _told(readers: list[Reader]) -> dict[str, Any]:
    calls: dict[str, int] = {}
    for reader in readers:
        for name, count in reader.metered.calls.items():
            calls[name] = calls.get(name, 0) + count
    reached = [sync.reached_at if (sync := sync_of(reader.account_id)) else None for reader in readers]
    return {
        "new": sum(reader.counts.new for reader in readers),
        "changed": sum(reader.counts.changed for reader in readers),
        "unchanged": sum(reader.counts.unchanged for reader in readers),
        "quarantined": sum(reader.counts.quarantined for reader in readers),
        "calls": calls,
        "throttled": sum(reader.metered.throttled for reader in readers),
        "complete_until": None if None in reached else min(filter(None, reached)),
    }
