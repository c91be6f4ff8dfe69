"""When an order is open: it must still leave the building, or nobody has proved that it has."""

from shipby.orders.rules.facts import FulfilledBy, Status

CLOSED = frozenset({Status.SHIPPED.value, Status.CANCELLED.value, Status.UNFULFILLABLE.value})
PENDING = frozenset({Status.PENDING.value, Status.PENDING_AVAILABILITY.value})
SHIPPABLE = frozenset({Status.UNSHIPPED.value, Status.PARTIALLY_SHIPPED.value})


def units_to_ship(*, ordered: int, shipped: int, cancelled: int) -> int:
    """Units of an order or a line that Amazon still expects; never below zero."""
    return max(0, ordered - shipped - cancelled)


def is_open(*, status: str, fulfilled_by: str, ordered: int, shipped: int, cancelled: int, units_confirmed: int) -> bool:
    """Whether a merchant order stays on the desk.

    It leaves with Amazon's word (Shipped, Cancelled, Unfulfillable) or when confirmations that Amazon accepted or probably
    accepted (``units_confirmed``) cover all units. Units shipped and units confirmed may be the same ones, so the larger counts,
    never their sum. A status that nobody knows keeps it open.
    """
    if fulfilled_by != FulfilledBy.MERCHANT or status in CLOSED:
        return False
    return not units_confirmed or ordered - cancelled > max(shipped, units_confirmed)
