"""The queue page, whether it has news, and rows that changed."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shipby.diagnosis.reads import facts_of
from shipby.orders.reads.filtering import Moment
from shipby.orders.reads.queue import (
    BadPage,
    QueuePage,
    deadline_counts,
    queue_page,
    rows_of,
    still_matching,
    view_counts,
)
from shipby.orders.reads.saved_views import views_for
from shipby.orders.rules.query import BadFilter, Query, parse
from shipby.orders.rules.saved_views import may_change
from shipby.orders.rules.sorting import UnknownSort
from shipby.shop.reads import account_names
from shipby.shop.rules import Permission
from shipby.shop.rules.profile import PAGE_SIZES
from shipby.web.access import needs
from shipby.web.formats import count_text, day_text
from shipby.web.queue import columns, filters, page, tabs
from shipby.web.queue.asked import LONGEST_TYPED, Asked, asked_of, moment_of
from shipby.web.queue.here import Here
from shipby.web.queue.rows import draw
from shipby.web.request import DeskRequest
from shipby.web.shell import shell_of

MOST_LIVE = 100


@needs(Permission.SEE_ORDERS)
@require_safe
def queue(request: DeskRequest) -> HttpResponse:
    """Open orders by deadline, filtered by ``?q=``, sorted by ``?sort=``, from ``?after=`` on or up to ``?before=``."""
    return queue_of(request, request.GET)


def queue_of(request: DeskRequest, values: QueryDict, more: Mapping[str, Any] | None = None) -> HttpResponse:
    """The list that ``values`` name as an address does; a filter that can't be read is shown with its mistake, as 422."""
    typed = values.get("q", "")[:LONGEST_TYPED]
    moment, bad = moment_of(request), None
    try:
        asked = asked_of(request, values)
    except BadFilter as refusal:
        asked, bad = Asked(Query()), filters.bad_of(refusal, typed)
    except UnknownSort as refusal:
        asked, bad = Asked(Query()), filters.Bad(refusal.message, refusal.what_to_do, "", values.get("sort", "")[:40], "")
    context = _frame(request, asked, moment, is_bad=bad is not None) | {"typed": typed, "bad": bad} | dict(more or {})
    if bad:
        return render(request, "queue/page.html", {"page": context}, status=422)
    after, before = values.get("after") or None, values.get("before") or None
    places = {"after": after} if after else {"before": before} if before else {}
    try:
        found = _found(request, asked, moment, total=context["known_total"], **places)
    except BadPage:
        places, context["place_is_gone"] = {}, True
        found = _found(request, asked, moment, total=context["known_total"])
    context |= _table(request, found, asked, context, places)
    return render(request, "queue/page.html", {"page": context})


def _found(request: DeskRequest, asked: Asked, moment: Moment, **places: Any) -> QueuePage:
    limit = request.person.page_size
    return queue_page(request.scope.account_ids, asked.query, moment, sort=asked.sort, limit=limit, **places)


@needs(Permission.SEE_ORDERS)
@require_safe
def news(request: DeskRequest) -> HttpResponse:
    """204 while the first page is as ``?seen=`` says; else a line that offers the new one. Rows never move by themselves."""
    try:
        asked = asked_of(request, request.GET)
    except (BadFilter, UnknownSort):
        return HttpResponse(status=204)
    found = _found(request, asked, moment_of(request))
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
    response = render(request, "queue/_news.html", {"words": words, "href": asked.address()})
    response.headers["ETag"] = f'"{mark}"'
    return response


@needs(Permission.SEE_ORDERS)
@require_safe
def rows(request: DeskRequest) -> HttpResponse:
    """Rows that stand on a page and are not as it shows them: ``?row=<order>:<version>`` each.

    JSON: ``rows`` = order -> its row anew; ``gone`` = orders that the filter no longer finds. 204 where nothing changed.
    """
    try:
        asked = asked_of(request, request.GET)
    except (BadFilter, UnknownSort):
        return HttpResponse(status=204)
    shown = dict(part.rpartition(":")[::2] for part in request.GET.getlist("row")[:MOST_LIVE])
    accounts = request.scope.account_ids
    found = rows_of(accounts, list(shown))
    changed = [row for row in found if str(row.row_version) != shown[row.order_id]]
    matching = still_matching(accounts, asked.query, moment_of(request), list(shown))
    gone = [order_id for order_id in shown if order_id not in matching]
    if not changed and not gone:
        return HttpResponse(status=204)
    look, facts = _look(request, asked), facts_of({row.order_key: row.causes for row in changed})
    may_select = _may_select(request)
    drawn = {row.order_id: [page.row_of(row, look, facts.get(row.order_key, ""))] for row in changed}
    html = {order_id: draw(one, may_select=may_select) for order_id, one in drawn.items()}
    return JsonResponse({"rows": html, "gone": gone})


def mark_of(found: QueuePage) -> str:
    """A digest of which orders the first page holds, and how many there are: an order that comes, goes or moves changes it."""
    told = [row.order_id for row in found.rows]
    return hashlib.sha256(repr((found.total, told)).encode()).hexdigest()[:16]


