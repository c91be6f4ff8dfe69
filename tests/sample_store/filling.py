"""The sample store on the test database, and a look at it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection

from shipby.cli.sample_store.fill import SampleSignIn, fill

NOW = datetime(2026, 11, 23, 18, 41, tzinfo=UTC)


def rows(query: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def filled_tables() -> set[str]:
    return {name for name in connection.introspection.table_names() if rows(f'SELECT 1 FROM "{name}" LIMIT 1')}


def empty_tables(names: set[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(sorted(names))} RESTART IDENTITY CASCADE")


@dataclass(frozen=True)
class Demo:
    sign_in: SampleSignIn
    told: list[tuple[str, int, int]]
    folder: Path


def filled(folder: Path, seed: int = 7) -> Demo:
    told: list[tuple[str, int, int]] = []
    sign_in = fill(seed=seed, now=NOW, folder=folder, progress=lambda *step: told.append(step))
    return Demo(sign_in, told, folder)
