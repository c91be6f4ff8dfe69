"""Clients that others wrote for Amazon work with the simulator by their own hooks."""

import json
import os
import subprocess
import sys
import urllib.request
from importlib.util import find_spec
from typing import Any

import pytest

from tests.simulator.server import running


def truth(url: str, path: str) -> Any:
    with urllib.request.urlopen(f"{url}/_simulator/truth/{path}", timeout=10) as answer:
        return json.load(answer)


@pytest.mark.parametrize(("client", "package"), [("python_amazon_sp_api", "sp_api"), ("amzn_sp_api", "spapi")])
def test_a_public_client_goes_through_login_search_get_confirm_feed_report_and_label(client: str, package: str) -> None:
    assert find_spec(package), f"{package} is not installed"
    quiet = [f"amazon.{name}=0" for name in ("replica_lag", "forgets_in_list")]
    flags = [word for value in quiet for word in ("--set", value)]
    with running("--orders", "300", *flags) as ready:
        command = [sys.executable, "-m", f"tests.simulator.clients.{client}"]
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("SP_API_", "LWA_", "AWS_"))}
        done = subprocess.run(
            command, input=json.dumps(ready) + "\n", capture_output=True, text=True, timeout=120, check=False, env=environment
        )
        assert done.returncode == 0, done.stderr[-3000:]
        said = json.loads(done.stdout.splitlines()[-1])
        real: list[str] = []
        after: int | None = -1
        while after is not None:
            page = truth(ready["url"], f"orders?limit=1000&after={after}")
            real += [order["order_id"] for order in page["orders"] if order["created"] <= "2026-11-23T11:58:00.000Z"]
            after = page["next"]
        assert said["places"] == ready["accounts"][0]["marketplace_ids"]
        assert said["found"] == real
        assert len(real) > 290
        assert said["tracking"] == "1Z999AA10123456784"
        assert truth(ready["url"], f"orders/{said['confirmed']}")["status"] == "SHIPPED"
        assert "trackingNumber" in said["refused"]
        order, status, result = said["feed"]
        assert status == "DONE"
        assert "1" in result
        assert [one["tracking"] for one in truth(ready["url"], f"orders/{order}")["packages"]] == ["1Z999AA10123456785"]
        status, columns, lines = said["report"]
        assert (status, columns) == ("DONE", ["amazon-order-id", "merchant-order-id"])
        assert lines > 30
        order, tracking, status, size = said["label"]
        assert (status, size > 500) == ("Purchased", True)
        assert [one["tracking"] for one in truth(ready["url"], f"orders/{order}")["packages"]] == [tracking]
        statuses = {status for one in truth(ready["url"], "calls")["counts"].values() for status in one}
        assert statuses <= {"200", "201", "202", "204", "400"}
