"""``python -m shipby.cli.sample_store``: a big report for measurements."""

from io import BytesIO
from pathlib import Path

from click.testing import CliRunner

from shipby.amazon.wire.order_reports import inspect
from shipby.cli.sample_store.__main__ import main


def test_whoever_measures_gets_the_rows_asked_for_and_the_same_ones_again(tmp_path: Path) -> None:
    runs = [tmp_path / "first.txt", tmp_path / "second.txt"]
    for out in runs:
        arguments = ["--rows", "1234", "--seed", "5", "--now", "2026-11-23T18:41:00+00:00", "--out", str(out)]
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0, result.output
        assert "1,234 rows" in result.output

    assert inspect(BytesIO(runs[0].read_bytes())).row_count == 1234
    assert runs[0].read_bytes() == runs[1].read_bytes()


def test_zero_rows_or_a_moment_that_is_none_are_wrong_usage(tmp_path: Path) -> None:
    for wrong in (["--rows", "0"], ["--now", "yesterday"], ["--now", "2026-11-23T18:41:00"], ["--seed", "x"]):
        result = CliRunner().invoke(main, [*wrong, "--out", str(tmp_path / "x.txt")])

        assert result.exit_code == 2
        assert not (tmp_path / "x.txt").exists()
