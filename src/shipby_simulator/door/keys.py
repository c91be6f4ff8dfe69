"""The keys of the pretend carriers, and new ones."""

import msgspec

from shipby_simulator.carriers.keys import KINDS, TRACKING, key_of, rotate
from shipby_simulator.core.refusal import invalid
from shipby_simulator.door.own import Asked, Own


class CarrierKey(msgspec.Struct, frozen=True):
    """Where a carrier is reached and with which key: ``Authorization: Bearer KEY``."""

    account: int
    kind: str
    url: str
    key: str


class CarrierKeys(msgspec.Struct, frozen=True):
    """Keys of all accounts at all carriers and at the tracking service."""

    carriers: list[CarrierKey]


class KeyChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose key, at which carrier, is replaced."""

    account: int
    kind: str


def tell_keys(asked: Asked) -> CarrierKeys:
    """List the keys in force."""
    base = asked.simulator.origin + "/carriers/"
    return CarrierKeys(
        [
            CarrierKey(seller.number, kind, base + kind, key_of(asked.world, seller.number, kind))
            for seller in asked.world.sellers
            for kind in (*KINDS, TRACKING)
        ]
    )


def change_key(asked: Asked) -> CarrierKeys:
    """Replace a key: the old one opens nothing any more."""
    change: KeyChange = asked.body
    if change.kind not in {*KINDS, TRACKING}:
        raise invalid(f"kind: {change.kind!r} is none of {', '.join((*KINDS, TRACKING))}")
    rotate(asked.world, asked.account(change.account), change.kind)
    return tell_keys(asked)


ROWS = [
    Own("GET", "/_simulator/carriers", "List the keys of the pretend carriers.", tell_keys, answer=CarrierKeys),
    Own("POST", "/_simulator/carriers", "Replace a key.", change_key, body=KeyChange, answer=CarrierKeys),
]
