"""Bulk runs: made, worked chunk by chunk, ended. All demand an open transaction."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F

from shipby.bulk.models import BulkItem, BulkRun
from shipby.bulk.rules import LIVE, BulkAct, Item, Outcome, RunDraft, RunState
from shipby.words.actors import Actor, ActorKind

_LOCK = 4714


@dataclass(frozen=True, slots=True)
class LockedRun:
    """A run that nobody else works on until this transaction ends."""

    id: int
    shop_id: int
    act: BulkAct
    words: Mapping[str, Any]
    made_at: datetime
    actor: Actor


def add_run(draft: RunDraft, *, shop_id: int, items: Sequence[tuple[str, Mapping[str, Any]]], actor: Actor, now: datetime) -> int:
    """Write the run and its orders, each with what its undo needs to know; its id. One statement for each 2,000 orders."""
    _demand_transaction()
    run = BulkRun.objects.create(
        shop_id=shop_id,
        request_key=draft.request_key,
        act=draft.act.value,
        words=dict(draft.words),
        query=draft.query,
        undoes_id=draft.undoes,
        total=len(items),
        made_at=now,
        made_by=actor.name,
        actor_kind=actor.kind.value,
        actor_key=actor.key,
    )
    BulkItem.objects.bulk_create(
        (
            BulkItem(run_id=run.pk, number=number, order_id=order_id, back=dict(back))
            for number, (order_id, back) in enumerate(items, 1)
        ),
        batch_size=2000,
    )
    return run.pk


def lock_run(run_id: int, now: datetime) -> LockedRun | None:
    """Lock a run that is to be worked on, and note that it is at work; ``None`` where it has ended. Two statements."""
    _demand_transaction()
    run = BulkRun.objects.select_for_update().filter(id=run_id, state__in=[*map(str, LIVE)]).order_by("id").first()
    if run is None:
        return None
    if run.started_at is None:
        BulkRun.objects.filter(id=run_id).update(state=RunState.RUNNING.value, started_at=now)
    actor = Actor(ActorKind(run.actor_kind), run.actor_key, run.made_by)
    return LockedRun(run.pk, run.shop_id, BulkAct(run.act), run.words, run.made_at, actor)


def open_items(run_id: int, *, limit: int) -> list[Item]:
    """The next orders that have no outcome yet. One query."""
    rows = BulkItem.objects.filter(run_id=run_id, outcome="").order_by("number")
    return [
        Item(number, order_id, back=back) for number, order_id, back in rows.values_list("number", "order_id", "back")[:limit]
    ]


def settle_items(run_id: int, items: Sequence[Item], now: datetime) -> None:
    """Write what became of orders, and count it. Two statements."""
    _demand_transaction()
    numbers = [item.number for item in items]
    keys = dict(BulkItem.objects.filter(run_id=run_id, number__in=numbers).values_list("number", "id"))
    BulkItem.objects.bulk_update(
        [
            BulkItem(id=keys[item.number], outcome=item.outcome.value, why=item.why[:300], back=dict(item.back), worked_at=now)
            for item in items
        ],
        ["outcome", "why", "back", "worked_at"],
    )
    counts = Counter(item.outcome for item in items)
    BulkRun.objects.filter(id=run_id).update(
        done=F("done") + counts[Outcome.DONE], left=F("left") + counts[Outcome.LEFT], failed=F("failed") + counts[Outcome.FAILED]
    )


def end_run(run_id: int, state: RunState, now: datetime) -> bool:
    """End a run that has not ended; whether it had not. One statement."""
    _demand_transaction()
    live = BulkRun.objects.filter(id=run_id, state__in=[*map(str, LIVE)])
    return bool(live.update(state=state.value, ended_at=now))


def hold_runs(shop_id: int) -> None:
    """Wait until nobody else makes a run of the shop, and keep it so until this transaction ends. One query."""
    _demand_transaction()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, shop_id % 2**31])


def go_on(run_id: int) -> bool:
    """Put a run that was stopped or broke off back to work; whether it was one. One statement."""
    _demand_transaction()
    ended = BulkRun.objects.filter(id=run_id, state__in=[RunState.STOPPED.value, RunState.BROKEN.value])
    return bool(ended.update(state=RunState.WAITING.value, ended_at=None))


def _demand_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("bulk runs are written only inside a transaction")
