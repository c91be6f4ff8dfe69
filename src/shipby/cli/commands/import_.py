"""``shipby import``: take in one of Amazon's order reports, or the processing report of a confirmation file."""

import io
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from shipby.actions.open_bare_shop import open_bare_shop
from shipby.cli.door import uses_database
from shipby.cli.output import Row, emit, format_option, say
from shipby.cli.scope import system_user
from shipby.keys.spool import SpoolReader, SpoolWriter, one_off_secret, spool_folder
from shipby.shop.reads import is_set_up, whole_scope
from shipby.words.ports import ports
from shipby.words.refusals import Refusal
from shipby.words.text import N_
from shipby.worker.import_file import ImportedOrders, SettledReport, run_import


class FileUnreadable(Refusal):
    """There is no such file, or it may not be read."""

    code = "file_unreadable"
    sentence = N_("%(path)s cannot be read: %(reason)s.")
    remedy = N_("Check the path, and that you may read the file.")


class BadInstant(click.BadParameter):
    """Not an instant with its zone."""


def _instant(context: click.Context, parameter: click.Parameter, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise BadInstant(f"{text!r} is no instant with a zone, such as 2026-11-23T09:00:00Z.", context, parameter)
    return instant.astimezone(UTC)


@click.command("import")
@click.argument("path", metavar="FILE")
@click.option("--account", default="", help="Seller account the file belongs to. Default: the only one.")
@click.option("--encoding", default="", help="How the file is encoded, for example cp1252. Default: found out.")
@click.option(
    "--made-at", callback=_instant, metavar="INSTANT", help="When the report was made, for example 2026-11-23T09:00:00Z."
)
@click.option(
    "--batch",
    type=click.IntRange(1),
    help="Number of the confirmation file that a processing report answers. Default: found out.",
)
@format_option
@uses_database
def command(path: str, account: str, encoding: str, made_at: datetime | None, batch: int | None, output_format: str) -> int:
    """Take in FILE (- = standard input): an order report, or a processing report, exactly as it came from Amazon.

    \b
    Examples:
      shipby import unshipped.txt
      shipby import orders.txt.gz --account "North America" --made-at 2026-11-23T09:00:00Z
      shipby import - --format json < report.txt
      shipby import processing-report.txt --batch 12

    Rows that cannot be read are set aside with their line and the reason; the rest goes in. The same file again changes
    nothing. Exit code 1 only if the whole file is refused.
    """
    now = ports.clock.now
    actor = system_user()
    if not is_set_up():
        open_bare_shop(now=now())
    with ExitStack() as stack:
        stream = _open(path, stack)
        bar = stack.enter_context(_bar())
        row = bar.add_task("Rows", total=None)
        outcome = run_import(
            stream,
            shop_id=whole_scope().shop_id,
            actor=actor,
            now=now,
            file_name="standard input" if path == "-" else Path(path).name,
            account_name=account,
            encoding=encoding,
            made_at=made_at,
            batch=batch,
            progress=lambda done, total: bar.update(row, completed=done, total=total),
        )
    if isinstance(outcome, SettledReport):
        _tell_settled(outcome, output_format)
    else:
        _tell_orders(outcome, output_format)
    return 0


def _open(path: str, stack: ExitStack) -> BinaryIO:
    """The file; standard input is first put aside, sealed, because it is read twice.

    Raises:
        FileUnreadable: there is no such file, or it may not be read.
    """
    if path != "-":
        try:
            return stack.enter_context(Path(path).open("rb"))
        except OSError as error:
            raise FileUnreadable(path=path, reason=error.strerror or "no reason given") from error
    secret = one_off_secret()
    spooled = spool_folder() / f"input-{ports.ids.uuid().hex}"
    stack.callback(spooled.unlink, missing_ok=True)
    with SpoolWriter(spooled, secret) as spool:
        while block := sys.stdin.buffer.read(1 << 20):
            spool.write(block)
    return stack.enter_context(io.BufferedReader(SpoolReader(spooled, secret), buffer_size=1 << 18))


def _bar() -> Progress:
    """A bar on the terminal; nothing where standard error is none."""
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def _tell_orders(outcome: ImportedOrders, output_format: str) -> None:
    quarantined: list[Row] = [{"line": line, "reason": reason} for line, reason in outcome.quarantined]
    counts = {"new": outcome.new, "changed": outcome.changed, "unchanged": outcome.unchanged}
    gone = list(outcome.no_longer_unshipped)
    if output_format == "json":
        emit({**counts, "quarantined": quarantined, "no_longer_unshipped": gone}, output_format)
        return
    emit({**counts, "quarantined": len(quarantined), "no_longer_unshipped": len(gone)}, output_format)
    for row in quarantined:
        say(f"Line {row['line']} set aside: {row['reason']}")
    for order_id in gone:
        say(f"No longer unshipped at Amazon: {order_id}")


def _tell_settled(outcome: SettledReport, output_format: str) -> None:
    refused: list[Row] = [
        {"order_id": row.order_id, "order_item_id": row.order_item_id, "code": row.code, "message": row.message}
        for row in outcome.refused
    ]
    if output_format == "json":
        emit({"accepted": outcome.accepted, "refused": refused}, output_format)
        return
    emit({"accepted": outcome.accepted, "refused": len(refused)}, output_format)
    for row in refused:
        say(f"Refused by Amazon: {row['order_id']} {row['order_item_id']}: {row['code']} {row['message']}")
