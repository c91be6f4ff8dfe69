"""Working on a pick list: tick lines, take orders off, finish, discard, open again."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from shipby.actions.discard_pick_list import discard_pick_list
from shipby.actions.drop_from_pick_list import drop_from_pick_list
from shipby.actions.finish_pick_list import finish_pick_list
from shipby.actions.pick_line import pick_line
from shipby.actions.reopen_pick_list import reopen_pick_list
from shipby.packing.reads import PickLineRow
from shipby.packing.rules.pick_lists import BadPicked, LinesAreOpen, NoSuchLine, read_picked
from shipby.shop.rules import Permission
from shipby.web.access import needs
from shipby.web.picking.page import page_of
from shipby.web.picking.views import found_or_404
from shipby.web.request import DeskRequest
from shipby.web.say import say
from shipby.web.toasts import add_toast
from shipby.words.ports import ports
from shipby.words.refusals import Refusal

_TYPED_WRONG = (BadPicked, LinesAreOpen)
"""What a person can put right on the form; the rest changed meanwhile."""


@needs(Permission.PACK)
@require_POST
def tick(request: DeskRequest, number: int, line_key: int) -> HttpResponse:
    """Say what was taken: ``picked`` = ``all``, ``short`` with how many in ``units``, or ``none`` = take the tick back."""
    found = found_or_404(request, number)
    line = next((one for one in found.lines if one.key == line_key), None)
    seen = request.POST.get("seen", "")
    try:
        if line is None:
            raise NoSuchLine
        before = pick_line(
            scope=request.scope,
            number=number,
            line_key=line_key,
            picked=_picked(request, line),
            seen=int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else None,
            actor=request.actor,
            now=ports.clock.now(),
        )
    except Refusal as refusal:
        return _page(request, number, refusal, line_key=line_key if line else 0)
    _tell_tick(request, number, line, before.share.picked)
    return redirect(f"/pick/{number}/?next=1")


@needs(Permission.PACK)
@require_POST
def finish(request: DeskRequest, number: int) -> HttpResponse:
    """End the list; ``rest`` = everything else is picked."""
    found_or_404(request, number)
    try:
        missing = finish_pick_list(
            scope=request.scope,
            number=number,
            is_rest_picked="rest" in request.POST,
            actor=request.actor,
            now=ports.clock.now(),
        )
    except Refusal as refusal:
        return _page(request, number, refusal)
    words = _("Pick list %(number)d is done.") % {"number": number}
    if missing:
        words += " " + ngettext("%(count)d order is short.", "%(count)d orders are short.", len(missing)) % {
            "count": len(missing)
        }
    add_toast(request, words, undo_to=f"/pick/{number}/reopened/")
    return redirect("pick:list", number)


@needs(Permission.PACK)
@require_POST
def discard(request: DeskRequest, number: int) -> HttpResponse:
    """Discard the list; its orders can go on another one."""
    found_or_404(request, number)
    try:
        discard_pick_list(scope=request.scope, number=number, actor=request.actor, now=ports.clock.now())
    except Refusal as refusal:
        return _page(request, number, refusal)
    add_toast(request, _("Pick list %(number)d is discarded.") % {"number": number}, undo_to=f"/pick/{number}/reopened/")
    return redirect("pick:lists")


@needs(Permission.PACK)
@require_POST
def reopen(request: DeskRequest, number: int) -> HttpResponse:
    """Open a list again that is over."""
    found_or_404(request, number)
    try:
        reopen_pick_list(scope=request.scope, number=number, actor=request.actor, now=ports.clock.now())
    except Refusal as refusal:
        return _page(request, number, refusal)
    add_toast(request, _("Pick list %(number)d is open again.") % {"number": number})
    return redirect("pick:list", number)


@needs(Permission.PACK)
@require_POST
def drop(request: DeskRequest, number: int) -> HttpResponse:
    """Take an order off the list."""
    found_or_404(request, number)
    order_id = request.POST.get("order", "")[:20]
    try:
        back = drop_from_pick_list(
            scope=request.scope, number=number, order_id=order_id, actor=request.actor, now=ports.clock.now()
        )
    except Refusal as refusal:
        return _page(request, number, refusal)
    words = _("Order %(order)s is off the list.") % {"order": order_id}
    if back:
        words += " " + ngettext("Put %(units)d unit back.", "Put %(units)d units back.", back) % {"units": back}
    add_toast(request, words)
    return redirect("pick:list", number)


def _picked(request: DeskRequest, line: PickLineRow) -> int | None:
    said = request.POST.get("picked", "")
    if said == "none":
        return None
    if said == "all":
        return line.quantity
    return read_picked(request.POST.get("units", ""), line.quantity)


def _tell_tick(request: DeskRequest, number: int, line: PickLineRow, before: int | None) -> None:
    picked, name = _picked(request, line), line.sku or line.title
    if picked is None:
        words = _("%(sku)s is open again.") % {"sku": name}
    elif picked < line.quantity:
        words = _("%(sku)s is short: %(picked)d of %(units)d.") % {"sku": name, "picked": picked, "units": line.quantity}
    else:
        words = _("%(sku)s is picked.") % {"sku": name}
    undo = {"picked": "none"} if before is None else {"picked": "short", "units": str(before)}
    add_toast(request, words, undo_to=f"/pick/{number}/lines/{line.key}/", undo=undo)


def _page(request: DeskRequest, number: int, refusal: Refusal, line_key: int = 0) -> HttpResponse:
    status = 422 if isinstance(refusal, _TYPED_WRONG) else 409
    words = say(refusal)
    page = page_of(
        request.scope,
        found_or_404(request, number),
        may_see=request.person.may(Permission.SEE_ORDERS),
        line_key=line_key,
        error=words if line_key else "",
        typed=request.POST.get("units", "")[:12],
        problem="" if line_key else words,
    )
    return render(request, "picking/list.html", {"page": page}, status=status)
