"""The order page and what can be done on it. Every form works without script: it posts, and the page comes back."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shipby.actions.add_note import add_note
from shipby.actions.confirm_shipment import Confirmed, confirm_shipment
from shipby.actions.correct_parcel import correct_parcel
from shipby.actions.hold_orders import hold_orders
from shipby.actions.release_orders import release_orders
from shipby.actions.remove_note import remove_note
from shipby.actions.reveal_personal import reveal_personal
from shipby.actions.tag_orders import tag_orders
from shipby.actions.withdraw_parcel import withdraw_parcel
from shipby.buyers.reads import sealed_heads
from shipby.diagnosis.rules import BLOCKING
from shipby.journal.reads import events_of
from shipby.orders.reads.detail import OrderDetail, order_detail
from shipby.orders.reads.filtering import Moment
from shipby.orders.reads.queue import neighbours
from shipby.orders.rules.locked import LockedLine, LockedOrder
from shipby.orders.rules.query import BadFilter, Query, parse
from shipby.orders.rules.sorting import Sort, UnknownSort, parse_sort
from shipby.shipping.reads import orders_to_ship, parcels_of
from shipby.shipping.rules.carriers import carriers_for
from shipby.shop.rules import Permission
from shipby.web.access import needs
from shipby.web.csp import never_stored
from shipby.web.order import page
from shipby.web.order.forms import ParcelForm, typed
from shipby.web.printing import pdf, print_labels, print_slips
from shipby.web.queue.page import Here
from shipby.web.queue.views import LONGEST_TYPED
from shipby.web.request import DeskRequest
from shipby.web.shell import shell_of
from shipby.web.toasts import add_toast
from shipby.words.ports import ports
from shipby.words.refusals import Refusal

EVENTS = 60


@needs(Permission.SEE_ORDERS)
@require_safe
def order(request: DeskRequest, order_id: str) -> HttpResponse:
    """One order; ``?q=`` is the filter it was found with, ``?before=`` the event from which older ones are shown."""
    return _show(request, _known(request, order_id))


@needs(Permission.WORK_ORDERS)
@require_POST
def hold(request: DeskRequest, order_id: str) -> HttpResponse:
    """Put the order on hold, or release it."""
    known, now = _known(request, order_id), ports.clock.now()
    where: dict[str, Any] = {"scope": request.scope, "order_ids": [order_id], "actor": request.actor, "now": now}
    undo = {"order": order_id, "back": _address(request, order_id)}
    try:
        if request.POST.get("release"):
            reason = known.hold.reason if known.hold else ""
            if release_orders(**where):
                add_toast(request, _("Order released."), undo_to="/orders/bulk/hold/", undo=undo | {"reason": reason})
            else:
                add_toast(request, _("The order was not on hold any more."))
        elif hold_orders(reason=request.POST.get("reason", ""), **where):
            add_toast(request, _("Order on hold."), undo_to="/orders/bulk/release/", undo=undo)
        else:
            add_toast(request, _why_not_held(known))
    except Refusal as refusal:
        return _show(request, known, refusal=refusal)
    return _back(request, order_id)


@needs(Permission.WORK_ORDERS)
@require_POST
def tags(request: DeskRequest, order_id: str) -> HttpResponse:
    """Add tags or remove one."""
    known = _known(request, order_id)
    add, remove = request.POST.get("add", "").split(), request.POST.get("remove", "").split()
    try:
        tag_orders(scope=request.scope, order_ids=[order_id], add=add, remove=remove, actor=request.actor, now=ports.clock.now())
    except Refusal as refusal:
        return _show(request, known, refusal=refusal)
    undo = {"order": order_id, "back": _address(request, order_id), "add": " ".join(remove), "remove": " ".join(add)}
    add_toast(request, _("Tags changed."), undo_to="/orders/bulk/tag/", undo=undo)
    return _back(request, order_id)


@needs(Permission.WORK_ORDERS)
@require_POST
def notes(request: DeskRequest, order_id: str) -> HttpResponse:
    """Write a note, remove one, or bring it back."""
    known, text = _known(request, order_id), request.POST.get("text", "")
    where: dict[str, Any] = {"scope": request.scope, "order_id": order_id, "actor": request.actor, "now": ports.clock.now()}
    key = request.POST.get("remove") or request.POST.get("bring_back") or ""
    try:
        if key.isdecimal() and len(key) < 19:
            is_back = "bring_back" in request.POST
            remove_note(note_key=int(key), bring_back=is_back, **where)
            undo = {"remove" if is_back else "bring_back": key}
            add_toast(
                request,
                _("Note is back.") if is_back else _("Note removed."),
                undo_to=_address(request, order_id, "notes"),
                undo=undo,
            )
        else:
            written = add_note(text=text, **where)
            add_toast(request, _("Note added."), undo_to=_address(request, order_id, "notes"), undo={"remove": str(written)})
    except Refusal as refusal:
        return _show(request, known, refusal=refusal, note=text)
    return redirect(_address(request, order_id) + "#timeline")


@needs(Permission.SEE_PERSONAL)
@require_POST
def phone(request: DeskRequest, order_id: str) -> HttpResponse:
    """Show the phone number, on request only; the journal keeps who saw it."""
    known = _known(request, order_id)
    found = reveal_personal(
        scope=request.scope, order_keys=[known.order_key], purpose="phone", actor=request.actor, now=ports.clock.now()
    )
    number = page.phone_of(found.get(known.order_key))
    if request.headers.get("HX-Request") != "true":
        return _show(request, known, phone=number)
    shown = {"href": f"/orders/{order_id}/", "phone": number, "phone_state": "unknown"}
    return never_stored(render(request, "order/_phone.html", {"page": shown}))


@needs(Permission.CONFIRM)
@require_POST
def parcels(request: DeskRequest, order_id: str) -> HttpResponse:
    """Confirm a parcel of the order."""
    known, form = _known(request, order_id), typed(request.POST)
    if form.version and form.version != str(known.row_version):
        return _show(request, known, form=replace(form, conflict=True), status=409)
    try:
        done = confirm_shipment(
            scope=request.scope, order_id=order_id, parcel=form.draft(), actor=request.actor, now=ports.clock.now()
        )
    except Refusal as refusal:
        return _show(request, known, form=replace(form, refusal=refusal))
    if any(warning.code == "same_parcel" for warning in done.warnings):
        add_toast(request, _("Parcel %(number)d was already there. Nothing was added.") % {"number": done.reference})
        return _back(request, order_id)
    words = _("Parcel %(number)d entered. It goes to Amazon with the next confirmation file.") % {"number": done.reference}
    add_toast(
        request, _warned(words, done), undo_to=_address(request, order_id, f"parcels/{done.reference}"), undo={"withdraw": "1"}
    )
    return _back(request, order_id)


@needs(Permission.CONFIRM)
@require_POST
def parcel(request: DeskRequest, order_id: str, reference: int) -> HttpResponse:
    """Correct a parcel, or withdraw it as long as Amazon can't know it."""
    known, form = _known(request, order_id), typed(request.POST)
    where: dict[str, Any] = {"scope": request.scope, "order_id": order_id, "reference": reference, "actor": request.actor}
    try:
        if request.POST.get("withdraw"):
            withdraw_parcel(now=ports.clock.now(), **where)
            add_toast(request, _("Parcel %(number)d withdrawn.") % {"number": reference})
        else:
            if form.version and form.version != str(known.row_version):
                return _show(request, known, form=replace(form, conflict=True), reference=reference, status=409)
            done = correct_parcel(parcel=form.draft(), now=ports.clock.now(), **where)
            add_toast(request, _warned(_("Parcel %(number)d corrected.") % {"number": reference}, done))
    except Refusal as refusal:
        if request.POST.get("withdraw") or _is_withdrawn(known, reference):
            return _show(request, known, form=form, refusal=refusal)
        return _show(request, known, form=replace(form, refusal=refusal), reference=reference)
    return _back(request, order_id)


