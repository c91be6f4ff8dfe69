"""The static sandbox: every example of Amazon's model files can be requested and gives the documented answer."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from shipby_simulator.app import Simulator
from shipby_simulator.cli import UsageError, sandbox_table
from shipby_simulator.core.clock import parse_instant
from shipby_simulator.world.settings import parse
from tests.simulator import models
from tests.simulator.driver import QUIET, START, Driver
from tests.simulator.test_command_line import refused

pytestmark = pytest.mark.skipif(models.folder() is None, reason=models.NO_MODELS)


def examples() -> Iterator[tuple[str, str, str, str, dict[str, Any]]]:
    """Yield operation, method, path, status and example, of all model files."""
    folder = models.folder()
    assert folder is not None
    for file in sorted(folder.glob("*.json")):
        for path, methods in json.loads(file.read_text("utf-8"))["paths"].items():
            for method, operation in methods.items():
                if isinstance(operation, dict) and "responses" in operation:
                    for status, response in operation["responses"].items():
                        for example in (response.get("x-amzn-api-sandbox") or {}).get("static", []):
                            yield f"{file.stem}.{operation['operationId']}", method.upper(), path, status, example


@pytest.fixture(scope="module")
def sandbox() -> Driver:
    table = sandbox_table(str(models.folder()))
    scenario = parse(QUIET, "test.toml")
    made = Simulator(7, scenario, orders=0, accounts=1, start=parse_instant(START), clock="manual", table=table)
    return Driver(made).free()


def ask(sandbox: Driver, name: str, method: str, path: str, parameters: dict[str, Any], status: str) -> tuple[int, bytes]:
    """Make the request that an example describes: its parameters where the model's path and method want them."""
    query: dict[str, str] = {}
    body: Any = b""
    for key, one in parameters.items():
        value = one["value"] if isinstance(one, dict) and set(one) == {"value"} else one
        if key == "body":
            body = value
        elif "{" + key + "}" in path:
            path = path.replace("{" + key + "}", quote(str(value), safe=""))
        else:
            query[key] = ",".join(map(str, value)) if isinstance(value, list) else str(value)
    path = "/".join("unnamed" if part.startswith("{") else part for part in path.split("/"))
    op = sandbox.simulator.gate.names[name]
    token = sandbox.grantless(op.scope) if op.scope else sandbox.token()
    target = f"{path}?{urlencode(query)}" if query else path
    response = sandbox.raw(method, target, body, {"x-amz-access-token": token, "x-simulator-status": status})
    return response.status, response.body


def test_every_example_of_every_model_file_is_answered_as_documented(sandbox: Driver) -> None:
    asked, wrong = 0, []
    for name, method, path, status, example in examples():
        parameters = (example.get("request") or {}).get("parameters") or {}
        got, body = ask(sandbox, name, method, path, parameters, "" if name != "sellers.getAccount" else status)
        wanted = example.get("response")
        asked += 1
        if (got, json.loads(body) if body else None) != (int(status), wanted):
            wrong.append((name, status, got, body[:100]))
    assert wrong == []
    assert asked > 150


def test_what_no_example_lists_is_refused(sandbox: Driver) -> None:
    parameters = {"createdAfter": {"value": "2001-01-01T00:00:00Z"}}
    status, body = ask(sandbox, "orders_2026-01-01.searchOrders", "GET", "/orders/2026-01-01/orders", parameters, "")
    assert status == 400
    assert json.loads(body)["errors"][0]["message"] == "Could not match input arguments"
    status, _ = ask(sandbox, "fbaInventory.getInventorySummaries", "GET", "/fba/inventory/v1/summaries", {}, "")
    assert status == 400


def test_the_sandbox_wants_a_token_and_has_its_own_rate() -> None:
    table = sandbox_table(str(models.folder()))
    scenario = parse(QUIET, "test.toml")
    driver = Driver(Simulator(7, scenario, orders=0, accounts=1, start=parse_instant(START), clock="manual", table=table))
    assert driver.raw("GET", "/sellers/v1/account").status == 403
    header = {"x-amz-access-token": driver.token()}
    answers = [driver.raw("GET", "/sellers/v1/account", headers=header) for _ in range(16)]
    assert [answer.status for answer in answers] == [200] * 15 + [429]
    assert dict(answers[0].headers)["x-amzn-RateLimit-Limit"] == "5.0"


def test_a_folder_without_models_is_refused_in_a_sentence(tmp_path: Path) -> None:
    assert "SP_API_MODELS" in refused("--static-sandbox", "--models", "")
    assert f"--models {tmp_path}: there are no model files" in refused("--static-sandbox", "--models", str(tmp_path))
    (tmp_path / "orders.json").write_text("[]")
    with pytest.raises(UsageError, match=r"orders\.json: this is no model file"):
        sandbox_table(str(tmp_path))
