"""Runs made of a run: its undo, and its failed orders once more."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from shipby.bulk.reads import find_run, items_of, run_of_request
from shipby.bulk.rules import UNDONE_BY, NothingFailed, NoUndo, Outcome, Run, RunDraft
from shipby.bulk.writes import add_run, hold_runs
from shipby.journal.writes import note
from shipby.outbox.writes import wake
from shipby.shop.rules import Scope
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def undo_bulk_run(*, scope: Scope, run_id: int, actor: Actor, now: datetime) -> int:
    """Take back what the run did, order by order; the id of the run that does it. Orders that others changed since stay.

    Raises:
        NoUndo: it is not here, is at work, did nothing, or was taken back before.
    """
    hold_runs(scope.shop_id)
    run = find_run(scope.shop_id, run_id)
    if run is None or not run.may_undo:
        raise NoUndo
    items = [(item.order_id, item.back) for item in items_of(run_id, outcome=Outcome.DONE)]
    return _made(run, RunDraft(f"undo:{run_id}", UNDONE_BY[run.act], run.words, run.query, run_id), items, actor, now)


@transaction.atomic(durable=True)
def retry_bulk_run(*, scope: Scope, run_id: int, actor: Actor, now: datetime) -> int:
    """Try the failed orders once more, in a run of their own; its id. The same run is retried once, its retry after it.

    Raises:
        NothingFailed: it is not here, is at work, or none failed.
    """
    hold_runs(scope.shop_id)
    run = find_run(scope.shop_id, run_id)
    if run is None or run.is_live or not run.failed:
        raise NothingFailed
    before = run_of_request(scope.shop_id, f"retry:{run_id}")
    if before is not None:
        return before
    items: list[tuple[str, Mapping[str, Any]]] = [(item.order_id, {}) for item in items_of(run_id, outcome=Outcome.FAILED)]
    return _made(run, RunDraft(f"retry:{run_id}", run.act, run.words, run.query), items, actor, now)


def _made(run: Run, draft: RunDraft, items: list[tuple[str, Mapping[str, Any]]], actor: Actor, now: datetime) -> int:
    made = add_run(draft, shop_id=run.shop_id, items=items, actor=actor, now=now)
    note(
        actor=actor,
        at=now,
        kind="bulk_undone" if draft.undoes else "bulk_retried",
        subject="bulk_run",
        subject_key=run.id,
        shop_id=run.shop_id,
        details={"run": made, "orders": len(items)},
    )
    wake("run_bulk", run_id=made)
    return made
