"""The order page: what is shown and printed of one order, and who else looks at it."""

import hashlib

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shipby.actions.reveal_personal import reveal_personal
from shipby.actions.stay_at_order import stay_at_order
from shipby.orders.reads.detail import OrderDetail
from shipby.orders.rules.marks import NoSuchOrder
from shipby.presence.reads import VisitRow
from shipby.shop.reads import people_of
from shipby.shop.rules import Permission
from shipby.web.access import needs
from shipby.web.csp import never_stored
from shipby.web.order import page
from shipby.web.order.conflicts import Seen, news_since, seen_of
from shipby.web.order.show import address_of, known_order, show
from shipby.web.printing import pdf, print_labels, print_slips
from shipby.web.request import DeskRequest
from shipby.words.ports import ports


@needs(Permission.SEE_ORDERS)
@require_safe
def order(request: DeskRequest, order_id: str) -> HttpResponse:
    """One order; ``?q=`` is the filter it was found with, ``?before=`` the event from which older ones are shown."""
    return show(request, known_order(request, order_id))


@needs(Permission.SEE_ORDERS)
@require_POST
def here(request: DeskRequest, order_id: str) -> HttpResponse:
    """The page says that somebody looks at it, and hears who else does and what changed; 204 while all is as it shows."""
    if not order_id.isprintable():
        raise Http404
    try:
        others = stay_at_order(scope=request.scope, order_id=order_id, person_id=request.person.id, now=ports.clock.now())
    except NoSuchOrder as refusal:
        raise Http404 from refusal
    detail, seen = known_order(request, order_id), seen_of(request.POST)
    is_changed = seen.version is not None and seen.version != detail.row_version
    news = news_since(detail, Seen(seen.version, seen.event)) if is_changed else []
    told = [[(other.person_id, other.since) for other in others], [(line.at, line.sentence) for line in news], is_changed]
    mark = hashlib.sha256(repr(told).encode()).hexdigest()[:16]
    if request.POST.get("mark") == mark:
        return HttpResponse(status=204)
    context = {
        "version": seen.version if seen.version is not None else "",
        "seen": seen.event if seen.event is not None else "",
        "mark": mark,
        "others": _named(request, others),
        "is_changed": is_changed,
        "news": news[:3],
        "self_href": address_of(request, order_id),
    }
    return render(request, "order/_here.html", context)


def _named(request: DeskRequest, visits: list[VisitRow]) -> list[tuple[str, object]]:
    """Names of the others and since when they are there."""
    names = {person.id: person.name for person in people_of(request.scope.shop_id)} if visits else {}
    return [(names[visit.person_id], visit.since) for visit in visits if visit.person_id in names]


@needs(Permission.SEE_PERSONAL)
@require_POST
def phone(request: DeskRequest, order_id: str) -> HttpResponse:
    """Show the phone number, on request only; the journal keeps who saw it."""
    known = known_order(request, order_id)
    found = reveal_personal(
        scope=request.scope, order_keys=[known.order_key], purpose="phone", actor=request.actor, now=ports.clock.now()
    )
    number = page.phone_of(found.get(known.order_key))
    if request.headers.get("HX-Request") != "true":
        return show(request, known, phone=number)
    shown = {"href": f"/orders/{order_id}/", "phone": number, "phone_state": "unknown"}
    return never_stored(render(request, "order/_phone.html", {"page": shown}))


@needs(Permission.PRINT)
@require_safe
def packing_slip(request: DeskRequest, order_id: str) -> HttpResponse:
    """The packing slip as PDF; the look into the vault is noted."""
    _to_print(request, order_id)
    printed = print_slips(scope=request.scope, order_ids=[order_id], actor=request.actor, now=ports.clock.now())
    return pdf(printed, f"packing-slip-{order_id}.pdf")


@needs(Permission.PRINT)
@require_safe
def address_label(request: DeskRequest, order_id: str) -> HttpResponse:
    """The address label as PDF; the look into the vault is noted."""
    _to_print(request, order_id)
    printed = print_labels(scope=request.scope, order_ids=[order_id], actor=request.actor, now=ports.clock.now())
    if not printed.content:
        words = _("No address is known for this order. Import the report that has it, or print the packing slip.")
        return render(request, "queue/problem.html", {"words": words, "back": f"/orders/{order_id}/"}, status=422)
    return pdf(printed, f"address-label-{order_id}.pdf")


def _to_print(request: DeskRequest, order_id: str) -> OrderDetail:
    """The order, if this person may print its documents: who only packs, only while it is to be shipped.

    Raises:
        Http404: there is no such order, or not for them.
    """
    known = known_order(request, order_id)
    if not known.is_open and not request.person.may(Permission.SEE_ORDERS):
        raise Http404
    return known
