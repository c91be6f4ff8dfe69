"""The tabs over the queue: built-in views, then saved ones. A tab is a stored filter; its address holds the view's name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from django.utils.translation import gettext

from shipby.orders.reads.names import read_queries
from shipby.orders.rules.query import BadFilter, Query, parse
from shipby.orders.rules.saved_views import View
from shipby.orders.rules.sorting import Sort
from shipby.web.queue.filters import address
from shipby.words.text import N_

ALL: Final = N_("All")
BUILT_IN: Final[Mapping[str, Query]] = {
    ALL: Query(),
    N_("Blocked"): parse("is:blocked"),
    N_("Ready"): parse("is:ready"),
    N_("Prime & express"): parse("service:prime,same-day,next-day,second-day,expedited,priority"),
    N_("Single item"): parse("qty:1"),
    N_("Pending"): parse("status:pending,pending-availability"),
    N_("Confirmed"): parse("is:confirmed"),
    N_("Shipped"): parse("status:shipped"),
    N_("Cancelled"): parse("status:cancelled"),
}
"""Built-in saved views: name (a message id) -> filter."""

MOST_TABS: Final = 12
"""Saved views shown as tabs; the menu of views holds all of them."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A view as a tab. ``count`` None: its filter can't be read any more."""

    name: str
    href: str
    count: int | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved view with its filter, or why that can't be read."""

    view: View
    query: Query | BadFilter

    @property
    def href(self) -> str:
        """The address of the view."""
        return view_address(self.view.slug)

    def is_shown_by(self, query: Query, sort: Sort | None) -> bool:
        """Whether a list of this filter and sort is the view."""
        return self.query == query and self.view.sort == (sort.text if sort else "")


def view_address(slug: str) -> str:
    """``/orders/v/<view>/``."""
    return f"/orders/v/{quote(slug)}/"


def saved_of(accounts: Sequence[int], views: Sequence[View]) -> list[Saved]:
    """Views with their filters read. At most two queries."""
    return [Saved(view, query) for view, query in zip(views, read_queries(accounts, [view.query for view in views]), strict=True)]


def shown_of(query: Query | None, sort: Sort | None, saved: Sequence[Saved]) -> list[Saved]:
    """Saved views that stand as tabs: pinned ones, and the one that a list of this filter and sort is."""
    pinned = [one for one in saved if one.view.is_pinned][:MOST_TABS]
    return pinned + [one for one in saved if query is not None and one.is_shown_by(query, sort) and one not in pinned]


def counted_of(shown: Sequence[Saved]) -> dict[str, Query]:
    """What the tabs count: the built-in views by name, saved ones by address."""
    return {**BUILT_IN} | {one.href: one.query for one in shown if isinstance(one.query, Query)}


def tabs_of(query: Query | None, sort: Sort | None, shown: Sequence[Saved], counts: Mapping[str, int]) -> list[Tab]:
    """Built-in views that find something, then saved ones; what is shown is current. ``query`` None: none is."""
    current = next((one for one in shown if query is not None and one.is_shown_by(query, sort)), None)
    built_in = [
        Tab(gettext(name), address(view), counts[name], query is not None and current is None and view == query)
        for name, view in BUILT_IN.items()
        if counts[name] or view == query or name == ALL
    ]
    return built_in + [Tab(one.view.name, one.href, counts.get(one.href), one is current) for one in shown]