@needs(Permission.CONFIRM)
@require_POST
def look(request: DeskRequest, order_id: str) -> HttpResponse:
    """Which carriers a tracking number looks like, and what seems wrong with it, while it is typed."""
    known = _known(request, order_id)
    warehouse = orders_to_ship([_locked(known)], request.scope)[known.order_key]
    form = replace(typed(request.POST), ship_from=warehouse.ship_from)
    return render(request, "order/_look.html", {"form": form})


@needs(Permission.PRINT)
@require_safe
def packing_slip(request: DeskRequest, order_id: str) -> HttpResponse:
    """The packing slip as PDF; the look into the vault is noted."""
    _known(request, order_id)
    printed = print_slips(scope=request.scope, order_ids=[order_id], actor=request.actor, now=ports.clock.now())
    return pdf(printed, f"packing-slip-{order_id}.pdf")


@needs(Permission.PRINT)
@require_safe
def address_label(request: DeskRequest, order_id: str) -> HttpResponse:
    """The address label as PDF; the look into the vault is noted."""
    _known(request, order_id)
    printed = print_labels(scope=request.scope, order_ids=[order_id], actor=request.actor, now=ports.clock.now())
    if not printed.content:
        words = _("No address is known for this order. Import the report that has it, or print the packing slip.")
        return render(request, "queue/problem.html", {"words": words, "back": f"/orders/{order_id}/"}, status=422)
    return pdf(printed, f"address-label-{order_id}.pdf")


