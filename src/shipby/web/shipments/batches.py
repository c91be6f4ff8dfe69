"""Confirmation files: make the next one, hand it out, say it was uploaded, read Amazon's answer."""

import io
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from shipby.actions.export_confirmations import WriteFile, export_confirmations
from shipby.actions.mark_batch_sent import BatchIsSettled, mark_batch_sent
from shipby.actions.repeat_export import UnknownBatch, repeat_export
from shipby.actions.settle_processing_report import settle_processing_report
from shipby.journal.reads import events_of
from shipby.outbox.reads import BatchInfo, batch_lines, batches_of, find_batch, row_counts
from shipby.outbox.rules import RowState
from shipby.outbox.rules.operations import CONFIRMATION_FILE
from shipby.outbox.rules.settling import Report
from shipby.shipping.reads import waiting_counts
from shipby.shop.reads import accounts_of
from shipby.shop.rules import Permission
from shipby.web.access import needs
from shipby.web.request import DeskRequest
from shipby.web.shipments import page
from shipby.web.toasts import add_toast
from shipby.words.ports import ports
from shipby.words.refusals import Refusal

BATCHES = 50
ROWS_SHOWN = 200
REPORT_BYTES = 20_000_000
_FRESH = "fresh_batch"
"""Session mark: this batch was made by the click before, so its file starts by itself, once."""


@needs(Permission.CONFIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def batches(request: DeskRequest, *, write_file: WriteFile, **__: Any) -> HttpResponse:
    """All files, newest first; POST makes the next one of ``account``."""
    accounts = request.scope.account_ids
    if request.method == "POST":
        return _make(request, write_file)
    before = request.GET.get("after", "")
    rows = batches_of(
        accounts, CONFIRMATION_FILE, limit=BATCHES + 1, before=int(before) if before.isdecimal() and len(before) < 19 else None
    )
    names = {account.id: account.name for account in accounts_of(request.scope.shop_id)}
    context = {
        "batches": page.shown_batches(rows[:BATCHES], names),
        "next_after": rows[BATCHES - 1].id if len(rows) > BATCHES else None,
        "waiting": [page.WaitingFile(key, names[key], count) for key, count in waiting_counts(accounts).items()],
        "has_many_accounts": len(names) > 1,
    }
    return render(request, "shipments/batches.html", context)


@needs(Permission.CONFIRM)
@require_safe
@never_cache
def batch(request: DeskRequest, *, batch_id: int, **__: Any) -> HttpResponse:
    """One file: its state, its way to Amazon and back, and the rows that Amazon refused."""
    return _show(request, _batch_or_404(request, batch_id))


@needs(Permission.CONFIRM)
@require_GET
@never_cache
def file(request: DeskRequest, *, batch_id: int, **__: Any) -> HttpResponse:
    """The very bytes of the file; each time is noted."""
    try:
        found = repeat_export(scope=request.scope, batch_id=batch_id, actor=request.actor, now=ports.clock.now())
    except UnknownBatch as unknown:
        raise Http404 from unknown
    response = HttpResponse(found.content, content_type="text/tab-separated-values; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="shipping-confirmation-{found.batch}.txt"'
    return response


@require_POST
@needs(Permission.CONFIRM)
def sent(request: DeskRequest, *, batch_id: int, **__: Any) -> HttpResponse:
    """Say "I uploaded it"."""
    return _mark(request, batch_id, is_sent=True)


@require_POST
@needs(Permission.CONFIRM)
def not_sent(request: DeskRequest, *, batch_id: int, **__: Any) -> HttpResponse:
    """It was said by mistake."""
    return _mark(request, batch_id, is_sent=False)


@require_POST
@needs(Permission.CONFIRM)
def processing_report(
    request: DeskRequest, *, batch_id: int, read_report: Callable[[io.BytesIO], Report], **__: Any
) -> HttpResponse:
    """Amazon's answer to this file."""
    info = _batch_or_404(request, batch_id)
    upload = request.FILES.get("report")
    if upload is None:
        return _show(request, info, problem=_("Choose the processing report that Amazon shows for this upload."), status=422)
    if (upload.size or 0) > REPORT_BYTES:
        return _show(request, info, problem=_("This file is too large for a processing report."), status=422)
    try:
        report = read_report(io.BytesIO(upload.read()))
        settled = settle_processing_report(
            scope=request.scope,
            account_id=info.account_id,
            report=report,
            batch=info.number,
            actor=request.actor,
            now=ports.clock.now(),
        )
    except Refusal as refusal:
        return _show(request, info, refusal=refusal, status=422)
    accepted = ngettext("Amazon accepted %(count)d row.", "Amazon accepted %(count)d rows.", settled.accepted)
    refused = ngettext("It refused %(count)d row.", "It refused %(count)d rows.", len(settled.refused))
    said = accepted % {"count": settled.accepted}
    if settled.refused:
        said += " " + refused % {"count": len(settled.refused)}
    add_toast(request, said)
    return redirect("shipments:batch", batch_id=batch_id)


def _make(request: DeskRequest, write_file: WriteFile) -> HttpResponse:
    account = request.POST.get("account", "")
    accounts = request.scope.account_ids
    account_id = int(account) if account.isdecimal() and len(account) < 19 else (accounts[0] if len(accounts) == 1 else 0)
    if account_id not in accounts:
        raise Http404
    made = export_confirmations(
        scope=request.scope, account_id=account_id, write_file=write_file, actor=request.actor, now=ports.clock.now()
    )
    if made.batch_id is None:
        add_toast(request, _("Nothing is waiting: no file was made."))
        return redirect("shipments:list")
    request.session[_FRESH] = made.batch_id
    return redirect("shipments:batch", batch_id=made.batch_id)


def _mark(request: DeskRequest, batch_id: int, *, is_sent: bool) -> HttpResponse:
    info = _batch_or_404(request, batch_id)
    try:
        mark_batch_sent(scope=request.scope, batch_id=batch_id, is_sent=is_sent, actor=request.actor, now=ports.clock.now())
    except BatchIsSettled as settled:
        return _show(request, info, refusal=settled, status=409)
    if is_sent:
        undo_to = f"/shipments/batches/{batch_id}/not-sent"
        add_toast(request, _("File %(number)s is marked as uploaded.") % {"number": info.number}, undo_to=undo_to)
    return redirect("shipments:batch", batch_id=batch_id)


def _batch_or_404(request: DeskRequest, batch_id: int) -> BatchInfo:
    info = find_batch(request.scope.account_ids, CONFIRMATION_FILE, batch_id=batch_id) if batch_id < 2**63 else None
    if info is None:
        raise Http404
    return info


def _show(
    request: DeskRequest, info: BatchInfo, *, refusal: Refusal | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    names = {account.id: account.name for account in accounts_of(request.scope.shop_id)}
    is_fresh = request.session.get(_FRESH) == info.id
    if is_fresh:
        del request.session[_FRESH]
    counts = row_counts(info.id)
    context = {
        "batch": page.shown_batches([info], names)[0],
        "accepted": counts.get(RowState.ACCEPTED, 0),
        "refused_count": counts.get(RowState.REFUSED, 0),
        "refused": batch_lines(info.id, state=RowState.REFUSED, limit=ROWS_SHOWN),
        "rows": batch_lines(info.id, limit=ROWS_SHOWN),
        "rows_shown": min(ROWS_SHOWN, info.row_count),
        "handed_out": events_of("batch", info.id, limit=20),
        "is_fresh": is_fresh,
        "refusal": refusal,
        "problem": problem,
        "has_many_accounts": len(names) > 1,
    }
    return render(request, "shipments/batch.html", context, status=status)
