"""Pick lists, as pages and acts need them. Nothing personal, no price."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from shipby.packing.models import PickLine, PickList, PickOrder
from shipby.packing.rules.pick_lists import LIVE, Mode, OnList, PickState, Skip


@dataclass(frozen=True, slots=True)
class PickListRow:
    """A list and how far it is. Instants are UTC; ``settled`` = lines picked or short, ``short`` = units that are missing."""

    key: int
    number: int
    mode: Mode
    state: PickState
    made_at: datetime
    made_by: str
    started_at: datetime | None
    picker: str
    ended_at: datetime | None
    lines: int
    settled: int
    units: int
    short: int
    orders: int

    @property
    def is_live(self) -> bool:
        """Whether it can be worked on."""
        return self.state in LIVE


@dataclass(frozen=True, slots=True)
class PickLineRow:
    """A line of a list; ``shares`` = (order, units)."""

    key: int
    account_id: int
    sku: str
    asin: str
    title: str
    bin: str
    quantity: int
    shares: tuple[tuple[str, int], ...]
    picked: int | None
    picked_by: str
    row_version: int

    @property
    def is_short(self) -> bool:
        """Whether somebody found fewer than wanted."""
        return self.picked is not None and self.picked < self.quantity


@dataclass(frozen=True, slots=True)
class PickListDetail:
    """A list with its lines in the order in which they are walked; ``orders`` = (order, how it is on the list), by deadline."""

    row: PickListRow
    lines: tuple[PickLineRow, ...]
    orders: tuple[tuple[str, OnList], ...]
    skipped: tuple[Skip, ...]


_COLUMNS = ("id", "number", "mode", "state", "made_at", "made_by", "started_at", "picker", "ended_at")
_LINE_COLUMNS = ("id", "account_id", "sku", "asin", "title", "bin", "quantity", "shares", "picked", "picked_by", "row_version")


def pick_lists(shop_id: int, *, is_live: bool, before: int | None = None, limit: int = 50) -> list[PickListRow]:
    """Live lists, or those that are over, newest first; ``before`` = the number to go on from. One query."""
    found = PickList.objects.filter(shop_id=shop_id)
    found = found.filter(state__in=LIVE) if is_live else found.exclude(state__in=LIVE)
    if before is not None:
        found = found.filter(number__lt=before)
    return [_row(row) for row in _counted(found.order_by("-number"))[:limit]]


def live_count(shop_id: int) -> int:
    """How many lists are live. One query."""
    return PickList.objects.filter(shop_id=shop_id, state__in=LIVE).count()


def pick_list_of(shop_id: int, number: int) -> PickListDetail | None:
    """One list, whole. Three queries."""
    found = list(_counted(PickList.objects.filter(shop_id=shop_id, number=number)))
    if not found:
        return None
    row = _row(found[0])
    lines = PickLine.objects.filter(pick_list_id=row.key).order_by("position").values_list(*_LINE_COLUMNS)
    orders = PickOrder.objects.filter(pick_list_id=row.key).order_by("position").values_list("amazon_order_id", "state")
    return PickListDetail(
        row=row,
        lines=tuple(_line(line) for line in lines),
        orders=tuple((order_id, OnList(state)) for order_id, state in orders),
        skipped=tuple(Skip(*one) for one in found[0][len(_COLUMNS)]),
    )


def live_lists_of(order_keys: Collection[int]) -> dict[int, int]:
    """Numbers of the live lists that these orders are on. One query."""
    rows = PickOrder.objects.filter(order_id__in=list(order_keys), state=OnList.LIVE)
    return dict(rows.values_list("order_id", "pick_list__number"))


def picked_among(shop_id: int, order_ids: Sequence[str]) -> frozenset[str]:
    """Those of the orders that are on a live list, or were picked whole. One query."""
    rows = PickOrder.objects.filter(
        pick_list__shop_id=shop_id, amazon_order_id__in=list(order_ids), state__in=[OnList.LIVE, OnList.PICKED]
    )
    return frozenset(rows.values_list("amazon_order_id", flat=True))


def _counted(found: "QuerySet[PickList]") -> "QuerySet[PickList, tuple[Any, ...]]":
    lines = PickLine.objects.filter(pick_list=OuterRef("pk")).order_by().values("pick_list")
    orders = PickOrder.objects.filter(pick_list=OuterRef("pk")).exclude(state=OnList.DROPPED).order_by().values("pick_list")
    missing = Sum(F("quantity") - F("picked"), filter=Q(picked__isnull=False))
    counts = (
        lines.annotate(found=Count("id")),
        lines.annotate(found=Count("id", filter=Q(picked__isnull=False))),
        lines.annotate(found=Sum("quantity")),
        lines.annotate(found=missing),
        orders.annotate(found=Count("id")),
    )
    return found.values_list(*_COLUMNS, "skipped", *(Coalesce(Subquery(count.values("found")), 0) for count in counts))


def _row(row: tuple[Any, ...]) -> PickListRow:
    key, number, mode, state, *rest = row[: len(_COLUMNS)]
    return PickListRow(key, number, Mode(mode), PickState(state), *rest, *row[len(_COLUMNS) + 1 :])


def _line(row: tuple[Any, ...]) -> PickLineRow:
    values = dict(zip(_LINE_COLUMNS, row, strict=True))
    values["shares"] = tuple((order_id, units) for order_id, units in values["shares"])
    return PickLineRow(values.pop("id"), **values)
