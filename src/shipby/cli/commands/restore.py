"""``shipby restore``: bring a backup back."""

from pathlib import Path

import click

from shipby.cli.backup.interrupted import finish_interrupted
from shipby.cli.backup.restoring import restore_backup
from shipby.cli.commands.backup import VARIABLE
from shipby.cli.database import close_connections, held_database, migrate_if_needed
from shipby.cli.desk import only_desk, running_desk
from shipby.cli.output import emit, format_option
from shipby.cli.progress import step
from shipby.cli.secrets import ask_secret
from shipby.words.refusals import Refusal
from shipby.words.text import N_


class DeskRuns(Refusal):
    """A restore under a running desk would take its ground away."""

    code = "desk_runs"
    sentence = N_("A desk works on this data.")
    remedy = N_("Stop it, restore, then start it again. Nothing was changed.")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Lose what is here now. Without it only an empty database is filled.")
@format_option
def command(file: Path, replace: bool, output_format: str) -> None:
    """Bring the backup FILE back: the database and the keys.

    The whole file is checked first. A wrong passphrase, a damaged file or a database that is not empty is refused and nothing is
    changed. Data of deliveries long ago that were erased since the backup was made are erased again by the next nightly run.

    \b
    Examples:
      shipby restore shipby.backup
      SHIPBY_HOME=/srv/new shipby restore /backups/nightly --format json
    """
    if running_desk():
        raise DeskRuns
    passphrase = ask_secret(VARIABLE, "Passphrase of the backup")
    with only_desk(""), held_database():
        try:
            finish_interrupted()
            with step("Restoring the backup") as progress:
                manifest = restore_backup(file, passphrase=passphrase, replace=replace, progress=progress)
            migrate_if_needed()
        finally:
            close_connections()
    emit(
        {
            "file": str(file),
            "made_at": manifest.made_at,
            "version": manifest.version,
            "tables": len(manifest.rows),
            "rows": sum(manifest.rows.values()),
            "orders": manifest.rows.get("orders_order", 0),
        },
        output_format,
    )
