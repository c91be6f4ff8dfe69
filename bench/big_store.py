"""A shop with a long history, made in the database: seven seller accounts, two years, 3,000 open orders.

    .venv/bin/python -m bench.big_store --orders 1000000 --folder /var/tmp/big-store

The folder is a data folder of Shipby (``SHIPBY_HOME``) and is kept, so that the benches of the queue can share it; a folder that
holds a store of that size already is left as it is. Ten million orders take about 30 GB. Sign in as ``owner@fernwood.example``
with the password of the sample store. Orders are drawn with a fixed seed: products, words and buyers by Zipf's law, as real
ones are. Prints how long the rows and each index took, and their sizes.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

NOW = datetime(2026, 11, 23, 18, 42, tzinfo=UTC)
OPEN_ORDERS = 3_000
PRODUCTS, MONTHS = 50_000, 24
_BATCH = 500_000
_WORDS = (  # noqa: SIM905  (the commonest first)
    "mug camp kettle enamel steel handle stoneware lantern blanket wool tent peg rope bottle flask knife board oak bamboo cotton "
    "linen towel set pack large small blue green red black white forest sand ocean grey copper brass iron glass ceramic travel "
    "outdoor kitchen garden office desk lamp light led charger cable usb hdmi adapter holder stand case cover bag box basket "
    "tray plate bowl cup spoon fork pan pot lid filter coffee tea press grinder scale timer brush comb soap candle vase frame"
).split()


def main() -> int:
    """Make the store and say what it cost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    with store(options.folder, orders=options.orders):
        pass
    return 0


@contextmanager
def store(folder: Path, *, orders: int) -> Iterator[None]:
    """The store of ``folder`` with its database running and Django set up; made first where it is missing."""
    os.environ["SHIPBY_HOME"] = str(folder)
    os.environ["SHIPBY_CLOCK"] = f"virtual:{NOW:%Y-%m-%dT%H:%M:%SZ}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "shipby.settings"
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from shipby.cli.database import close_connections, database

    with database(wait_until_stopped=True):
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        try:
            _make(orders)
            yield
        finally:
            close_connections()


def _make(orders: int) -> None:
    from django.db import connection

    from shipby.orders.models import Order

    found = Order.objects.order_by("-id").values_list("id", flat=True).first() or 0
    if found == orders:
        return
    if found:
        raise SystemExit(f"The folder holds another store, of {found:,} orders. Name another folder.")
    accounts = _open_shop()
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off; SET maintenance_work_mem = '1GB'; SET work_mem = '256MB'")
        indexes = _take_indexes_off(cursor)
        _draw_products(cursor)
        _draw_orders(cursor, orders, accounts)
        for name, statement in indexes:
            started = time.perf_counter()
            cursor.execute(statement)
            cursor.execute("SELECT pg_relation_size(%s::regclass)", [name])
            print(f"  {name}: {cursor.fetchone()[0] / 1e6:,.0f} MB in {time.perf_counter() - started:.1f} s", flush=True)
        cursor.execute("SELECT setval(pg_get_serial_sequence('orders_order', 'id'), max(id)) FROM orders_order")
        cursor.execute("SELECT setval(pg_get_serial_sequence('orders_orderline', 'id'), max(id)) FROM orders_orderline")
        for table in ("orders_order", "orders_orderline"):
            cursor.execute(f"VACUUM (ANALYZE) {table}")
            cursor.execute("SELECT pg_table_size(%s), pg_indexes_size(%s)", [table, table])
            rows, index = cursor.fetchone()
            print(f"{table}: rows {rows / 1e6:,.0f} MB, indexes {index / 1e6:,.0f} MB", flush=True)


def _open_shop() -> list[tuple[int, int, str, str]]:
    """The shop of the sample store with seven accounts: (account, store, marketplace, currency) each."""
    from shipby.actions.add_account import add_account
    from shipby.actions.add_store import add_store
    from shipby.cli.sample_store.opening import open_sample_shop
    from shipby.shop.reads import stores_of
    from shipby.words.marketplaces import BY_ID, MARKETPLACES

    shop = open_sample_shop(NOW)
    accounts = list(shop.accounts.values())
    for number, region in enumerate(("NA", "EU", "NA", "EU"), 4):
        marketplace = next(place for place in MARKETPLACES if place.region == region)
        key = add_account(shop_id=shop.scope.shop_id, name=f"Account {number}", region=region, actor=shop.desk, now=NOW)
        add_store(account_id=key, marketplace_id=marketplace.id, actor=shop.desk, now=NOW)
        accounts.append(key)
    first = {store.account_id: store for store in reversed(stores_of(accounts))}
    return [(key, store.id, store.marketplace_id, BY_ID[store.marketplace_id].currency) for key, store in sorted(first.items())]


