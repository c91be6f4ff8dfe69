"""Acts on the chosen orders of the queue. Hold and tag ask first for a word; what can be undone says so in a toast."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shipby.actions.hold_orders import hold_orders
from shipby.actions.release_orders import release_orders
from shipby.actions.tag_orders import tag_orders
from shipby.orders.reads.queue import matching_order_ids, rows_of
from shipby.orders.rules.query import BadFilter
from shipby.orders.rules.sorting import UnknownSort
from shipby.shop.rules import Permission
from shipby.web.access import needs
from shipby.web.orders import is_blocked, place_of
from shipby.web.printing import MOST, Printed, pdf, print_labels, print_slips
from shipby.web.queue.asked import asked_of, moment_of
from shipby.web.request import DeskRequest
from shipby.web.toasts import add_toast
from shipby.words.ports import ports
from shipby.words.refusals import Refusal

MOST_CHOSEN = 5000
MOST_IN_ADDRESS = 300


@dataclass(frozen=True, slots=True)
class Ask:
    """A question before an act: what happens, and the one word it needs."""

    title: str
    label: str
    field: str
    button: str
    icon: str
    address: str
    most: int


@needs(Permission.WORK_ORDERS)
@require_POST
def hold(request: DeskRequest) -> HttpResponse:
    """Put the chosen orders on hold; without a reason the page asks for one first."""
    chosen = _chosen(request)
    if "reason" not in request.POST:
        return _ask(request, chosen, _hold_question(len(chosen)))
    try:
        done = hold_orders(
            scope=request.scope, order_ids=chosen, reason=request.POST["reason"], actor=request.actor, now=ports.clock.now()
        )
    except Refusal as refusal:
        return _ask(request, chosen, _hold_question(len(chosen)), refusal)
    words = ngettext("%(number)d order on hold.", "%(number)d orders on hold.", len(done)) % {"number": len(done)}
    add_toast(
        request, _with_left_out(words, chosen, done), undo_to="/orders/bulk/release/" if done else "", undo=_undo(request, done)
    )
    return _back(request)


@needs(Permission.WORK_ORDERS)
@require_POST
def release(request: DeskRequest) -> HttpResponse:
    """Release the chosen orders."""
    chosen = _chosen(request)
    done = release_orders(scope=request.scope, order_ids=chosen, actor=request.actor, now=ports.clock.now())
    words = ngettext("%(number)d order released.", "%(number)d orders released.", len(done)) % {"number": len(done)}
    undo = _undo(request, done) | {"reason": ""}
    add_toast(request, _with_left_out(words, chosen, done), undo_to="/orders/bulk/hold/" if done else "", undo=undo)
    return _back(request)


@needs(Permission.WORK_ORDERS)
@require_POST
def tag(request: DeskRequest) -> HttpResponse:
    """Add a tag to the chosen orders, or take one off (``remove``); without either the page asks for one."""
    chosen = _chosen(request)
    add, remove = request.POST.get("add", "").split(), request.POST.get("remove", "").split()
    if not add and not remove:
        return _ask(request, chosen, _tag_question(len(chosen)))
    try:
        done = tag_orders(
            scope=request.scope, order_ids=chosen, add=add, remove=remove, actor=request.actor, now=ports.clock.now()
        )
    except Refusal as refusal:
        return _ask(request, chosen, _tag_question(len(chosen)), refusal)
    words = ngettext("%(number)d order changed its tags.", "%(number)d orders changed their tags.", len(done)) % {
        "number": len(done)
    }
    undo = _undo(request, done) | {"add": " ".join(remove), "remove": " ".join(add)}
    add_toast(request, words, undo_to="/orders/bulk/tag/" if done else "", undo=undo)
    return _back(request)


@needs(Permission.CONFIRM)
@require_POST
def confirm(request: DeskRequest) -> HttpResponse:
    """To the table that confirms many, with the chosen orders in it."""
    chosen = _chosen(request)[:MOST_IN_ADDRESS]
    return redirect(f"/shipments/confirm/?{urlencode({'orders': ' '.join(chosen)})}" if chosen else "/shipments/confirm/")


@needs(Permission.PRINT)
@require_POST
def packing_slips(request: DeskRequest) -> HttpResponse:
    """One PDF with the packing slips of the chosen orders."""
    return _print(request, print_slips, "packing-slips.pdf")


@needs(Permission.PRINT)
@require_POST
def address_labels(request: DeskRequest) -> HttpResponse:
    """One PDF with the address labels of the chosen orders."""
    return _print(request, print_labels, "address-labels.pdf")


def _print(request: DeskRequest, act: Callable[..., Printed], name: str) -> HttpResponse:
    chosen = _chosen(request)
    if len(chosen) > MOST:
        return _problem(request, _("These are more than %(most)d documents. Print them in parts.") % {"most": MOST})
    may_all = request.person.may(Permission.SEE_ORDERS)  # who only packs prints what is to be shipped
    known = [row.order_id for row in rows_of(request.scope.account_ids, chosen) if may_all or row.is_open]
    if not known:
        return _problem(request, _("Nothing was chosen. Select orders in the list first."))
    printed = act(scope=request.scope, order_ids=known, actor=request.actor, now=ports.clock.now())
    if not printed.content:
        return _problem(
            request, _("No address is known for these orders. Import the report that has it, or print packing slips.")
        )
    return pdf(printed, name)


def _chosen(request: DeskRequest) -> list[str]:
    """Order ids of the boxes; all that match the list's filter where ``whole`` was ticked."""
    given = request.POST.getlist("order")[:MOST_CHOSEN]
    if "whole" in request.POST:
        try:
            asked = asked_of(request, request.POST)
            found = matching_order_ids(
                request.scope.account_ids, asked.query, moment_of(request), most=MOST_CHOSEN, sort=asked.sort
            )
        except (BadFilter, UnknownSort):
            found = []
        given = [*found]
    return list(dict.fromkeys(order_id for order_id in given if order_id.isprintable() and 0 < len(order_id) <= 20))


