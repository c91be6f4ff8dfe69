"""Confirm parcels of many orders at once: first what would happen, then do it. Partial success is normal."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from shipby.diagnosis.reads import search_rows
from shipby.journal.rules import EventFacts
from shipby.journal.writes import note_many
from shipby.orders.writes.locks import lock_orders
from shipby.orders.writes.search_rows import save_search_rows
from shipby.outbox.rules.operations import CONFIRMATION_FILE, PARCEL
from shipby.outbox.writes import NewIntent, last_attempts, leave_intents
from shipby.shipping.reads import orders_to_ship, uses_of_tracking
from shipby.shipping.rules.bulk import Defaults, DraftOfRows, TableRowFacts, drafts_of, quantities_of
from shipby.shipping.rules.confirmation import Confirmation
from shipby.shipping.rules.confirmation_file import payload_of
from shipby.shipping.rules.parcel_facts import OrderToShip, ParcelFacts
from shipby.shipping.rules.parcel_refusals import AmbiguousOrder, UnknownOrder
from shipby.shipping.rules.parcels import ParcelPlan, PlanKind, decide_parcel
from shipby.shipping.rules.tracking_numbers import normalise
from shipby.shipping.writes import NewParcel, change_parcel, save_parcels, withdraw_parcels
from shipby.shop.rules import Scope
from shipby.words.actors import Actor
from shipby.words.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Planned:
    """One parcel of the table: what will be (or was) done, or why it is skipped. ``lines`` are lines of the table."""

    lines: tuple[int, ...]
    order_id: str
    order: OrderToShip | None
    plan: ParcelPlan | None
    refusal: Refusal | None

    @property
    def state(self) -> Confirmation | None:
        """How far the parcel's confirmation is, ``None`` = skipped."""
        if self.plan is None:
            return None
        is_old = self.plan.kind is PlanKind.SAME and self.plan.parcel is not None
        return self.plan.parcel.state if is_old and self.plan.parcel else Confirmation.PREPARED


@transaction.atomic(durable=True)
def preview_many(
    *, scope: Scope, rows: Sequence[TableRowFacts], defaults: Defaults | None = None, now: datetime
) -> tuple[Planned, ...]:
    """What :func:`confirm_many` would do with the same rows now. Changes and locks nothing.

    Raises:
        TooManyRows: the table is longer than one run takes.
    """
    return _decide_all(scope, rows, defaults or Defaults(), now, is_preview=True)


@transaction.atomic(durable=True)
def confirm_many(
    *, scope: Scope, rows: Sequence[TableRowFacts], defaults: Defaults | None = None, actor: Actor, now: datetime
) -> tuple[Planned, ...]:
    """Keep every parcel that may be, skip the others with their refusal. The same table again changes nothing.

    Statements do not grow with the rows, but for refused parcels that go out again.

    Raises:
        TooManyRows: the table is longer than one run takes.
    """
    planned = _decide_all(scope, rows, defaults or Defaults(), now, is_preview=False)
    changes = [(item.order, item.plan) for item in planned if item.order and item.plan and item.plan.kind is not PlanKind.SAME]
    if not changes:
        return planned

    keys = _save(changes, actor, now)
    attempts = last_attempts(PARCEL, keys)
    intents: dict[int, list[NewIntent]] = defaultdict(list)
    for key, (order, plan) in zip(keys, changes, strict=True):
        payload = payload_of(order.order_id, plan.reference, plan.content, plan.lines)
        revision = plan.parcel.revision if plan.parcel else 1
        intent = NewIntent(PARCEL, key, attempts.get(key, 0) + 1, revision, order.ship_by_latest, payload)
        intents[order.account_id].append(intent)
    for account_id, of_account in intents.items():
        leave_intents(account_id, CONFIRMATION_FILE, of_account, now=now)
    save_search_rows(search_rows(list(dict.fromkeys(order.key for order, _ in changes))))
    note_many([_event(scope, order, plan, actor, now) for order, plan in changes])
    return planned


