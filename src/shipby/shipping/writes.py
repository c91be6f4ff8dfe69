"""Changes of parcels. Every function demands an open transaction and a locked order; none decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import F

from shipby.shipping.models import Parcel, ParcelLine
from shipby.shipping.rules.confirmation import Confirmation
from shipby.shipping.rules.parcel_facts import PackedLine, ParcelContent


@dataclass(frozen=True, slots=True)
class NewParcel:
    """A decided parcel of an order."""

    order_key: int
    reference: int
    content: ParcelContent
    lines: tuple[PackedLine, ...]


def save_parcels(parcels: Sequence[NewParcel], *, created_by: str, now: datetime) -> list[int]:
    """Add prepared parcels with their lines; returns their keys in the same order. Two statements."""
    _demand_transaction()
    rows = Parcel.objects.bulk_create(
        Parcel(
            order_id=parcel.order_key,
            reference=parcel.reference,
            **_columns(parcel.content),
            confirmation=Confirmation.PREPARED,
            created_at=now,
            created_by=created_by,
        )
        for parcel in parcels
    )
    ParcelLine.objects.bulk_create(
        ParcelLine(parcel_id=row.id, line_id=line.line_key, quantity=line.quantity, shipped_before=line.shipped_before)
        for row, parcel in zip(rows, parcels, strict=True)
        for line in parcel.lines
    )
    return [row.id for row in rows]


def change_parcel(parcel_key: int, content: ParcelContent, *, revision: int) -> None:
    """New content of a parcel, which is to be sent (again): PREPARED, and the old refusal forgotten."""
    _demand_transaction()
    Parcel.objects.filter(id=parcel_key).update(
        **_columns(content), revision=revision, confirmation=Confirmation.PREPARED, refusal_code="", refusal=""
    )


def withdraw_parcels(parcel_keys: Sequence[int], *, now: datetime) -> None:
    """Take parcels back. The row and its reference stay: a number is never given out twice."""
    _demand_transaction()
    Parcel.objects.filter(id__in=parcel_keys).update(confirmation=Confirmation.WITHDRAWN, withdrawn_at=now)


def mark_parcels(
    parcel_keys: Sequence[int], after: Confirmation, *, only_from: Sequence[Confirmation] | None = None
) -> list[int]:
    """Set the state of parcels, of those ``only_from`` a state where given; returns the keys that changed."""
    _demand_transaction()
    found = Parcel.objects.filter(id__in=parcel_keys)
    if only_from is not None:
        found = found.filter(confirmation__in=only_from)
    keys = list(found.values_list("id", flat=True))
    Parcel.objects.filter(id__in=keys).update(confirmation=after)
    return keys


def refuse_parcels(refusals: Mapping[int, tuple[str, str]], *, partly_accepted: Sequence[int] = ()) -> None:
    """Write Amazon's code and text on refused parcels. Of a partly accepted one Amazon has a first content."""
    _demand_transaction()
    rows = list(Parcel.objects.filter(id__in=refusals))
    for row in rows:
        code, text = refusals[row.id]
        row.confirmation, row.refusal_code, row.refusal = Confirmation.REFUSED, code[:60], text
    Parcel.objects.bulk_update(rows, ["confirmation", "refusal_code", "refusal"], batch_size=1000)
    Parcel.objects.filter(id__in=partly_accepted).update(revision=F("revision") + 1)


def _columns(content: ParcelContent) -> dict[str, object]:
    return {
        "carrier_code": content.carrier_code,
        "carrier_name": content.carrier_name,
        "service": content.service,
        "tracking_number": content.tracking_number,
        "ship_date": content.ship_date,
        "ship_zone": content.zone,
    }


def _demand_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("parcels change only inside a transaction")
