"""The page about the filter language says what the program understands, no more and no less."""

from pathlib import Path

import pytest

from shipby.orders.rules.fields import FIELDS, Field, Kind
from shipby.orders.rules.query import LONGEST, MOST_TERMS, parse
from shipby.orders.rules.sorting import SORTERS

PAGE = Path(__file__).parents[2] / "docs" / "users" / "filter-language.md"


def row_of(field: Field) -> str:
    """The field as the page shows it."""
    values = ", ".join(f"`{value}`" for value in field.choices) if field.kind in {Kind.CHOICE, Kind.DAY} else ""
    also = ", ".join(f"`{alias}`" for alias in field.aliases)
    return f"| `{field.name}` | {field.words} | `{field.example}` | {values} | {also} |"


def test_the_page_has_every_field_with_its_values() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]

    assert rows == [row_of(field) for field in FIELDS.values()]


def test_the_page_names_every_sort_and_both_limits() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert ", ".join(f"`{name}`" for name in SORTERS) in text.replace("\n", " ")
    assert f"{LONGEST:,} characters and {MOST_TERMS} conditions" in text


@pytest.mark.parametrize("field", FIELDS.values(), ids=list(FIELDS))
def test_every_example_and_every_value_is_understood(field: Field) -> None:
    assert parse(field.example).terms[0].field == field.name
    for value in field.choices if field.kind is not Kind.MONEY else ():
        assert parse(f"{field.name}:{value}").terms[0].field == field.name
    for alias in field.aliases:
        assert parse(f"{alias}:{field.example.partition(':')[2]}") == parse(field.example)
