"""Logs are for finding faults; a buyer's name in one of them would outlive its erasure."""

import json
import logging
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import structlog

from shipby.cli.logs import LEFT_OUT, configure


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    before, level = root.handlers, root.level
    configure({"process": "web", "home": tmp_path, "to_stdout": False})
    yield tmp_path
    for handler in root.handlers:
        handler.close()
    root.handlers = before
    root.setLevel(level)


def _lines(home: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (home / "logs" / "web.log").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    "name",
    ["recipient", "buyer_name", "ship_phone", "email", "buyer_email", "address_line_1", "postal_code", "gift_message", "password",
     "owner_password", "session_key", "csrf_token"],
)  # fmt: skip
def test_what_is_called_like_a_person_is_left_out(home: Path, name: str) -> None:
    structlog.get_logger("shipby.test").info("order_recorded", order_id="113-4857201-9936201", **{name: "Erika Mustermann"})

    (line,) = _lines(home)
    assert line[name] == LEFT_OUT
    assert line["order_id"] == "113-4857201-9936201"


def test_an_e_mail_is_masked_wherever_it_stands(home: Path) -> None:
    logging.getLogger("django.core.mail").error("could not send to %s", "erika@example.com")
    structlog.get_logger("shipby.test").warning("x", detail={"deep": ["to erika.m+1@mail.example.co.uk"]})

    text = (home / "logs" / "web.log").read_text()
    assert "erika" not in text
    assert text.count("[e-mail]") == 2


def test_the_text_of_an_exception_is_not_written_but_its_place_is(home: Path) -> None:
    try:
        try:
            raise KeyError("Erika Mustermann")
        except KeyError as inner:
            raise ValueError("Musterweg 7, 12345 Berlin") from inner
    except ValueError:
        structlog.get_logger("shipby.test").exception("import_broken", import_id=7)

    (line,) = _lines(home)
    assert "Muster" not in json.dumps(line)
    assert line["error"]["type"] == "builtins.ValueError"
    assert line["error"]["because_of"] == "builtins.KeyError"
    assert "test_logs.py" in line["error"]["places"][-1]


def test_foreign_exceptions_are_cut_to_their_places_too(home: Path) -> None:
    try:
        raise ValueError("Erika Mustermann")
    except ValueError:
        logging.getLogger("django.request").error("Internal Server Error: %s", "/orders/", exc_info=True)

    (line,) = _lines(home)
    assert "Erika" not in json.dumps(line)
    assert line["logger"] == "django.request"


def test_an_object_is_named_by_its_kind_only(home: Path) -> None:
    class Order:
        def __repr__(self) -> str:
            return "<Order of Erika>"

    structlog.get_logger("shipby.test").info("x", order=Order(), amount=Decimal("1.50"), count=3, nothing=None)

    (line,) = _lines(home)
    assert (line["order"], line["amount"], line["count"], line["nothing"]) == ("<Order>", "1.50", 3, None)


def test_commands_never_log_to_standard_output(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    configure({"process": "command", "home": home, "to_stdout": True})

    structlog.get_logger("shipby.test").warning("master_key_readable_by_others")

    told = capsys.readouterr()
    assert told.out == ""
    assert "master_key_readable_by_others" in told.err


@pytest.mark.django_db
def test_an_answer_tells_the_id_that_its_log_line_carries(client: Any, home: Path) -> None:
    answer = client.get("/accounts/login/?next=/orders/%3Fq%3DErika")

    (line,) = [line for line in _lines(home) if line["event"] == "request"]
    assert line["request_id"] == answer["X-Request-Id"]
    assert line["route"] == "accounts/login/"
    assert line["status"] == 200
    assert "Erika" not in json.dumps(line)
