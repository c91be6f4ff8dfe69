"""Bulk runs and what became of their orders."""

from shipby.bulk.models import BulkItem, BulkRun
from shipby.bulk.rules import BulkAct, Item, Outcome, Run, RunState

_RUN = (
    *("id", "shop_id", "act", "words", "query", "state", "total", "done", "left", "failed", "made_at", "made_by"),
    *("started_at", "ended_at", "undoes_id", "undone_by"),
)


def find_run(shop_id: int, run_id: int) -> Run | None:
    """One run of the shop. One query."""
    row = BulkRun.objects.filter(shop_id=shop_id, id=run_id).values_list(*_RUN).first()
    return None if row is None else _run(row)


def runs_of(shop_id: int, *, limit: int, before: int | None = None) -> list[Run]:
    """The shop's runs, newest first, those made before run ``before``. One query."""
    found = BulkRun.objects.filter(shop_id=shop_id)
    if before is not None:
        found = found.filter(id__lt=before)
    return [_run(row) for row in found.order_by("-id").values_list(*_RUN)[:limit]]


def run_of_request(shop_id: int, request_key: str) -> int | None:
    """The run that a form made already. One query."""
    return BulkRun.objects.filter(shop_id=shop_id, request_key=request_key).values_list("id", flat=True).first()


def items_of(run_id: int, *, outcome: Outcome | None = None, after: int = 0, limit: int | None = None) -> list[Item]:
    """Orders of a run in their order, behind number ``after``. One query."""
    found = BulkItem.objects.filter(run_id=run_id, number__gt=after)
    if outcome is not None:
        found = found.filter(outcome=outcome.value)
    rows = found.order_by("number").values_list("number", "order_id", "outcome", "why", "back")[:limit]
    return [Item(number, order_id, Outcome(told), why, back) for number, order_id, told, why, back in rows]


def _run(row: tuple) -> Run:  # type: ignore[type-arg]
    values = dict(zip(Run.__slots__, row, strict=True))
    return Run(**values | {"act": BulkAct(values["act"]), "state": RunState(values["state"])})
