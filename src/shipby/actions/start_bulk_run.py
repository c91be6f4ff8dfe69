"""Start an act on many orders: write down which, and leave the work to a job."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from shipby.bulk.reads import run_of_request
from shipby.bulk.rules import BulkAct, RunDraft, refuse_number
from shipby.bulk.writes import add_run, hold_runs
from shipby.journal.writes import note
from shipby.orders.rules.marks import LONGEST_NOTE, LONGEST_REASON, EmptyNote, cleaned, tag_of
from shipby.outbox.writes import wake
from shipby.shop.rules import Scope
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def start_bulk_run(
    *,
    scope: Scope,
    act: BulkAct,
    words: Mapping[str, Any],
    order_ids: Sequence[str],
    query: str,
    request_key: str,
    actor: Actor,
    now: datetime,
) -> int:
    """Write the run down and enqueue its job; its id. The same ``request_key`` again starts nothing and gives the first run's id.

    ``words``: ``reason`` of a hold, ``add`` and ``remove`` (lists) of a tag, ``text`` of a note. ``query`` = the filter that the
    orders were chosen by, for the record.

    Raises:
        NothingChosen, TooManyOrders: too few or too many orders.
        TooLongText, BadTag, EmptyNote: what the act was told can't be taken.
    """
    refuse_number(order_ids)
    told = words_of(act, words)
    hold_runs(scope.shop_id)
    before = run_of_request(scope.shop_id, request_key)
    if before is not None:
        return before
    run_id = add_run(
        RunDraft(request_key, act, told, query),
        shop_id=scope.shop_id,
        items=[(order_id, {}) for order_id in order_ids],
        actor=actor,
        now=now,
    )
    note(
        actor=actor,
        at=now,
        kind="bulk_started",
        subject="bulk_run",
        subject_key=run_id,
        shop_id=scope.shop_id,
        details={"act": act.value, "orders": len(order_ids)},
    )
    wake("run_bulk", run_id=run_id)
    return run_id


def words_of(act: BulkAct, words: Mapping[str, Any]) -> dict[str, Any]:
    """What the act is told, as it is kept.

    Raises:
        TooLongText, BadTag, EmptyNote: it can't be taken.
    """
    if act is BulkAct.HOLD:
        return {"reason": cleaned(str(words.get("reason", "")), most=LONGEST_REASON)}
    if act is BulkAct.TAG:
        return {name: [tag_of(tag) for tag in words.get(name, ())] for name in ("add", "remove")}
    if act is BulkAct.NOTE:
        text = cleaned(str(words.get("text", "")), most=LONGEST_NOTE)
        if not text:
            raise EmptyNote
        return {"text": text}
    return {}
