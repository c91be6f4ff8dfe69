"""The ``shipby`` command. Commands are loaded when they are called, so that each starts in about a second."""

import importlib
import os
import sys
from collections.abc import Sequence

import click

from shipby import __version__
from shipby.cli.door import run

COMMANDS = {
    "up": "Start the desk: pages, jobs and the database.",
    "demo": "Start the desk with a sample store.",
    "user": "Add people, set roles and passwords.",
    "setup": "Make the data folder and the database ready, and stop.",
    "import": "Take in an order report or processing report of Amazon.",
    "export": "Write the confirmation file for Amazon.",
    "orders": "List orders.",
    "order": "Show one order.",
    "confirm": "Confirm shipments.",
    "status": "Say how the desk is doing.",
    "backup": "Write an encrypted backup.",
    "restore": "Bring a backup back.",
    "keys": "Rotate the master key.",
    "account": "Connect seller accounts to Amazon.",
    "sync": "Read orders from Amazon now.",
    "completeness": "Count Amazon's orders against those that are here.",
    "simulator": "Run a pretend Amazon to try things against.",
}


class Commands(click.Group):
    """Knows its commands by name and one-line summary; a command's module is read when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's own signature)
        """Return the names in the order people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command; for the list of commands a name and its summary are enough."""
        if cmd_name not in COMMANDS:
            return None
        if ctx.resilient_parsing or not _is_called(ctx):
            return click.Command(cmd_name, help=COMMANDS[cmd_name])
        return _load(cmd_name)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Note that a command is really called before it is looked up."""
        ctx.meta["shipby.called"] = True
        return super().resolve_command(ctx, args)


def _is_called(ctx: click.Context) -> bool:
    return bool(ctx.meta.get("shipby.called"))


def _load(name: str) -> click.Command:
    import django  # noqa: PLC0415  (a plain `shipby --help` does without)

    if name == "demo":
        os.environ["SHIPBY_DEMO"] = "1"  # the sample store has a data folder of its own, which settings choose
    if name != "simulator":  # a program of its own, which needs neither settings nor tables
        django.setup()
    module = "import_" if name == "import" else name
    # A fixed table of names inside one package: no wall is walked through.
    loaded = importlib.import_module(f"shipby.cli.commands.{module}")  # noqa: TID251
    command = loaded.command
    assert isinstance(command, click.Command)
    return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="shipby")
def shipby() -> None:
    """Run the order desk for Amazon sellers who ship their own orders.

    \b
    Examples:
      shipby demo                      look around with a sample store
      shipby up                        start the desk for real
      shipby import orders.txt         take in Amazon's unshipped orders report
      shipby orders due:today          what must leave today
      shipby export confirmations --out confirmations.txt

    Data lies in SHIPBY_HOME. Exit codes: 0 done, 1 the input was refused, 2 wrong usage, 3 something outside failed.
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shipby.settings")
    words = list(sys.argv[1:] if arguments is None else arguments)
    return run(lambda: shipby.main(words, prog_name="shipby", standalone_mode=False), words)
