"""An order as an act holds it while it decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LockedLine:
    """A line with Amazon's quantities."""

    key: int
    order_item_id: str
    sku: str
    ordered: int
    shipped: int
    cancelled: int


@dataclass(frozen=True, slots=True)
class LockedOrder:
    """An order as an act needs it to decide. Instants are UTC, null = not known."""

    key: int
    account_id: int
    store_id: int | None
    order_id: str
    status: str
    fulfilled_by: str
    programs: Mapping[str, bool]
    is_held: bool
    is_incomplete: bool
    cancel_requested: bool | None
    vanished_at: datetime | None
    purchased_at: datetime
    ship_by_latest: datetime | None
    row_version: int
    lines: tuple[LockedLine, ...]
