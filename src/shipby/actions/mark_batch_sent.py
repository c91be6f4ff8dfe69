"""Say that a confirmation file was uploaded to Amazon, or that this was said by mistake."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from shipby.actions.repeat_export import UnknownBatch
from shipby.diagnosis.reads import search_rows
from shipby.journal.rules import EventFacts
from shipby.journal.writes import note_many
from shipby.orders.writes.locks import lock_orders
from shipby.orders.writes.search_rows import save_search_rows
from shipby.outbox.reads import BatchInfo, batch_lines, find_batch, intents_of
from shipby.outbox.rules import BatchState
from shipby.outbox.rules.operations import CONFIRMATION_FILE, PARCEL
from shipby.outbox.writes import lock_lane, mark_batch
from shipby.shipping.reads import orders_of_parcels
from shipby.shipping.rules.confirmation import Confirmation
from shipby.shipping.writes import mark_parcels
from shipby.shop.rules import Scope
from shipby.words.actors import Actor
from shipby.words.refusals import Refusal
from shipby.words.text import N_


class BatchIsSettled(Refusal):
    """Amazon has answered already."""

    code = "batch_is_settled"
    sentence = N_("Amazon has already answered confirmation file %(batch)s.")
    remedy = N_("Nothing needs to be done.")


@transaction.atomic(durable=True)
def mark_batch_sent(*, scope: Scope, batch_id: int, is_sent: bool, actor: Actor, now: datetime) -> None:
    """Mark the batch and its parcels sent; ``is_sent`` false takes it back. Saying it twice changes nothing.

    Raises:
        UnknownBatch: there is none in ``scope``.
        BatchIsSettled: a processing report has been read for it.
    """
    batch = find_batch(scope.account_ids, CONFIRMATION_FILE, batch_id=batch_id)
    if batch is None:
        raise UnknownBatch(batch=batch_id)
    lock_lane(batch.account_id, CONFIRMATION_FILE)
    batch = find_batch(scope.account_ids, CONFIRMATION_FILE, batch_id=batch_id)
    assert batch is not None
    if batch.state is BatchState.SETTLED:
        raise BatchIsSettled(batch=batch.number)
    before, after = (Confirmation.DOWNLOADED, Confirmation.SENT) if is_sent else (Confirmation.SENT, Confirmation.DOWNLOADED)
    wanted = BatchState.SENT if is_sent else BatchState.DOWNLOADED
    if batch.state is wanted:
        return

    parcel_keys = _parcels_of(batch)
    order_of = orders_of_parcels(parcel_keys)
    lock_orders([batch.account_id], order_keys=sorted(set(order_of.values())))
    changed = mark_parcels(parcel_keys, after, only_from=[before])
    mark_batch(batch.id, wanted, now=now)
    order_keys = list(dict.fromkeys(order_of[key] for key in changed))
    save_search_rows(search_rows(order_keys))
    note_many(
        [
            EventFacts(
                actor=actor,
                at=now,
                kind="confirmation_uploaded" if is_sent else "confirmation_upload_taken_back",
                subject="order",
                subject_key=order_key,
                account_id=batch.account_id,
                shop_id=scope.shop_id,
                cause=f"batch:{batch.id}",
                details={"batch": batch.number},
            )
            for order_key in order_keys
        ]
    )


def _parcels_of(batch: BatchInfo) -> Sequence[int]:
    """Parcels whose latest attempt is in this batch: what was corrected since follows a later file."""
    keys = list(dict.fromkeys(line.subject_key for line in batch_lines(batch.id)))
    latest = intents_of(PARCEL, keys)
    return [key for key in keys if latest[key][-1].batch_id == batch.id]
