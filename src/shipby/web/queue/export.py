"""A list of orders as a CSV file: all that match, nothing personal, no cell that a spreadsheet would run."""

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from shipby.actions.export_orders import export_orders
from shipby.orders.reads.detail import LineRow, lines_of
from shipby.orders.reads.filtering import Moment
from shipby.orders.reads.queue import QueueRow, matching_count, matching_keys, rows_of
from shipby.orders.rules.query import BadFilter, Query
from shipby.orders.rules.sorting import UnknownSort
from shipby.shop.reads import account_names
from shipby.shop.rules import Permission
from shipby.web.access import needs
from shipby.web.csp import never_stored
from shipby.web.queue.asked import asked_of, moment_of
from shipby.web.request import DeskRequest
from shipby.words.ports import ports

HEADS = (
    *("order-id", "account", "status", "fulfilment", "sales-channel", "purchase-date", "ship-by", "deliver-by"),
    *("service-level", "ship-service", "sku", "asin", "title", "quantity", "quantity-to-ship", "currency", "order-total"),
    *("ship-city", "ship-state", "ship-country", "causes", "tags", "confirmation", "tracking-numbers"),
)
_AT_ONCE = 1000
_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@needs(Permission.SEE_ORDERS)
@require_safe
def export(request: DeskRequest) -> HttpResponse | StreamingHttpResponse:
    """All orders of the filter, a line for each of their items, in the order in which they came in. Instants are ISO 8601 UTC."""
    try:
        asked = asked_of(request, request.GET)
    except (BadFilter, UnknownSort):
        return redirect(f"/orders/?{request.META['QUERY_STRING']}")
    accounts, moment = request.scope.account_ids, moment_of(request)
    count, _ = matching_count(accounts, asked.query, moment)
    return _answer(request, asked.query.text, count, _matching(accounts, asked.query, moment))


def export_of(request: DeskRequest, order_ids: Sequence[str], query: str) -> StreamingHttpResponse:
    """These orders, in their order; ``query`` = the filter they were chosen by, for the record."""
    parts = (order_ids[start : start + _AT_ONCE] for start in range(0, len(order_ids), _AT_ONCE))
    return _answer(request, query, len(order_ids), parts)


def _answer(request: DeskRequest, query: str, count: int, parts: Iterable[Sequence[str]]) -> StreamingHttpResponse:
    moment = moment_of(request)
    export_orders(scope=request.scope, filter_text=query, count=count, actor=request.actor, now=ports.clock.now())
    response = StreamingHttpResponse(_file(request.scope.account_ids, parts), content_type="text/csv; charset=utf-8")
    name = f"orders-{moment.now.astimezone(moment.zone):%Y-%m-%d-%H%M}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return never_stored(response)


def _matching(accounts: tuple[int, ...], query: Query, moment: Moment) -> Iterator[list[str]]:
    key = 0
    while found := matching_keys(accounts, query, moment, after_key=key, limit=_AT_ONCE):
        key = found[-1][0]
        yield [order_id for _, order_id in found]


class _Line:
    """What a csv writer writes into: gives the line back."""

    def write(self, text: str) -> str:
        return text


def _file(accounts: tuple[int, ...], parts: Iterable[Sequence[str]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff"
    yield writer.writerow(HEADS)
    names = account_names(accounts)
    for order_ids in parts:
        rows = rows_of(accounts, order_ids)
        lines = lines_of([row.order_key for row in rows])
        for row in rows:
            for line in lines.get(row.order_key, []):
                yield writer.writerow([disarmed(cell) for cell in _cells(row, line, names.get(row.account_id, ""))])


def _cells(row: QueueRow, line: LineRow, account: str) -> list[str]:
    instants = (row.purchased_at, row.ship_by, row.deliver_by)
    return [
        *(row.order_id, account, row.status, row.fulfilled_by, row.sales_channel),
        *("" if at is None else at.isoformat() for at in instants),
        *(row.service_level, row.ship_service, line.sku, line.asin, line.title),
        *(str(line.quantity_ordered), str(line.quantity_to_ship)),
        *(row.currency, "" if row.grand_total is None else str(row.grand_total), row.city, row.region, row.country),
        *(" ".join(row.causes), " ".join(row.tags), row.confirmation, " ".join(row.tracking_numbers)),
    ]


def disarmed(cell: str) -> str:
    """A cell that a spreadsheet shows and never runs: an apostrophe before what would begin a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_RUN_BY_SPREADSHEETS) else cell
