"""When a later file settles a row, and when an import is called stopped."""

from datetime import UTC, datetime, timedelta

import pytest

from shipby.intake.rules.imports import SILENCE, RowMark, has_stopped, settles

NOW = datetime(2026, 11, 23, 17, 41, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "lines", "is_whole", "expected"),
    [
        (RowMark("1", "MUG"), [RowMark("1", "MUG")], False, True),
        (RowMark("1", "MUG"), [RowMark("2", "MUG")], True, False),
        (RowMark("", "MUG"), [RowMark("2", "MUG")], False, True),
        (RowMark("", "MUG"), [RowMark("2", "TEA")], True, False),
        (RowMark("", ""), [RowMark("1", "MUG")], True, True),
        (RowMark("", ""), [RowMark("1", "MUG")], False, False),
    ],
)
def test_a_row_is_settled_only_by_what_can_be_that_row(
    row: RowMark, lines: list[RowMark], is_whole: bool, expected: bool
) -> None:
    assert settles(row, lines, is_whole=is_whole) is expected


def test_only_a_running_import_that_is_silent_has_stopped() -> None:
    silent = NOW - SILENCE - timedelta(seconds=1)

    assert has_stopped("running", silent, now=NOW)
    assert not has_stopped("running", NOW - SILENCE, now=NOW)
    assert not has_stopped("done", silent, now=NOW)
    assert not has_stopped("running", None, now=NOW)
