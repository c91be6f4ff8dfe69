"""``shipby keys``: the keys that seal personal data."""

import getpass
import os
from pathlib import Path

import click

from shipby.actions.rotate_keys import rotate_keys
from shipby.cli.door import uses_database
from shipby.cli.output import emit, format_option, say
from shipby.settings import ENVIRONMENT
from shipby.words.actors import Actor, ActorKind
from shipby.words.ports import ports


@click.group("keys")
def command() -> None:
    """The keys that seal personal data: they lie in the data folder, apart from the database."""


@command.command("rotate")
@format_option
@uses_database
def rotate(output_format: str) -> int:
    """Wrap every data key again under a new master key. What is sealed stays as it is.

    \b
    With the master key in a file of the data folder: a fresh one takes its place.
    With the master key in SHIPBY_MASTER_KEY: give the new one in SHIPBY_NEW_MASTER_KEY (or SHIPBY_NEW_MASTER_KEY_FILE),
    then set SHIPBY_MASTER_KEY to it and start Shipby again.

    Stopped half-way, run it again.
    """
    new_master = _new_master()
    if ENVIRONMENT.master_key and not new_master:
        raise click.UsageError("The master key comes from SHIPBY_MASTER_KEY: give the new one in SHIPBY_NEW_MASTER_KEY.")
    if new_master and not ENVIRONMENT.master_key:
        raise click.UsageError("The master key lies in a file here; leave SHIPBY_NEW_MASTER_KEY out and a fresh one is made.")
    login = getpass.getuser()
    count = rotate_keys(new_master=new_master, actor=Actor(ActorKind.COMMAND, login, login), now=ports.clock.now())
    emit({"keys": count}, output_format)
    if new_master:
        say("Now set SHIPBY_MASTER_KEY to the new key and start Shipby again.")
    return 0


def _new_master() -> str:
    """The new key from the environment or the file that it names; secrets never come from flags."""
    path = os.environ.get("SHIPBY_NEW_MASTER_KEY_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get("SHIPBY_NEW_MASTER_KEY", "")
