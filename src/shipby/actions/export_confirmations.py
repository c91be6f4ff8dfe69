"""Make the next shipping confirmation file of an account: every waiting parcel leaves the house, once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shipby.diagnosis.reads import search_rows
from shipby.journal.rules import EventFacts
from shipby.journal.writes import note_many
from shipby.orders.writes.locks import lock_orders
from shipby.orders.writes.search_rows import save_search_rows
from shipby.outbox.rules.operations import CONFIRMATION_FILE
from shipby.outbox.writes import NewBatchRow, add_batch, claim_waiting, lock_lane, waiting_subjects
from shipby.shipping.reads import parcels_to_export
from shipby.shipping.rules.confirmation import Confirmation
from shipby.shipping.rules.confirmation_file import ConfirmationRow, rows_of_payload
from shipby.shipping.writes import mark_parcels
from shipby.shop.reads import figure
from shipby.shop.rules import Scope
from shipby.words.actors import Actor

WriteFile = Callable[[Sequence[ConfirmationRow]], bytes]
"""Amazon's file out of rows; the door brings it (``amazon.wire.shipping_confirmation``)."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A confirmation file. ``batch`` is its number in the account, ``batch_id`` our row; nothing waiting: null, 0, empty."""

    batch: int | None
    batch_id: int | None
    rows: int
    content: bytes


@transaction.atomic(durable=True)
def export_confirmations(*, scope: Scope, account_id: int, write_file: WriteFile, actor: Actor, now: datetime) -> Exported:
    """Put waiting confirmations, the most urgent first, into a new batch and mark them sent before a byte is handed out.

    At most as many rows as the figure ``confirmation_file_rows``; the rest waits for the next batch. Parcels of orders on
    hold or cancelled since go on waiting. Two calls at once never take the same parcel.

    Raises:
        ValueError: the account is not in ``scope``.
    """
    if account_id not in scope.account_ids:
        raise ValueError("the account belongs to another shop")
    most_rows = int(figure("confirmation_file_rows", on=now.date()))
    lane_id = lock_lane(account_id, CONFIRMATION_FILE)
    waiting = waiting_subjects(account_id, CONFIRMATION_FILE, limit=most_rows)
    # Orders before intents, as every act does: no two wait for each other.
    lock_orders([account_id], order_keys=sorted(set(parcels_to_export(waiting).values())))
    order_of = parcels_to_export(waiting)
    rows: list[ConfirmationRow] = []
    file_rows: list[NewBatchRow] = []
    parcel_keys: list[int] = []
    for intent in claim_waiting(lane_id, list(order_of)):
        parcel_rows = rows_of_payload(intent.payload)
        if len(rows) + len(parcel_rows) > most_rows:
            break
        rows += parcel_rows
        file_rows += [NewBatchRow(intent.id, row.order_id, row.order_item_id) for row in parcel_rows]
        parcel_keys.append(intent.subject_key)
    if not rows:
        return Exported(batch=None, batch_id=None, rows=0, content=b"")

    content = write_file(rows)
    batch = add_batch(account_id, CONFIRMATION_FILE, file_rows, content, made_by=actor.name, now=now)
    mark_parcels(parcel_keys, Confirmation.DOWNLOADED)
    order_keys = list(dict.fromkeys(order_of[key] for key in parcel_keys))
    save_search_rows(search_rows(order_keys))
    note_many(
        [
            EventFacts(
                actor=actor,
                at=now,
                kind="confirmation_exported",
                subject="order",
                subject_key=order_key,
                account_id=account_id,
                shop_id=scope.shop_id,
                cause=f"batch:{batch.id}",
                details={"batch": batch.number},
            )
            for order_key in order_keys
        ]
    )
    return Exported(batch.number, batch.id, len(rows), content)
