"""What commands print: safe in a spreadsheet, whole in a pipe, exact in JSON."""

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipby.cli.output import cell, disarmed, emit


class _State(StrEnum):
    SENT = "sent"


ROW = {
    "order_id": "113-4857201-9936201",
    "ship_by": datetime(2026, 11, 23, 7, 59, 59, tzinfo=UTC),
    "day": date(2026, 11, 23),
    "price": Decimal("20.00"),
    "is_prime": None,
    "is_gift": True,
    "state": _State.SENT,
    "causes": ["late", "held"],
}


def test_json_keeps_cents_instants_and_what_is_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    emit([ROW], "json")

    (row,) = json.loads(capsys.readouterr().out)
    assert row["price"] == "20.00"
    assert datetime.fromisoformat(row["ship_by"]) == ROW["ship_by"]
    assert row["is_prime"] is None
    assert row["is_gift"] is True
    assert row["state"] == "sent"
    assert row["causes"] == ["late", "held"]


def test_json_of_nothing_is_an_empty_array(capsys: pytest.CaptureFixture[str]) -> None:
    emit([], "json")

    assert json.loads(capsys.readouterr().out) == []


def test_an_empty_table_says_so_beside_the_output(capsys: pytest.CaptureFixture[str]) -> None:
    emit([], "table", empty="No order matches.")

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "No order matches.\n"


def test_an_empty_csv_still_has_its_header(capsys: pytest.CaptureFixture[str]) -> None:
    emit([], "csv", columns=("order_id", "sku"))

    assert capsys.readouterr().out == "order_id,sku\r\n"


def test_csv_is_read_back_cell_by_cell(capsys: pytest.CaptureFixture[str]) -> None:
    title = 'Mug, "large"\nwith a break'
    emit([{"title": title, "quantity": 2}], "csv")

    rows = list(csv.reader(io.StringIO(capsys.readouterr().out, newline="")))
    assert rows == [["title", "quantity"], [title, "2"]]


@pytest.mark.parametrize("formula", ["=1+1", "+49 30", "-SUM(A1)", "@cmd", "\t=1", "\r=1", "=HYPERLINK('x')"])
def test_a_buyers_formula_is_not_computed_by_a_spreadsheet(formula: str, capsys: pytest.CaptureFixture[str]) -> None:
    emit([{"recipient": formula}], "csv")

    assert list(csv.reader(io.StringIO(capsys.readouterr().out, newline="")))[1] == ["'" + formula]


@given(st.text())
def test_no_cell_of_a_csv_starts_like_a_formula(text: str) -> None:
    shown = disarmed(text)

    assert shown == text or shown == "'" + text
    if shown.startswith(("=", "+", "@", "\t", "\r")):
        raise AssertionError(shown)
    if shown.startswith("-"):
        assert Decimal(shown) < 1


def test_a_negative_amount_stays_a_number() -> None:
    assert disarmed("-12.50") == "-12.50"


def test_a_title_cannot_move_the_cursor_of_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    emit([{"title": "Mug\x1b[2J\x07"}], "table")
    emit({"title": "Mug\x1b[2J\x07"}, "table")

    assert "\x1b" not in capsys.readouterr().out


def test_markup_in_a_title_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    emit([{"title": "[bold]Mug[/bold] [link=x]"}], "table")

    assert "[bold]Mug[/bold] [link=x]" in capsys.readouterr().out


def test_a_long_title_is_not_cut_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    title = "Mug " * 200
    emit([{"title": title.strip(), "sku": "A"}], "table")

    assert title.strip() in capsys.readouterr().out


def test_flags_and_unknowns_read_as_words() -> None:
    assert [cell(value) for value in (True, False, None, Decimal("1E+2"), ["a", None])] == ["yes", "no", "", "100", "a, "]
