"""What the page of quarantine shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, zip_longest
from typing import Any, Protocol

import msgspec
from django.utils.translation import gettext_lazy as _

from shipby.intake.reads.imports import QuarantineRow


@dataclass(frozen=True, slots=True)
class FileRows:
    """The rows of one file."""

    import_id: int | None
    file_name: str
    received_at: datetime
    rows: tuple[QuarantineRow, ...]


def by_file(rows: Sequence[QuarantineRow]) -> list[FileRows]:
    """Rows, which come file by file, with their file."""
    return [
        FileRows(import_id, group[0].file_name, group[0].received_at, group)
        for import_id, found in groupby(rows, key=lambda row: row.import_id)
        if (group := tuple(found))
    ]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a raw row under its column's name."""

    column: Any
    value: str


def fields_of(raw: bytes) -> list[list[Cell]]:
    """An order that came through the API, field by field as Amazon named them; what is no JSON is shown as it is."""
    try:
        told = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return [[Cell(_("(no column)"), raw.decode("utf-8", "replace"))]]
    return [[Cell(name, _text(value)) for name, value in told.items()] if isinstance(told, dict) else [Cell("", _text(told))]]


def _text(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


class Unpacked(Protocol):
    """Raw rows as they stood in the file."""

    @property
    def encoding(self) -> str: ...
    @property
    def rows(self) -> Sequence[bytes]: ...


Unpack = Callable[[bytes], Unpacked]


def rows_of(raw: bytes, header: str, unpack: Unpack) -> list[list[Cell]]:
    """Raw rows, cell by cell; what cannot be decoded is shown as such, extra cells get no name."""
    unpacked = unpack(raw)
    names = header.split("\t")
    return [
        [
            Cell(_("(no column)") if name is None else name, value or "")
            for name, value in zip_longest(names, row.decode(unpacked.encoding, "replace").rstrip("\r\n").split("\t"))
        ]
        for row in unpacked.rows
    ]
