"""Confirm many: a table is pasted or uploaded, shown as what will happen, then done."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shipby.actions.confirm_many import Planned, confirm_many, preview_many
from shipby.shipping.rules.carriers import CARRIERS
from shipby.shipping.rules.confirm_table import TableRead, read_table
from shipby.shipping.rules.parcels import PlanKind
from shipby.shop.rules import Permission
from shipby.web.access import needs
from shipby.web.request import DeskRequest
from shipby.web.shipments.forms import carried, carry, defaults_from
from shipby.words.ports import ports
from shipby.words.refusals import Refusal

TABLE_BYTES = 5_000_000
BEGUN = 300
"""Orders that an address of this page can carry."""
SHOWN = 500
"""Rows of a preview or a result that are drawn; the counts are of all."""


@needs(Permission.CONFIRM)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def table(request: DeskRequest, **__: Any) -> HttpResponse:
    """The form; POST answers with the preview. Nothing is changed here."""
    if request.method != "POST":
        return _form(request)
    upload, pasted = request.FILES.get("file"), request.POST.get("table", "")
    if upload is not None and (upload.size or 0) > TABLE_BYTES:
        return _form(request, problem=_("This file is larger than 5 MB. Split it and confirm the parts."))
    if upload is None and not pasted.strip():
        return _form(request, problem=_("Paste a table or choose a file."))
    defaults = defaults_from(request.POST.dict())
    try:
        read = read_table(upload.read() if upload is not None else pasted)
        planned = preview_many(scope=request.scope, rows=read.rows, defaults=defaults, now=ports.clock.now())
    except Refusal as refusal:
        return _form(request, refusal=refusal)
    if not read.rows and not read.bad:
        return _form(request, problem=_("This table has no rows."))
    return render(
        request,
        "shipments/preview.html",
        _outcome(planned, read)
        | {
            "carried": carry(read.rows),
            "defaults": defaults,
        },
    )


@require_POST
@needs(Permission.CONFIRM)
@never_cache
def confirmations(request: DeskRequest, **__: Any) -> HttpResponse:
    """Do what the preview showed, as far as it still holds; the same again changes nothing."""
    rows = carried(request.POST.get("rows", ""))
    if not rows:
        return redirect("shipments:confirm")
    try:
        planned = confirm_many(
            scope=request.scope,
            rows=rows,
            defaults=defaults_from(request.POST.dict()),
            actor=request.actor,
            now=ports.clock.now(),
        )
    except Refusal as refusal:
        return _form(request, refusal=refusal)
    return render(request, "shipments/result.html", _outcome(planned, None))


def _outcome(planned: tuple[Planned, ...], read: TableRead | None) -> dict[str, Any]:
    done = [item for item in planned if item.plan is not None and item.plan.kind is not PlanKind.SAME]
    same = [item for item in planned if item.plan is not None and item.plan.kind is PlanKind.SAME]
    skipped = [item for item in planned if item.refusal is not None]
    bad = list(read.bad) if read else []
    return {
        "done": done[:SHOWN],
        "done_count": len(done),
        "same_count": len(same),
        "skipped": skipped[:SHOWN],
        "skipped_count": len(skipped) + len(bad),
        "bad": bad[:SHOWN],
        "warned_count": sum(bool(item.plan and item.plan.warnings) for item in done),
        "left_out": max(0, len(done) - SHOWN),
    }


def _begun(order_ids: str) -> str:
    """A table with the orders that were chosen in the queue, to be filled with carriers and tracking numbers."""
    rows = [f"{order_id}\t\t" for order_id in order_ids.split()[:BEGUN] if order_id.isprintable() and len(order_id) <= 20]
    return "\n".join(["order-id\tcarrier-code\ttracking-number", *rows]) if rows else ""


def _form(request: DeskRequest, *, refusal: Refusal | None = None, problem: str = "") -> HttpResponse:
    context = {
        "carriers": CARRIERS,
        "refusal": refusal,
        "problem": problem,
        "table": request.POST.get("table", "") or _begun(request.GET.get("orders", "")),
        "carrier": request.POST.get("carrier", ""),
        "carrier_name": request.POST.get("carrier_name", ""),
        "ship_date": request.POST.get("ship_date", ""),
    }
    return render(request, "shipments/confirm.html", context, status=422 if refusal or problem else 200)
