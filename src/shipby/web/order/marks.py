"""Holds, tags and notes of one order. Every form works without script: it posts, and the order comes back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shipby.actions.add_note import add_note
from shipby.actions.hold_orders import hold_orders
from shipby.actions.release_orders import release_orders
from shipby.actions.remove_note import remove_note
from shipby.actions.tag_orders import tag_orders
from shipby.orders.reads.detail import OrderDetail
from shipby.orders.rules.marks import ChangedMeanwhile
from shipby.shop.rules import Permission
from shipby.web.access import needs
from shipby.web.order.conflicts import HOLDING, RELEASING, Conflict, news_since, seen_of, settle
from shipby.web.order.forms import typed
from shipby.web.order.show import Typed, address_of, back_to, known_order, show
from shipby.web.request import DeskRequest
from shipby.web.toasts import add_toast
from shipby.words.ports import ports
from shipby.words.refusals import Refusal


@needs(Permission.WORK_ORDERS)
@require_POST
def hold(request: DeskRequest, order_id: str) -> HttpResponse:
    """Put the order on hold, or release it; with ``replaces`` the reason of another's hold gives way."""
    known = known_order(request, order_id)
    about = "release" if request.POST.get("release") else "hold"
    try:
        _release(request, known) if about == "release" else _hold(request, known)
    except ChangedMeanwhile:
        now = known_order(request, order_id)
        conflict = Conflict(about, news_since(now, seen_of(request.POST)), request.POST.get("reason", "")[:200])
        return show(request, now, conflict=conflict)
    except Refusal as refusal:
        return show(request, known, refusal=refusal)
    if request.POST.get("tracking"):
        # Released from a parcel that was being typed: the form goes on where it was.
        return show(request, known_order(request, order_id), typed=Typed(typed(request.POST)))
    return back_to(request, order_id)


def _hold(request: DeskRequest, known: OrderDetail) -> None:
    reason, seen = request.POST.get("reason", ""), seen_of(request.POST)
    where: dict[str, Any] = {"scope": request.scope, "order_ids": [known.order_id], "actor": request.actor}
    replaces = bool(request.POST.get("replaces"))

    def act(version: int | None) -> list[str]:
        return hold_orders(reason=reason, replaces=replaces, now=ports.clock.now(), expected_version=version, **where)

    if settle(known, request.scope, seen, HOLDING, act):
        add_toast(request, _("Order on hold."), undo_to="/orders/bulk/release/", undo=_undo(request, known))
    else:
        add_toast(request, _why_not_held(known))


def _release(request: DeskRequest, known: OrderDetail) -> None:
    where: dict[str, Any] = {"scope": request.scope, "order_ids": [known.order_id], "actor": request.actor}

    def act(version: int | None) -> list[str]:
        return release_orders(now=ports.clock.now(), expected_version=version, **where)

    reason = known.hold.reason if known.hold else ""
    if settle(known, request.scope, seen_of(request.POST), RELEASING, act):
        add_toast(request, _("Order released."), undo_to="/orders/bulk/hold/", undo=_undo(request, known) | {"reason": reason})
    else:
        add_toast(request, _("The order was not on hold any more."))


@needs(Permission.WORK_ORDERS)
@require_POST
def tags(request: DeskRequest, order_id: str) -> HttpResponse:
    """Add tags or remove one. Tags of two people add up, so nobody's are lost."""
    known = known_order(request, order_id)
    add, remove = request.POST.get("add", "").split(), request.POST.get("remove", "").split()
    try:
        done = tag_orders(
            scope=request.scope, order_ids=[order_id], add=add, remove=remove, actor=request.actor, now=ports.clock.now()
        )
    except Refusal as refusal:
        return show(request, known, refusal=refusal, typed=Typed(tag=request.POST.get("add", "")[:200]))
    undo = _undo(request, known) | {"add": " ".join(remove), "remove": " ".join(add)}
    if done:
        add_toast(request, _("Tags changed."), undo_to="/orders/bulk/tag/", undo=undo)
    else:
        add_toast(request, _("The tags were like that already."))
    return back_to(request, order_id)


@needs(Permission.WORK_ORDERS)
@require_POST
def notes(request: DeskRequest, order_id: str) -> HttpResponse:
    """Write a note, remove one, or bring it back. The same form sent twice writes one note."""
    known, text = known_order(request, order_id), request.POST.get("text", "")
    where: dict[str, Any] = {"scope": request.scope, "order_id": order_id, "actor": request.actor, "now": ports.clock.now()}
    key = request.POST.get("remove") or request.POST.get("bring_back") or ""
    undo_to = address_of(request, order_id, "notes")
    try:
        if key.isdecimal() and len(key) < 19:
            is_back = "bring_back" in request.POST
            remove_note(note_key=int(key), bring_back=is_back, **where)
            undo = {"remove" if is_back else "bring_back": key}
            add_toast(request, _("Note is back.") if is_back else _("Note removed."), undo_to=undo_to, undo=undo)
        else:
            written = add_note(text=text, form=request.POST.get("form", ""), **where)
            add_toast(request, _("Note added."), undo_to=undo_to, undo={"remove": str(written)})
    except Refusal as refusal:
        return show(request, known, refusal=refusal, typed=Typed(note=text))
    return redirect(address_of(request, order_id) + "#timeline")


def _undo(request: DeskRequest, known: OrderDetail) -> dict[str, str]:
    return {"order": known.order_id, "back": address_of(request, known.order_id)}


def _why_not_held(detail: OrderDetail) -> str:
    """Why a hold changed nothing: somebody was first, or there is nothing to hold."""
    if detail.hold is None:
        return _("Only open orders that you ship yourself can be held.")
    words = {"name": detail.hold.held_by, "reason": detail.hold.reason}
    if detail.hold.reason:
        return _("Already on hold by %(name)s: %(reason)s. Your reason was not kept.") % words
    return _("Already on hold by %(name)s.") % words
