"""Keys of the seller accounts at the carriers: out of the seed, and new after each rotation."""

from functools import lru_cache
from typing import TYPE_CHECKING

from shipby_simulator.core.draw import Draw

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World

KINDS = ("key", "unique", "list", "none", "async")
"""Carriers by how a purchase can be known again."""
TRACKING = "tracking"


def key_of(world: "World", account: int, kind: str) -> str:
    """Return the key in force of an account at a carrier or at the tracking service."""
    return _key(world.seed, kind, account, world.state.carrier_keys.get(f"{account}/{kind}", 0))


@lru_cache(maxsize=1024)
def _key(seed: int, kind: str, account: int, turn: int) -> str:
    return f"{kind}_{Draw(seed, 'carrier key', kind, account, turn).token(40)}"


def rotate(world: "World", account: int, kind: str) -> str:
    """Give out a new key; the old one opens nothing from now on."""
    name = f"{account}/{kind}"
    world.state.carrier_keys[name] = world.state.carrier_keys.get(name, 0) + 1
    return key_of(world, account, kind)


def holder(world: "World", kind: str, key: str) -> int | None:
    """Return the account that holds a key at a carrier."""
    return next((seller.number for seller in world.sellers if key == key_of(world, seller.number, kind)), None)
