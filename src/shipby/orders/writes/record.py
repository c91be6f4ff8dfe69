"""Storing what sources tell of orders, many at once: a few statements whatever the number of orders.

All functions demand an open transaction. One account is written by one transaction at a time (:func:`hold_account`), so that two
files of the same account never meet in the middle.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import attrgetter

import msgspec
from django.db import connection

from shipby.orders.models import Order, OrderLine
from shipby.orders.rules.merge import Known, LineValues, OrderValues
from shipby.orders.rules.search_words import search_words, words_of
from shipby.orders.writes.search import search_column

_ACCOUNT_LOCK = 4711

_VALUE_COLUMNS = OrderValues.__struct_fields__
_LINE_COLUMNS = LineValues.__struct_fields__
_PLAIN_COLUMNS = tuple(name for name in _VALUE_COLUMNS if name != "programs")
_PLAIN_LINE_COLUMNS = tuple(name for name in _LINE_COLUMNS if name != "programs")
_order_values, _line_values = attrgetter(*_PLAIN_COLUMNS), attrgetter(*_PLAIN_LINE_COLUMNS)
_OWN_COLUMNS = (
    "id",
    "account_id",
    "order_id",
    "store_id",
    "version_at",
    "versions",
    "facts_hash",
    "source",
    "first_seen_at",
    "changed_at",
    "row_version",
    "is_open",
    "unit_count",
    "units_to_ship",
    "line_count",
    "is_held",
    "is_incomplete",
    "vanished_at",
    "confirmation",
    "units_confirmed",
    "causes",
    "tags",
    "tracking_numbers",
    "buyer_terms",
)
_ORDER_COLUMNS = (*_OWN_COLUMNS, "programs", *_PLAIN_COLUMNS)
_KEPT = {
    "id",
    "account_id",
    "order_id",
    "first_seen_at",
    "is_open",
    "units_to_ship",
    "is_held",
    "is_incomplete",
    "vanished_at",
} | {
    "confirmation",
    "units_confirmed",
    "causes",
    "tags",
    "tracking_numbers",
    "row_version",
}
"""Columns that a change of facts leaves alone: identity, and what other acts write."""
_SEARCH_OF_NEW = search_column("title_words", "search_words", "tracking_numbers", "purchased_at")
_SEARCH_OF_KNOWN = search_column("told.title_words", "told.search_words", "orders_order.tracking_numbers", "told.purchased_at")

# In one order, so that two accounts never wait for each other in a circle. Numbers are left out: most are one order's own.
_NEW_WORDS = """
INSERT INTO orders_word (word)
SELECT DISTINCT told.word COLLATE "C"
FROM staged_order, unnest(string_to_array(search_words || ' ' || title_words, ' ')) AS told (word)
WHERE length(told.word) BETWEEN 1 AND 60 AND told.word !~ '^[0-9]+$'
  AND NOT EXISTS (SELECT FROM orders_word known WHERE known.word = told.word)
ORDER BY 1 ON CONFLICT DO NOTHING
"""


class Head(msgspec.Struct, frozen=True, gc=False):
    """The little of a stored order that tells a repeat from news."""

    key: int
    facts_hash: bytes
    version_at: datetime
    versions: dict[str, datetime]
    is_incomplete: bool
    vanished_at: datetime | None


class Written(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An order to insert or to change. ``is_open``, ``units_to_ship``, ``is_incomplete``, ``causes`` count for new ones only."""

    key: int
    order_id: str
    store_id: int | None
    version_at: datetime
    versions: dict[str, datetime]
    facts_hash: bytes
    source: str
    values: OrderValues
    lines: tuple[LineValues, ...]
    is_open: bool = False
    units_to_ship: int = 0
    is_incomplete: bool = False
    causes: tuple[str, ...] = ()
    buyer_terms: tuple[str, ...] = ()


def commit_later() -> None:
    """Let the end of this transaction not wait for the disk: a later commit that does makes it last too. One query."""
    _demand_transaction()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")