def _take_indexes_off(cursor: Any) -> list[tuple[str, str]]:
    """Drop what is not a constraint; the statements make it again."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('orders_order', 'orders_orderline') "
        "AND indexdef NOT LIKE 'CREATE UNIQUE%%' ORDER BY indexname"
    )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return list(found)


def _draw_products(cursor: Any) -> None:
    """Products with eight words in the title, drawn by Zipf's law, so that some words are in every fourth title."""
    cursor.execute("SELECT setseed(0.7)")
    cursor.execute("CREATE TEMPORARY TABLE word (number int PRIMARY KEY, text text)")
    cursor.execute(
        "INSERT INTO word SELECT number, coalesce((%s::text[])[number], 'w' || to_hex(number * 7919)) "
        "FROM generate_series(1, 6000) AS number",
        [_WORDS],
    )
    cursor.execute(
        "CREATE TEMPORARY TABLE product AS SELECT number, 'SKU-' || lpad(number::text, 6, '0') AS sku, "
        "'B0' || upper(lpad(to_hex(number::bigint * 104729), 8, '0')) AS asin, title FROM generate_series(1, %s) AS number, "
        "LATERAL (SELECT initcap(string_agg(word.text, ' ')) AS title FROM "
        "(SELECT (power(6000, random()) + number * 0)::int AS at FROM generate_series(1, 8)) AS drawn "
        "JOIN word ON word.number = greatest(1, least(6000, drawn.at))) AS titled",
        [PRODUCTS],
    )
    cursor.execute("ALTER TABLE product ADD PRIMARY KEY (number)")
    cursor.execute(
        "INSERT INTO orders_word SELECT DISTINCT word FROM product, unnest(string_to_array(lower("
        "title || ' sku town ' || replace(sku, '-', '') || ' ' || asin), ' ')) AS word ORDER BY 1"
    )
    cursor.execute("ANALYZE product")


def _draw_orders(cursor: Any, orders: int, accounts: list[tuple[int, int, str, str]]) -> None:
    cursor.execute("CREATE TEMPORARY TABLE seller (number int PRIMARY KEY, account bigint, store bigint, place text, money text)")
    for number, account in enumerate(accounts, 1):
        cursor.execute("INSERT INTO seller VALUES (%s, %s, %s, %s, %s)", [number, *account])
    started = time.perf_counter()
    for first in range(1, orders + 1, _BATCH):
        last = min(orders, first + _BATCH - 1)
        cursor.execute(
            _DRAW, {"first": first, "last": last, "orders": orders, "open": OPEN_ORDERS, "now": NOW, "products": PRODUCTS}
        )
        _insert(cursor, "orders_order", _ORDER, "drawn")
        _insert(cursor, "orders_orderline", _LINE, "drawn_line")
        cursor.execute("DROP TABLE drawn, drawn_line")
        print(f"  {last:,} orders in {time.perf_counter() - started:.0f} s", flush=True)


def _insert(cursor: Any, table: str, columns: dict[str, str], source: str) -> None:
    """Insert; columns that are not named here get what the model says."""
    from django.apps import apps
    from psycopg.sql import Literal

    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    values = dict(columns)
    for field in model._meta.concrete_fields:
        if field.column not in values and field.has_default():
            default = field.get_default()
            values[field.column] = "'{}'" if default in ([], {}) else Literal(default).as_string()
    cursor.execute(f"INSERT INTO {table} ({', '.join(values)}) SELECT {', '.join(values.values())} FROM {source}")


