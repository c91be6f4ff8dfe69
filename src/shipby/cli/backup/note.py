"""When the last backup was made: a note in the data folder for ``shipby status``."""

from datetime import datetime
from pathlib import Path


def last_backup(home: Path) -> datetime | None:
    """When a backup of this folder was last finished, None = never, as far as we know."""
    try:
        return datetime.fromisoformat((home / "last_backup").read_text(encoding="ascii").strip())
    except (FileNotFoundError, ValueError):
        return None


def note_backup(home: Path, made_at: datetime) -> None:
    """Remember a finished backup."""
    (home / "last_backup").write_text(made_at.isoformat(), encoding="ascii")
