"""What acts repeat in an order's own row, so that the queue reads one table (settled design 16)."""

from dataclasses import dataclass

CAUSE_CODES = (
    "confirm_refused",
    "cancel_requested",
    "on_hold",
    "incomplete",
    "vanished",
    "payment_pending",
    "status_unknown",
    "address_missing",
    "verge_of_cancellation",
    "confirm_prepared",
    "confirm_downloaded",
    "confirm_sent",
    "amazon_confirms",
    "no_ship_by",
)
"""What may stand in ``causes``: the codes of ``diagnosis.rules.Cause``, repeated here so that a filter can check its words."""


@dataclass(frozen=True, slots=True)
class SearchRow:
    """``confirmation`` is the weakest state of the order's parcels, empty = none; the first of ``causes`` blocks first."""

    order_key: int
    is_open: bool
    units_to_ship: int
    confirmation: str
    units_confirmed: int
    causes: tuple[str, ...]
    tracking_numbers: tuple[str, ...]
    is_held: bool
    is_incomplete: bool
