"""``shipby export confirmations``: write Amazon's shipping confirmation file."""

import os
import tempfile
from pathlib import Path

import click

from shipby.actions.export_confirmations import Exported, export_confirmations
from shipby.actions.repeat_export import repeat_export
from shipby.amazon.wire.shipping_confirmation import write_confirmation_file
from shipby.cli.door import uses_database
from shipby.cli.output import emit, format_option, say
from shipby.cli.scope import system_user
from shipby.shop.reads import accounts_of, whole_scope
from shipby.shop.rules import Scope
from shipby.words.ports import ports
from shipby.words.refusals import Refusal
from shipby.words.text import N_


class AccountNotSaid(Refusal):
    """Several accounts, none named: a file belongs to one."""

    code = "account_not_said"
    sentence = N_("There are several seller accounts, and a confirmation file belongs to one.")
    remedy = N_("Name it with --account: %(accounts)s.")


class NowhereToWrite(Refusal):
    """The folder of --out is not there or can't be written to."""

    code = "out_not_writable"
    sentence = N_("The file %(path)s can't be written.")
    remedy = N_("Choose another place with --out. No confirmation was taken out of the waiting line.")


@click.group("export")
def command() -> None:
    """Write files for Amazon."""


@command.command("confirmations")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Where the file goes.")
@click.option("--again", type=click.IntRange(min=1), help="Write this batch once more instead of a new one.")
@click.option("--account", help="Seller account, where there are several.")
@format_option
@uses_database
def confirmations(out: Path, again: int | None, account: str | None, output_format: str) -> None:
    """Write every waiting confirmation into a new batch, as Amazon's "Shipping confirmation" file.

    Upload the file in Seller Central (Orders, Upload order related files). Each confirmation is written into one batch only;
    --again BATCH is the only way to get the same file twice. Nothing waiting: no file, rows 0.
    """
    scope = whole_scope()
    account_id = _account(scope, account)
    _refuse_unwritable(out)
    actor, now = system_user(), ports.clock.now()
    if again is None:
        done = export_confirmations(scope=scope, account_id=account_id, write_file=write_confirmation_file, actor=actor, now=now)
    else:
        done = repeat_export(scope=Scope(scope.shop_id, (account_id,)), number=again, actor=actor, now=now)
    if done.batch is not None:
        _write(out, done)
    data = {"batch": done.batch, "rows": done.rows, "file": str(out) if done.batch is not None else None}
    emit(data, output_format, columns=("batch", "rows", "file"))


def _account(scope: Scope, name: str | None) -> int:
    accounts = accounts_of(scope.shop_id)
    found = [row for row in accounts if name is None or row.name.casefold() == name.casefold()]
    if len(found) != 1:
        raise AccountNotSaid(accounts=", ".join(row.name for row in accounts) or "-")
    return found[0].id


def _refuse_unwritable(out: Path) -> None:
    """Look before anything leaves the waiting line: a batch that can't be written helps nobody."""
    folder = out.absolute().parent
    if not folder.is_dir() or not os.access(folder, os.W_OK) or out.is_dir():
        raise NowhereToWrite(path=str(out))


def _write(out: Path, done: Exported) -> None:
    """The whole file or none: written beside its place, then moved there."""
    try:
        handle, name = tempfile.mkstemp(dir=out.absolute().parent, prefix=f".{out.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(done.content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(out)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError:
        say(f"Batch {done.batch} is kept. Get its file with: shipby export confirmations --again {done.batch} --out FILE")
        raise
