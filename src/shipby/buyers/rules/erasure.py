"""Until when personal data of an order may be kept (amazon-policy 7.2: 30 days after delivery; settled design 3 and 6)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

TRANSIT_DAYS = 14
"""Days a parcel may take where Amazon states no delivery date: our own assumption, on the careful side of standard windows."""
ORPHAN_DAYS = 60
"""Days from purchase for an order with no promise at all: the order report itself reaches back 60 days (sp-api 5.2)."""


class ErasureReason(StrEnum):
    """What the date was counted from."""

    DELIVERED = "delivered"
    DELIVER_BY = "deliver_by"
    SHIP_BY = "ship_by"
    PURCHASED = "purchased"


@dataclass(frozen=True, slots=True)
class Erasure:
    """Erase on ``on`` (UTC day) or after. ``delivery_day`` names the day's key; ``None`` = it is not known yet."""

    on: date
    delivery_day: date | None
    reason: ErasureReason


def erase_on(
    *,
    delivered: datetime | None,
    deliver_by_latest: datetime | None,
    ship_by_latest: datetime | None,
    purchased_at: datetime,
    days: int,
) -> Erasure:
    """When to erase: ``days`` after delivery; else after the latest delivery date; else estimated from ship-by or purchase.

    Days are UTC days of the instants. ``days`` = figure ``personal_data_days``.
    """
    keep = timedelta(days=days)
    if delivered is not None:
        return Erasure(delivered.date() + keep, delivered.date(), ErasureReason.DELIVERED)
    if deliver_by_latest is not None:
        return Erasure(deliver_by_latest.date() + keep, deliver_by_latest.date(), ErasureReason.DELIVER_BY)
    if ship_by_latest is not None:
        return Erasure(ship_by_latest.date() + timedelta(days=TRANSIT_DAYS) + keep, None, ErasureReason.SHIP_BY)
    return Erasure(purchased_at.date() + timedelta(days=ORPHAN_DAYS), None, ErasureReason.PURCHASED)
