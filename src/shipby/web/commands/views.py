"""The command menu: pages and commands the browser narrows by itself; orders, views and settings are looked up here."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shipby.orders.reads.names import read_query
from shipby.orders.reads.queue import QueueRow, queue_page
from shipby.orders.reads.saved_views import views_for
from shipby.orders.rules.query import BadFilter
from shipby.shop.rules import Permission
from shipby.web.access import signed_in
from shipby.web.kept import is_scripted
from shipby.web.orders import place_of
from shipby.web.queue.asked import LONGEST_TYPED, moment_of
from shipby.web.queue.tabs import view_address
from shipby.web.request import DeskRequest
from shipby.web.settings.page import SECTIONS

MOST_ORDERS, MOST_VIEWS = 6, 5


@dataclass(frozen=True, slots=True)
class Found:
    """Something to go to. ``words`` say more about it."""

    href: str
    icon: str
    name: str
    words: str = ""


@signed_in
@require_safe
def commands(request: DeskRequest) -> HttpResponse:
    """What ``?q=`` finds. The open menu asks for the lines alone; without script it is a page with all commands."""
    typed = request.GET.get("q", "").strip()[:LONGEST_TYPED]
    found = [*_views(request, typed), *_settings(request, typed), *_orders(request, typed)]
    name = "commands/_found.html" if is_scripted(request) else "commands/page.html"
    return render(request, name, {"typed": typed, "found": found})


def _views(request: DeskRequest, typed: str) -> Iterator[Found]:
    if not request.person.may(Permission.SEE_ORDERS):
        return
    wanted = typed.casefold()
    views = [view for view in views_for(request.scope.shop_id, request.person.id) if wanted in view.name.casefold()]
    yield from (Found(view_address(view.slug), "bookmark", view.name, _("Saved view")) for view in views[:MOST_VIEWS])


def _settings(request: DeskRequest, typed: str) -> Iterator[Found]:
    if not typed or not request.person.may(Permission.SETTINGS):
        return
    for name, icon, title in SECTIONS:
        if typed.casefold() in str(title).casefold():
            yield Found(reverse("settings:section", args=[name]), icon, str(title), _("Settings"))


def _orders(request: DeskRequest, typed: str) -> Iterator[Found]:
    if not typed or not request.person.may(Permission.SEE_ORDERS):
        return
    accounts = request.scope.account_ids
    try:
        query = read_query(accounts, typed)
    except BadFilter:
        return
    if not query.terms:
        return
    page = queue_page(accounts, query, moment_of(request), limit=MOST_ORDERS)
    rows = [*page.rows, *(page.further.rows if page.further else ())]
    yield from (_order(row) for row in rows[:MOST_ORDERS])


def _order(row: QueueRow) -> Found:
    parts: list[Any] = [row.title or row.sku, place_of(row.city, row.region, row.country)]
    return Found(f"/orders/{row.order_id}/", "package", row.order_id, " \u00b7 ".join(part for part in parts if part))
