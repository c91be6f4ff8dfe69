"""What shipping tells: parcels of orders, their confirmation, which orders a tracking number is on."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet

from shipby.orders.rules.locked import LockedOrder
from shipby.shipping.models import Parcel, ParcelLine
from shipby.shipping.rules.confirmation import Confirmation, weakest
from shipby.shipping.rules.parcel_facts import LineToShip, OrderToShip, PackedLine, ParcelContent, ParcelFacts
from shipby.shipping.rules.tracking_numbers import normalise
from shipby.shop.reads import WarehouseRow, default_warehouse, stores_of, warehouses_of
from shipby.shop.rules import Scope


@dataclass(frozen=True, slots=True)
class PackedItem:
    """Units of an order line in a parcel, with the words a person knows the line by."""

    line_key: int
    order_item_id: str
    sku: str
    title: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ParcelRow:
    """One parcel. ``ship_date`` is a day in ``ship_zone``; ``refusal_code`` and ``refusal`` are Amazon's words."""

    key: int
    order_key: int
    reference: int
    carrier_code: str
    carrier_name: str
    service: str
    tracking_number: str
    ship_date: date
    ship_zone: str
    confirmation: Confirmation
    revision: int
    refusal_code: str
    refusal: str
    created_at: datetime
    created_by: str
    withdrawn_at: datetime | None
    items: tuple[PackedItem, ...]


@dataclass(frozen=True, slots=True)
class ParcelSummary:
    """How an order stands with its parcels. ``confirmation`` is the weakest of them, ``None`` = no parcel.

    ``units_confirmed`` counts units in parcels accepted or probably accepted, ``units_packed`` those in any parcel that
    holds them. ``refusal_code`` and ``refusal`` are Amazon's words for the refused one.
    """

    confirmation: Confirmation | None
    units_confirmed: int
    units_packed: int
    tracking_numbers: tuple[str, ...]
    refusal_code: str
    refusal: str


@dataclass(frozen=True, slots=True)
class ShipmentRow:
    """One parcel in the list of shipments, with what the list shows of its order."""

    key: int
    account_id: int
    order_key: int
    order_id: str
    store_id: int | None
    order_status: str
    is_held: bool
    ship_by_latest: datetime | None
    reference: int
    carrier_code: str
    carrier_name: str
    tracking_number: str
    ship_date: date
    confirmation: Confirmation
    refusal_code: str
    refusal: str
    created_at: datetime
    units: int


def parcels_of(order_key: int) -> list[ParcelRow]:
    """Parcels of one order by reference, withdrawn ones too. Two queries."""
    return parcels_of_many([order_key]).get(order_key, [])


def parcels_of_many(order_keys: Sequence[int]) -> dict[int, list[ParcelRow]]:
    """Parcels by order, each list by reference. Two queries."""
    parcels = list(Parcel.objects.filter(order_id__in=order_keys).order_by("order_id", "reference"))
    lines = ParcelLine.objects.filter(parcel__order_id__in=order_keys).order_by("parcel_id", "line__position")
    items: dict[int, list[PackedItem]] = defaultdict(list)
    columns = ("parcel_id", "line_id", "line__order_item_id", "line__sku", "line__title", "quantity")
    for key, line_key, item_id, sku, title, quantity in lines.values_list(*columns):
        items[key].append(PackedItem(line_key, item_id, sku, title, quantity))
    found: dict[int, list[ParcelRow]] = defaultdict(list)
    for parcel in parcels:
        found[parcel.order_id].append(_row(parcel, tuple(items[parcel.id])))
    return dict(found)


