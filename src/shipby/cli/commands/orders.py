"""``shipby orders``: the orders that a query finds."""

from typing import Any

import click

from shipby.api.order_json import order_data
from shipby.cli.door import uses_database
from shipby.cli.order_json import with_personal
from shipby.cli.output import emit, format_option
from shipby.cli.scope import scope_of_command, system_user
from shipby.diagnosis.rules import BLOCKING
from shipby.orders.reads import Moment, listed_orders, read_query
from shipby.orders.reads.saved_views import shared_view
from shipby.orders.rules.query import parse
from shipby.orders.rules.sorting import BY_SHIP_BY, Sort, parse_sort
from shipby.shop.reads import system_zone
from shipby.words.ports import ports

COLUMNS = ("ship_by", "order_id", "status", "store", "items", "city", "country", "causes")


class QueryCommand(click.Command):
    """A command whose words are a query: in there ``-is:held`` means "not held" and is no heap of one-letter options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the words that begin with one hyphen where options are no longer looked for."""
        given, behind = (args[: args.index("--")], args[args.index("--") + 1 :]) if "--" in args else (args, [])
        takes_value = {
            name for option in self.params if isinstance(option, click.Option) and not option.is_flag for name in option.opts
        }
        options: list[str] = []
        words: list[str] = []
        for before, arg in zip(["", *given], given, strict=False):
            is_word = arg.startswith("-") and not arg.startswith("--") and arg != "-h" and before not in takes_value
            (words if is_word else options).append(arg)
        return super().parse_args(ctx, [*options, "--", *words, *behind])


def _words(_ctx: click.Context, _param: click.Parameter, words: tuple[str, ...]) -> str:
    """The text of the query; what can't be read is refused before a database is needed."""
    text = " ".join(words)
    parse(text)
    return text


def _sort(_ctx: click.Context, _param: click.Parameter, text: str) -> Sort | None:
    return parse_sort(text)


@click.command("orders", cls=QueryCommand)
@click.argument("query", nargs=-1, callback=_words)
@click.option(
    "--filter", "more", multiple=True, callback=_words, metavar="QUERY", help="The query as one text, as a view holds it."
)
@click.option("--view", metavar="NAME", help="The filter and sort of this shared view; the query narrows it.")
@click.option("--sort", default="", callback=_sort, metavar="NAME", help="Sort by NAME, the other way round with -NAME.")
@click.option("--all", "is_whole", is_flag=True, help="Closed orders and those of Amazon's warehouses too.")
@click.option("--limit", type=click.IntRange(1), help="At most so many.")
@click.option(
    "--personal", is_flag=True, help="With recipient, buyer and gift messages. Each order shown is noted in the journal."
)
@click.option("--account", help="Only this seller account.")
@format_option
@uses_database
def command(  # noqa: PLR0913  (one for each option)
    query: str,
    sort: Sort | None,
    account: str | None,
    output_format: str,
    *,
    more: str,
    view: str | None,
    is_whole: bool,
    limit: int | None,
    personal: bool,
) -> int:
    """List orders by ship-by time; by default the open ones that you ship yourself.

    \b
    QUERY is free words and fields, as in the search box:
      field:value   order sku asin title status due deliver purchased qty value service is has country region city
                    store channel fulfilment account tracking po buyer tag note cause
      a,b           or               -field:value   not
      2..5  >1      ranges           "two words"    as one
    Sorts: ship-by purchased deliver-by order value qty status service channel country city

    \b
    --format json prints an array; every field is there in every order:
      order_id, status, fulfilled_by, store, marketplace, purchased_at, ship_by, deliver_by, service_level, is_prime,
      is_business, hold, cancel_requested, causes, city, region, country, items [order_item_id, sku, asin, title,
      quantity_ordered, quantity_shipped, quantity_to_ship, price, currency]
    Instants are ISO 8601 in UTC (+00:00), price is the line's total without tax as a decimal string, null = not known.
    --personal adds recipient, buyer and gift_message.

    \b
    Examples:
      shipby orders
      shipby orders due:today is:prime -is:held
      shipby orders 'qty:>1' country:CA --format csv
      shipby orders status:cancelled --sort -value --limit 20
      shipby orders --filter 'purchased:last-7 value:>100EUR' --all
      shipby orders --view prime-today
    """
    scope, now = scope_of_command(account), ports.clock.now()
    moment = Moment(now, system_zone(scope.shop_id), tuple(BLOCKING))
    saved = shared_view(scope.shop_id, view) if view else None
    wanted = read_query(scope.account_ids, f"{query} {more} {saved.query if saved else ''}")
    sort = sort or (parse_sort(saved.sort) if saved else None)
    found = listed_orders(scope.account_ids, wanted, moment, is_whole=is_whole, limit=limit, sort=sort or BY_SHIP_BY)
    data = [order_data(listed) for listed in found]
    if personal:
        data = with_personal(data, found, scope=scope, actor=system_user(), now=now)
    emit(
        data,
        output_format,
        columns=(*COLUMNS, "recipient", "buyer", "gift_message") if personal else COLUMNS,
        table_rows=[_flat(row) for row in data],
        empty="No order matches.",
    )
    return 0


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    items = "; ".join(f"{item['quantity_ordered']} x {item['sku'] or item['title'] or '?'}" for item in row["items"])
    parts = {name: _line(row[name]) for name in ("recipient", "buyer", "gift_message") if name in row}
    return row | parts | {"items": items, "causes": ", ".join(row["causes"])}


def _line(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(_line(part) for part in value.values() if part)
    return "" if value is None else str(value)
