"""Reading orders from Amazon: search by window and page, and one order by its number (sp-api 2.2)."""

from dataclasses import dataclass
from datetime import datetime

from shipby.amazon.gateway import Gateway
from shipby.amazon.http import Answer
from shipby.amazon.operations import GET_ORDER, SEARCH_ORDERS
from shipby.amazon.wire.orders import INCLUDED_DATA, OrdersPage, ReadOrder, read_order, read_page

PAGE = 100
_INCLUDED = ",".join(INCLUDED_DATA)


@dataclass(frozen=True, slots=True)
class OrdersWindow:
    """Orders created or last updated from ``since`` to ``until`` (UTC, both included); no ``until`` = as far as Amazon shows."""

    since: datetime
    until: datetime | None = None
    by_creation: bool = False
    fulfilled_by: str = ""


def search_orders(gateway: Gateway, window: OrdersWindow, *, page_token: str = "", most: int = PAGE) -> tuple[OrdersPage, Answer]:
    """One page of a window. The same window must come with each of its page tokens, which live 24 hours.

    Raises:
        Trouble: what became of the call.
    """
    name = "created" if window.by_creation else "lastUpdated"
    query = {f"{name}After": _text(window.since), "includedData": _INCLUDED, "maxResultsPerPage": str(most)}
    if window.until is not None:
        query[f"{name}Before"] = _text(window.until)
    if window.fulfilled_by:
        query["fulfilledBy"] = window.fulfilled_by
    if page_token:
        query["paginationToken"] = page_token
    return gateway.call(SEARCH_ORDERS, read_page, query=query)


def get_order(gateway: Gateway, order_id: str) -> tuple[ReadOrder, Answer]:
    """One order with all its data sets.

    Raises:
        Trouble: what became of the call; ``Refused`` with NotFound where Amazon does not know it.
    """
    return gateway.call(GET_ORDER, read_order, names={"orderId": order_id}, query={"includedData": _INCLUDED})


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