def parcel_facts(order_keys: Sequence[int]) -> dict[int, tuple[ParcelFacts, ...]]:
    """The same parcels as facts for a decision. Two queries."""
    lines: dict[int, list[PackedLine]] = defaultdict(list)
    packed = ParcelLine.objects.filter(parcel__order_id__in=order_keys).order_by("parcel_id", "line__position")
    columns = ("parcel_id", "line_id", "line__order_item_id", "quantity", "shipped_before")
    for key, line_key, item_id, quantity, shipped_before in packed.values_list(*columns):
        lines[key].append(PackedLine(line_key, item_id, quantity, shipped_before))
    found: dict[int, list[ParcelFacts]] = defaultdict(list)
    for parcel in Parcel.objects.filter(order_id__in=order_keys).order_by("order_id", "reference"):
        found[parcel.order_id].append(_facts(parcel, tuple(lines[parcel.id])))
    return {key: tuple(parcels) for key, parcels in found.items()}


def orders_to_ship(orders: Sequence[LockedOrder], scope: Scope) -> dict[int, OrderToShip]:
    """The orders with their parcels and the warehouse they leave from, by order key. At most five queries."""
    parcels = parcel_facts([order.key for order in orders])
    warehouses = _warehouses(scope)
    return {
        order.key: _to_ship(order, parcels.get(order.key, ()), warehouses.get(order.store_id) or warehouses[None])
        for order in orders
    }


def confirmations_of(order_keys: Sequence[int]) -> dict[int, ParcelSummary]:
    """How orders stand with their parcels; an order without any is missing. Two queries."""
    rows = Parcel.objects.filter(order_id__in=order_keys).exclude(confirmation=Confirmation.WITHDRAWN)
    parcels = list(rows.order_by("order_id", "reference"))
    units: dict[int, int] = defaultdict(int)
    for key, quantity in ParcelLine.objects.filter(parcel__in=[parcel.id for parcel in parcels]).values_list(
        "parcel_id", "quantity"
    ):
        units[key] += quantity
    by_order: dict[int, list[Parcel]] = defaultdict(list)
    for parcel in parcels:
        by_order[parcel.order_id].append(parcel)
    return {key: _summary(group, units) for key, group in by_order.items()}


def orders_with_tracking(accounts: Sequence[int], tracking_number: str) -> list[str]:
    """Order ids of the accounts with a parcel of this tracking number that stands. One query."""
    return list(uses_of_tracking(accounts, [tracking_number]).get(tracking_number, ()))


