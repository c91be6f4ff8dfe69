"""Stop a bulk run, note that a fault broke it off, or let it go on."""

from datetime import datetime

from django.db import transaction

from shipby.bulk.reads import find_run
from shipby.bulk.rules import RunNotLive, RunState
from shipby.bulk.writes import end_run, go_on
from shipby.journal.writes import note
from shipby.outbox.writes import wake
from shipby.shop.rules import Scope
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def stop_bulk_run(*, scope: Scope, run_id: int, actor: Actor, now: datetime) -> None:
    """Stop behind the chunk that is worked on now; what was done stays. Undo of the stop: go on.

    Raises:
        RunNotLive: it is not here, or has ended.
    """
    if find_run(scope.shop_id, run_id) is None or not end_run(run_id, RunState.STOPPED, now):
        raise RunNotLive
    note(actor=actor, at=now, kind="bulk_stopped", subject="bulk_run", subject_key=run_id, shop_id=scope.shop_id)


@transaction.atomic(durable=True)
def break_bulk_run(*, run_id: int, now: datetime) -> None:
    """Note that a fault ended it; what was done stays."""
    end_run(run_id, RunState.BROKEN, now)


@transaction.atomic(durable=True)
def continue_bulk_run(*, scope: Scope, run_id: int, actor: Actor, now: datetime) -> bool:
    """Work on what has no outcome yet; whether the run had been stopped or broken off."""
    run = find_run(scope.shop_id, run_id)
    if run is None or run.undone_by is not None or not go_on(run_id):
        return False
    note(actor=actor, at=now, kind="bulk_continued", subject="bulk_run", subject_key=run_id, shop_id=scope.shop_id)
    wake("run_bulk", run_id=run_id)
    return True
