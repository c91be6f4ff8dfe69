"""Making a pick list: of what was chosen in the queue, or of the next orders by deadline."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from shipby.actions.make_pick_list import make_pick_list
from shipby.orders.reads.queue import matching_order_ids
from shipby.orders.rules.query import parse
from shipby.packing.rules.pick_lists import MOST_ORDERS, NEXT, Mode, Skip
from shipby.shop.rules import Permission
from shipby.web.access import needs
from shipby.web.picking.page import left_out_of
from shipby.web.queue.asked import moment_of
from shipby.web.queue.chosen import chosen_of, safe_back
from shipby.web.request import DeskRequest
from shipby.web.say import say
from shipby.web.toasts import add_toast
from shipby.words.ports import ports
from shipby.words.refusals import Refusal

MOST_READY = 20_000
"""Open orders that are looked through for the next ones."""


@needs(Permission.PACK)
@require_POST
def make(request: DeskRequest) -> HttpResponse:
    """Make a list: of the boxes (``order``), of all that match (``whole``), or of the next orders (``next`` = how many)."""
    is_next = "next" in request.POST
    mode = Mode.SKU if request.POST.get("mode") == Mode.SKU else Mode.BIN
    first = _number(request.POST.get("next", "")) if is_next else None
    try:
        done = make_pick_list(
            scope=request.scope,
            order_ids=ready_orders(request) if is_next else _chosen(request),
            mode=mode,
            actor=request.actor,
            now=ports.clock.now(),
            first=first,
        )
    except Refusal as refusal:
        return _nothing(request, say(refusal), is_next=is_next)
    if done.number is None:
        words = _("No order is ready to pick.") if is_next else _("None of these orders can be picked now.")
        return _nothing(request, words, done.skipped, is_next=is_next)
    words = ngettext(
        "Pick list %(list)d made of %(number)d order.", "Pick list %(list)d made of %(number)d orders.", done.orders
    ) % {"list": done.number, "number": done.orders}
    add_toast(request, words, undo_to=f"/pick/{done.number}/discarded/", undo={"back": "/pick/"})
    return redirect("pick:list", done.number)


def ready_orders(request: DeskRequest) -> list[str]:
    """Open orders that nothing stops, by deadline. One query."""
    return matching_order_ids(request.scope.account_ids, parse("is:ready"), moment_of(request), most=MOST_READY)


def _chosen(request: DeskRequest) -> tuple[str, ...]:
    """The chosen orders; who does not see the queue can't ask it for all that match."""
    chosen = chosen_of(request)
    return () if chosen.is_whole and not request.person.may(Permission.SEE_ORDERS) else chosen.order_ids


def _number(text: str) -> int:
    """How many of the next orders; what is no number, or none that one person walks for, is the usual one."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else NEXT
    return number if 0 < number <= MOST_ORDERS else NEXT


def _nothing(request: DeskRequest, words: str, skipped: tuple[Skip, ...] = (), *, is_next: bool = False) -> HttpResponse:
    may_see = request.person.may(Permission.SEE_ORDERS)
    context = {
        "words": words,
        "left_out": left_out_of(skipped)[:MOST_ORDERS],
        "back": safe_back(request) if may_see and not is_next else "",
        "may_see": may_see,
    }
    return render(request, "picking/nothing.html", context, status=422)
