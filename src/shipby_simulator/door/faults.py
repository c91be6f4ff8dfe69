"""Faults F1 to F8 of reliability 3.1 at any operation, scripted or drawn from the seed.

Kinds: ``refuse`` (F1: closed before anything happens), ``reset`` (F2: no answer, no effect), ``lost`` (F2: effect, no answer),
``throttle`` (F3), ``error`` (F4: ``status``, ``body`` html, json or empty, ``effect`` or not; status 200 with an empty body is
Amazon's blank answer), ``malformed`` (F5: ``body`` says how), ``slow`` and ``drip`` (F6: ``delay_ms`` in real time),
``duplicate`` (F7: the call arrives twice; a queue gives its messages out again at once), ``stale`` (F8: an older form is served),
``reordered`` (F8: what is listed comes in another order).
"""

import gzip
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, get_args

import msgspec

from shipby_simulator.core.clock import HOUR
from shipby_simulator.core.draw import Draw
from shipby_simulator.core.refusal import Refusal
from shipby_simulator.core.wire import Response
from shipby_simulator.world.engine import World
from shipby_simulator.world.settings import FaultKind
from shipby_simulator.world.state import Fault

KINDS: tuple[str, ...] = get_args(FaultKind)
BODIES = {
    "error": ("html", "json", "empty"),
    "malformed": ("cut", "type", "missing", "charset", "empty", "garbage", "html", "gzip", "bomb"),
}


def from_scenario(world: World) -> None:
    """Put the scenario's fault rules among the faults that wait."""
    for number, rule in enumerate(world.settings.faults):
        begin = world.start + int(rule.from_hours * HOUR)
        world.state.faults.append(
            Fault(
                f"scenario-{number + 1}", rule.kind, rule.operation, rule.share, start=begin,
                until=begin + int(rule.hours * HOUR), status=rule.status, body=rule.body, effect=rule.effect,
                delay_ms=rule.delay_ms,
            )
        )  # fmt: skip


def decide(world: World, operation: str, account: int) -> Fault | None:
    """Return the fault that strikes this call, if any; a fault with a count is used up."""
    for fault in world.state.faults:
        if _fits(fault, operation, account, world.state.now):
            if fault.skip:
                fault.skip -= 1
                continue
            if fault.share < 1 and not world.draw("fault", fault.id, world.number("fault")).chance(fault.share):
                continue
            if fault.count is not None:
                fault.count -= 1
            fault.hits += 1
            return fault
    return None


def _fits(fault: Fault, operation: str, account: int, now: int) -> bool:
    if fault.count == 0 or now < fault.start or (fault.until is not None and now >= fault.until):
        return False
    if fault.account is not None and fault.account != account:
        return False
    named = fault.operation
    return (
        named in {"*", operation}
        or (named.endswith("*") and operation.startswith(named[:-1]))
        or operation.startswith(f"{named}.")
    )


OTHERS = ("token", "document", "sqs", "carrier")
"""Where faults can strike beside Amazon's operations."""


def can_strike(operation: str, names: Iterable[str]) -> bool:
    """Return whether there is anything that a fault's ``operation`` means; it may end in ``*``."""
    if operation == "*" or operation.split(".", maxsplit=1)[0].rstrip("*") in OTHERS:
        return True
    prefix = operation.removesuffix("*")
    return any(name == operation or (operation.endswith("*") and name.startswith(prefix)) for name in names)


def strike(fault: Fault | None, run: Callable[[], Response], request_id: str, refuse: Callable[[], Response]) -> Response:
    """Run an operation under a fault, or under none. ``refuse`` makes the answer to one call too many."""
    if fault is None:
        return run()
    if fault.kind in {"refuse", "reset"}:
        return Response(0, drop=True)
    if fault.kind == "throttle":
        return refuse()
    if fault.kind == "error" and not fault.effect:
        return broken(fault, request_id)
    if fault.kind == "duplicate":
        run()
    return after(fault, run(), request_id)


def broken(fault: Fault, request_id: str) -> Response:
    """Return the answer of an F4: HTML, JSON or nothing at all."""
    if fault.body == "empty":
        return Response(fault.status)
    if fault.body == "json":
        code = "ServiceUnavailable" if fault.status == 503 else "InternalFailure"
        return Refusal(fault.status, code, "We encountered an internal error. Please try again.").response()
    page = f"<html><head><title>{fault.status}</title></head><body><h1>Service error</h1><p>{request_id}</p></body></html>"
    return Response(fault.status, page.encode(), content_type="text/html; charset=utf-8")


