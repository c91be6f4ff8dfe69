"""Put orders on a pick list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shipby.diagnosis.rules import BLOCKING
from shipby.journal.rules import EventFacts
from shipby.journal.writes import note, note_many
from shipby.orders.reads.detail import LineRow, lines_of
from shipby.orders.reads.filtering import WAITING
from shipby.orders.reads.rows import QueueRow, rows_of
from shipby.orders.writes.locks import lock_orders
from shipby.packing.reads import live_lists_of, picked_among
from shipby.packing.rules.pick_lists import MOST_ORDERS, Candidate, Mode, Skip, TooManyOrders, UnknownOrder, skip_of
from shipby.packing.rules.picking import Wanted, collect
from shipby.packing.writes import add_list, hold_numbers
from shipby.shop.rules import Scope
from shipby.stock.reads import bins_of
from shipby.words.actors import Actor


@dataclass(frozen=True, slots=True)
class PickListMade:
    """The list's number, ``None`` = none of the orders can be picked; how many orders are on it; which were left out, and why."""

    number: int | None
    orders: int
    skipped: tuple[Skip, ...]


@transaction.atomic(durable=True)
def make_pick_list(
    *, scope: Scope, order_ids: Sequence[str], mode: Mode, actor: Actor, now: datetime, first: int | None = None
) -> PickListMade:
    """One list of what these orders want, in the order in which it is walked. Undo: ``discard_pick_list``.

    ``first`` = only so many of the orders, in the order given, leaving out those that are on a live list or were picked: two
    people who ask at the same moment get different ones. An order is on one live list at a time.

    Raises:
        TooManyOrders: more than 500.
    """
    wanted = list(dict.fromkeys(order_ids))
    hold_numbers(scope.shop_id)
    if first is not None:
        busy = picked_among(scope.shop_id, wanted)
        wanted = [order_id for order_id in wanted if order_id not in busy][:first]
    if len(wanted) > MOST_ORDERS:
        raise TooManyOrders(most=MOST_ORDERS)
    lock_orders(scope.account_ids, order_ids=wanted)
    rows = {row.order_id: row for row in rows_of(scope.account_ids, wanted)}
    lines = lines_of([row.order_key for row in rows.values()])
    skipped = _skipped(wanted, rows, lines)
    left_out = {skip.order_id for skip in skipped}
    taken = sorted((row for row in rows.values() if row.order_id not in left_out), key=_by_deadline)
    if not taken:
        return PickListMade(None, 0, skipped)
    needed = [_wanted(row, line) for row in taken for line in lines[row.order_key] if line.quantity_to_ship]
    bins = bins_of(scope.account_ids, [one.sku for one in needed])
    key, number = add_list(
        shop_id=scope.shop_id,
        mode=mode,
        lines=collect(needed, bins, mode),
        orders=[(row.order_key, row.account_id, row.order_id) for row in taken],
        skipped=skipped,
        made_by=actor.name,
        now=now,
    )
    note(
        actor=actor,
        at=now,
        kind="pick_list_made",
        subject="pick_list",
        subject_key=key,
        shop_id=scope.shop_id,
        details={"number": number, "orders": len(taken), "skipped": len(skipped)},
    )
    told: dict[str, object] = {"list": number}
    note_many(
        [
            EventFacts(
                shop_id=scope.shop_id,
                account_id=row.account_id,
                subject="order",
                subject_key=row.order_key,
                kind="order_put_on_pick_list",
                actor=actor,
                at=now,
                details=told,
            )
            for row in taken
        ]
    )
    return PickListMade(number, len(taken), skipped)


def _skipped(wanted: Sequence[str], rows: dict[str, QueueRow], lines: dict[int, list[LineRow]]) -> tuple[Skip, ...]:
    live = live_lists_of([row.order_key for row in rows.values()])
    found: list[Skip | None] = []
    for order_id in wanted:
        row = rows.get(order_id)
        if row is None:
            found.append(Skip(order_id, UnknownOrder.code))
            continue
        candidate = Candidate(
            order_id=order_id,
            is_open=row.is_open,
            units=sum(line.quantity_to_ship for line in lines.get(row.order_key, ())),
            is_packed=row.confirmation in WAITING,
            stopped_by=next((cause for cause in row.causes if cause in BLOCKING), ""),
            live_list=live.get(row.order_key),
        )
        found.append(skip_of(candidate))
    return tuple(skip for skip in found if skip is not None)


def _wanted(row: QueueRow, line: LineRow) -> Wanted:
    return Wanted(row.account_id, row.order_id, line.sku, line.asin, line.title, line.quantity_to_ship)


def _by_deadline(row: QueueRow) -> tuple[bool, float, str]:
    return row.ship_by is None, row.ship_by.timestamp() if row.ship_by else 0.0, row.order_id
