"""``shipby simulator``: the pretend Amazon, which is a program of its own."""

import os
import sys

import click


@click.command("simulator", add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Become ``python -m shipby_simulator`` with the same flags; it shares no code with the desk."""
    os.execv(sys.executable, [sys.executable, "-m", "shipby_simulator", *arguments])  # noqa: S606  (our own interpreter)
