"""The keys of a restore: laid ready before the database commits, put in force after it, whatever happens in between."""

import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection

from shipby.cli.backup import contents
from shipby.words.ports import ports

KEYS = "keys"
_STAGED = "keys.restored"
_NOTE = "restore.number"
_COMMENT = "shipby restore "


def stage_keys(folder: Path, home: Path) -> str:
    """Lay the keys of an unpacked backup ready; the number that the database's transaction must leave behind."""
    throw_staged_away(home)
    (folder / KEYS).mkdir(mode=0o700, exist_ok=True)
    if (folder / contents.SECRET).exists():
        (folder / contents.SECRET).rename(folder / KEYS / contents.SECRET)
    (folder / KEYS).rename(home / _STAGED)
    number = ports.ids.uuid().hex
    (home / _NOTE).write_text(number, encoding="ascii")
    return number


def comment(number: str) -> str:
    """What the transaction writes on the schema ``public``."""
    return _COMMENT + number


def throw_staged_away(home: Path) -> None:
    """Forget a restore that was not committed."""
    (home / _NOTE).unlink(missing_ok=True)
    shutil.rmtree(home / _STAGED, ignore_errors=True)


def exchange_keys(home: Path) -> None:
    """Put the restored keys in force; safe to do again from any point in between."""
    staged = home / _STAGED
    secret = staged / contents.SECRET
    if secret.exists():
        secret.replace(home / "secret_key")
    if staged.exists():
        shutil.rmtree(home / KEYS, ignore_errors=True)
        staged.rename(home / KEYS)
    (home / _NOTE).unlink(missing_ok=True)


def finish_interrupted() -> None:
    """Finish a restore that died between the database's commit and the exchange of the keys, or forget one not committed."""
    home = Path(settings.HOME)
    try:
        number = (home / _NOTE).read_text(encoding="ascii")
    except FileNotFoundError:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description('public'::regnamespace, 'pg_namespace')")
        found = cursor.fetchone()[0]
    if found == comment(number):
        exchange_keys(home)
    else:
        throw_staged_away(home)
