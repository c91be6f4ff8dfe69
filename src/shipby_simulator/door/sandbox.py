"""Amazon's static sandbox: canned answers, chosen by the parameters that the examples in Amazon's model files list (sp-api 12).

The files are Amazon's and no part of this package; a folder of them is named on the command line. Of two examples that fit, the
one that asks for more is answered. Where two ask for the same (Sellers has such a pair), the header ``x-simulator-status``
chooses.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from shipby_simulator.core.refusal import invalid
from shipby_simulator.core.wire import Response
from shipby_simulator.door.call import Call, Op

RATE, BURST = 5, 15
"""The sandbox's rate limit, the same for all operations."""
METHODS = ("get", "put", "post", "delete", "patch")
CHOICE = "x-simulator-status"


class Case(msgspec.Struct, frozen=True):
    """An example: what a call must have, and what it is answered."""

    wanted: dict[str, Any]
    status: int
    body: bytes
    weight: int


class ModelsError(ValueError):
    """The folder holds no model files; the text says so."""


def table(folder: Path, scopes: dict[str, str]) -> list[Op]:
    """Return an operation for each one of the model files in a folder, or in its subfolder ``models``. Raises ModelsError.

    ``scopes`` are the scopes of calls without a seller, by operation.
    """
    inner = folder / "models"
    files = sorted((inner if inner.is_dir() else folder).glob("*.json"))
    ops: list[Op] = []
    for path in files:
        try:
            ops += _operations(path.stem, json.loads(path.read_text("utf-8")), scopes)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelsError(f"{path}: this is no model file of Amazon's: {error!r}") from None
    if not ops:
        raise ModelsError(f"{folder}: there are no model files of Amazon's in this folder.")
    return ops


def _operations(stem: str, model: dict[str, Any], scopes: dict[str, str]) -> list[Op]:
    found = []
    for path, methods in model["paths"].items():
        for method in METHODS:
            operation = methods.get(method)
            if operation is not None:
                name = f"{stem}.{operation['operationId']}"
                handler = answering(cases(operation))
                found.append(Op(name, method.upper(), path, RATE, BURST, handler, scope=scopes.get(name, "")))
    return found


def cases(operation: dict[str, Any]) -> list[Case]:
    """Return the examples of an operation, those that ask for most first."""
    found = []
    for status, response in operation["responses"].items():
        for example in (response.get("x-amzn-api-sandbox") or {}).get("static", []):
            parameters = (example.get("request") or {}).get("parameters") or {}
            wanted = {name: _value(one) for name, one in parameters.items()}
            body = json.dumps(example["response"]).encode() if example.get("response") is not None else b""
            found.append(Case(wanted, int(status), body, sum(map(_leaves, wanted.values()))))
    return sorted(found, key=lambda case: -case.weight)


def _value(parameter: Any) -> Any:
    """Return a listed value; a few examples leave out the layer named ``value``."""
    return parameter["value"] if isinstance(parameter, dict) and set(parameter) == {"value"} else parameter


def _leaves(value: Any) -> int:
    """Return how many plain values there are inside; an empty object asks for nothing."""
    if isinstance(value, dict):
        return sum(map(_leaves, value.values()))
    return sum(map(_leaves, value)) if isinstance(value, list) else 1


def answering(examples: list[Case]) -> Callable[[Call], Response]:
    """Return the operation that answers with the example that fits."""

    def handler(call: Call) -> Response:
        choice = call.request.headers.get(CHOICE, "")
        given = _given(call)
        for case in examples:
            if choice in {"", str(case.status)} and all(_fits(one, given.get(name)) for name, one in case.wanted.items()):
                return Response(case.status, case.body)
        raise invalid("Could not match input arguments")

    return handler


def _given(call: Call) -> dict[str, Any]:
    """Return all parameters of a call by name: headers, query, path, body."""
    request = call.request
    query: dict[str, list[str]] = {}
    for name, value in request.query:
        query.setdefault(name, []).extend(value.split(","))
    given: dict[str, Any] = {**request.headers, **query, **call.path}
    if request.body:
        try:
            given["body"] = msgspec.json.decode(request.body)
        except msgspec.DecodeError:
            raise invalid("Request body is not valid JSON.") from None
    return given


def _fits(wanted: Any, given: Any) -> bool:
    """Return whether a given value holds all that an example lists; query, path and headers come as text."""
    if isinstance(wanted, dict):
        return not wanted or (isinstance(given, dict) and all(_fits(one, given.get(name)) for name, one in wanted.items()))
    if isinstance(wanted, list):
        return isinstance(given, list) and len(wanted) == len(given) and all(map(_fits, wanted, given))
    if isinstance(given, list) and len(given) == 1:
        given = given[0]
    return given == wanted or (isinstance(given, str) and given == _text(wanted))


def _text(value: Any) -> str:
    return json.dumps(value) if isinstance(value, bool) else str(value)
