"""What acts repeat in an order's own row, so that the queue reads one table (settled design 16)."""

from dataclasses import dataclass


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
