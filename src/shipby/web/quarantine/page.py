"""What the page of quarantine shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, zip_longest
from typing import Any

from django.utils.translation import gettext_lazy as _

from shipby.intake.reads import QuarantineRow


@dataclass(frozen=True, slots=True)
class FileRows:
    """The rows of one file."""

    import_id: int
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


def cells_of(raw: bytes, header: str, encoding: str) -> list[Cell]:
    """A raw row, cell by cell; what cannot be decoded is shown as such, extra cells get no name."""
    # Rows of UTF-16 files are kept in UTF-8.
    codec = "utf-8" if not encoding or encoding.startswith("utf") else encoding
    values = raw.decode(codec, "replace").rstrip("\r\n").split("\t")
    pairs = zip_longest(header.split("\t"), values, fillvalue=None)
    return [Cell(column if column is not None else _("(no column)"), "" if value is None else value) for column, value in pairs]
