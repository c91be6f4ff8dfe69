"""The table of operations against Amazon's model files: methods, paths and default rates are Amazon's."""

import re
from typing import Any

import msgspec
import pytest

from shipby_simulator.door.operations import TABLE
from tests.simulator import models

pytestmark = pytest.mark.skipif(models.folder() is None, reason=models.NO_MODELS)


def usage_plan(operation: dict[str, Any]) -> tuple[float, int] | None:
    """Return rate and burst that the model's description tells."""
    found = re.search(
        r"Burst\s*\|\s*\|[\s:-]+\|[\s:-]+\|\s*\|?\s*(?:Default\s*\|\s*)?([\d.]+)\s*\|\s*(\d+)", operation.get("description", "")
    )
    return (float(found[1]), int(found[2])) if found else None


def test_every_operation_has_amazons_method_path_and_name() -> None:
    assert len({op.name for op in TABLE}) == len(TABLE)
    for op in TABLE:
        _, _, method, path = models.operation(op.name)
        assert (op.method, op.path) == (method, path), op.name


def test_every_operation_has_amazons_default_rate() -> None:
    plans = {op.name: usage_plan(models.operation(op.name)[1]) for op in TABLE}
    told = {name: plan for name, plan in plans.items() if plan is not None}
    assert len(told) > 0.8 * len(TABLE), sorted(set(plans) - set(told))
    assert {op.name: (op.rate, op.burst) for op in TABLE if op.name in told} == told


def test_every_query_parameter_that_is_read_exists_at_amazon() -> None:
    for op in TABLE:
        if op.query is None:
            continue
        whole, operation, _, path = models.operation(op.name)
        entries = [*whole["paths"][path].get("parameters", []), *operation.get("parameters", [])]
        parameters = [whole["parameters"][one["$ref"].rpartition("/")[2]] if "$ref" in one else one for one in entries]
        known = {one["name"] for one in parameters if one["in"] == "query"}
        read = {field.encode_name for field in msgspec.structs.fields(op.query)}
        assert read <= known, (op.name, read - known)
        needed = {one["name"] for one in parameters if one["in"] == "query" and one.get("required")}
        assert needed <= read, (op.name, needed - read)
