"""The x-amzn-IdempotencyKey of Shipping v2: a retry within the key's life gives the first purchase again.

How long a key lives and what another body under the same key does is not documented (sp-api 6.2); here it lives as long as
rates do, and another body is refused.
"""

from collections.abc import Callable
from hashlib import sha256

from shipby_simulator.core.clock import HOUR
from shipby_simulator.core.refusal import Refusal
from shipby_simulator.door.call import Call
from shipby_simulator.world.state import Label


def _name(call: Call, operation: str) -> str:
    key = call.request.headers.get("x-amzn-idempotencykey", "")
    return f"shipping/{operation}/{call.account}/{key}" if key else ""


def _digest(call: Call) -> str:
    return sha256(call.request.body).hexdigest()


def replayed(call: Call, operation: str, refuse: Callable[[str], Refusal]) -> Label | None:
    """Return the label that this key has bought already, or None. Raises Refusal for another body."""
    known = call.world.state.replays.get(_name(call, operation))
    if known is None or call.world.now >= known["until"]:
        return None
    if known["body"] != _digest(call):
        raise refuse("the idempotency key was used for another request")
    return call.world.state.labels[known["label"]]


def remember(call: Call, operation: str, label: Label) -> None:
    """Keep what a key has bought; dead keys are swept out."""
    name = _name(call, operation)
    if not name:
        return
    world = call.world
    if world.number("replay") % 200 == 0:
        dead = [one for one, kept in world.state.replays.items() if one.startswith("shipping/") and kept["until"] <= world.now]
        for one in dead:
            del world.state.replays[one]
    until = world.now + int(world.settings.amazon.idempotency_key_hours * HOUR)
    world.state.replays[name] = {"until": until, "body": _digest(call), "label": label.id}
    label.key = call.request.headers["x-amzn-idempotencykey"]