def hold_account(account_id: int) -> None:
    """Wait until no other transaction writes orders of the account, and keep it so until this one ends. One query."""
    _demand_transaction()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_ACCOUNT_LOCK, account_id])


def lock_heads(account_id: int, order_ids: Sequence[str]) -> dict[str, Head]:
    """Heads of the known ones of ``order_ids``, locked in the order of their keys. One query."""
    _demand_transaction()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT order_id, id, facts_hash, version_at, versions::text, is_incomplete, vanished_at FROM orders_order "
            "WHERE account_id = %s AND order_id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
            [account_id, list(order_ids)],
        )
        return {
            order_id: Head(key, bytes(digest), version_at, _versions(versions), is_incomplete, vanished_at)
            for order_id, key, digest, version_at, versions, is_incomplete, vanished_at in cursor.fetchall()
        }


def order_ids_of(order_keys: Sequence[int]) -> dict[int, str]:
    """Amazon's ids by our keys, rows locked in the order of keys. One query."""
    _demand_transaction()
    rows = Order.objects.select_for_update(no_key=True).filter(id__in=order_keys).order_by("id")
    return dict(rows.values_list("id", "order_id"))


def load_known(order_keys: Sequence[int]) -> dict[int, Known]:
    """Stored values and lines of orders, by our key. Two queries."""
    lines: dict[int, list[LineValues]] = {key: [] for key in order_keys}
    for key, *line in (
        OrderLine.objects.filter(order_id__in=order_keys).order_by("position").values_list("order_id", *_LINE_COLUMNS).iterator()
    ):
        lines[key].append(LineValues(**dict(zip(_LINE_COLUMNS, line, strict=True))))
    rows = Order.objects.filter(id__in=order_keys).values_list("id", "version_at", "versions", *_VALUE_COLUMNS)
    return {
        key: Known(
            version_at=version_at,
            versions=_versions(versions),
            values=OrderValues(**dict(zip(_VALUE_COLUMNS, values, strict=True))),
            lines=tuple(lines[key]),
        )
        for key, version_at, versions, *values in rows
    }


