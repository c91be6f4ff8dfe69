"""Pick lists: made, held while an act decides, changed. All demand an open transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import F, Max, Q

from shipby.packing.models import PickLine, PickList, PickOrder
from shipby.packing.rules.pick_lists import LIVE, Mode, NoSuchPickList, OnList, PickState, Skip
from shipby.packing.rules.picking import Collected, Share

_LOCK = 4714


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A line as an act holds it."""

    key: int
    sku: str
    share: Share
    row_version: int
    picked_by: str


@dataclass(frozen=True, slots=True)
class HeldOrder:
    """An order on the list as an act holds it."""

    order_key: int
    account_id: int
    order_id: str
    state: OnList


@dataclass(frozen=True, slots=True)
class HeldList:
    """A list that nobody else changes until the transaction ends."""

    key: int
    number: int
    state: PickState
    lines: tuple[HeldLine, ...]
    orders: tuple[HeldOrder, ...]


def hold_numbers(shop_id: int) -> None:
    """Wait until nobody else makes a list of the shop, and keep it so until this transaction ends. One query."""
    _demand_transaction()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, shop_id % 2**31])


def add_list(
    *,
    shop_id: int,
    mode: Mode,
    lines: Sequence[Collected],
    orders: Sequence[tuple[int, int, str]],
    skipped: Sequence[Skip],
    made_by: str,
    now: datetime,
) -> tuple[int, int]:
    """Keep a list with its lines and orders (key, account, id), both in their order; its key and number. Four statements."""
    _demand_transaction()
    last = PickList.objects.filter(shop_id=shop_id).aggregate(last=Max("number"))["last"] or 0
    made = PickList.objects.create(
        shop_id=shop_id,
        number=last + 1,
        mode=mode,
        state=PickState.OPEN,
        made_at=now,
        made_by=made_by,
        skipped=[[one.order_id, one.code, one.detail] for one in skipped],
    )
    PickOrder.objects.bulk_create(
        PickOrder(pick_list=made, order_id=key, account_id=account, amazon_order_id=order_id, position=place, state=OnList.LIVE)
        for place, (key, account, order_id) in enumerate(orders)
    )
    PickLine.objects.bulk_create(
        PickLine(
            pick_list=made,
            position=place,
            account_id=line.account_id,
            sku=line.sku,
            asin=line.asin,
            title=line.title,
            bin=line.bin,
            quantity=line.quantity,
            shares=line.shares,
        )
        for place, line in enumerate(lines)
    )
    return made.pk, made.number


def lock_list(shop_id: int, number: int) -> HeldList:
    """Hold a list with its lines and orders until the transaction ends. Three queries.

    Raises:
        NoSuchPickList: the shop has none of this number.
    """
    _demand_transaction()
    found = PickList.objects.select_for_update().filter(shop_id=shop_id, number=number).first()
    if found is None:
        raise NoSuchPickList
    lines = PickLine.objects.filter(pick_list=found).order_by("position")
    columns = ("id", "sku", "shares", "quantity", "picked", "row_version", "picked_by")
    orders = PickOrder.objects.filter(pick_list=found).order_by("position")
    return HeldList(
        found.pk,
        found.number,
        PickState(found.state),
        tuple(
            HeldLine(key, sku, Share([(one, units) for one, units in shares], quantity, picked), version, by)
            for key, sku, shares, quantity, picked, version, by in lines.values_list(*columns)
        ),
        tuple(
            HeldOrder(key, account, order_id, OnList(state))
            for key, account, order_id, state in orders.values_list("order_id", "account_id", "amazon_order_id", "state")
        ),
    )


def write_picked(line_keys: Collection[int], *, picked: int | None, by: str, now: datetime) -> None:
    """Say how many units were taken; ``None`` = nobody has been there. One statement."""
    _demand_transaction()
    who, at = ("", None) if picked is None else (by, now)
    PickLine.objects.filter(id__in=line_keys).update(picked=picked, picked_by=who, picked_at=at, row_version=F("row_version") + 1)


def pick_rest(list_key: int, *, by: str, now: datetime) -> None:
    """Every line of which nobody said anything is picked whole. One statement."""
    _demand_transaction()
    rows = PickLine.objects.filter(pick_list_id=list_key, picked__isnull=True)
    rows.update(picked=F("quantity"), picked_by=by, picked_at=now, row_version=F("row_version") + 1)


def write_state(list_key: int, state: PickState, *, now: datetime) -> None:
    """Change the state of the list; one that is live again has no end. One statement."""
    _demand_transaction()
    PickList.objects.filter(id=list_key).update(state=state, ended_at=None if state in LIVE else now)


def start_list(list_key: int, *, picker: str, now: datetime) -> None:
    """Somebody began to walk; the first one stays its picker. One statement."""
    _demand_transaction()
    PickList.objects.filter(id=list_key, state=PickState.OPEN).update(state=PickState.PICKING)
    PickList.objects.filter(id=list_key).filter(Q(started_at__isnull=True)).update(started_at=now, picker=picker)


def write_orders(list_key: int, states: dict[OnList, list[int]]) -> None:
    """Change how orders (by key) are on the list. A statement a state."""
    _demand_transaction()
    for state, keys in states.items():
        if keys:
            PickOrder.objects.filter(pick_list_id=list_key, order_id__in=keys).update(state=state)


def write_shares(line_key: int, share: Share | None) -> None:
    """Change who wants what of a line; ``None`` = nobody, and the line goes. One statement."""
    _demand_transaction()
    found = PickLine.objects.filter(id=line_key)
    if share is None:
        found.delete()
        return
    found.update(shares=share.shares, quantity=share.quantity, picked=share.picked, row_version=F("row_version") + 1)


def _demand_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("pick lists are written only inside a transaction")
