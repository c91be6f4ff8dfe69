"""Confirm that a parcel of an order left: keep the parcel, leave its confirmation for Amazon."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from shipby.diagnosis.reads import search_rows
from shipby.journal.reads import changes_of
from shipby.journal.writes import note
from shipby.orders.rules.locked import LockedOrder
from shipby.orders.rules.marks import refuse_changed
from shipby.orders.writes.locks import lock_orders
from shipby.orders.writes.search_rows import save_search_rows
from shipby.outbox.rules.operations import CONFIRMATION_FILE, PARCEL
from shipby.outbox.writes import NewIntent, last_attempts, leave_intents
from shipby.shipping.reads import orders_to_ship, uses_of_tracking
from shipby.shipping.rules.confirmation import Confirmation
from shipby.shipping.rules.confirmation_file import payload_of
from shipby.shipping.rules.parcel_facts import OrderToShip
from shipby.shipping.rules.parcel_refusals import AmbiguousOrder, UnknownOrder
from shipby.shipping.rules.parcel_warnings import ParcelWarning
from shipby.shipping.rules.parcels import ParcelDraft, ParcelPlan, PlanKind, decide_parcel
from shipby.shipping.rules.tracking_numbers import normalise
from shipby.shipping.writes import NewParcel, change_parcel, save_parcels, withdraw_parcels
from shipby.shop.rules import Scope
from shipby.words.actors import Actor


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A parcel that stands: ``reference`` is its number inside the order, ``state`` how far its confirmation is."""

    order_id: str
    reference: int
    state: Confirmation
    warnings: tuple[ParcelWarning, ...]


@transaction.atomic(durable=True)
def confirm_shipment(
    *, scope: Scope, order_id: str, parcel: ParcelDraft, actor: Actor, now: datetime, expected_version: int | None = None
) -> Confirmed:
    """Keep the parcel and leave its confirmation in the lane of files; the same draft again changes nothing.

    ``expected_version`` = the row version that the person saw, refused where the order has another one by now.

    Raises:
        ChangedMeanwhile: somebody changed the order since; it says who and what.
        UnknownOrder: not an order of ``scope``.
        Refusal: the order, carrier, tracking number, date or quantities forbid it (``shipping.rules.parcel_refusals``).
    """
    locked = lock_orders(scope.account_ids, order_ids=[order_id])
    order = _the_order(locked, scope, order_id)
    number = normalise(parcel.tracking_number)
    uses = uses_of_tracking(scope.account_ids, [number]).get(number, ())
    plan = decide_parcel(order, parcel, now=now, used_by=tuple(use for use in uses if use != order_id))
    if plan.kind is PlanKind.SAME:
        assert plan.parcel is not None
        return Confirmed(order_id, plan.reference, plan.parcel.state, plan.warnings)

    refuse_changed(locked[0], expected_version, partial(changes_of, "order", order.key))
    parcel_key = _save(order, plan, actor, now)
    attempt = last_attempts(PARCEL, [parcel_key]).get(parcel_key, 0) + 1
    revision = plan.parcel.revision if plan.parcel else 1
    payload = payload_of(order_id, plan.reference, plan.content, plan.lines)
    intent = NewIntent(PARCEL, parcel_key, attempt, revision, order.ship_by_latest, payload)
    leave_intents(order.account_id, CONFIRMATION_FILE, [intent], now=now)
    save_search_rows(search_rows([order.key]))
    note(
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
    return Confirmed(order_id, plan.reference, Confirmation.PREPARED, plan.warnings)


def _the_order(found: Sequence[LockedOrder], scope: Scope, order_id: str) -> OrderToShip:
    if not found:
        raise UnknownOrder(order_id=order_id[:40])
    if len(found) > 1:
        raise AmbiguousOrder(order_id=order_id)
    return orders_to_ship(found, scope)[found[0].key]


def _save(order: OrderToShip, plan: ParcelPlan, actor: Actor, now: datetime) -> int:
    if plan.displaced:
        withdraw_parcels(plan.displaced, now=now)
    if plan.parcel is not None:
        change_parcel(plan.parcel.key, plan.content, revision=plan.parcel.revision)
        return plan.parcel.key
    new = NewParcel(order.key, plan.reference, plan.content, plan.lines)
    return save_parcels([new], created_by=actor.name, now=now)[0]
