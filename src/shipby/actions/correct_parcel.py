"""Correct carrier, tracking number, service or date of a parcel; Amazon takes the same reference again as an edit."""

from datetime import datetime
from functools import partial

from django.db import transaction

from shipby.actions.confirm_shipment import Confirmed
from shipby.diagnosis.reads import search_rows
from shipby.journal.reads import changes_of
from shipby.journal.writes import note
from shipby.orders.rules.marks import refuse_changed
from shipby.orders.writes.locks import lock_orders
from shipby.orders.writes.marks import touch_orders
from shipby.orders.writes.search_rows import save_search_rows
from shipby.outbox.rules.operations import CONFIRMATION_FILE, PARCEL
from shipby.outbox.writes import NewIntent, last_attempts, leave_intents, replace_payload
from shipby.shipping.reads import orders_to_ship, uses_of_tracking
from shipby.shipping.rules.confirmation import Confirmation
from shipby.shipping.rules.confirmation_file import payload_of
from shipby.shipping.rules.parcel_facts import OrderToShip, ParcelFacts
from shipby.shipping.rules.parcel_refusals import UnknownOrder, UnknownParcel
from shipby.shipping.rules.parcels import Correction, CorrectionKind, ParcelDraft, decide_correction
from shipby.shipping.rules.tracking_numbers import normalise
from shipby.shipping.writes import change_parcel
from shipby.shop.rules import Scope
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def correct_parcel(
    *,
    scope: Scope,
    order_id: str,
    reference: int,
    parcel: ParcelDraft,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> Confirmed:
    """Change a parcel in place while it waits; else leave a new attempt with the same reference. Its units stay.

    ``expected_version`` = the row version that the person saw, refused where the order has another one by now.

    Raises:
        ChangedMeanwhile: somebody changed the order since; it says who and what.
        UnknownOrder, UnknownParcel: not of ``scope``, or no such number.
        Refusal: the new content is unusable, or a refused parcel's order forbids it now.
    """
    found = lock_orders(scope.account_ids, order_ids=[order_id])
    if len(found) != 1:
        raise UnknownOrder(order_id=order_id[:40])
    order = orders_to_ship(found, scope)[found[0].key]
    standing = next((other for other in order.parcels if other.reference == reference), None)
    if standing is None:
        raise UnknownParcel(order_id=order_id, reference=reference)
    number = normalise(parcel.tracking_number)
    uses = uses_of_tracking(scope.account_ids, [number]).get(number, ())
    others = tuple(use for use in uses if use != order_id)
    correction = decide_correction(order, standing, parcel, now=now, used_by=others)
    if correction.kind is CorrectionKind.SAME:
        return Confirmed(order_id, reference, standing.state, correction.warnings)

    refuse_changed(found[0], expected_version, partial(changes_of, "order", order.key))
    change_parcel(standing.key, correction.content, revision=correction.revision)
    _leave(order, standing, correction, now)
    save_search_rows(search_rows([order.key]))
    touch_orders([order.key])
    note(
        actor=actor,
        at=now,
        kind="parcel_corrected",
        subject="order",
        subject_key=order.key,
        account_id=order.account_id,
        shop_id=scope.shop_id,
        details={
            "reference": reference,
            "carrier": correction.content.carrier_name or correction.content.carrier_code,
            "tracking_number": correction.content.tracking_number,
            "tracking_number_before": standing.content.tracking_number,
        },
    )
    return Confirmed(order_id, reference, Confirmation.PREPARED, correction.warnings)


def _leave(order: OrderToShip, standing: ParcelFacts, correction: Correction, now: datetime) -> None:
    payload = payload_of(order.order_id, standing.reference, correction.content, standing.lines)
    if correction.kind is CorrectionKind.IN_PLACE and replace_payload(PARCEL, standing.key, payload):
        return
    attempt = last_attempts(PARCEL, [standing.key]).get(standing.key, 0) + 1
    intent = NewIntent(PARCEL, standing.key, attempt, correction.revision, order.ship_by_latest, payload)
    leave_intents(order.account_id, CONFIRMATION_FILE, [intent], now=now)
