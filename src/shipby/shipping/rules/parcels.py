"""Whether and how a parcel may be made, corrected, withdrawn (amazon-policy 3.1-3.3, sp-api 3.2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from shipby.shipping.rules import parcel_refusals as no
from shipby.shipping.rules.carriers import OTHER, find_carrier
from shipby.shipping.rules.confirmation import Confirmation
from shipby.shipping.rules.parcel_facts import LineToShip, OrderToShip, PackedLine, ParcelContent, ParcelFacts
from shipby.shipping.rules.parcel_warnings import ParcelWarning, warnings_of
from shipby.shipping.rules.tracking_numbers import normalise

LONGEST_TRACKING_NUMBER = 50
LONGEST_CARRIER_NAME = 50
LONGEST_SERVICE = 80


@dataclass(frozen=True, slots=True)
class ParcelDraft:
    """What a person or a table says of a parcel.

    ``carrier_code``: Amazon's code or a usual name of the carrier. ``ship_date``: ``None`` = today at the warehouse.
    ``quantities``: units by order item id (text) or by our line key (number), zero = not in it; ``None`` = everything
    still open.
    """

    carrier_code: str
    tracking_number: str
    carrier_name: str = ""
    service: str = ""
    ship_date: date | None = None
    quantities: Mapping[str | int, int] | None = None


class PlanKind(StrEnum):
    """What saving the plan means."""

    NEW = "new"
    SAME = "same"
    """The parcel stands already: a replayed form. Nothing changes."""
    AGAIN = "again"
    """A refused parcel goes out once more, corrected, under its own reference."""


@dataclass(frozen=True, slots=True)
class ParcelPlan:
    """A decided parcel.

    ``parcel`` is the standing one for SAME and AGAIN; ``displaced`` = keys of refused parcels whose units it takes.
    """

    kind: PlanKind
    reference: int
    content: ParcelContent
    lines: tuple[PackedLine, ...]
    warnings: tuple[ParcelWarning, ...]
    parcel: ParcelFacts | None = None
    displaced: tuple[int, ...] = ()


class CorrectionKind(StrEnum):
    """How a correction reaches Amazon."""

    SAME = "same"
    IN_PLACE = "in_place"
    """The file has not left: the waiting intent says the new content."""
    NEW_ATTEMPT = "new_attempt"
    """Amazon may have the old content: the same reference goes out again, which is an edit (sp-api 3.2)."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A decided correction; ``revision`` is what the parcel has afterwards."""

    kind: CorrectionKind
    content: ParcelContent
    revision: int
    warnings: tuple[ParcelWarning, ...]


def decide_parcel(order: OrderToShip, draft: ParcelDraft, *, now: datetime, used_by: tuple[str, ...] = ()) -> ParcelPlan:
    """Decide on a parcel of the order. ``used_by`` = other orders on which the tracking number stands.

    Raises:
        Refusal: one of ``parcel_refusals``; the order, the content or the quantities forbid it.
    """
    if same := _same_parcel(order, draft):
        return ParcelPlan(PlanKind.SAME, same.reference, same.content, same.lines, (ParcelWarning("same_parcel"),), parcel=same)
    refuse_order(order)
    content = decide_content(order, draft, now=now)
    lines = _decide_lines(order, draft.quantities)
    warnings = warnings_of(order, content, used_by=used_by, now=now)
    units = {line.line_key: line.quantity for line in lines}
    for parcel in order.parcels:
        if parcel.state is Confirmation.REFUSED and not parcel.takes_units and parcel.units() == units:
            if _says_the_same(parcel.content, content):
                warnings = (*warnings, ParcelWarning("refused_before"))
            others = tuple(key for key in _displaced(order, units) if key != parcel.key)
            return ParcelPlan(PlanKind.AGAIN, parcel.reference, content, lines, warnings, parcel=parcel, displaced=others)
    return ParcelPlan(PlanKind.NEW, order.next_reference(), content, lines, warnings, displaced=tuple(_displaced(order, units)))