_DRAW = """
CREATE TEMPORARY TABLE drawn AS
SELECT n AS id, seller.account, seller.store, seller.place, seller.money, n > %(orders)s - %(open)s AS is_open,
  (100 + n %% 900) || '-' || lpad((n * 7919 %% 10000000)::text, 7, '0') || '-'
    || lpad((n * 104729 %% 10000000)::text, 7, '0') AS order_id,
  %(now)s::timestamptz - interval '2 years' * ((%(orders)s - n)::float / %(orders)s) AS purchased_at,
  CASE WHEN n > %(orders)s - %(open)s
    THEN %(now)s::timestamptz - interval '20 hours' + interval '6 days' * random() END AS due,
  random() AS draw, random() AS other, (1 + floor(power(random(), 6) * 4))::int AS units,
  CASE WHEN random() < 0.2 THEN 2 ELSE 1 END AS line_count, (10 + 200 * random() ^ 3)::numeric(20, 2) AS total
FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
JOIN seller ON seller.number = CASE WHEN n %% 20 < 8 THEN 1 WHEN n %% 20 < 12 THEN 2 WHEN n %% 20 < 15 THEN 3
  WHEN n %% 20 < 17 THEN 4 WHEN n %% 20 = 17 THEN 5 WHEN n %% 20 = 18 THEN 6 ELSE 7 END;
CREATE TEMPORARY TABLE drawn_line AS
SELECT wanted.id AS order_key, wanted.position, product.sku, product.asin, product.title, wanted.units, wanted.money,
  wanted.total, wanted.is_open
FROM (
  SELECT drawn.*, position, power(%(products)s, random())::int AS number
  FROM drawn, LATERAL generate_series(1, drawn.line_count) AS position
) AS wanted
JOIN product ON product.number = wanted.number;
ALTER TABLE drawn ADD words text, ADD titles text;
UPDATE drawn SET words = told.words, titles = told.titles FROM (
  SELECT order_key, string_agg(lower(replace(sku, '-', ' ') || ' ' || replace(sku, '-', '') || ' ' || asin), ' ') AS words,
    string_agg(lower(title), ' ') AS titles
  FROM drawn_line GROUP BY 1
) AS told WHERE told.order_key = drawn.id;
"""
_ORDER = {
    "id": "id",
    "account_id": "account",
    "order_id": "order_id",
    "store_id": "store",
    "marketplace_id": "place",
    "sales_channel": "'Amazon.com'",
    "status": "CASE WHEN is_open THEN 'UNSHIPPED' WHEN draw < 0.03 THEN 'CANCELLED' ELSE 'SHIPPED' END",
    "fulfilled_by": "CASE WHEN NOT is_open AND draw > 0.97 THEN 'AMAZON' ELSE 'MERCHANT' END",
    "programs": "CASE WHEN other < 0.2 THEN jsonb_build_object('PRIME', true) "
    "WHEN other < 0.25 THEN jsonb_build_object('AMAZON_BUSINESS', true) ELSE '{}' END",
    "service_level": "CASE WHEN other < 0.15 THEN 'EXPEDITED' WHEN other < 0.2 THEN 'SECOND_DAY' ELSE 'STANDARD' END",
    "purchased_at": "purchased_at",
    "paid_at": "purchased_at",
    "ship_by_latest": "coalesce(due, purchased_at + interval '2 days')",
    "deliver_by_earliest": "coalesce(due, purchased_at) + interval '3 days'",
    "deliver_by_latest": "coalesce(due, purchased_at) + interval '6 days'",
    "currency": "money",
    "grand_total": "total",
    "city": "'Town ' || (other * 4000)::int",
    "region": "(ARRAY['OR', 'CA', 'NY', 'TX', 'WA', 'FL', 'ON'])[1 + (other * 6)::int]",
    "country": "(ARRAY['US', 'US', 'US', 'US', 'US', 'US', 'CA', 'DE', 'GB', 'FR', 'JP'])[1 + (draw * 10)::int]",
    "version_at": "purchased_at",
    "facts_hash": "decode(md5(id::text), 'hex')",
    "source": "'bench'",
    "first_seen_at": "purchased_at",
    "changed_at": "purchased_at",
    "is_open": "is_open",
    "unit_count": "units * line_count",
    "units_to_ship": "CASE WHEN is_open THEN units * line_count ELSE 0 END",
    "line_count": "line_count",
    "is_held": "is_open AND draw < 0.02",
    "causes": "CASE WHEN is_open AND draw < 0.02 THEN ARRAY['on_hold'] "
    "WHEN is_open AND draw < 0.06 THEN ARRAY['cancel_requested'] "
    "ELSE '{}' END",
    "cancel_requested": "is_open AND draw BETWEEN 0.02 AND 0.06",
    "tags": "CASE WHEN other > 0.97 THEN ARRAY['fragile'] ELSE '{}' END",
    "tracking_numbers": "CASE WHEN is_open THEN '{}' "
    "ELSE ARRAY['9400111' || lpad((id * 7919 % 1000000000000000)::text, 15, '0')] END",
    "search": "setweight(to_tsvector('simple', titles), 'A') || to_tsvector('simple', "
    "replace(order_id, '-', ' ') || ' ' || replace(order_id, '-', '') || ' ' || words || ' town ' || (other * 4000)::int) "
    "|| array_to_tsvector(array_remove(ARRAY[CASE WHEN NOT is_open "
    "THEN '9400111' || lpad((id * 7919 % 1000000000000000)::text, 15, '0') ELSE '' END, "
    "'@' || to_char(purchased_at AT TIME ZONE 'UTC', 'YYYYMM')], ''))",
    # Terms as long as personal data is kept: the orders of about two months.
    "buyer_terms": "CASE WHEN purchased_at > timestamptz '2026-11-23T18:42Z' - interval '60 days' THEN "
    "(SELECT array_agg(substr(md5(kind || id::text), 1, 16)) "
    "FROM unnest(ARRAY['name', 'first', 'last', 'mail', 'code']) AS kind) ELSE '{}' END",
}
_LINE = {
    "order_id": "order_key",
    "position": "position",
    "order_item_id": "order_key || lpad(position::text, 6, '0')",
    "sku": "sku",
    "asin": "asin",
    "title": "title",
    "quantity_ordered": "units",
    "quantity_shipped": "CASE WHEN is_open THEN 0 ELSE units END",
    "currency": "money",
    "price": "total",
}


if __name__ == "__main__":
    sys.exit(main())
