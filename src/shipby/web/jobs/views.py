"""Runs on many orders: the list, one run as it goes, stopping, going on, undoing, trying the failed again."""

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from shipby.actions.end_bulk_run import continue_bulk_run, stop_bulk_run
from shipby.actions.repeat_bulk_run import retry_bulk_run, undo_bulk_run
from shipby.bulk.reads import find_run, items_of, runs_of
from shipby.bulk.rules import Outcome, Run
from shipby.shop.rules import Permission
from shipby.web.access import needs
from shipby.web.jobs.page import lines_of, shown, why_of
from shipby.web.queue.export import disarmed
from shipby.web.request import DeskRequest
from shipby.web.say import say
from shipby.web.toasts import add_toast
from shipby.words.ports import ports
from shipby.words.refusals import Refusal

RUNS, LINES = 30, 100
SHOWN_OUTCOMES = {outcome.value: outcome for outcome in (Outcome.FAILED, Outcome.LEFT, Outcome.DONE)}


@needs(Permission.WORK_ORDERS)
@require_safe
def index(request: DeskRequest) -> HttpResponse:
    """Runs of the shop, newest first (``?before=``)."""
    before = request.GET.get("before", "")
    rows = runs_of(request.person.shop_id, limit=RUNS + 1, before=_number(before))
    now = ports.clock.now()
    older = rows[RUNS - 1].id if len(rows) > RUNS else None
    return render(request, "jobs/list.html", {"runs": [shown(row, now) for row in rows[:RUNS]], "older": older})


@needs(Permission.WORK_ORDERS)
@require_safe
def run(request: DeskRequest, run_id: int) -> HttpResponse:
    """One run: how far it is, then what became of each order; ``?show=`` one outcome only, ``?after=`` further ones."""
    return render(request, "jobs/run.html", _context(request, run_id))


@needs(Permission.WORK_ORDERS)
@require_safe
def progress(request: DeskRequest, run_id: int) -> HttpResponse:
    """The changing part of :func:`run`, asked for until the run has ended."""
    return render(request, "jobs/_state.html", _context(request, run_id))


@needs(Permission.WORK_ORDERS)
@require_safe
def results(request: DeskRequest, run_id: int) -> HttpResponse:
    """What became of each order, as CSV."""
    found = _run(request, run_id)
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(["order-id", "outcome", "reason"])
    for item in items_of(found.id):
        writer.writerow([item.order_id, item.outcome.value or "open", disarmed(why_of(item))])
    response = HttpResponse("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="run-{found.id}.csv"'
    return response


@needs(Permission.WORK_ORDERS)
@require_POST
def stop(request: DeskRequest, run_id: int) -> HttpResponse:
    """Stop behind the orders that are worked on at this moment."""
    return _act(request, run_id, stop_bulk_run)


@needs(Permission.WORK_ORDERS)
@require_POST
def go_on(request: DeskRequest, run_id: int) -> HttpResponse:
    """Work on the orders that a stopped run has not reached."""
    return _act(request, run_id, continue_bulk_run)


@needs(Permission.WORK_ORDERS)
@require_POST
def undo(request: DeskRequest, run_id: int) -> HttpResponse:
    """Take the whole run back, by a run of its own."""
    return _act(request, run_id, undo_bulk_run, leads_to_new=True)


@needs(Permission.WORK_ORDERS)
@require_POST
def retry(request: DeskRequest, run_id: int) -> HttpResponse:
    """Try the failed orders once more, in a run of their own."""
    return _act(request, run_id, retry_bulk_run, leads_to_new=True)


def _act(request: DeskRequest, run_id: int, act: Callable[..., Any], *, leads_to_new: bool = False) -> HttpResponse:
    _run(request, run_id)
    try:
        made = act(scope=request.scope, run_id=run_id, actor=request.actor, now=ports.clock.now())
    except Refusal as refusal:
        add_toast(request, say(refusal))
        return redirect("jobs:run", run_id)
    return redirect("jobs:run", made if leads_to_new else run_id)


def _context(request: DeskRequest, run_id: int) -> dict[str, Any]:
    found = _run(request, run_id)
    show = SHOWN_OUTCOMES.get(request.GET.get("show", "")) or (Outcome.FAILED if found.failed else None)
    if request.GET.get("show") == "all":
        show = None
    rows = items_of(found.id, outcome=show, after=_number(request.GET.get("after", "")) or 0, limit=LINES + 1)
    tabs = [(name, count) for name, count in (("failed", found.failed), ("left", found.left), ("done", found.done)) if count]
    return {
        "shown": shown(found, ports.clock.now()),
        "run": found,
        "lines": lines_of(rows[:LINES]),
        "after": rows[LINES - 1].number if len(rows) > LINES else None,
        "show": show.value if show else "all",
        "tabs": tabs,
    }


def _run(request: DeskRequest, run_id: int) -> Run:
    found = find_run(request.person.shop_id, run_id) if run_id < 2**62 else None
    if found is None:
        raise Http404
    return found


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 18 else None
