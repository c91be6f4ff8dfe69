"""Where a seller sells (sp-api 10): the answer of getMarketplaceParticipations."""

import msgspec
from msgspec import Struct


class _Marketplace(Struct, rename="camel"):
    id: str
    name: str = ""
    country_code: str = ""


class _Participation(Struct, rename="camel"):
    is_participating: bool = False
    has_suspended_listings: bool = False


class _Row(Struct, rename="camel"):
    marketplace: _Marketplace
    participation: _Participation


class _Answer(Struct):
    payload: list[_Row]


_decode = msgspec.json.Decoder(_Answer).decode


def read_marketplaces(body: bytes) -> tuple[str, ...]:
    """Ids of the marketplaces that the seller takes part in.

    Raises:
        msgspec.MsgspecError: it is no such answer.
    """
    return tuple(row.marketplace.id for row in _decode(body).payload if row.participation.is_participating)