def _decide_all(
    scope: Scope, rows: Sequence[TableRowFacts], defaults: Defaults, now: datetime, *, is_preview: bool
) -> tuple[Planned, ...]:
    drafts = drafts_of(rows, defaults)
    order_ids = list(dict.fromkeys(found.order_id for found in drafts))
    locked = lock_orders(scope.account_ids, order_ids=order_ids, is_preview=is_preview)
    orders: dict[str, list[OrderToShip]] = defaultdict(list)
    for order in orders_to_ship(locked, scope).values():
        orders[order.order_id].append(order)
    uses = _uses(scope, drafts)
    planned = []
    for found in drafts:
        item = _decide(found, orders.get(found.order_id, []), uses, now)
        if item.order and item.plan:
            orders[found.order_id] = [_with_parcel(item.order, item.plan)]
        planned.append(item)
    return tuple(planned)


def _decide(found: DraftOfRows, orders: Sequence[OrderToShip], uses: Mapping[str, tuple[str, ...]], now: datetime) -> Planned:
    try:
        if not orders:
            raise UnknownOrder(order_id=found.order_id[:40])
        if len(orders) > 1:
            raise AmbiguousOrder(order_id=found.order_id)
        draft = replace(found.draft, quantities=quantities_of(found, orders[0]))
        used_by = tuple(use for use in uses.get(normalise(draft.tracking_number), ()) if use != found.order_id)
        plan = decide_parcel(orders[0], draft, now=now, used_by=used_by)
    except Refusal as refusal:
        return Planned(found.lines, found.order_id, orders[0] if orders else None, None, refusal)
    return Planned(found.lines, found.order_id, orders[0], plan, None)


def _uses(scope: Scope, drafts: Sequence[DraftOfRows]) -> dict[str, tuple[str, ...]]:
    """Tracking number -> orders that have it, in the database or in this very table."""
    numbers = {normalise(found.draft.tracking_number) for found in drafts} - {""}
    found = {number: dict.fromkeys(ids) for number, ids in uses_of_tracking(scope.account_ids, numbers).items()}
    for item in drafts:
        found.setdefault(normalise(item.draft.tracking_number), {})[item.order_id] = None
    return {number: tuple(order_ids) for number, order_ids in found.items()}


def _with_parcel(order: OrderToShip, plan: ParcelPlan) -> OrderToShip:
    """The order as it is once the plan is saved, for the next rows of the same order."""
    if plan.kind is PlanKind.SAME:
        return order
    key = plan.parcel.key if plan.parcel else -plan.reference
    revision = plan.parcel.revision if plan.parcel else 1
    made = ParcelFacts(key, plan.reference, Confirmation.PREPARED, revision, plan.content, plan.lines)
    others = tuple(
        replace(other, state=Confirmation.WITHDRAWN) if other.key in plan.displaced else other
        for other in order.parcels
        if other.key != key
    )
    return replace(order, parcels=(*others, made))


def _save(changes: Sequence[tuple[OrderToShip, ParcelPlan]], actor: Actor, now: datetime) -> list[int]:
    """Keys of the saved parcels, in the order of ``changes``."""
    withdraw_parcels([key for _, plan in changes for key in plan.displaced], now=now)
    new = [(order, plan) for order, plan in changes if plan.parcel is None]
    made = save_parcels(
        [NewParcel(order.key, plan.reference, plan.content, plan.lines) for order, plan in new],
        created_by=actor.name,
        now=now,
    )
    fresh = iter(made)
    keys = []
    for _, plan in changes:
        if plan.parcel is None:
            keys.append(next(fresh))
        else:
            change_parcel(plan.parcel.key, plan.content, revision=plan.parcel.revision)
            keys.append(plan.parcel.key)
    return keys


def _event(scope: Scope, order: OrderToShip, plan: ParcelPlan, actor: Actor, now: datetime) -> EventFacts:
    return EventFacts(
        actor=actor,
        at=now,
        kind="parcel_confirmed" if plan.kind is PlanKind.NEW else "parcel_corrected",
        subject="order",
        subject_key=order.key,
        account_id=order.account_id,
        shop_id=scope.shop_id,
        details={
            "reference": plan.reference,
            "carrier": plan.content.carrier_name or plan.content.carrier_code,
            "tracking_number": plan.content.tracking_number,
            "units": sum(line.quantity for line in plan.lines),
        },
    )
