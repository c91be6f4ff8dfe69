"""How an order stands by itself: what its state and its causes follow from, apart from its parcels."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """One order; ``ordered``, ``shipped`` and ``cancelled`` are sums of units over its lines."""

    order_key: int
    status: str
    fulfilled_by: str
    programs: Mapping[str, bool]
    ordered: int
    shipped: int
    cancelled: int
    has_ship_by: bool
    has_place: bool
    cancel_requested: bool | None
    has_vanished: bool
    is_held: bool
    is_incomplete: bool
