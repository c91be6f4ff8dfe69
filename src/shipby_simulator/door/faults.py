"""Faults F1 to F8 of reliability 3.1 at any operation, scripted or drawn from the seed.

Kinds: ``refuse`` (F1: closed before anything happens), ``reset`` (F2: no answer, no effect), ``lost`` (F2: effect, no answer),
``throttle`` (F3), ``error`` (F4: ``status``, ``body`` html, json or empty, ``effect`` or not), ``malformed`` (F5: ``body`` says
how), ``slow`` and ``drip`` (F6: ``delay_ms`` in real time), ``duplicate`` (F7: the call arrives twice), ``stale`` (F8: an older
form is served).
"""

from shipby_simulator.core.clock import HOUR
from shipby_simulator.core.refusal import Refusal
from shipby_simulator.core.wire import Response
from shipby_simulator.world.engine import World
from shipby_simulator.world.state import Fault

KINDS = ("refuse", "reset", "lost", "throttle", "error", "malformed", "slow", "drip", "duplicate", "stale")
BODIES = {
    "error": ("html", "json", "empty"),
    "malformed": ("cut", "type", "missing", "charset", "empty", "garbage", "html"),
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
    return fault.operation in {"*", operation} or (fault.operation.endswith("*") and operation.startswith(fault.operation[:-1]))


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
    return response


def mangle(fault: Fault, response: Response) -> Response:
    """Return an answer that is broken in the way an F5 names."""
    body = response.body
    if fault.body == "cut":
        response.cut_at = len(body) // 2
    elif fault.body == "type":
        response.body = body.replace(b'":"', b'":["', 1).replace(b'",', b'"],', 1)
    elif fault.body == "missing":
        response.body = body.replace(b'"orderId"', b'"orderIdentifier"').replace(b'"payload"', b'"data"')
    elif fault.body == "charset":
        response.body = body.decode("utf-8", "replace").encode("utf-16")
    elif fault.body == "empty":
        response.body = b""
    elif fault.body == "garbage":
        response.body = b"\x00\xff{]" + body[:20]
    else:
        response.body, response.content_type = b"<html><body>It works!</body></html>", "text/html"
    return response


THROTTLED = Refusal(429, "QuotaExceeded", "You exceeded your quota for the requested resource.", "")
"""Amazon's answer to too many calls (sp-api 11.1)."""
