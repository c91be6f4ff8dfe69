"""Long steps say that they go on: a moving line on a terminal, one plain line each elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

Progress = Callable[[str, int, int], None]
"""Told now and then: what is being done, how much of it is done, how much there is (0 = not known)."""


@contextmanager
def step(sentence: str) -> Iterator[Progress]:
    """Show ``sentence`` while the block runs; the block may tell how far it is."""
    if not sys.stderr.isatty():
        click.echo(f"{sentence} ...", err=True)
        yield _in_lines(sentence)
        return
    from rich.console import Console  # noqa: PLC0415  (slow to load; scripts never need it)
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(sentence, total=None)

        def tell(what: str, done: int, total: int) -> None:
            bar.update(task, description=what or sentence, completed=done, total=total or None)

        yield tell
    click.echo(f"{sentence}: done.", err=True)


def _in_lines(sentence: str) -> Progress:
    """A line when the subject changes and then at most one every five seconds."""
    told_at, told = time.monotonic(), sentence

    def tell(what: str, done: int, total: int) -> None:
        nonlocal told_at, told
        now = time.monotonic()
        if what == told and now - told_at < 5:
            return
        told_at, told = now, what
        click.echo(f"  {what} {done}/{total}" if total else f"  {what}", err=True)

    return tell
