"""Bins out of a sheet: a table is pasted or uploaded, shown as what will change, then saved."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shipby.actions.set_bins import set_bins
from shipby.shop.reads import account_names
from shipby.shop.rules import Permission
from shipby.stock.reads import products_named
from shipby.stock.rules.bin_table import BYTE_LIMIT, BinTable, read_bins, table_text
from shipby.stock.rules.bins import BinDraft
from shipby.stock.rules.plan import BinPlan, PlannedBin, plan_bins
from shipby.web.access import needs
from shipby.web.products.views import tell
from shipby.web.request import DeskRequest
from shipby.words.ports import ports
from shipby.words.refusals import Refusal

SHOWN = 500
"""Lines of a preview that are drawn; the counts are of all."""
_SAMPLE = "MUG-1\tA-12-3\nMUG-2\tA-12-4"


@needs(Permission.WORK_ORDERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def table(request: DeskRequest) -> HttpResponse:
    """The form; POST answers with the preview. Nothing is changed here."""
    if request.method != "POST":
        return _form(request)
    upload, pasted = request.FILES.get("file"), request.POST.get("table", "")
    if upload is not None and (upload.size or 0) > BYTE_LIMIT:
        return _form(request, problem=_("This file is larger than 5 MB. Split it and save the parts."))
    if upload is None and not pasted.strip():
        return _form(request, problem=_("Paste a table or choose a file."))
    try:
        read = read_bins(table_text(upload.read()) if upload is not None else pasted)
    except Refusal as refusal:
        return _form(request, refusal=refusal)
    return render(request, "products/preview.html", _preview(request, read))


@needs(Permission.WORK_ORDERS)
@require_POST
@never_cache
def saved(request: DeskRequest) -> HttpResponse:
    """Save what the preview showed, as far as the bins are still those it saw; the same again changes nothing."""
    drafts = _carried(request.POST.get("rows", ""))
    if not drafts:
        return redirect("products:table")
    try:
        done = set_bins(scope=request.scope, drafts=drafts, actor=request.actor, now=ports.clock.now())
    except Refusal as refusal:
        return _form(request, refusal=refusal)
    tell(request, done)
    if not done.refused:
        return redirect("products:list")
    context = {
        "refused": done.refused[:SHOWN],
        "refused_count": len(done.refused),
        "changed": done.changed,
        "names": account_names(request.scope.account_ids),
    }
    return render(request, "products/refused.html", context, status=409)


def _preview(request: DeskRequest, read: BinTable) -> dict[str, Any]:
    accounts = account_names(request.scope.account_ids)
    chosen = request.POST.get("account", "")
    account_id = int(chosen) if chosen.isdecimal() and len(chosen) < 19 and int(chosen) in accounts else None
    known = products_named(request.scope.account_ids, [row.sku for row in read.rows])
    plan: BinPlan = plan_bins(read.rows, known, accounts, account_id=account_id, keeps_new="keeps_new" in request.POST)
    bad = sorted((*read.bad, *plan.bad), key=lambda row: row.line)
    return {
        "changes": [(change, accounts.get(change.account_id, "")) for change in plan.changes[:SHOWN]],
        "change_count": len(plan.changes),
        "emptied": sum(not change.after for change in plan.changes),
        "new_count": sum(change.is_new for change in plan.changes),
        "same": plan.same,
        "bad": bad[:SHOWN],
        "bad_count": len(bad),
        "left_out": max(0, len(plan.changes) - SHOWN),
        "carried": _carry(plan.changes),
        "has_many_accounts": len(accounts) > 1,
    }


def _carry(changes: Sequence[PlannedBin]) -> str:
    """The changes as tab-separated text: nothing in it holds a tab."""
    cells = ((str(one.account_id), one.sku, one.after, one.before, "new" if one.is_new else "") for one in changes)
    return "\n".join("\t".join(row) for row in cells)


def _carried(text: str) -> list[BinDraft]:
    """The changes again; lines that :func:`_carry` did not write are dropped."""
    found = []
    for line in text.replace("\0", "").splitlines():
        cells = line.split("\t")
        if len(cells) == 5 and cells[0].isascii() and cells[0].isdecimal() and len(cells[0]) < 19 and 0 < len(cells[1]) <= 80:
            account, sku, after, before, new = cells
            found.append(BinDraft(int(account), sku, after, None if new else before, bool(new)))
    return found


def _form(request: DeskRequest, *, refusal: Refusal | None = None, problem: str = "") -> HttpResponse:
    accounts = account_names(request.scope.account_ids)
    context = {
        "accounts": accounts if len(accounts) > 1 else {},
        "account": request.POST.get("account", ""),
        "keeps_new": "keeps_new" in request.POST,
        "table": request.POST.get("table", ""),
        "sample": _SAMPLE,
        "refusal": refusal,
        "problem": problem,
    }
    return render(request, "products/table.html", context, status=422 if refusal or problem else 200)
