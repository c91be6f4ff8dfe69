"""Orders 2026-01-01: searchOrders and getOrder (sp-api 2.2)."""

import base64
from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from shipby_simulator.api.orders_form import order_form
from shipby_simulator.core.clock import DAY, MINUTE, iso, to_ms
from shipby_simulator.core.refusal import invalid, not_found
from shipby_simulator.core.wire import Response
from shipby_simulator.door.call import Call, answer
from shipby_simulator.door.check import Query

Included = Literal[
    "BUYER", "RECIPIENT", "PROCEEDS", "EXPENSE", "PROMOTION", "CANCELLATION", "FULFILLMENT", "PACKAGES", "TAX", "PAYMENT",
    "FULFILLMENT_ORDERS",
]  # fmt: skip
Status = Literal["PENDING_AVAILABILITY", "PENDING", "UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED", "CANCELLED", "UNFULFILLABLE"]
Instant = Annotated[datetime, Meta(tz=True)]


class SearchOrders(Query, frozen=True, kw_only=True):
    """Query of searchOrders."""

    created_after: Instant | None = None
    created_before: Instant | None = None
    last_updated_after: Instant | None = None
    last_updated_before: Instant | None = None
    fulfillment_statuses: list[Status] = []
    marketplace_ids: Annotated[list[str], Meta(max_length=50)] = []
    fulfilled_by: list[Literal["MERCHANT", "AMAZON"]] = []
    max_results_per_page: Annotated[int, Meta(ge=1, le=100)] = 100
    pagination_token: str | None = None
    included_data: list[Included] = []


class GetOrder(Query, frozen=True, kw_only=True):
    """Query of getOrder."""

    included_data: list[Included] = []


class Bounds(msgspec.Struct):
    """A window of search: on which instant, from, to (both included), whether the upper bound was given."""

    created: bool
    low: int
    high: int


def bounds_of(query: Any, now: int) -> Bounds:
    """Return the window of a search. Raises Refusal where a rule of sp-api 2.2 is broken."""
    if (query.created_after is None) == (query.last_updated_after is None):
        raise invalid("Exactly one of createdAfter and lastUpdatedAfter must be specified.")
    created = query.created_after is not None
    if created and query.last_updated_before is not None:
        raise invalid("lastUpdatedBefore cannot be used with createdAfter.")
    if not created and query.created_before is not None:
        raise invalid("createdBefore cannot be used with lastUpdatedAfter.")
    low = to_ms(query.created_after if created else query.last_updated_after)
    upper = query.created_before if created else query.last_updated_before
    latest = now - 2 * MINUTE
    high = latest if upper is None else to_ms(upper)
    name = "createdBefore" if created else "lastUpdatedBefore"
    if high > latest:
        raise invalid(f"{name} must be no later than two minutes before the time of the request.")
    if upper is not None and high < low:
        raise invalid(f"{name} must be equal to or after {name.replace('Before', 'After')}.")
    return Bounds(created, low, high)


def _fingerprint(query: SearchOrders, bounds: Bounds) -> str:
    """Return a digest of all that must stay the same between pages."""
    upper = bounds.high if query.created_before or query.last_updated_before else 0
    same = (bounds.created, bounds.low, upper, query.fulfillment_statuses, query.marketplace_ids, query.fulfilled_by)
    return blake2b(repr(same).encode(), digest_size=6).hexdigest()


class PageToken(msgspec.Struct, array_like=True):
    """Where the next page begins; ``made`` for the token's life of 24 hours."""

    account: int
    print: str
    high: int
    at: int
    n: int
    made: int
    page: int

    def text(self) -> str:
        """Return the token as it goes over the wire."""
        return base64.urlsafe_b64encode(msgspec.msgpack.encode(self)).decode()


def read_token(text: str, call: Call, fingerprint: str) -> PageToken:
    """Read a paging token. Raises Refusal: broken, of another account, too old, or other parameters."""
    try:
        token = msgspec.msgpack.decode(base64.urlsafe_b64decode(text), type=PageToken)
    except (ValueError, msgspec.DecodeError):
        raise invalid("Invalid paginationToken.") from None
    if token.account != call.account:
        raise invalid("Invalid paginationToken.")
    if call.world.now - token.made > DAY:
        raise invalid("The paginationToken has expired.")
    if token.print != fingerprint:
        raise invalid("Request parameters must not change between pages.")
    return token


def search_orders(call: Call) -> Response:
    """Answer searchOrders."""
    query: SearchOrders = call.query
    bounds = bounds_of(query, call.world.now)
    fingerprint, after, page = _fingerprint(query, bounds), (-1, -1), 0
    if query.pagination_token:
        token = read_token(query.pagination_token, call, fingerprint)
        bounds.high, after, page = token.high, (token.at, token.n), token.page
    data, last = frozenset(query.included_data), None
    forms: list[dict[str, Any]] = []
    more = False
    forgets = _forgets(call)
    for at, n in matching(call, bounds, after, query.fulfillment_statuses, query.marketplace_ids, query.fulfilled_by):
        if len(forms) == query.max_results_per_page:
            more = True
            break
        last = (at, n)
        if forgets(n):
            continue
        order = call.book.stale(n) if call.stale else call.book.shown(n)
        forms.append(order_form(call, call.book.facts(n), order, data))
    body: dict[str, Any] = {"orders": forms}
    if more and last is not None:
        where = after if _repeats(call) and page else last
        next_token = PageToken(call.account, fingerprint, bounds.high, *where, call.world.now, page + 1)
        body["pagination"] = {"nextToken": next_token.text()}
    body["createdBefore" if bounds.created else "lastUpdatedBefore"] = iso(bounds.high)
    return answer(body)


def _forgets(call: Call) -> Any:
    """Return whether this list call leaves out an order it should show."""
    share = call.world.settings.amazon.forgets_in_list
    if not share:
        return lambda n: False  # noqa: ARG005
    number = call.world.number("list call")
    return lambda n: call.world.draw("forgets", number, n).chance(share)


def _repeats(call: Call) -> bool:
    share = call.world.settings.amazon.repeats_page
    return bool(share) and call.world.draw("repeats", call.world.number("repeat")).chance(share)


def matching(
    call: Call, bounds: Bounds, after: tuple[int, int], statuses: list[Any], places: list[str], fulfilled: list[Any]
) -> Iterator[tuple[int, int]]:
    """Yield (instant, order number) of all orders in a window that pass the filters."""
    book = call.book
    walk = book.created_between if bounds.created else book.updated_between
    wanted_places, wanted, by = set(places), set(statuses), set(fulfilled)
    for at, n in walk(bounds.low, bounds.high, after):
        if wanted and book.shown(n).status not in wanted:
            continue
        if wanted_places and book.facts(n).place.id not in wanted_places:
            continue
        if by and ("AMAZON" if book.facts(n).by_amazon else "MERCHANT") not in by:
            continue
        yield at, n


def get_order(call: Call) -> Response:
    """Answer getOrder."""
    n = call.book.find(call.path["orderId"])
    if n is None:
        raise not_found(f"Order {call.path['orderId']} was not found.")
    order = call.book.stale(n) if call.stale else call.book.view(n)
    return answer({"order": order_form(call, call.book.facts(n), order, frozenset(call.query.included_data))})
