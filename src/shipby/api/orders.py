"""Orders: a list by the filter language, and one order. Nothing personal."""

from datetime import datetime
from typing import Annotated

from ninja import Query as Given
from ninja import Router, Schema

from shipby.api.caller import ApiRequest, needs
from shipby.api.order_json import order_data
from shipby.api.problems import BadPlace
from shipby.diagnosis.rules import BLOCKING
from shipby.orders.reads import ListedOrder, Moment, listed_orders, read_query
from shipby.orders.reads.detail import lines_of
from shipby.orders.reads.queue import BadPage, QueueRow, queue_page
from shipby.orders.reads.saved_views import shared_view
from shipby.orders.rules.marks import NoSuchOrder
from shipby.orders.rules.query import Query, Term, Text
from shipby.orders.rules.sorting import parse_sort
from shipby.shop.reads import stores_of, system_zone
from shipby.shop.rules import Permission
from shipby.words.ports import ports

router = Router(tags=["orders"])

LONGEST_FILTER, MOST_ORDERS = 2500, 100


class Item(Schema):
    """A line of an order. Money as decimal strings; null = not known."""

    order_item_id: str | None
    sku: str | None
    asin: str | None
    title: str | None
    quantity_ordered: int
    quantity_shipped: int
    quantity_to_ship: int
    price: str | None
    currency: str | None


class Order(Schema):
    """An order. Instants are ISO 8601 in UTC; null = not known."""

    order_id: str
    status: str
    fulfilled_by: str
    store: str | None
    marketplace: str | None
    purchased_at: datetime
    ship_by: datetime | None
    deliver_by: datetime | None
    service_level: str | None
    is_prime: bool | None
    is_business: bool | None
    hold: bool
    cancel_requested: bool | None
    causes: list[str]
    city: str | None
    region: str | None
    country: str | None
    items: list[Item]


class Orders(Schema):
    """A part of a list. ``total`` counts to 1,000 unless exact; ``searched_back_to``: older orders were not searched yet."""

    filter: str
    orders: list[Order]
    total: int
    total_is_exact: bool
    after: str | None
    searched_back_to: str | None


@router.get("", response=Orders, url_name="orders")
@needs(Permission.SEE_ORDERS)
def list_orders(
    request: ApiRequest,
    q: Annotated[str, Given(max_length=LONGEST_FILTER)] = "",
    sort: Annotated[str, Given(max_length=40)] = "",
    after: Annotated[str, Given(max_length=400)] = "",
    view: Annotated[str, Given(max_length=60)] = "",
    limit: Annotated[int, Given(ge=1, le=MOST_ORDERS)] = 50,
) -> dict[str, object]:
    """Orders of the filter ``q``, as in the search box; ``view`` = a shared view, which ``q`` narrows.

    Open orders unless the filter names a status. Go on with ``after`` of the answer.
    """
    accounts = request.auth.scope.account_ids
    saved = shared_view(request.auth.scope.shop_id, view) if view else None
    query = read_query(accounts, f"{q} {saved.query if saved else ''}")
    order = parse_sort(sort) or (parse_sort(saved.sort) if saved else None)
    try:
        page = queue_page(accounts, query, _moment(request), after=after or None, limit=limit, sort=order)
    except BadPage as error:
        raise BadPlace from error
    return {
        "filter": query.text,
        "orders": [order_data(listed) for listed in _listed(accounts, page.rows)],
        "total": page.total,
        "total_is_exact": page.total_is_exact,
        "after": page.after,
        "searched_back_to": page.searched_back_to.isoformat() if page.searched_back_to else None,
    }


@router.get("/{order_id}", response=Order, url_name="order")
@needs(Permission.SEE_ORDERS)
def one_order(request: ApiRequest, order_id: str) -> dict[str, object]:
    """One order by Amazon's number, whatever its status."""
    if not order_id.isprintable() or len(order_id) > 20:
        raise NoSuchOrder(order_id=order_id[:20])
    query = Query((Term("order", (Text(order_id),)),))
    found = listed_orders(request.auth.scope.account_ids, query, _moment(request), is_whole=True, limit=1)
    if not found:
        raise NoSuchOrder(order_id=order_id)
    return order_data(found[0])


def _moment(request: ApiRequest) -> Moment:
    return Moment(ports.clock.now(), system_zone(request.auth.scope.shop_id), tuple(BLOCKING))


def _listed(accounts: tuple[int, ...], rows: tuple[QueueRow, ...]) -> list[ListedOrder]:
    names = {store.id: store.name for store in stores_of(accounts)}
    lines = lines_of([row.order_key for row in rows])
    return [ListedOrder(row, names.get(row.store_id or 0), tuple(lines.get(row.order_key, ()))) for row in rows]
