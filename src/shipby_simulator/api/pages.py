"""Lists that go over pages, where the token alone carries all filters (feeds and reports)."""

import base64
from typing import Any

import msgspec

from shipby_simulator.core.refusal import invalid
from shipby_simulator.door.call import Call


class Place(msgspec.Struct, array_like=True):
    """What a nextToken holds: whose list, which one, its filters, and how many entries went before."""

    account: int
    kind: str
    filters: dict[str, Any]
    skip: int


def text_of(place: Place) -> str:
    """Return a nextToken."""
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(place)).decode()


def read(call: Call, kind: str, token: str) -> Place:
    """Read a nextToken, which must come alone. Raises Refusal."""
    if {name for name, _ in call.request.query} != {"nextToken"}:
        raise invalid("nextToken must be the only parameter.")
    try:
        place = msgspec.msgpack.decode(base64.urlsafe_b64decode(token), type=Place)
    except (ValueError, msgspec.DecodeError):
        raise invalid("Invalid nextToken.") from None
    if (place.account, place.kind) != (call.account, kind):
        raise invalid("Invalid nextToken.")
    return place
