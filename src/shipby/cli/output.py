"""What a command prints: a table for people, JSON or CSV for programs; nothing else ever goes to standard output."""

import csv
import io
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar

import click
import msgspec

FORMATS = ("table", "json", "csv")
Row = Mapping[str, Any]
_Command = TypeVar("_Command", bound=Callable[..., Any])

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def format_option(command: _Command) -> _Command:
    """Add ``--format table|json|csv``; the command gets it as ``output_format``."""
    return click.option(
        "--format",
        "output_format",
        type=click.Choice(FORMATS),
        default="table",
        show_default=True,
        help="table for people; json and csv for programs (then standard output holds nothing else).",
    )(command)


def emit(
    data: Row | Sequence[Row],
    output_format: str,
    *,
    columns: Sequence[str] = (),
    table_rows: Sequence[Row] | None = None,
    empty: str = "Nothing to show.",
) -> None:
    """Print ``data``: one row (a mapping) or many.

    JSON prints ``data`` as it is. Table and CSV print ``table_rows`` where given (flat rows made of nested data), else
    ``data``; ``columns`` names what they show and in which order, default the keys of the first row. ``empty`` is what the
    table says when there is no row. Instants are printed in ISO 8601 with their offset, money as decimal strings.
    """
    if output_format == "json":
        _print(msgspec.json.format(_to_json(data), indent=2).decode() + "\n")
        return
    rows = table_rows if table_rows is not None else ([data] if isinstance(data, Mapping) else list(data))
    names = list(columns) or list(rows[0] if rows else ())
    if output_format == "csv":
        _print(_as_csv(rows, names))
    elif isinstance(data, Mapping) and table_rows is None:
        _print_pairs(data, names)
    elif rows:
        _print_table(rows, names)
    else:
        say(empty)


def say(sentence: str) -> None:
    """Tell a person something beside the output: on standard error, so that a pipe never holds it."""
    click.echo(sentence, err=True)


def _to_json(data: Any) -> bytes:
    return msgspec.json.encode(data, enc_hook=str)


def _print(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def cell(value: Any) -> str:
    """Return ``value`` as a cell of a table or CSV: empty for what is not known, yes and no for flags."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return ", ".join(f"{key}={cell(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(cell(part) for part in value)
    return str(value)


def disarmed(text: str) -> str:
    """Return ``text`` so that a spreadsheet shows it and does not compute it; plain numbers stay numbers."""
    if text.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def _as_csv(rows: Sequence[Row], names: Sequence[str]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([disarmed(name) for name in names])
    writer.writerows([disarmed(cell(row.get(name))) for name in names] for row in rows)
    return buffer.getvalue()


def _printable(text: str) -> str:
    """Without control characters: an order's title must not move the cursor of a terminal."""
    return "".join(character if character.isprintable() else " " for character in text)


def _heading(name: str) -> str:
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _print_table(rows: Sequence[Row], names: Sequence[str]) -> None:
    from rich import box  # noqa: PLC0415  (rich is slow to load and only tables need it)
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in names:
        table.add_column(_heading(name))
    for row in rows:
        table.add_row(*(Text(_printable(cell(row.get(name)))) for name in names))
    _console().print(table)


def _print_pairs(data: Row, names: Sequence[str]) -> None:
    width = max((len(name) for name in names), default=0)
    _print("".join(f"{_heading(name):<{width}}  {_printable(cell(data.get(name)))}\n" for name in names))


def _console() -> Any:
    from rich.console import Console  # noqa: PLC0415

    # In a pipe there is no width to fit: nothing may be cut off.
    return Console() if sys.stdout.isatty() else Console(width=10_000, soft_wrap=True)
