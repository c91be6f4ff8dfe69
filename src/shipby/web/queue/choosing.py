"""Which columns and how many rows the queue shows to this person."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from shipby.actions.choose_columns import choose_columns
from shipby.shop.rules import Permission
from shipby.web.access import needs
from shipby.web.queue.chosen import safe_back
from shipby.web.request import DeskRequest
from shipby.web.toasts import add_toast
from shipby.words.ports import ports
from shipby.words.refusals import Refusal


@needs(Permission.SEE_ORDERS)
@require_POST
def choose(request: DeskRequest) -> HttpResponse:
    """Keep the choice, or go back to what is shown at first (``reset``)."""
    is_reset = "reset" in request.POST
    size = request.POST.get("page_size", "50")
    try:
        choose_columns(
            person_id=request.person.id,
            columns=[] if is_reset else request.POST.getlist("column")[:30],
            page_size=50 if is_reset else int(size) if size.isdecimal() and len(size) < 5 else 0,
            density="" if is_reset else request.POST.get("density", "")[:10],
            actor=request.actor,
            now=ports.clock.now(),
        )
    except Refusal as refusal:
        add_toast(request, refusal.message)
    return redirect(safe_back(request))
