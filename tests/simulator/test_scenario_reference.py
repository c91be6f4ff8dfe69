"""The scenario reference: whoever writes a file must find every key with the default that holds."""

import re
from pathlib import Path

import msgspec
import pytest

from shipby_simulator.world.settings import FaultRule, Scenario, names

REFERENCE = (Path(__file__).parents[2] / "docs" / "simulator" / "scenarios.md").read_text(encoding="utf-8")
TABLES = [
    (field.name, field.type)
    for field in msgspec.structs.fields(Scenario)
    if isinstance(field.type, type) and field.name != "about"
]


def shown(value: object) -> str:
    if value is msgspec.NODEFAULT:
        return "[]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    return f"[{', '.join(f'{part:g}' for part in value)}]" if isinstance(value, tuple) else f"{value:g}"


@pytest.mark.parametrize(("table", "kind"), TABLES, ids=[name for name, _ in TABLES])
def test_every_key_of_a_table_is_told_with_its_default(table: str, kind: type[msgspec.Struct]) -> None:
    text = REFERENCE.partition(f"## `[{table}]`")[2].partition("\n## ")[0]
    told = dict(re.findall(r"^\| `(\w+)` \| `([^`]*)` \| \S", text, re.MULTILINE))

    assert told == {field.name: shown(field.default) for field in msgspec.structs.fields(kind)}


def test_every_scenario_and_every_key_of_a_fault_is_told() -> None:
    assert set(re.findall(r"^\| `([\w-]+)` \| [A-Z]", REFERENCE, re.MULTILINE)) >= set(names())
    faults = REFERENCE.partition("## `[[faults]]`")[2]
    assert set(re.findall(r"^\| `(\w+)` \|", faults, re.MULTILINE)) == {field.name for field in msgspec.structs.fields(FaultRule)}
