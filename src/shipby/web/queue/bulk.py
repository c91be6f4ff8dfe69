"""Acts on the chosen orders of the queue, and their documents."""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shipby.bulk.rules import BulkAct
from shipby.orders.reads.queue import rows_of
from shipby.shop.rules import Permission
from shipby.web.access import needs
from shipby.web.printing import MOST, Printed, pdf, print_labels, print_slips
from shipby.web.queue.acting import AT_ONCE, Asking, act_on, preview
from shipby.web.queue.chosen import chosen_of, safe_back
from shipby.web.queue.export import export_of
from shipby.web.request import DeskRequest
from shipby.words.ports import ports
from shipby.words.text import N_

MOST_IN_ADDRESS = 300


@needs(Permission.WORK_ORDERS)
@require_POST
def hold(request: DeskRequest) -> HttpResponse:
    """Put the chosen orders on hold; without a reason the page asks for one first."""
    return act_on(request, BulkAct.HOLD)


@needs(Permission.WORK_ORDERS)
@require_POST
def release(request: DeskRequest) -> HttpResponse:
    """Release the chosen orders."""
    return act_on(request, BulkAct.RELEASE)


@needs(Permission.WORK_ORDERS)
@require_POST
def tag(request: DeskRequest) -> HttpResponse:
    """Add a tag to the chosen orders, or take one off (``remove``); without either the page asks for one."""
    return act_on(request, BulkAct.TAG)


@needs(Permission.WORK_ORDERS)
@require_POST
def note(request: DeskRequest) -> HttpResponse:
    """Write the same note on the chosen orders; without a text the page asks for one."""
    return act_on(request, BulkAct.NOTE)


@needs(Permission.CONFIRM)
@require_POST
def confirm(request: DeskRequest) -> HttpResponse:
    """To the table that confirms many, with the chosen orders in it."""
    chosen = chosen_of(request).order_ids[:MOST_IN_ADDRESS]
    return redirect(f"/shipments/confirm/?{urlencode({'orders': ' '.join(chosen)})}" if chosen else "/shipments/confirm/")


@needs(Permission.SEE_ORDERS)
@require_POST
def export(request: DeskRequest) -> HttpResponse | StreamingHttpResponse:
    """The chosen orders as CSV."""
    chosen = chosen_of(request)
    if not chosen.order_ids:
        return _problem(request, _("Nothing was chosen. Select orders in the list first."))
    return export_of(request, chosen.order_ids, chosen.query)


@needs(Permission.PRINT)
@require_POST
def packing_slips(request: DeskRequest) -> HttpResponse:
    """One PDF with the packing slips of the chosen orders."""
    return _print(request, print_slips, SLIPS)


@needs(Permission.PRINT)
@require_POST
def address_labels(request: DeskRequest) -> HttpResponse:
    """One PDF with the address labels of the chosen orders."""
    return _print(request, print_labels, LABELS)


SLIPS: Final = Asking("/orders/bulk/packing-slips/", "", N_("Print packing slips"), "printer")
LABELS: Final = Asking("/orders/bulk/address-labels/", "", N_("Print address labels"), "tag")
NOT_UNDONE: Final = N_("Printing is noted on every order and can't be undone: throw away what is too much.")


def _print(request: DeskRequest, act: Callable[..., Printed], asking: Asking) -> HttpResponse:
    chosen = chosen_of(request)
    if len(chosen.order_ids) > MOST:
        return _problem(request, _("These are more than %(most)d documents. Print them in parts.") % {"most": MOST})
    may_all = request.person.may(Permission.SEE_ORDERS)  # who only packs prints what is to be shipped
    known = [row.order_id for row in rows_of(request.scope.account_ids, chosen.order_ids) if may_all or row.is_open]
    if not known:
        return _problem(request, _("Nothing was chosen. Select orders in the list first."))
    if len(known) > AT_ONCE and ("key" not in request.POST or chosen.has_changed):
        will = ngettext("%(number)d order goes into one PDF.", "%(number)d orders go into one PDF.", len(known))
        outcome = [will % {"number": len(known)}, gettext(NOT_UNDONE)]
        return preview(request, asking, chosen, title=gettext(asking.button), outcome=outcome)
    printed = act(scope=request.scope, order_ids=known, actor=request.actor, now=ports.clock.now())
    if not printed.content:
        return _problem(
            request, _("No address is known for these orders. Import the report that has it, or print packing slips.")
        )
    return pdf(printed, f"{asking.address.split('/')[-2]}.pdf")


def _problem(request: DeskRequest, words: str) -> HttpResponse:
    return render(request, "queue/problem.html", {"words": gettext(words), "back": safe_back(request)}, status=422)
