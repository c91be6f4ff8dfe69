"""Requests are checked against typed tables of our own and refused in Amazon's words (sp-api 3.3, 6.1)."""

import re
import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from shipby_simulator.core.refusal import Refusal, invalid

_AT = re.compile(r" - at `\$\.?([^`]*)`")


class Query(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=False):
    """Base of query tables: names in camelCase, lists comma-separated, unknown names ignored as Amazon does."""


def query(table: Any, pairs: Sequence[tuple[str, str]]) -> Any:
    """Read the query by its table. Raises Refusal."""
    fields = _fields(table)
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            if fields[name]:
                found.setdefault(name, []).extend(value.split(","))
            elif name in found:
                raise invalid(f"Parameter {name} is given more than once.")
            else:
                found[name] = value
    return _convert(found, table, strict=False)


_known: dict[Any, dict[str, bool]] = {}


def _fields(table: Any) -> dict[str, bool]:
    """Return the names of a query table and whether each is a list."""
    if table not in _known:
        _known[table] = {field.encode_name: _is_list(field.type) for field in msgspec.structs.fields(table)}
    return _known[table]


def _is_list(annotation: Any) -> bool:
    origin = typing.get_origin(annotation)
    if origin is list:
        return True
    if origin in {typing.Union, types.UnionType, typing.Annotated}:
        return any(_is_list(part) for part in typing.get_args(annotation))
    return False


def body(table: Any, raw: bytes, headers: Mapping[str, str]) -> Any:
    """Read a JSON body by its table. Raises Refusal."""
    kind = headers.get("content-type", "application/json").split(";")[0].strip().lower()
    if kind != "application/json":
        raise Refusal(415, "UnsupportedMediaType", f"The content type {kind} is not supported.")
    if len(raw) > 10 * 1024 * 1024:
        raise Refusal(413, "RequestTooLarge", "The request size exceeded the maximum accepted size.")
    try:
        data = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise invalid("Request body is not valid JSON.", str(error)) from None
    return _convert(data, table, strict=True)


def _convert(data: Any, table: Any, *, strict: bool) -> Any:
    try:
        return msgspec.convert(data, table, strict=strict)
    except msgspec.ValidationError as error:
        raise _refusal(str(error)) from None


def _refusal(text: str) -> Refusal:
    """Put msgspec's complaint into Amazon's words."""
    place = _AT.search(text)
    field = place[1] if place else ""
    plain = _AT.sub("", text)
    missing = re.search(r"missing required field `(\w+)`", plain)
    if missing:
        name = ".".join(part for part in (field, missing[1]) if part)
        return invalid(f"Missing required field: {name}", plain)
    if plain.startswith("Expected `"):
        return invalid(f"Request contains fields with invalid type [{field}]", plain)
    return invalid(f"Invalid value for [{field}]: {plain}" if field else plain)
