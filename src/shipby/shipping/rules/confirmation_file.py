"""What a row of the shipping confirmation file says, and how an intent keeps it until the file is made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shipby.shipping.rules.parcel_facts import PackedLine, ParcelContent


@dataclass(frozen=True, slots=True)
class ConfirmationRow:
    """One data row of the shipping confirmation file: an item in a parcel (amazon-policy 3.3).

    ``order_item_id`` empty and ``quantity`` null = the whole order, for orders whose report named no order item ids.
    """

    order_id: str
    order_item_id: str
    quantity: int | None
    ship_date: date
    carrier_code: str
    carrier_name: str
    tracking_number: str
    ship_method: str


def rows_of_payload(payload: Mapping[str, Any]) -> list[ConfirmationRow]:
    """The file's rows for a parcel as its intent keeps it (:func:`payload_of`)."""
    lines = payload["lines"]
    # Without an order item id a row stands for the whole order, so there is one.
    items = [(item_id, quantity) for item_id, quantity in lines if item_id] or [("", None)]
    return [
        ConfirmationRow(
            order_id=payload["order_id"],
            order_item_id=item_id,
            quantity=quantity,
            ship_date=date.fromisoformat(payload["ship_date"]),
            carrier_code=payload["carrier_code"],
            carrier_name=payload["carrier_name"],
            tracking_number=payload["tracking_number"],
            ship_method=payload["ship_method"],
        )
        for item_id, quantity in items
    ]


def payload_of(order_id: str, reference: int, content: ParcelContent, lines: Sequence[PackedLine]) -> dict[str, Any]:
    """What an intent keeps of a parcel: all that its confirmation says, as plain JSON; nothing personal."""
    return {
        "order_id": order_id,
        "reference": reference,
        "carrier_code": content.carrier_code,
        "carrier_name": content.carrier_name,
        "tracking_number": content.tracking_number,
        "ship_date": content.ship_date.isoformat(),
        "ship_method": content.service,
        "lines": [[line.order_item_id, line.quantity] for line in lines],
    }