def _here(request: DeskRequest) -> Here:
    shell = shell_of(request)
    return Here(shell.now, shell.zone, (get_language() or "en").replace("-", "_"))


def _look(request: DeskRequest, asked: Asked) -> page.Look:
    extra = columns.columns_of(request.person.queue_columns, asked.query, asked.sort).extra
    accounts = account_names(request.scope.account_ids) if "account" in extra else {}
    return page.Look(asked.query, _here(request), asked.sort, extra, accounts)


def _may_select(request: DeskRequest) -> bool:
    person = request.person
    return any(person.may(permission) for permission in (Permission.WORK_ORDERS, Permission.PRINT, Permission.CONFIRM))


def _frame(request: DeskRequest, asked: Asked, moment: Moment, *, is_bad: bool) -> dict[str, Any]:
    """What surrounds the table, with or without a filter that can be read."""
    accounts, person = request.scope.account_ids, request.person
    query, here = asked.query, _here(request)
    counts = deadline_counts(accounts, query, moment)
    chips = filters.chips_of(query, asked.sort)
    saved = tabs.saved_of(accounts, views_for(request.scope.shop_id, person.id))
    shown = tabs.shown_of(None if is_bad else query, asked.sort, saved)
    views = view_counts(accounts, tabs.counted_of(shown), moment)
    shell_of(request).open_orders = views[tabs.ALL]
    return {
        "here": here,
        "counts": counts,
        "strip": page.strip_of(counts, query, here),
        "tabs": tabs.tabs_of(None if is_bad else query, asked.sort, shown, views),
        "known_total": next((views[name] for name, view in tabs.counted_of(shown).items() if view == query), None),
        "saved": saved,
        "is_saved": any(one.is_shown_by(query, asked.sort) for one in saved),
        "may_change": [one for one in saved if may_change(one.view, person.id, person.role)],
        "may_share": person.may(Permission.WORK_ORDERS),
        "chips": chips,
        "removals": chips,
        "offers": filters.offers_of(query),
        "choices": columns.choices_of(person.queue_columns),
        "sort": asked.sort.text if asked.sort else "",
        "filter": query.text,
        "page_size": person.page_size,
        "page_sizes": PAGE_SIZES,
        "density": person.density,
        "may_select": _may_select(request),
        "may_find_buyers": person.may(Permission.SEE_PERSONAL),
        "may_work": person.may(Permission.WORK_ORDERS),
        "may_print": person.may(Permission.PRINT),
        "may_pick": person.may(Permission.PACK),
        "may_confirm": person.may(Permission.CONFIRM),
        "may_import": person.may(Permission.IMPORT),
    }


def _table(request: DeskRequest, found: QueuePage, asked: Asked, frame: dict[str, Any], places: dict[str, str]) -> dict[str, Any]:
    look = _look(request, asked)
    further = found.further.rows if found.further else ()
    facts = facts_of({row.order_key: row.causes for row in (*found.rows, *further)})
    is_first = not places
    return {
        "groups": page.groups_of(found.rows, look, frame["counts"], facts),
        "columns": columns.columns_of(request.person.queue_columns, asked.query, asked.sort),
        "total": found.total,
        "total_words": _total_words(found.total, look.here.language, is_exact=found.total_is_exact),
        "place": places,
        "here_href": asked.address(**places),
        "first_href": asked.address(),
        "next_href": asked.address(after=found.after) if found.after else "",
        "back_href": asked.address(before=found.before) if found.before else "",
        "searched_back_to": _day(found.searched_back_to, look.here) if found.searched_back_to else "",
        "further": _further(found, asked, look, facts),
        "export_href": asked.address("/orders/export.csv"),
        "rows_href": asked.address("/orders/rows/"),
        "news_href": asked.address("/orders/news/", seen=mark_of(found), total=str(found.total)) if is_first else "",
    }


def _further(found: QueuePage, asked: Asked, look: page.Look, facts: dict[int, str]) -> dict[str, Any] | None:
    """Orders beyond the open ones that match too, and the address of all of them."""
    more = found.further
    if more is None or not more.rows:
        return None
    whole = Asked(asked.query.with_term(parse("status:all").terms[0]))
    return {
        "rows": [
            page.row_of(row, replace(look, query=whole.query, sort=None), facts.get(row.order_key, "")) for row in more.rows
        ],
        "words": _total_words(more.total, look.here.language, is_exact=more.total_is_exact),
        "href": whole.address(),
        "searched_back_to": _day(more.searched_back_to, look.here) if more.searched_back_to else "",
    }


def _day(day: Any, here: Here) -> str:
    return day_text(day, style="far", language=here.language)


def _total_words(total: int, language: str, *, is_exact: bool) -> str:
    counted = count_text(total if is_exact else 1000, language=language)
    number = total if is_exact else 1000
    return ngettext("%(total)s order", "%(total)s orders", number) % {"total": counted if is_exact else f"{counted}+"}
