"""``shipby completeness``: Amazon's own list of orders counted against those that are here."""

from typing import Any

import click

from shipby.cli.door import uses_database
from shipby.cli.output import emit, format_option
from shipby.cli.scope import scope_of_command
from shipby.intake.reads.imports import count_open_rows
from shipby.shop.reads import connected_accounts
from shipby.shop.rules.access import NoAccessYet
from shipby.words.ports import ports
from shipby.worker.count_orders import Counter

NOT_COMPLETE = 1


@click.command("completeness")
@click.option("--account", help="One account; default: every connected one.")
@format_option
@uses_database
def command(account: str | None, output_format: str) -> int:
    """Count Amazon's orders against those that are here, by a road on which none of them came.

    Amazon is asked for its list of all orders since the reading began (at most 60 days). Orders that are missing, or here in
    another state, are named, and read by themselves at the next occasion. Exit code 1 where there are any.

    \b
    Example:
      shipby completeness --format json
    """
    scope = scope_of_command(account)
    accounts = [row for row in connected_accounts() if row.id in scope.account_ids]
    if not accounts:
        raise NoAccessYet(account=account or "No account")
    told: list[dict[str, Any]] = []
    for row in accounts:
        proof = Counter.of(row).count()
        told.append(
            {
                "account": row.name,
                "since": proof.since,
                "amazon": proof.amazon_count,
                "here": proof.here_count,
                "missing": list(proof.missing),
                "stale": list(proof.stale),
                "quarantined": count_open_rows([row.id]),
                "oldest_unverified_seconds": max(0, round((ports.clock.now() - proof.until).total_seconds())),
            }
        )
    emit(told, output_format)
    return NOT_COMPLETE if any(row["missing"] or row["stale"] for row in told) else 0
