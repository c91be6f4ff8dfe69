"""The pick lists, one of them, and its paper."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shipby.documents.reads import looks_of
from shipby.documents.rules.template import Kind, PaperSize, usual_paper
from shipby.packing.reads import PickListDetail, live_count, pick_list_of, pick_lists, picked_among
from shipby.packing.rules.pick_lists import NEXT
from shipby.paper.facts import PickLine, PickListFacts
from shipby.paper.pick_list import pick_list
from shipby.shop.reads import default_warehouse
from shipby.shop.rules import Permission
from shipby.web.access import needs
from shipby.web.formats import when_text
from shipby.web.pick_words import pick_words
from shipby.web.picking.making import ready_orders
from shipby.web.picking.page import page_of, shown_list
from shipby.web.request import DeskRequest
from shipby.web.shell import shell_of

ROWS = 50


@needs(Permission.PACK)
@require_safe
def lists(request: DeskRequest) -> HttpResponse:
    """Lists to be picked, or those that are over (``?show=over``), and the way to a new one."""
    shop_id, is_live = request.scope.shop_id, request.GET.get("show") != "over"
    text = request.GET.get("before", "")
    rows = pick_lists(shop_id, is_live=is_live, before=int(text) if text.isdecimal() and len(text) < 10 else None, limit=ROWS + 1)
    ready = ready_orders(request)
    context = {
        "lists": [shown_list(row) for row in rows[:ROWS]],
        "is_live": is_live,
        "live": live_count(shop_id),
        "next_before": rows[ROWS - 1].number if len(rows) > ROWS else None,
        "ready": len(ready) - len(picked_among(shop_id, ready)),
        "next": NEXT,
    }
    return render(request, "picking/lists.html", context)


@needs(Permission.PACK)
@require_safe
def detail(request: DeskRequest, number: int) -> HttpResponse:
    """One list: lines to tick. ``?next`` puts the cursor on the first open line."""
    found = found_or_404(request, number)
    page = page_of(request.scope, found, may_see=request.person.may(Permission.SEE_ORDERS))
    return render(request, "picking/list.html", {"page": page, "goes_on": "next" in request.GET})


@needs(Permission.PACK)
@require_safe
def printed(request: DeskRequest, number: int) -> HttpResponse:
    """The list on paper: A4, or Letter where the warehouse stands in a country that uses it. ``?page=a4`` or ``letter``."""
    found, shell = found_or_404(request, number), shell_of(request)
    asked = request.GET.get("page", "")
    if asked in {PaperSize.A4, PaperSize.LETTER}:
        page = PaperSize(asked)
    else:
        page = usual_paper(default_warehouse(request.scope.shop_id).country)
    when = when_text(found.row.made_at, now=shell.now, zone=shell.zone, language=request.LANGUAGE_CODE or "en")
    facts = PickListFacts(
        code=str(number),
        made=_("Made %(when)s by %(name)s") % {"when": when, "name": found.row.made_by},
        lines=tuple(PickLine(line.sku, line.title, line.quantity, line.bin, line.asin, line.shares) for line in found.lines),
        words=pick_words(),
        page=page,
    )
    look = looks_of(request.scope.shop_id, Kind.PICK_LIST).of(None)
    response = HttpResponse(pick_list(facts, look.template), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="pick-list-{number}.pdf"'
    return response


def found_or_404(request: DeskRequest, number: int) -> PickListDetail:
    """The list of this number in the person's shop."""
    found = pick_list_of(request.scope.shop_id, number) if number < 2**31 else None
    if found is None:
        raise Http404
    return found
