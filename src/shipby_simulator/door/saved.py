"""The world's state as a file: saved, looked at, loaded; a loaded world goes on as if nothing had been."""

from typing import Any

import msgspec

from shipby_simulator.core.clock import iso
from shipby_simulator.core.refusal import invalid, not_found
from shipby_simulator.core.wire import Response
from shipby_simulator.door.own import Asked, Own
from shipby_simulator.world.settings import Scenario
from shipby_simulator.world.state import State

VERSION = 1


class Saved(msgspec.Struct, frozen=True):
    """A world at an instant. What follows from seed and scenario (past orders, products, people) is not in it."""

    version: int
    seed: int
    scenario: Scenario
    orders: int
    accounts: int
    start: int
    clock: str
    state: State


class Inside(msgspec.Struct, frozen=True):
    """How many entries each part of the state has, and what the world was made of."""

    now: str
    seed: int
    scenario: str
    orders: int
    accounts: int
    parts: dict[str, int]


class Part(msgspec.Struct, frozen=True):
    """One part of the state, whole."""

    name: str
    value: Any


def read_saved(raw: bytes) -> Saved:
    """Read a saved world. Raises ValueError that says what is wrong."""
    try:
        found = msgspec.msgpack.decode(raw, type=Saved)
    except msgspec.DecodeError as error:
        raise ValueError(f"this is no saved world: {error}") from None
    if found.version != VERSION:
        raise ValueError(f"the saved world has form {found.version}, this simulator reads form {VERSION}")
    return found


def save(asked: Asked) -> Response:
    """Return the whole world as one file."""
    return Response(200, msgspec.msgpack.encode(asked.simulator.saved()), content_type="application/vnd.msgpack")


def load(asked: Asked) -> Inside:
    """Put a saved world in the place of the present one."""
    try:
        asked.simulator.load(read_saved(asked.request.body))
    except ValueError as error:
        raise invalid(str(error)) from None
    return inspect(asked)


def inspect(asked: Asked) -> Inside:
    """Count what the state holds."""
    simulator, state = asked.simulator, asked.world.state
    parts = {name: getattr(state, name) for name in state.__struct_fields__}
    sizes = {name: len(part) for name, part in parts.items() if isinstance(part, dict | list)}
    about = asked.world.settings.about
    return Inside(iso(state.now), asked.world.seed, about, simulator.orders, len(asked.world.sellers), sizes)


def part(asked: Asked) -> Part:
    """Return one part of the state."""
    name = asked.names["part"]
    if name not in asked.world.state.__struct_fields__:
        raise not_found(f"The state has no part {name}; there are {', '.join(asked.world.state.__struct_fields__)}.")
    return Part(name, getattr(asked.world.state, name))


ROWS = [
    Own("GET", "/_simulator/state", "Count what the state holds.", inspect, answer=Inside),
    Own("GET", "/_simulator/state/parts/{part}", "Return one part of the state.", part, answer=Part),
    Own("GET", "/_simulator/state/file", "Save the world.", save, media="application/vnd.msgpack"),
    Own("PUT", "/_simulator/state/file", "Load a saved world.", load, answer=Inside),
]