def decide_correction(
    order: OrderToShip, parcel: ParcelFacts, draft: ParcelDraft, *, now: datetime, used_by: tuple[str, ...] = ()
) -> Correction:
    """Decide on new carrier, tracking number, service or date of a standing parcel. Its units stay.

    Raises:
        Refusal: the parcel is withdrawn, the content is unusable, or a refused parcel's units are no longer open.
    """
    if parcel.state is Confirmation.WITHDRAWN:
        raise no.ParcelWithdrawn(order_id=order.order_id, reference=parcel.reference)
    content = decide_content(order, draft, now=now)
    if parcel.state is Confirmation.REFUSED and not parcel.takes_units:
        refuse_order(order)
        _decide_lines(order, dict(parcel.units().items()))
    warnings = warnings_of(order, content, used_by=used_by, now=now)
    if parcel.state is Confirmation.REFUSED:
        if _says_the_same(parcel.content, content):
            warnings = (*warnings, ParcelWarning("refused_before"))
        return Correction(CorrectionKind.NEW_ATTEMPT, content, parcel.revision, warnings)
    if content == parcel.content:
        return Correction(CorrectionKind.SAME, content, parcel.revision, warnings)
    if parcel.state is Confirmation.PREPARED:
        return Correction(CorrectionKind.IN_PLACE, content, parcel.revision, warnings)
    return Correction(CorrectionKind.NEW_ATTEMPT, content, parcel.revision + 1, warnings)


def refuse_withdrawal(order: OrderToShip, parcel: ParcelFacts) -> None:
    """Let a parcel be withdrawn only while Amazon can't know it.

    Raises:
        ParcelHasLeft: a file with it left the house.
        ParcelWithdrawn: it was withdrawn before.
    """
    if parcel.state is Confirmation.WITHDRAWN:
        raise no.ParcelWithdrawn(order_id=order.order_id, reference=parcel.reference)
    if parcel.may_be_known or parcel.state not in {Confirmation.PREPARED, Confirmation.REFUSED}:
        raise no.ParcelHasLeft(order_id=order.order_id, reference=parcel.reference)


def refuse_order(order: OrderToShip) -> None:
    """Let only orders through that Amazon takes a confirmation for and that nothing here stops.

    Raises:
        Refusal: who ships it, its status, a hold, a quarantined row, or Ship+ forbids it.
    """
    where: dict[str, object] = {"order_id": order.order_id}
    if order.fulfilled_by != "MERCHANT":
        raise no.NotOurs(**where)
    by_status = {
        "PENDING": no.PaymentPending,
        "PENDING_AVAILABILITY": no.PaymentPending,
        "CANCELLED": no.OrderCancelled,
        "SHIPPED": no.OrderFullyShipped,
    }
    if order.status in by_status:
        raise by_status[order.status](**where)
    if order.status not in {"UNSHIPPED", "PARTIALLY_SHIPPED"}:
        raise no.StatusUnclear(status=order.status, **where)
    if order.programs.get("FBM_SHIP_PLUS"):
        raise no.ConfirmedByAmazon(**where)
    if order.is_incomplete:
        raise no.OrderIncomplete(**where)
    if order.is_held:
        raise no.OrderHeld(**where)


def decide_content(order: OrderToShip, draft: ParcelDraft, *, now: datetime) -> ParcelContent:
    """Carrier, service, tracking number and ship date, cleaned.

    Raises:
        Refusal: one of them is missing or unusable.
    """
    code, name = _decide_carrier(draft)
    number = normalise(draft.tracking_number)
    if not number:
        raise no.TrackingMissing
    if len(number) > LONGEST_TRACKING_NUMBER or not number.isprintable() or not number.isascii():
        raise no.TrackingUnusable
    service = " ".join(draft.service.split())
    if len(service) > LONGEST_SERVICE or not service.isprintable():
        raise no.ServiceUnusable
    return ParcelContent(code, name, service, number, _decide_ship_date(order, draft.ship_date, now), order.zone)


def _decide_carrier(draft: ParcelDraft) -> tuple[str, str]:
    wanted, name = draft.carrier_code.strip(), " ".join(draft.carrier_name.split())
    if not wanted:
        raise no.CarrierMissing
    carrier = find_carrier(wanted)
    if carrier is None:
        raise no.UnknownCarrier(carrier=wanted[:60])
    if carrier.code != OTHER:
        return carrier.code, ""
    if not name:
        raise no.CarrierNameMissing
    if len(name) > LONGEST_CARRIER_NAME or not name.isprintable():
        raise no.CarrierNameUnusable
    return OTHER, name


