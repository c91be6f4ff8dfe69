"""Take a parcel back that Amazon can't know of yet: its units are open again, its number is not given out again."""

from datetime import datetime
from functools import partial

from django.db import transaction

from shipby.diagnosis.reads import search_rows
from shipby.journal.reads import changes_of
from shipby.journal.writes import note
from shipby.orders.rules.marks import refuse_changed
from shipby.orders.writes.locks import lock_orders
from shipby.orders.writes.search_rows import save_search_rows
from shipby.outbox.rules.operations import PARCEL
from shipby.outbox.writes import withdraw_intents
from shipby.shipping.reads import orders_to_ship
from shipby.shipping.rules.parcel_refusals import UnknownOrder, UnknownParcel
from shipby.shipping.rules.parcels import refuse_withdrawal
from shipby.shipping.writes import withdraw_parcels
from shipby.shop.rules import Scope
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def withdraw_parcel(
    *, scope: Scope, order_id: str, reference: int, actor: Actor, now: datetime, expected_version: int | None = None
) -> None:
    """Withdraw a parcel that is prepared, or that Amazon refused.

    ``expected_version`` = the row version that the person saw, refused where the order has another one by now.

    Raises:
        ChangedMeanwhile: somebody changed the order since; it says who and what.
        UnknownOrder, UnknownParcel: not of ``scope``, or no such number.
        ParcelHasLeft: its confirmation left the house; Amazon knows no way back (amazon-policy 3.2).
        ParcelWithdrawn: it was withdrawn before.
    """
    found = lock_orders(scope.account_ids, order_ids=[order_id])
    if len(found) != 1:
        raise UnknownOrder(order_id=order_id[:40])
    order = orders_to_ship(found, scope)[found[0].key]
    parcel = next((other for other in order.parcels if other.reference == reference), None)
    if parcel is None:
        raise UnknownParcel(order_id=order_id, reference=reference)
    refuse_withdrawal(order, parcel)
    refuse_changed(found[0], expected_version, partial(changes_of, "order", order.key))

    withdraw_parcels([parcel.key], now=now)
    withdraw_intents(PARCEL, [parcel.key], now=now)
    save_search_rows(search_rows([order.key]))
    note(
        actor=actor,
        at=now,
        kind="parcel_withdrawn",
        subject="order",
        subject_key=order.key,
        account_id=order.account_id,
        shop_id=scope.shop_id,
        details={"reference": reference, "tracking_number": parcel.content.tracking_number},
    )