def next_order_keys(count: int) -> list[int]:
    """Keys for orders about to be inserted: what is sealed must be bound to them before. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('orders_order', 'id')) FROM generate_series(1, %s)", [count])
        return [key for (key,) in cursor.fetchall()]


def insert_orders(account_id: int, orders: Sequence[Written], *, at: datetime) -> None:
    """Insert orders nobody knew, with lines and search words. Five statements."""
    if not orders:
        return
    _stage(account_id, orders, at=at)
    columns = ", ".join(_ORDER_COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO orders_order ({columns}, search) "  # noqa: S608  (our own names)
            f"SELECT {columns}, {_SEARCH_OF_NEW} FROM staged_order"
        )
        cursor.execute(_NEW_WORDS)
        cursor.execute("TRUNCATE staged_order")
    _copy_lines("orders_orderline", orders)


def change_orders(account_id: int, orders: Sequence[Written], *, at: datetime) -> None:
    """Replace values and lines of stored orders. Known lines are met by position and never removed. Seven statements."""
    if not orders:
        return
    _stage(account_id, orders, at=at)
    changed = ", ".join(f"{name} = told.{name}" for name in _ORDER_COLUMNS if name not in _KEPT)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE orders_order SET {changed}, row_version = orders_order.row_version + 1, "  # noqa: S608  (our own names)
            f"search = {_SEARCH_OF_KNOWN} FROM staged_order told WHERE orders_order.id = told.id"
        )
        cursor.execute(_NEW_WORDS)
        cursor.execute("TRUNCATE staged_order")
    _merge_lines(orders)


def move_versions(told: Sequence[tuple[int, datetime, dict[str, datetime]]]) -> None:
    """Note newer versions (key, version, versions) of orders whose content stayed the same. One statement."""
    if not told:
        return
    keys, versions_at, versions = zip(*((key, at, _json(versions)) for key, at, versions in told), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE orders_order SET version_at = told.version_at, versions = told.versions "
            "FROM unnest(%s::bigint[], %s::timestamptz[], %s::jsonb[]) AS told (id, version_at, versions) "
            "WHERE orders_order.id = told.id",
            [list(keys), list(versions_at), list(versions)],
        )


def mark_incomplete(order_keys: Sequence[int], *, is_incomplete: bool) -> None:
    """Say whether a row of these orders lies in quarantine. One statement."""
    _demand_transaction()
    if order_keys:
        Order.objects.filter(id__in=order_keys).update(is_incomplete=is_incomplete)


class Listed(msgspec.Struct, frozen=True, gc=False):
    """An order whose place in the unshipped report changed."""

    key: int
    order_id: str
    vanished_at: datetime | None


def compare_with_unshipped(
    account_id: int,
    listed: Iterable[str],
    *,
    listed_items: Iterable[str] = (),
    sales_channels: Sequence[str] | None,
    made_at: datetime,
) -> tuple[list[Listed], list[Listed]]:
    """Compare with a report of unshipped orders made at ``made_at``: (open orders missing from it, vanished ones back in it).

    Missing = merchant orders that Amazon has to show there: unshipped or partly shipped, bought and last told of before the
    report was made, of these sales channels (``None`` = all), without a line among ``listed_items`` (rows of the report that
    could not be read). Rows are locked. Five statements.
    """
    _demand_transaction()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE IF NOT EXISTS staged_listed (order_id text)")
        with cursor.copy("COPY staged_listed FROM STDIN") as copy:
            for order_id in listed:
                copy.write_row((order_id,))
        cursor.execute("ANALYZE staged_listed")
        cursor.execute(
            "SELECT id, order_id, vanished_at FROM orders_order o WHERE account_id = %(account)s AND is_open "
            "AND fulfilled_by = 'MERCHANT' AND status IN ('UNSHIPPED', 'PARTIALLY_SHIPPED') AND vanished_at IS NULL "
            "AND purchased_at <= %(made_at)s AND version_at <= %(made_at)s "
            "AND (%(channels)s::text[] IS NULL OR sales_channel = ANY(%(channels)s)) "
            "AND NOT EXISTS (SELECT FROM staged_listed l WHERE l.order_id = o.order_id) "
            "AND NOT EXISTS (SELECT FROM orders_orderline i WHERE i.order_id = o.id AND i.order_item_id = ANY(%(items)s)) "
            "ORDER BY id FOR NO KEY UPDATE",
            {
                "account": account_id,
                "made_at": made_at,
                "channels": None if sales_channels is None else list(sales_channels),
                "items": list(listed_items),
            },
        )
        missing = [Listed(*row) for row in cursor.fetchall()]
        cursor.execute(
            "SELECT id, o.order_id, vanished_at FROM orders_order o JOIN staged_listed l ON l.order_id = o.order_id "
            "WHERE account_id = %s AND vanished_at < %s ORDER BY id FOR NO KEY UPDATE OF o",
            [account_id, made_at],
        )
        back = [Listed(*row) for row in cursor.fetchall()]
        cursor.execute("TRUNCATE staged_listed")
    return missing, back


def set_vanished(marks: Sequence[tuple[int, datetime | None]]) -> None:
    """Set the mark of each (order key, instant). One statement."""
    _demand_transaction()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE orders_order SET vanished_at = told.at FROM unnest(%s::bigint[], %s::timestamptz[]) AS told (id, at) "
            "WHERE orders_order.id = told.id",
            [[key for key, _ in marks], [at for _, at in marks]],
        )


def mark_vanished(order_keys: Sequence[int], *, vanished_at: datetime | None) -> None:
    """Say that orders are no longer in the unshipped report, or (``None``) that they are again. One statement."""
    _demand_transaction()
    if order_keys:
        Order.objects.filter(id__in=order_keys).update(vanished_at=vanished_at)


def forget_digests(order_keys: Sequence[int]) -> None:
    """Drop the digests of orders whose personal data was erased: nothing that was made of it stays. One statement."""
    _demand_transaction()
    Order.objects.filter(id__in=order_keys).update(facts_hash=b"", buyer_terms=[])


def drop_orders(order_keys: Sequence[int]) -> None:
    """Remove orders with lines: only for an import that is taken back before anything was done on them. Two statements.

    Raises:
        IntegrityError: at the end of the transaction, when something else hangs on one of them.
    """
    _demand_transaction()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM orders_orderline WHERE order_id = ANY(%s)", [list(order_keys)])
        cursor.execute("DELETE FROM orders_order WHERE id = ANY(%s)", [list(order_keys)])


def drop_lines_after(last_positions: Sequence[tuple[int, int]]) -> None:
    """Remove the lines of each (order key, position) above that position: an import added them. One statement."""
    _demand_transaction()
    keys, positions = [key for key, _ in last_positions], [position for _, position in last_positions]
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM orders_orderline line USING unnest(%s::bigint[], %s::int[]) AS kept (order_id, position) "
            "WHERE line.order_id = kept.order_id AND line.position > kept.position",
            [keys, positions],
        )


# -- staging


def _stage(account_id: int, orders: Sequence[Written], *, at: datetime) -> None:
    _demand_transaction()
    columns = ", ".join(_ORDER_COLUMNS)
    with connection.cursor() as cursor:
        # Emptied by hand after use: a temporary table that empties itself does so at every commit of the session.
        cursor.execute(
            "CREATE TEMPORARY TABLE IF NOT EXISTS staged_order "
            "(LIKE orders_order INCLUDING DEFAULTS, search_words text, title_words text)"
        )
        with cursor.copy(f"COPY staged_order ({columns}, search_words, title_words) FROM STDIN") as copy:
            for order in orders:
                copy.write_row(_row(account_id, order, at))


def _row(account_id: int, order: Written, at: datetime) -> tuple[object, ...]:
    values = _order_values(order.values)
    return (
        order.key,
        account_id,
        order.order_id,
        order.store_id,
        order.version_at,
        _json(order.versions),
        order.facts_hash,
        order.source,
        at,
        at,
        1,
        order.is_open,
        sum(line.quantity_ordered for line in order.lines),
        order.units_to_ship,
        len(order.lines),
        False,
        order.is_incomplete,
        None,
        "",
        0,
        "{" + ",".join(order.causes) + "}",
        "{}",
        "{}",
        "{" + ",".join(order.buyer_terms) + "}",
        _json(order.values.programs),
        *values,
        _search_words(order),
        words_of(" ".join(line.title for line in order.lines)),
    )


def _search_words(order: Written) -> str:
    """Order id, SKUs, ASINs, city and purchase order number; nothing personal."""
    codes = [code for line in order.lines for code in (line.sku, line.asin)]
    return search_words(order.order_id, [*codes, order.values.purchase_order_number], [order.values.city])


def _copy_lines(table: str, orders: Sequence[Written]) -> None:
    columns = ", ".join(("order_id", "programs", *_PLAIN_LINE_COLUMNS))
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for order in orders:
            for line in order.lines:
                copy.write_row((order.key, _json(line.programs), *_line_values(line)))


def _merge_lines(orders: Sequence[Written]) -> None:
    columns = ", ".join(("order_id", *_LINE_COLUMNS))
    changed = ", ".join(f"{name} = excluded.{name}" for name in _LINE_COLUMNS if name != "position")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE IF NOT EXISTS staged_line (LIKE orders_orderline)")
        cursor.execute("ALTER TABLE staged_line ALTER COLUMN id DROP NOT NULL")
    _copy_lines("staged_line", orders)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO orders_orderline ({columns}) SELECT {columns} FROM staged_line "  # noqa: S608  (our own names)
            f"ON CONFLICT (order_id, position) DO UPDATE SET {changed}"
        )
        cursor.execute("TRUNCATE staged_line")


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _versions(value: object) -> dict[str, datetime]:
    if isinstance(value, str):
        return msgspec.json.decode(value, type=dict[str, datetime])
    return msgspec.convert(value, type=dict[str, datetime])


def _demand_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("orders are written only inside a transaction")
