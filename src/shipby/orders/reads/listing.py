"""Orders as the command lists them."""

from collections.abc import Sequence
from dataclasses import dataclass

from shipby.orders.reads.detail import LineRow, lines_of
from shipby.orders.reads.filtering import Moment, matching
from shipby.orders.reads.history import whole_history
from shipby.orders.reads.paging import order_by
from shipby.orders.reads.rows import COLUMNS, QueueRow, row_of
from shipby.orders.rules.query import Query
from shipby.orders.rules.sorting import BY_SHIP_BY, Sort

_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class ListedOrder:
    """An order with its lines and the name of its store."""

    order: QueueRow
    store: str | None
    lines: tuple[LineRow, ...]


def listed_orders(
    accounts: Sequence[int],
    query: Query,
    moment: Moment,
    *,
    is_whole: bool = False,
    limit: int | None = None,
    sort: Sort = BY_SHIP_BY,
) -> list[ListedOrder]:
    """Orders by ``sort``, where nothing else is said by ship-by (none last), then order id.

    Only open ones where the query is about them, unless ``is_whole``. One query, and one for the lines of each 5,000 orders.
    """
    found = matching(accounts, query, moment, is_whole=True) if is_whole else whole_history(accounts, query, moment)
    orders = list(found.order_by(*order_by(sort)).values_list(*COLUMNS, "store__name")[:limit])
    keys = [order[0] for order in orders]
    lines: dict[int, list[LineRow]] = {}
    for start in range(0, len(keys), _AT_ONCE):
        lines |= lines_of(keys[start : start + _AT_ONCE])
    return [ListedOrder(row_of(order[:-1], ("", "", 0)), order[-1], tuple(lines.get(order[0], ()))) for order in orders]
