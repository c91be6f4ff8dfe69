"""Hand out a confirmation file once more: the very same bytes, and the journal knows."""

from datetime import datetime

from django.db import transaction

from shipby.actions.export_confirmations import Exported
from shipby.journal.writes import note
from shipby.outbox.reads import batch_content, find_batch
from shipby.outbox.rules.operations import CONFIRMATION_FILE
from shipby.shop.rules import Scope
from shipby.words.actors import Actor
from shipby.words.refusals import Refusal
from shipby.words.text import N_


class UnknownBatch(Refusal):
    """No such confirmation file in this shop."""

    code = "unknown_batch"
    sentence = N_("There is no confirmation file %(batch)s.")
    remedy = N_("Look at the list of files under Shipments.")


@transaction.atomic(durable=True)
def repeat_export(
    *, scope: Scope, batch_id: int | None = None, number: int | None = None, actor: Actor, now: datetime
) -> Exported:
    """The bytes of a batch, by our row or by its number (the newest where several accounts have it). Changes no state.

    Raises:
        UnknownBatch: there is none in ``scope``.
    """
    batch = find_batch(scope.account_ids, CONFIRMATION_FILE, batch_id=batch_id, number=number)
    if batch is None:
        raise UnknownBatch(batch=number or batch_id)
    note(
        actor=actor,
        at=now,
        kind="confirmation_file_handed_out",
        subject="batch",
        subject_key=batch.id,
        account_id=batch.account_id,
        shop_id=scope.shop_id,
        details={"batch": batch.number},
    )
    return Exported(batch.number, batch.id, batch.row_count, batch_content(batch.id))