def _ask(request: DeskRequest, chosen: Sequence[str], ask: Ask, refusal: Refusal | None = None) -> HttpResponse:
    rows = rows_of(request.scope.account_ids, chosen)
    context = {
        "ask": ask,
        "refusal": refusal,
        "typed": request.POST.get(ask.field, ""),
        "back": safe_back(request),
        "rows": [(row, place_of(row.city, row.region, row.country), is_blocked(row.causes)) for row in rows],
    }
    return render(request, "queue/ask.html", context, status=422 if refusal else 200)


def _hold_question(number: int) -> Ask:
    title = ngettext("Put %(number)d order on hold", "Put %(number)d orders on hold", number) % {"number": number}
    return Ask(title, _("Why should they wait?"), "reason", _("Put on hold"), "pause", "/orders/bulk/hold/", 200)


def _tag_question(number: int) -> Ask:
    title = ngettext("Tag %(number)d order", "Tag %(number)d orders", number) % {"number": number}
    return Ask(title, _("Tag"), "add", _("Add tag"), "tag", "/orders/bulk/tag/", 40)


def _with_left_out(words: str, chosen: Sequence[str], done: Sequence[str]) -> str:
    left = len(chosen) - len(done)
    if not left:
        return words
    return words + " " + ngettext("%(number)d was left as it is.", "%(number)d were left as they are.", left) % {"number": left}


def _undo(request: DeskRequest, done: Sequence[str]) -> dict[str, str | Sequence[str]]:
    return {"order": list(done), "back": safe_back(request)}


def _problem(request: DeskRequest, words: str) -> HttpResponse:
    return render(request, "queue/problem.html", {"words": gettext(words), "back": safe_back(request)}, status=422)


def safe_back(request: DeskRequest) -> str:
    """Where a form wants to go back to, if that is one of our lists; else the queue."""
    back = request.POST.get("back", "")
    is_ours = back.startswith("/orders/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if is_ours else "/orders/"


def _back(request: DeskRequest) -> HttpResponse:
    return redirect(safe_back(request))