def after(fault: Fault, response: Response, request_id: str) -> Response:
    """Return what becomes of an answer whose effect has happened."""
    if fault.kind == "lost":
        return Response(response.status, drop=True)
    if fault.kind == "error":
        return broken(fault, request_id)
    if fault.kind == "malformed":
        return mangle(fault, response)
    if fault.kind == "slow":
        response.delay_ms = fault.delay_ms
    if fault.kind == "drip":
        response.drip_ms = max(1, fault.delay_ms // 20)
    if fault.kind == "reordered":
        response.body = _changed(response.body, lambda value: _shuffle(value, Draw("reordered", fault.id, fault.hits)))
    return response


def mangle(fault: Fault, response: Response) -> Response:
    """Return an answer that is broken in the way an F5 names."""
    how, body = fault.body, response.body
    if how == "cut":
        response.cut_at = len(body) // 2
    elif how == "type":
        response.body = _changed(body, _drift)
    elif how == "missing":
        response.body = _changed(body, _rename)
    elif how == "html":
        response.body, response.content_type = b"<html><body>It works!</body></html>", "text/html"
    elif how in {"gzip", "bomb"}:
        packed = gzip.compress(body, 6, mtime=0)
        response.body = packed[: len(packed) // 2] if how == "gzip" else _bomb()
        response.headers = [*response.headers, ("Content-Encoding", "gzip")]
    else:
        response.body = {"charset": body.decode("utf-8", "replace").encode("utf-16"), "empty": b""}.get(
            how, b"\x00\xff{]" + body[:20]
        )
    return response


@cache
def _bomb() -> bytes:
    """Return 64 KB that unpack to 64 MB of blanks."""
    return gzip.compress(b" " * (64 << 20), 9, mtime=0)


def _changed(body: bytes, change: Callable[[Any], Any]) -> bytes:
    """Return a JSON body after a change of its value; what is no JSON stays as it is."""
    try:
        return msgspec.json.encode(change(msgspec.json.decode(body)))
    except msgspec.DecodeError:
        return body


def _drift(value: Any) -> Any:
    """Let the first plain value inside change its type: text and numbers become lists of one."""
    if isinstance(value, dict) and value:
        first = next(iter(value))
        return value | {first: _drift(value[first])}
    if isinstance(value, list) and value:
        return [_drift(value[0]), *value[1:]]
    return [value]


def _rename(value: Any) -> Any:
    """Let the first field of the innermost first object get another name."""
    if isinstance(value, list):
        return [_rename(value[0]), *value[1:]] if value else value
    if not isinstance(value, dict) or not value:
        return value
    first = next(iter(value))
    if isinstance(value[first], dict | list) and value[first]:
        return value | {first: _rename(value[first])}
    return {f"{name}X" if name == first else name: one for name, one in value.items()}


def _shuffle(value: Any, draw: Draw) -> Any:
    """Let every list inside come in another order."""
    if isinstance(value, dict):
        return {name: _shuffle(one, draw) for name, one in value.items()}
    if not isinstance(value, list):
        return value
    left, mixed = [_shuffle(one, draw) for one in value], []
    while left:
        mixed.append(left.pop(draw.below(len(left))))
    return mixed if mixed != value else mixed[::-1]


def swarm(world: World, hours: float, operation: str = "*") -> list[Fault]:
    """Draw a set of faults for the coming hours: each kind is off, rare, common or a storm (reliability 4.4)."""
    number = world.number("swarm")
    draw, now = world.draw("swarm", number), world.state.now
    drawn = []
    for kind in KINDS:
        share = draw.weighted([(0.0, 5), (0.002, 3), (0.03, 2), (0.4, 0.5)])
        begin = now + int(hours * HOUR * draw.unit() * 0.5)
        until = begin + int(hours * HOUR * (0.1 + 0.4 * draw.unit()))
        body = draw.pick(BODIES.get(kind, ("",)))
        status, effect, delay = draw.pick((500, 502, 503, 504)), draw.chance(0.5), draw.between(50, 3000)
        if share:
            drawn.append(
                Fault(
                    f"swarm-{number}-{kind}", kind, operation, share, start=begin, until=until, status=status, body=body,
                    effect=effect, delay_ms=delay,
                )
            )  # fmt: skip
    world.state.faults[:0] = drawn
    return drawn


THROTTLED = Refusal(429, "QuotaExceeded", "You exceeded your quota for the requested resource.", "")
"""Amazon's answer to too many calls (sp-api 11.1)."""