def uses_of_tracking(accounts: Sequence[int], tracking_numbers: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Order ids by tracking number, withdrawn parcels left out. One query."""
    usable = {number for number in tracking_numbers if number.isprintable()}
    standing = Parcel.objects.filter(order__account_id__in=accounts, tracking_number__in=usable)
    rows = standing.exclude(confirmation=Confirmation.WITHDRAWN).order_by("id")
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for number, order_id in rows.values_list("tracking_number", "order__order_id"):
        found[number][order_id] = None
    return {number: tuple(order_ids) for number, order_ids in found.items()}


def parcels_to_export(parcel_keys: Sequence[int]) -> dict[int, int]:
    """Parcels that may leave now -> their order. One query.

    Left out: parcels of orders that are on hold or that Amazon has cancelled since; they go on waiting.
    """
    free = Parcel.objects.filter(id__in=parcel_keys, confirmation=Confirmation.PREPARED).filter(_MAY_LEAVE)
    return dict(free.values_list("id", "order_id"))


def waiting_counts(accounts: Sequence[int]) -> dict[int, int]:
    """Account -> rows that the next confirmation files will hold. Two queries."""
    lines = ParcelLine.objects.filter(
        parcel__order__account_id__in=accounts,
        parcel__order__is_held=False,
        parcel__confirmation=Confirmation.PREPARED,
    ).exclude(parcel__order__status="CANCELLED")
    by_account = lines.values(account=F("parcel__order__account_id"))
    # Lines without an order item id share one row for the whole order.
    named = by_account.exclude(line__order_item_id="").annotate(count=Count("id"))
    unnamed = by_account.filter(line__order_item_id="").annotate(count=Count("parcel_id", distinct=True))
    counts: dict[int, int] = defaultdict(int)
    for row in (*named, *unnamed):
        counts[row["account"]] += row["count"]
    return dict(counts)


def shipments_page(
    accounts: Sequence[int], state: Confirmation, *, before: int | None = None, limit: int = 50, search: str = ""
) -> list[ShipmentRow]:
    """Parcels in a state, newest first, ``before`` a parcel key; ``search`` = a tracking number or order id. Two queries."""
    rows: QuerySet[Parcel] = Parcel.objects.filter(order__account_id__in=accounts, confirmation=state)
    if before is not None:
        rows = rows.filter(id__lt=before)
    if search:
        if not search.isprintable():  # PostgreSQL takes no NUL, and no number has one
            return []
        rows = rows.filter(Q(tracking_number=normalise(search)) | Q(order__order_id=search))
    return _shipments(rows.order_by("-id")[:limit])


def shipments_by_key(accounts: Sequence[int], parcel_keys: Sequence[int]) -> dict[int, ShipmentRow]:
    """The same rows for given parcels. Two queries."""
    rows = _shipments(Parcel.objects.filter(order__account_id__in=accounts, id__in=parcel_keys))
    return {row.key: row for row in rows}


def state_counts(accounts: Sequence[int], *, most: int = 1000) -> dict[Confirmation, int]:
    """Parcels per state; at most ``most`` are counted, so that years of accepted ones cost nothing. One query a state."""
    standing = Parcel.objects.filter(order__account_id__in=accounts)
    return {state: standing.filter(confirmation=state)[:most].count() for state in Confirmation}


def orders_of_parcels(parcel_keys: Sequence[int]) -> dict[int, int]:
    """Parcel key -> order key. One query."""
    return dict(Parcel.objects.filter(id__in=parcel_keys).values_list("id", "order_id"))


def orders_to_judge(account_id: int) -> list[int]:
    """Orders with parcels that left and of whose fate the order itself now tells something. One query.

    Told are: status SHIPPED, a quantity shipped, that it vanished from the unshipped report, or is back in it
    (settled design 12).
    """
    left = (Confirmation.DOWNLOADED, Confirmation.SENT, Confirmation.PROBABLY_ACCEPTED)
    told = (
        Q(order__status="SHIPPED")
        | Q(order__lines__quantity_shipped__gt=0)
        | (Q(order__vanished_at__isnull=False) & ~Q(confirmation=Confirmation.PROBABLY_ACCEPTED))
        | (Q(order__vanished_at__isnull=True) & Q(confirmation=Confirmation.PROBABLY_ACCEPTED))
    )
    found = Parcel.objects.filter(order__account_id=account_id, confirmation__in=left).filter(told)
    return list(found.order_by("order_id").values_list("order_id", flat=True).distinct())


_MAY_LEAVE = Q(order__is_held=False) & ~Q(order__status="CANCELLED")


def _warehouses(scope: Scope) -> dict[int | None, WarehouseRow]:
    """Store -> the warehouse its orders leave from; ``None`` -> the shop's default."""
    rows = {warehouse.id: warehouse for warehouse in warehouses_of(scope.shop_id)}
    found: dict[int | None, WarehouseRow] = {None: default_warehouse(scope.shop_id)}
    for store in stores_of(scope.account_ids):
        if store.warehouse_id in rows:
            found[store.id] = rows[store.warehouse_id]
    return found


def _to_ship(order: LockedOrder, parcels: tuple[ParcelFacts, ...], warehouse: WarehouseRow) -> OrderToShip:
    return OrderToShip(
        key=order.key,
        account_id=order.account_id,
        order_id=order.order_id,
        status=order.status,
        fulfilled_by=order.fulfilled_by,
        programs=order.programs,
        is_held=order.is_held,
        is_incomplete=order.is_incomplete,
        cancel_requested=order.cancel_requested,
        vanished_at=order.vanished_at,
        purchased_at=order.purchased_at,
        ship_by_latest=order.ship_by_latest,
        zone=warehouse.time_zone,
        ship_from=warehouse.country,
        lines=tuple(
            LineToShip(line.key, line.order_item_id, line.sku, line.ordered, line.shipped, line.cancelled) for line in order.lines
        ),
        parcels=parcels,
    )


def _shipments(rows: "QuerySet[Parcel]") -> list[ShipmentRow]:
    parcels = list(
        rows.annotate(
            account=F("order__account_id"),
            amazon_order_id=F("order__order_id"),
            store=F("order__store_id"),
            order_status=F("order__status"),
            is_held=F("order__is_held"),
            ship_by_latest=F("order__ship_by_latest"),
        )
    )
    units: dict[int, int] = defaultdict(int)
    packed = ParcelLine.objects.filter(parcel__in=[parcel.id for parcel in parcels])
    for key, quantity in packed.values_list("parcel_id", "quantity"):
        units[key] += quantity
    return [
        ShipmentRow(
            key=parcel.id,
            account_id=parcel.account,
            order_key=parcel.order_id,
            order_id=parcel.amazon_order_id,
            store_id=parcel.store,
            order_status=parcel.order_status,
            is_held=parcel.is_held,
            ship_by_latest=parcel.ship_by_latest,
            reference=parcel.reference,
            carrier_code=parcel.carrier_code,
            carrier_name=parcel.carrier_name,
            tracking_number=parcel.tracking_number,
            ship_date=parcel.ship_date,
            confirmation=Confirmation(parcel.confirmation),
            refusal_code=parcel.refusal_code,
            refusal=parcel.refusal,
            created_at=parcel.created_at,
            units=units[parcel.id],
        )
        for parcel in parcels
    ]


def _summary(parcels: Sequence[Parcel], units: dict[int, int]) -> ParcelSummary:
    states = [Confirmation(parcel.confirmation) for parcel in parcels]
    confirmed = {Confirmation.ACCEPTED, Confirmation.PROBABLY_ACCEPTED}
    refused = next((parcel for parcel in parcels if parcel.confirmation == Confirmation.REFUSED), None)
    return ParcelSummary(
        confirmation=weakest(states),
        units_confirmed=sum(units[parcel.id] for parcel in parcels if parcel.confirmation in confirmed),
        units_packed=sum(units[parcel.id] for parcel in parcels if parcel.confirmation != Confirmation.REFUSED),
        tracking_numbers=tuple(dict.fromkeys(parcel.tracking_number for parcel in parcels)),
        refusal_code=refused.refusal_code if refused else "",
        refusal=refused.refusal if refused else "",
    )


def _row(parcel: Parcel, items: tuple[PackedItem, ...]) -> ParcelRow:
    return ParcelRow(
        key=parcel.id,
        order_key=parcel.order_id,
        reference=parcel.reference,
        carrier_code=parcel.carrier_code,
        carrier_name=parcel.carrier_name,
        service=parcel.service,
        tracking_number=parcel.tracking_number,
        ship_date=parcel.ship_date,
        ship_zone=parcel.ship_zone,
        confirmation=Confirmation(parcel.confirmation),
        revision=parcel.revision,
        refusal_code=parcel.refusal_code,
        refusal=parcel.refusal,
        created_at=parcel.created_at,
        created_by=parcel.created_by,
        withdrawn_at=parcel.withdrawn_at,
        items=items,
    )


def _facts(parcel: Parcel, lines: tuple[PackedLine, ...]) -> ParcelFacts:
    return ParcelFacts(
        key=parcel.id,
        reference=parcel.reference,
        state=Confirmation(parcel.confirmation),
        revision=parcel.revision,
        content=ParcelContent(
            carrier_code=parcel.carrier_code,
            carrier_name=parcel.carrier_name,
            service=parcel.service,
            tracking_number=parcel.tracking_number,
            ship_date=parcel.ship_date,
            zone=parcel.ship_zone,
        ),
        lines=lines,
    )