def _decide_ship_date(order: OrderToShip, wanted: date | None, now: datetime) -> date:
    # A ship date is a day at the warehouse: UTC's day is another one for hours (reliability B30).
    zone = ZoneInfo(order.zone)
    today, purchased = now.astimezone(zone).date(), order.purchased_at.astimezone(zone).date()
    ship_date = wanted or today
    if ship_date > today:
        raise no.ShipDateInFuture(ship_date=ship_date.isoformat(), today=today.isoformat())
    if ship_date < purchased:
        raise no.ShipDateBeforePurchase(ship_date=ship_date.isoformat(), purchased=purchased.isoformat())
    return ship_date


def _decide_lines(order: OrderToShip, quantities: Mapping[str | int, int] | None) -> tuple[PackedLine, ...]:
    if quantities is None:
        asked = [(line, order.open_units(line)) for line in order.lines]
        if not any(quantity for _, quantity in asked):
            raise no.NothingOpen(order_id=order.order_id)
    else:
        asked = _resolve(order, quantities)
        for line, quantity in asked:
            if quantity > order.open_units(line):
                raise no.TooManyUnits(item=_name(line), open=order.open_units(line), asked=quantity)
    packed = tuple(PackedLine(line.key, line.order_item_id, quantity, line.shipped) for line, quantity in asked if quantity)
    if not packed:
        raise no.NothingInParcel
    if any(not line.order_item_id for line in packed) and not _is_whole_order(order, packed):
        raise no.ItemIdMissing(order_id=order.order_id)
    return packed


def _resolve(order: OrderToShip, quantities: Mapping[str | int, int]) -> list[tuple[LineToShip, int]]:
    asked: dict[int, int] = {}
    for name, quantity in quantities.items():
        line = _find_line(order, name)
        if quantity < 0:
            raise no.QuantityUnusable(item=_name(line))
        asked[line.key] = asked.get(line.key, 0) + quantity
    return [(line, asked[line.key]) for line in order.lines if line.key in asked]


def _find_line(order: OrderToShip, name: str | int) -> LineToShip:
    if isinstance(name, int):
        found = [line for line in order.lines if line.key == name]
    else:
        found = [line for line in order.lines if name and line.order_item_id == name]
        # A report without order item ids names its lines by SKU (settled design 8).
        found = found or [line for line in order.lines if name and not line.order_item_id and line.sku == name]
    if len(found) != 1:
        raise no.UnknownLine(order_id=order.order_id, item=str(name)[:40] or "-")
    return found[0]


def _is_whole_order(order: OrderToShip, packed: Iterable[PackedLine]) -> bool:
    units = {line.line_key: line.quantity for line in packed}
    return all(units.get(line.key, 0) == line.ordered - line.cancelled for line in order.lines)


def _same_parcel(order: OrderToShip, draft: ParcelDraft) -> ParcelFacts | None:
    number, carrier = normalise(draft.tracking_number), find_carrier(draft.carrier_code.strip())
    code = carrier.code if carrier else draft.carrier_code.strip()
    for parcel in order.parcels:
        content = parcel.content
        if not parcel.takes_units or parcel.state is Confirmation.REFUSED:
            continue
        if (content.tracking_number, content.carrier_code.casefold()) != (number, code.casefold()):
            continue
        if _asks_for(order, draft.quantities, parcel):
            return parcel
    return None


def _asks_for(order: OrderToShip, quantities: Mapping[str | int, int] | None, parcel: ParcelFacts) -> bool:
    """Whether a draft that asks for ``quantities`` can be the parcel once more: its units, or "everything" and none is left."""
    if quantities is None:
        return not any(order.open_units(line) for line in order.lines)
    try:
        asked = _resolve(order, quantities)
    except (no.UnknownLine, no.QuantityUnusable):
        return False
    return {line.key: quantity for line, quantity in asked if quantity} == parcel.units()


def _displaced(order: OrderToShip, units: Mapping[int, int]) -> Iterable[int]:
    """Refused parcels that no longer fit beside the new one."""
    left = {line.key: order.open_units(line) - units.get(line.key, 0) for line in order.lines}
    for parcel in order.parcels:
        is_free = parcel.state is Confirmation.REFUSED and not parcel.takes_units
        if is_free and any(quantity > left.get(key, 0) for key, quantity in parcel.units().items()):
            yield parcel.key


def _says_the_same(before: ParcelContent, after: ParcelContent) -> bool:
    return (before.carrier_code, before.carrier_name, before.tracking_number, before.ship_date) == (
        after.carrier_code,
        after.carrier_name,
        after.tracking_number,
        after.ship_date,
    )


def _name(line: LineToShip) -> str:
    return line.order_item_id or line.sku or str(line.key)
