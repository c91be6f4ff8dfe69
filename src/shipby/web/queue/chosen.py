"""Which orders of the list are chosen, and where a form goes back to."""

from dataclasses import dataclass

from django.utils.http import url_has_allowed_host_and_scheme

from shipby.bulk.rules import MOST_ORDERS
from shipby.orders.reads.queue import matching_order_ids
from shipby.orders.rules.query import BadFilter
from shipby.orders.rules.sorting import UnknownSort
from shipby.web.queue.asked import asked_of, moment_of
from shipby.web.request import DeskRequest


@dataclass(frozen=True, slots=True)
class Chosen:
    """Orders by Amazon's ids, in the order of the list.

    ``is_whole``: all that match ``query`` by now. ``expected`` = how many matched on the page before; ``None`` = not told.
    """

    order_ids: tuple[str, ...]
    is_whole: bool = False
    query: str = ""
    sort: str = ""
    expected: int | None = None

    @property
    def has_changed(self) -> bool:
        """Whether more or fewer orders match than the page before said."""
        return self.is_whole and self.expected is not None and self.expected != len(self.order_ids)


def chosen_of(request: DeskRequest) -> Chosen:
    """Order ids of the boxes; all that match the list's filter where ``whole`` was ticked, one more than a run takes at most."""
    if "whole" in request.POST:
        try:
            asked = asked_of(request, request.POST)
        except (BadFilter, UnknownSort):
            return Chosen(())
        found = matching_order_ids(
            request.scope.account_ids, asked.query, moment_of(request), most=MOST_ORDERS + 1, sort=asked.sort
        )
        told = request.POST.get("count", "")
        expected = int(told) if told.isdecimal() and len(told) < 10 else None
        return Chosen(tuple(found), True, asked.query.text, asked.sort.text if asked.sort else "", expected)
    given = request.POST.getlist("order")[: MOST_ORDERS + 1]
    return Chosen(tuple(dict.fromkeys(order_id for order_id in given if order_id.isprintable() and 0 < len(order_id) <= 20)))


def safe_back(request: DeskRequest) -> str:
    """Where a form wants to go back to, if that is one of our lists; else the queue."""
    back = request.POST.get("back", "")
    is_ours = back.startswith("/orders/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if is_ours else "/orders/"
