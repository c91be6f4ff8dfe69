"""The queue page, and whether it has news."""

import hashlib
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shipby.diagnosis.reads import facts_of
from shipby.diagnosis.rules import BLOCKING
from shipby.orders.reads.filtering import Moment
from shipby.orders.reads.queue import BadPage, QueuePage, deadline_counts, queue_page, view_counts
from shipby.orders.rules.query import BadFilter, Query, parse
from shipby.shop.rules import Permission
from shipby.web.access import needs
from shipby.web.formats import count_text
from shipby.web.queue import filters, page
from shipby.web.request import DeskRequest
from shipby.web.shell import shell_of

LONGEST_TYPED = 2500


@needs(Permission.SEE_ORDERS)
@require_safe
def queue(request: DeskRequest) -> HttpResponse:
    """Open orders by deadline, filtered by ``?q=``, from the place ``?after=`` on."""
    typed = request.GET.get("q", "")[:LONGEST_TYPED]
    moment = _moment(request)
    try:
        query, bad = parse(typed), None
    except BadFilter as refusal:
        query, bad = Query(), filters.bad_of(refusal, typed)
    context = _frame(request, query, moment) | {"typed": typed, "bad": bad}
    if bad:
        context["tabs"] = [replace(tab, is_current=False) for tab in context["tabs"]]
        return render(request, "queue/page.html", {"page": context}, status=422)
    after = request.GET.get("after") or None
    try:
        found = queue_page(request.scope.account_ids, query, moment, after=after)
    except BadPage:
        after, found = None, queue_page(request.scope.account_ids, query, moment)
    return render(request, "queue/page.html", {"page": context | _table(found, query, context, after=after)})


@needs(Permission.SEE_ORDERS)
@require_safe
def news(request: DeskRequest) -> HttpResponse:
    """204 while the first page is as ``?seen=`` says; else a line that offers the new one. Rows never move by themselves."""
    try:
        query = parse(request.GET.get("q", "")[:LONGEST_TYPED])
    except BadFilter:
        return HttpResponse(status=204)
    found = queue_page(request.scope.account_ids, query, _moment(request))
    mark = mark_of(found)
    if request.GET.get("seen") == mark:
        return HttpResponse(status=204, headers={"ETag": f'"{mark}"'})
    before = request.GET.get("total", "")
    more = found.total - int(before) if before.isdecimal() and len(before) < 10 else 0
    words = (
        ngettext("%(number)d new order.", "%(number)d new orders.", more) % {"number": more}
        if more > 0
        else _("The list has changed.")
    )
    context = {"words": words, "href": filters.address(query)}
    response = render(request, "queue/_news.html", context)
    response.headers["ETag"] = f'"{mark}"'
    return response


def mark_of(found: QueuePage) -> str:
    """A digest of what the first page shows: any order, state or cause that changes, changes it."""
    told = [(row.order_id, row.row_version, row.causes, row.tags, row.confirmation) for row in found.rows]
    return hashlib.sha256(repr((found.total, told)).encode()).hexdigest()[:16]


def _moment(request: DeskRequest) -> Moment:
    shell = shell_of(request)
    return Moment(shell.now, shell.zone, tuple(BLOCKING))


def _frame(request: DeskRequest, query: Query, moment: Moment) -> dict[str, Any]:
    """What surrounds the table, with or without a filter that can be read."""
    accounts, person = request.scope.account_ids, request.person
    here = page.Here(moment.now, moment.zone, (get_language() or "en").replace("-", "_"))
    counts = deadline_counts(accounts, query, moment)
    chips = filters.chips_of(query)
    views = view_counts(accounts, filters.VIEWS, moment)
    shell_of(request).open_orders = views[filters.ALL]
    return {
        "here": here,
        "counts": counts,
        "strip": page.strip_of(counts, query, here),
        "tabs": filters.tabs_of(query, views),
        "chips": chips,
        "removals": chips,
        "offers": filters.offers_of(query),
        "may_work": person.may(Permission.WORK_ORDERS),
        "may_print": person.may(Permission.PRINT),
        "may_confirm": person.may(Permission.CONFIRM),
        "may_import": person.may(Permission.IMPORT),
    }


def _table(found: QueuePage, query: Query, frame: dict[str, Any], *, after: str | None) -> dict[str, Any]:
    here = frame["here"]
    total = count_text(found.total, language=here.language)
    number = found.total if found.total_is_exact else 1000
    facts = facts_of({row.order_key: row.causes for row in found.rows})
    words = ngettext("%(total)s order", "%(total)s orders", number) % {"total": total if found.total_is_exact else f"{total}+"}
    return {
        "groups": page.groups_of(found.rows, query, frame["counts"], here, facts),
        "total_words": words,
        "after": after,
        "here_href": filters.address(query, **({"after": after} if after else {})),
        "first_href": filters.address(query),
        "next_href": filters.address(query, after=found.after) if found.after else "",
        "news_href": "" if after else _news_address(query, found),
    }


def _news_address(query: Query, found: QueuePage) -> str:
    return filters.address(query, seen=mark_of(found), total=str(found.total)).replace("/orders/?", "/orders/news/?", 1)
