"""Amazon's own model files as judges: every answer of the simulator must fit the schema of its operation and status.

The files are not part of the product; the environment variable SP_API_MODELS names the folder that holds them.
"""

import json
import os
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

NO_MODELS = "SP_API_MODELS does not name a folder with Amazon's model files"


@cache
def folder() -> Path | None:
    named = os.environ.get("SP_API_MODELS")
    if not named:
        return None
    path = Path(named)
    inner = path / "models"
    return inner if inner.is_dir() else (path if path.is_dir() else None)


@cache
def model(stem: str) -> dict[str, Any]:
    path = folder()
    assert path is not None
    return json.loads((path / f"{stem}.json").read_text("utf-8"))


def operation(name: str) -> tuple[dict[str, Any], dict[str, Any], str, str]:
    """Return model, operation, method and path template of ``file.operationId``; ``#METHOD`` tells twins apart."""
    stem, _, wanted = name.rpartition(".")
    wanted, _, twin = wanted.partition("#")
    for path, methods in model(stem)["paths"].items():
        for method, found in methods.items():
            if isinstance(found, dict) and found.get("operationId") == wanted and twin in {"", method.upper()}:
                return model(stem), found, method.upper(), path
    raise AssertionError(f"the models know no {name}")


def problems_of(name: str, status: int, body: bytes) -> list[str]:
    """Return what is wrong with an answer; an empty list is a good answer."""
    whole, found, _, _ = operation(name)
    response = found["responses"].get(str(status))
    if response is None:
        return [f"{name}: status {status} is not in the model"]
    schema = response.get("schema")
    if schema is None:
        return []
    if not body:
        return [] if not _required(whole, schema) else [f"{name}: {status} has no body"]
    return list(_check(whole, schema, json.loads(body), "$"))


def notification_problems(name: str, body: Any) -> list[str]:
    """Return what is wrong with a notification by Amazon's schema file of this name."""
    path = folder()
    assert path is not None
    schema = json.loads((path.parent / "schemas" / "notifications" / f"{name}.json").read_text("utf-8"))
    return list(_check(schema, schema, body, "$"))


def _resolve(whole: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = whole["definitions"][schema["$ref"].rpartition("/")[2]]
    return schema


def _whole(whole: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with the parts of its allOf put together."""
    schema = _resolve(whole, schema)
    parts = [_whole(whole, part) for part in schema.get("allOf", [])]
    if not parts:
        return schema
    both = {**schema, "properties": dict(schema.get("properties", {})), "required": list(schema.get("required", []))}
    for part in parts:
        both["properties"] |= part.get("properties", {})
        both["required"] += part.get("required", [])
    return both


def _required(whole: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    return _resolve(whole, schema).get("required", [])


def _whole(whole: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with the parts of its allOf put together."""
    schema = _resolve(whole, schema)
    if "allOf" not in schema:
        return schema
    parts = [_whole(whole, part) for part in schema["allOf"]] + [{k: v for k, v in schema.items() if k != "allOf"}]
    together: dict[str, Any] = {key: value for part in parts for key, value in part.items()}
    together["properties"] = {name: one for part in parts for name, one in part.get("properties", {}).items()}
    together["required"] = [name for part in parts for name in part.get("required", [])]
    return together


_TYPES: dict[str, Any] = {"string": str, "array": list, "object": dict, "boolean": bool, "integer": int, "number": int | float}


def _is(kind: str | list[str], value: Any) -> bool:
    if isinstance(kind, list):
        return any(_is(one, value) for one in kind)
    if kind == "null":
        return value is None
    return kind not in _TYPES or (isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool)))


def _check(whole: dict[str, Any], schema: dict[str, Any], value: Any, at: str) -> Any:
    schema = _whole(whole, schema)
    kind = schema.get("type", "object" if "properties" in schema else "")
    if not _is(kind, value):
        yield f"{at}: {value!r} is no {kind}"
        return
    if value is None:
        return
    if isinstance(value, dict):
        yield from _check_object(whole, schema, value, at)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _check(whole, schema.get("items", {}), item, f"{at}[{number}]")
    else:
        yield from _check_value(schema, value, at)


def _check_value(schema: dict[str, Any], value: Any, at: str) -> Any:
    if value not in schema.get("enum", [value]):
        yield f"{at}: {value!r} is none of {schema['enum']}"
    if isinstance(value, str):
        yield from _check_text(schema, value, at)
    elif value < schema.get("minimum", value):
        yield f"{at}: {value} is below {schema['minimum']}"


def _check_object(whole: dict[str, Any], schema: dict[str, Any], value: dict[str, Any], at: str) -> Any:
    for name in schema.get("required", []):
        if name not in value:
            yield f"{at}: {name} is missing"
    known = schema.get("properties", {})
    more = schema.get("additionalProperties")
    for name, item in value.items():
        if name in known:
            yield from _check(whole, known[name], item, f"{at}.{name}")
        elif isinstance(more, dict):
            yield from _check(whole, more, item, f"{at}.{name}")
        elif known and not more:
            yield f"{at}: the model knows no {name}"


def _check_text(schema: dict[str, Any], value: str, at: str) -> Any:
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{at}: {value!r} does not fit {schema['pattern']}"
    if len(value) > schema.get("maxLength", len(value)) or len(value) < schema.get("minLength", 0):
        yield f"{at}: {value!r} has a wrong length"
    if schema.get("format") == "date-time":
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            yield f"{at}: {value!r} is no date-time"
        else:
            if moment.tzinfo is None:
                yield f"{at}: {value!r} has no zone"
