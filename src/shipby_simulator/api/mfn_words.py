"""Merchant Fulfillment's own words for a request that does not fit: "1 validation error detected: Value ..." (sp-api 6.1)."""

import re
from typing import Any

import msgspec

from shipby_simulator.core.refusal import Refusal, invalid
from shipby_simulator.door import check
from shipby_simulator.door.call import Call

_LENGTH = re.compile(r"Expected `str` of length <= (\d+)")
_STEP = re.compile(r"\w+")


def read(call: Call, table: Any) -> Any:
    """Read the body by its table. Raises Refusal in Merchant Fulfillment's words."""
    try:
        return check.body(table, call.request.body, call.request.headers)
    except Refusal as refusal:
        raise _said(refusal, call.request.body) from None


def constraint(value: str, path: str, rule: str) -> Refusal:
    """Return the refusal of one value."""
    return invalid(f"1 validation error detected: Value {value} at '{path}' failed to satisfy constraint: {rule}", "")


def _said(refusal: Refusal, raw: bytes) -> Refusal:
    """Put a complaint about a field into Amazon's words; others stay as they are."""
    missing = re.fullmatch(r"Missing required field: (.+)", refusal.message)
    if missing:
        return constraint("null", _camel(missing[1]), "Member must not be null")
    place = re.search(r"\[(.*)\]", refusal.message)
    if place is None or refusal.status != 400:
        return refusal
    value = _value(raw, place[1])
    long = _LENGTH.match(refusal.details or "")
    rule = f"Member must have length less than or equal to {long[1]}" if long else (refusal.details or refusal.message)
    return constraint(f"'{value}'", _camel(place[1]), rule)


def _camel(path: str) -> str:
    return ".".join(part[:1].lower() + part[1:] for part in path.split("."))


def _value(raw: bytes, path: str) -> Any:
    """Return what stands at a path of the body, as far as it can be followed."""
    found = msgspec.json.decode(raw)
    for step in _STEP.findall(path):
        if isinstance(found, list) and step.isdigit():
            found = found[int(step)] if int(step) < len(found) else ""
        elif isinstance(found, dict):
            found = found.get(step, "")
    return found