def _why_not_held(detail: OrderDetail) -> str:
    """Why a hold changed nothing: somebody was first, or there is nothing to hold."""
    if detail.hold is None:
        return _("Only open orders that you ship yourself can be held.")
    words = {"name": detail.hold.held_by, "reason": detail.hold.reason}
    if detail.hold.reason:
        return _("Already on hold by %(name)s: %(reason)s. Your reason was not kept.") % words
    return _("Already on hold by %(name)s.") % words


def _is_withdrawn(detail: OrderDetail, reference: int) -> bool:
    """Whether the parcel is not on the page any more, so that its form can't show what is wrong with it."""
    return not any(row.reference == reference and row.withdrawn_at is None for row in parcels_of(detail.order_key))


def _known(request: DeskRequest, order_id: str) -> OrderDetail:
    found = order_detail(request.scope.account_ids, order_id) if order_id.isprintable() else None
    if found is None:
        raise Http404
    return found


def _back(request: DeskRequest, order_id: str) -> HttpResponse:
    return redirect(_address(request, order_id))


def _address(request: DeskRequest, order_id: str, part: str = "") -> str:
    """The order's page, or a part of it, with the filter and the sort that it was found with."""
    kept = {name: request.GET[name] for name in ("q", "sort") if request.GET.get(name)}
    return f"/orders/{order_id}/{part}{'?' + urlencode(kept) if kept else ''}"


def _warned(words: str, done: Confirmed) -> str:
    return " ".join([words, *(_(warning.sentence) % warning.params for warning in done.warnings)])


