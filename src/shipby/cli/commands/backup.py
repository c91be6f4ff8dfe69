"""``shipby backup``: one encrypted file with everything that cannot be made again."""

from pathlib import Path

import click
from django.conf import settings

from shipby.cli.backup.making import make_backup, remove_leftovers
from shipby.cli.backup.note import note_backup
from shipby.cli.door import uses_database
from shipby.cli.output import emit, format_option, say
from shipby.cli.progress import step
from shipby.cli.secrets import ask_secret
from shipby.words.ports import ports
from shipby.words.refusals import Refusal
from shipby.words.text import N_

VARIABLE = "SHIPBY_BACKUP_PASSPHRASE"
LEAST_CHARACTERS = 12


class BackupIsThere(Refusal):
    """The file exists."""

    code = "file_exists"
    sentence = N_("%(path)s is there already.")
    remedy = N_("Choose another name, or say --replace.")


class PassphraseTooShort(Refusal):
    """Whoever has the file can guess for years."""

    code = "passphrase_too_short"
    sentence = N_("The passphrase is too short.")
    remedy = N_("Use at least %(least)s characters; several words are best.")


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Write over FILE if it is there.")
@format_option
@uses_database
def command(file: Path, replace: bool, output_format: str) -> None:
    """Write an encrypted backup to FILE: the database and the keys, as they are at one moment. The desk may go on working.

    The passphrase is asked for, or comes from SHIPBY_BACKUP_PASSPHRASE or the file that SHIPBY_BACKUP_PASSPHRASE_FILE names.
    Without it nobody can open the backup; keep it elsewhere. A master key or secret key that you set in the environment is not
    in the backup: keep it too.

    \b
    Examples:
      shipby backup shipby.backup
      SHIPBY_BACKUP_PASSPHRASE_FILE=/etc/shipby/passphrase shipby backup --replace /backups/nightly
    """
    if file.exists() and not replace:
        raise BackupIsThere(path=file)
    passphrase = ask_secret(VARIABLE, "Passphrase of the backup", confirm=True)
    if len(passphrase) < LEAST_CHARACTERS:
        raise PassphraseTooShort(least=LEAST_CHARACTERS)
    home, now = Path(settings.HOME), ports.clock.now()
    remove_leftovers(home)
    with step("Making the backup") as progress:
        manifest = make_backup(file.absolute(), passphrase=passphrase, made_at=now, progress=progress)
    note_backup(home, now)
    if not manifest.has_master and manifest.has_ring:
        say("The master key is not in this backup: it comes from your environment. Keep it as safe as the backup.")
    emit(
        {
            "file": str(file),
            "bytes": file.stat().st_size,
            "made_at": manifest.made_at,
            "tables": len(manifest.rows),
            "rows": sum(manifest.rows.values()),
            "orders": manifest.rows.get("orders_order", 0),
        },
        output_format,
    )
