"""What lies in a backup: a tar with a manifest first, then the database's dump, then keys."""

from datetime import datetime
from typing import IO, Protocol

import msgspec

MANIFEST = "manifest.json"
DUMP = "database.dump"
RING = "keys/ring"
MASTER = "keys/master.key"
SECRET = "secret_key"  # noqa: S105  (a file's name)


class Manifest(msgspec.Struct, frozen=True):
    """What was backed up. ``rows`` counts each table in the dump's own snapshot; ``migrations`` are (app, name)."""

    version: str
    made_at: datetime
    server_version: int
    rows: dict[str, int]
    migrations: list[tuple[str, str]]
    has_ring: bool
    has_master: bool
    """False where the master key comes from the environment: it must be given again to read the ring."""
    format: int = 1


class Writer(Protocol):
    """Anything that takes bytes."""

    def write(self, data: bytes, /) -> object: ...


def copy(source: IO[bytes], target: Writer) -> None:
    """Carry a stream over, piece by piece."""
    while piece := source.read(1024 * 1024):
        target.write(piece)