def _show(
    request: DeskRequest,
    detail: OrderDetail,
    *,
    form: ParcelForm | None = None,
    reference: int | None = None,
    refusal: Refusal | None = None,
    note: str = "",
    phone: str = "",
    status: int | None = None,
) -> HttpResponse:
    """The whole page. A refusal brings back what was typed, with status 422."""
    scope, person = request.scope, request.person
    shell = shell_of(request)
    here = Here(shell.now, shell.zone, (get_language() or "en").replace("-", "_"))
    may_see = person.may(Permission.SEE_PERSONAL)
    query = _query(request)
    sort = _sort(request)
    moment = Moment(here.now, here.zone, tuple(BLOCKING))
    near = neighbours(scope.account_ids, query, detail.order_id, moment, sort=sort)
    personal = _personal(request, detail, here) if may_see else None
    to_ship = orders_to_ship([_locked(detail)], scope)[detail.order_key]
    rows, new_form = parcels_of(detail.order_key), form if reference is None and form else ParcelForm()
    stops = page.stops_of(detail, here)
    if refusal:
        stops.insert(
            0, page.Stop("red", "circle-alert", _(refusal.sentence) % refusal.params, _(refusal.remedy) % refusal.params)
        )
    before = request.GET.get("before", "")
    events = events_of(
        "order", detail.order_key, limit=EVENTS + 1, after=int(before) if before.isdecimal() and len(before) < 19 else None
    )
    shown: dict[str, Any] = page.head(detail, query, sort, near, here)
    shown |= page.deliver_to(detail, personal, sealed_heads([detail.order_key]).get(detail.order_key), may_see=may_see, here=here)
    shown |= page.items(detail)
    shown |= {
        "stops": stops,
        "moments": page.timeline(events[:EVENTS], detail.notes if not before else ()),
        "older_href": _older(request, detail.order_id, events[EVENTS - 1].id) if len(events) > EVENTS else "",
        "parcels": page.parcels(to_ship, rows, form, reference, here),
        "ship": page.ship(to_ship, detail, new_form, here),
        "carriers": carriers_for(to_ship.ship_from or None),
        "route": _route(to_ship.ship_from, detail),
        "typed_note": note,
        "phone": phone,
        "may_work": person.may(Permission.WORK_ORDERS),
        "may_print": person.may(Permission.PRINT),
        "may_confirm": person.may(Permission.CONFIRM),
    }
    if status is None:
        status = 422 if refusal or (form and form.refusal) else 200
    is_panel = request.headers.get("X-Desk-Panel") == "1"
    response = render(request, "order/panel.html" if is_panel else "order/page.html", {"page": shown}, status=status)
    if is_panel:
        response.headers["X-Desk-Panel"] = "1"
    return never_stored(response)


def _personal(request: DeskRequest, detail: OrderDetail, here: Here) -> Any:
    found = reveal_personal(
        scope=request.scope, order_keys=[detail.order_key], purpose="order_page", actor=request.actor, now=here.now
    )
    return found.get(detail.order_key)


def _query(request: DeskRequest) -> Query:
    try:
        return parse(request.GET.get("q", "")[:LONGEST_TYPED])
    except BadFilter:
        return Query()


def _sort(request: DeskRequest) -> Sort | None:
    try:
        return parse_sort(request.GET.get("sort", "")[:40])
    except UnknownSort:
        return None


def _older(request: DeskRequest, order_id: str, event_id: int) -> str:
    address = _address(request, order_id)
    return f"{address}{'&' if '?' in address else '?'}before={event_id}#timeline"


def _route(ship_from: str, detail: OrderDetail) -> str:
    place = ", ".join(part for part in (detail.city, detail.region) if part)
    return _("%(country)s to %(place)s") % {"country": ship_from, "place": place} if ship_from and place else place


def _locked(detail: OrderDetail) -> LockedOrder:
    """The order as the rules of shipping look at it."""
    return LockedOrder(
        key=detail.order_key,
        account_id=detail.account_id,
        store_id=detail.store_id,
        order_id=detail.order_id,
        status=detail.status,
        fulfilled_by=detail.fulfilled_by,
        programs=detail.programs,
        is_held=detail.is_held,
        is_incomplete=detail.is_incomplete,
        cancel_requested=detail.cancel_requested,
        vanished_at=detail.vanished_at,
        purchased_at=detail.purchased_at,
        ship_by_latest=detail.ship_by_latest,
        row_version=detail.row_version,
        lines=tuple(
            LockedLine(
                line.line_key, line.order_item_id, line.sku, line.quantity_ordered, line.quantity_shipped, line.quantity_cancelled
            )
            for line in detail.lines
        ),
    )
