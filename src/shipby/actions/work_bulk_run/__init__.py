"""Work on the next orders of a bulk run: the act and what became of each order commit together."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from shipby.actions.work_bulk_run.acts import ACTS, Work
from shipby.bulk.rules import CHUNK, Item, Outcome, RunState
from shipby.bulk.writes import end_run, lock_run, open_items, settle_items
from shipby.shop.reads import scope_of
from shipby.words.refusals import Refusal


@transaction.atomic(durable=True)
def work_bulk_run(*, run_id: int, now: datetime) -> bool:
    """One chunk; whether there may be more. Killed in the middle nothing of the chunk is done, and it is worked again.

    Orders that one of them is refused for are worked one by one, so that one does not stop the others.
    """
    run = lock_run(run_id, now)
    if run is None:
        return False
    items = open_items(run_id, limit=CHUNK)
    if not items:
        end_run(run_id, RunState.DONE, now)
        return False
    work = Work(scope_of(run.shop_id), run.words, run.actor, now)
    settle_items(run_id, _worked(run.act, work, items), now)
    return True


def _worked(act: str, work: Work, items: Sequence[Item]) -> list[Item]:
    try:
        with transaction.atomic():
            return ACTS[act](work, items)
    except Refusal as refusal:
        if len(items) == 1:
            params = {name: str(value) for name, value in refusal.params.items()}
            return [Item(items[0].number, items[0].order_id, Outcome.FAILED, refusal.sentence, {"params": params})]
    return [settled for item in items for settled in _worked(act, work, [item])]
