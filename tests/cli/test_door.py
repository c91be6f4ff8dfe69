"""How commands say no: one sentence and what to do, one code, in the form that was asked for."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import click
import pytest
from django.db import OperationalError

from shipby.cli.door import failure_of, run, wants_json
from shipby.cli.errors import OutsideFailure
from shipby.cli.main import COMMANDS, main
from shipby.words.refusals import Refusal
from shipby.words.troubles import Throttled
from tests.run.processes import shipby


class _NoSuchOrder(Refusal):
    code = "no_such_order"
    sentence = "There is no order %(order)s."


def _raising(error: BaseException) -> Callable[[], NoReturn]:
    def raise_it() -> NoReturn:
        raise error

    return raise_it


ERRORS: list[tuple[BaseException, int, str]] = [
    (_NoSuchOrder(order="113-1"), 1, "no_such_order"),
    (click.UsageError("No such option"), 2, "wrong_usage"),
    (click.BadParameter("not a number"), 2, "wrong_usage"),
    (click.MissingParameter(param_type="argument", param_hint="FILE"), 2, "wrong_usage"),
    (OutsideFailure("port_in_use", "Port 8000 is taken.", "Choose another."), 3, "port_in_use"),
    (Throttled(partner="Amazon", operation="getOrders", until=datetime(2026, 11, 23, tzinfo=UTC)), 3, "partner_failed"),
    (OperationalError("server closed the connection"), 3, "database_unreachable"),
    (OSError(28, "No space left on device", "/data"), 3, "system_error"),
    (ZeroDivisionError("buyer Erika"), 3, "internal_error"),
]


@pytest.mark.parametrize(("error", "exit_code", "code"), ERRORS, ids=lambda value: type(value).__name__)
def test_an_error_is_json_alone_where_json_was_asked_for(
    error: BaseException, exit_code: int, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    returned = run(_raising(error), ["orders", "--format", "json"])

    told = capsys.readouterr()
    assert returned == exit_code
    said = json.loads(told.out)["error"]
    assert said["code"] == code
    assert said["message"]
    assert said["what_to_do"]
    assert told.err == ""


@pytest.mark.parametrize(("error", "exit_code", "code"), ERRORS, ids=lambda value: type(value).__name__)
def test_a_person_gets_sentences_beside_the_output(
    error: BaseException, exit_code: int, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    returned = run(_raising(error), ["orders"])

    told = capsys.readouterr()
    assert returned == exit_code
    assert told.out == ""
    assert len(told.err.strip().splitlines()) >= 2


def test_a_fault_of_ours_does_not_quote_the_order_it_met() -> None:
    failure = failure_of(ZeroDivisionError("buyer Erika Mustermann"))

    assert "Erika" not in failure.message + failure.what_to_do


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["orders", "--format", "json"], True),
        (["orders", "--format=json"], True),
        (["--format", "csv", "json"], False),
        (["orders", "--format"], False),
        ([], False),
    ],
)
def test_the_form_is_known_even_when_the_words_make_no_sense(words: list[str], wanted: bool) -> None:
    assert wants_json(words) is wanted


def test_ctrl_c_is_no_error_of_the_input() -> None:
    assert run(_raising(click.Abort()), []) == 130


def test_a_number_that_a_command_returns_is_its_exit_code() -> None:
    assert run(lambda: 1, []) == 1
    assert run(lambda: None, []) == 0


def test_help_lists_every_command_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0

    told = capsys.readouterr().out
    for name, summary in COMMANDS.items():
        assert f"{name} " in told
        assert summary[:40] in told


def test_help_is_quick_because_nothing_is_loaded_for_it() -> None:
    loaded = "import sys; from shipby.cli.main import main; main(['--help']); sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", loaded], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "simulator"])
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0

    told = capsys.readouterr().out
    assert f"Usage: shipby {name}" in told
    assert len(told.splitlines()) > 5


def test_the_pretend_amazon_takes_the_command_s_place_and_explains_itself(tmp_path: Path) -> None:
    done = shipby(tmp_path, "simulator", "--help")

    assert done.returncode == 0
    assert "shipby simulator" in done.stdout
    assert "--scenario" in done.stdout


@pytest.mark.parametrize("words", [["nonsense"], ["orders", "--limit", "0"], ["orders", "--nope"], ["orders", "--limit", "many"]])
def test_wrong_usage_is_code_2_and_json_too(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words, "--format", "json"]) == 2

    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "wrong_usage"
    assert "--help" in error["what_to_do"]


def test_an_unknown_format_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["orders", "--format", "xml"]) == 2

    assert "'xml' is not one of" in capsys.readouterr().err


def test_a_data_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")

    refused = shipby(tmp_path / "file" / "home", "orders", "--format", "json")

    assert refused.returncode == 3
    assert json.loads(refused.stdout)["error"]["code"] == "system_error"


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"DATABASE_URL": "mysql://localhost/shipby"}, "database_url_unreadable"),
        ({"DATABASE_URL": "postgres://shipby:geheim@db.example.com/shipby"}, "database_in_clear"),
        ({"DATABASE_URL": "postgres://shipby:geheim@127.0.0.1:1/shipby"}, "database_unreachable"),
        ({"DATABASE_URL": "nonsense geheim"}, "database_url_unreadable"),
        ({"SHIPBY_DEBUG": "perhaps-geheim"}, "settings_unreadable"),
        ({"SHIPBY_CLOCK": "geheim"}, "settings_unreadable"),
        ({"SHIPBY_SECRET_KEY_FILE": "/nowhere/geheim-file"}, "system_error"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_environment_that_makes_no_sense_is_said_without_its_secrets(
    settings: dict[str, Any], code: str, tmp_path: Path
) -> None:
    refused = shipby(tmp_path, "orders", "--format", "json", **settings)

    assert refused.returncode in {2, 3}, refused.stderr
    assert json.loads(refused.stdout)["error"]["code"] == code
    assert "geheim" not in (refused.stdout + refused.stderr).replace("/nowhere/geheim-file", "")
