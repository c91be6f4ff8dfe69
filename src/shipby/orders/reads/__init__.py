"""What the orders room tells, one file a question."""

from shipby.orders.reads.detail import HoldRow, LineRow, NoteRow, OrderDetail, hold_reasons, lines_of, order_detail, order_keys
from shipby.orders.reads.filtering import Moment
from shipby.orders.reads.listing import ListedOrder, listed_orders
from shipby.orders.reads.names import names_of, read_query
from shipby.orders.reads.queue import (
    BadPage,
    DayCount,
    DeadlineCounts,
    FurtherHits,
    Neighbours,
    QueuePage,
    QueueRow,
    deadline_counts,
    matching_count,
    matching_keys,
    matching_order_ids,
    neighbours,
    queue_page,
    rows_of,
    view_counts,
)

__all__ = [
    "BadPage",
    "DayCount",
    "DeadlineCounts",
    "FurtherHits",
    "HoldRow",
    "LineRow",
    "ListedOrder",
    "Moment",
    "Neighbours",
    "NoteRow",
    "OrderDetail",
    "QueuePage",
    "QueueRow",
    "deadline_counts",
    "hold_reasons",
    "lines_of",
    "listed_orders",
    "matching_count",
    "matching_keys",
    "matching_order_ids",
    "names_of",
    "neighbours",
    "order_detail",
    "order_keys",
    "queue_page",
    "read_query",
    "rows_of",
    "view_counts",
]
