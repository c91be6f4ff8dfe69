"""One order as a page or as a piece beside the queue: read everything, put it together, answer."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shipby.actions.reveal_personal import reveal_personal
from shipby.buyers.reads import sealed_heads
from shipby.diagnosis.rules import BLOCKING
from shipby.journal.reads import EventRow, events_of
from shipby.orders.reads.detail import OrderDetail, order_detail, row_version_of
from shipby.orders.reads.filtering import Moment
from shipby.orders.reads.queue import neighbours
from shipby.orders.rules.locked import LockedLine, LockedOrder
from shipby.orders.rules.query import BadFilter, Query, parse
from shipby.orders.rules.sorting import Sort, UnknownSort, parse_sort
from shipby.shipping.reads import orders_to_ship, parcels_of
from shipby.shipping.rules.carriers import carriers_for
from shipby.shop.rules import Permission
from shipby.stock.reads import bins_of
from shipby.web.csp import never_stored
from shipby.web.order import page
from shipby.web.order.conflicts import Conflict
from shipby.web.order.forms import ParcelForm
from shipby.web.queue.asked import LONGEST_TYPED
from shipby.web.queue.here import Here
from shipby.web.request import DeskRequest
from shipby.web.shell import shell_of
from shipby.words.ports import ports
from shipby.words.refusals import Refusal

EVENTS = 60
_TEMPLATES = {"drawer": "order/panel.html", "page": "order/piece.html"}
"""What our script asks for instead of the whole page: the order in the drawer, or the inside of its own page after a form."""


def known_order(request: DeskRequest, order_id: str) -> OrderDetail:
    """The order of this shop.

    Raises:
        Http404: there is none.
    """
    found = order_detail(request.scope.account_ids, order_id) if order_id.isprintable() else None
    if found is None:
        raise Http404
    return found


def back_to(request: DeskRequest, order_id: str) -> HttpResponse:
    """To the order's page, as after every form."""
    return redirect(address_of(request, order_id))


def address_of(request: DeskRequest, order_id: str, part: str = "") -> str:
    """The order's page, or a part of it, with the filter and the sort that it was found with."""
    kept = {name: request.GET[name] for name in ("q", "sort") if request.GET.get(name)}
    return f"/orders/{order_id}/{part}{'?' + urlencode(kept) if kept else ''}"


@dataclass(frozen=True, slots=True)
class Typed:
    """What comes back in the forms: a parcel (of number ``reference`` where it corrects one), a note, a tag."""

    form: ParcelForm | None = None
    reference: int | None = None
    note: str = ""
    tag: str = ""


def show(
    request: DeskRequest,
    detail: OrderDetail,
    *,
    typed: Typed | None = None,
    refusal: Refusal | None = None,
    conflict: Conflict | None = None,
    phone: str = "",
) -> HttpResponse:
    """The whole page. A refusal brings back what was typed, with status 422; a conflict also what others did, with 409."""
    typed = typed or Typed()
    form, reference = typed.form, typed.reference
    before = request.GET.get("before", "")
    events, newest = _events(detail.order_key, before)
    # Changed between the reads: then nobody knows which events this page shows, and its forms say so.
    seen = newest if row_version_of(detail.order_key) == detail.row_version else ""
    scope, person = request.scope, request.person
    shell = shell_of(request)
    here = Here(shell.now, shell.zone, (get_language() or "en").replace("-", "_"))
    may_see = person.may(Permission.SEE_PERSONAL)
    query = _query(request)
    sort = _sort(request)
    moment = Moment(here.now, here.zone, tuple(BLOCKING))
    near = neighbours(scope.account_ids, query, detail.order_id, moment, sort=sort)
    personal = _personal(request, detail, here) if may_see else None
    to_ship = orders_to_ship([locked_of(detail)], scope)[detail.order_key]
    rows, new_form = parcels_of(detail.order_key), form if reference is None and form else ParcelForm()
    stops = page.stops_of(detail, here)
    if refusal:
        stops.insert(
            0, page.Stop("red", "circle-alert", _(refusal.sentence) % refusal.params, _(refusal.remedy) % refusal.params)
        )
    shown: dict[str, Any] = page.head(detail, query, sort, near, here)
    shown |= page.deliver_to(detail, personal, sealed_heads([detail.order_key]).get(detail.order_key), may_see=may_see, here=here)
    shown |= page.items(detail, bins_of([detail.account_id], [line.sku for line in detail.lines]))
    shown |= {
        "stops": stops,
        "moments": page.timeline(events[:EVENTS], detail.notes if not before else ()),
        "older_href": _older(request, detail.order_id, events[EVENTS - 1].id) if len(events) > EVENTS else "",
        "parcels": page.parcels(to_ship, rows, form, reference, here),
        "ship": page.ship(to_ship, detail, new_form, here),
        "carriers": carriers_for(to_ship.ship_from or None),
        "route": _route(to_ship.ship_from, detail),
        "seen": seen,
        "conflict": conflict,
        "form_name": ports.ids.random_bytes(12).hex(),
        "typed_note": typed.note,
        "typed_tag": typed.tag,
        "phone": phone,
        "is_open": detail.is_open,
        "may_work": person.may(Permission.WORK_ORDERS),
        "may_print": person.may(Permission.PRINT),
        "may_confirm": person.may(Permission.CONFIRM),
    }
    status = 409 if conflict else 422 if refusal or (form and form.refusal) else 200
    asked_for = request.headers.get("X-Desk-Panel", "")
    response = render(request, _TEMPLATES.get(asked_for, "order/page.html"), {"page": shown}, status=status)
    if asked_for in _TEMPLATES:
        response.headers["X-Desk-Panel"] = asked_for
    return never_stored(response)


def _events(order_key: int, before: str) -> tuple[list[EventRow], int]:
    """The events to show, one more than fits if there are older ones; and the newest of all, 0 = none."""
    start = int(before) if before.isdecimal() and len(before) < 19 else None
    events = events_of("order", order_key, limit=EVENTS + 1, after=start)
    newest = events if start is None else events_of("order", order_key, limit=1)
    return events, newest[0].id if newest else 0


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
    address = address_of(request, order_id)
    return f"{address}{'&' if '?' in address else '?'}before={event_id}#timeline"


def _route(ship_from: str, detail: OrderDetail) -> str:
    place = ", ".join(part for part in (detail.city, detail.region) if part)
    return _("%(country)s to %(place)s") % {"country": ship_from, "place": place} if ship_from and place else place


def locked_of(detail: OrderDetail) -> LockedOrder:
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
