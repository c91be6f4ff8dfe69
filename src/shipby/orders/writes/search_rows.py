"""The search row of orders, written at the end of every act that touches one."""

from collections.abc import Sequence

from django.db import connection

from shipby.orders.rules.search_row import SearchRow
from shipby.orders.writes.search import tracking_words

_OLD, _NEW = tracking_words("o.tracking_numbers"), tracking_words(r"string_to_array(r.tracking, E'\n')")
_SAVE = f"""
UPDATE orders_order AS o
SET is_open = r.is_open, units_to_ship = r.units_to_ship, confirmation = r.confirmation, units_confirmed = r.units_confirmed,
    causes = coalesce(string_to_array(nullif(r.causes, ''), ' '), '{{}}'),
    tracking_numbers = coalesce(string_to_array(nullif(r.tracking, ''), E'\\n'), '{{}}'),
    search = CASE WHEN array_to_string(o.tracking_numbers, E'\\n') = r.tracking THEN o.search
             ELSE ts_delete(coalesce(o.search, ''), tsvector_to_array({_OLD})) || {_NEW} END,
    is_held = r.is_held, is_incomplete = r.is_incomplete, row_version = o.row_version + 1
FROM unnest(%s::bigint[], %s::boolean[], %s::int[], %s::text[], %s::int[], %s::text[], %s::text[], %s::boolean[], %s::boolean[])
  AS r (id, is_open, units_to_ship, confirmation, units_confirmed, causes, tracking, is_held, is_incomplete)
WHERE o.id = r.id
  AND (o.is_open, o.units_to_ship, o.confirmation, o.units_confirmed, array_to_string(o.causes, ' '),
       array_to_string(o.tracking_numbers, E'\\n'), o.is_held, o.is_incomplete)
      IS DISTINCT FROM
      (r.is_open, r.units_to_ship, r.confirmation, r.units_confirmed, r.causes, r.tracking, r.is_held, r.is_incomplete)
"""  # noqa: S608  (our own names)


def save_search_rows(rows: Sequence[SearchRow]) -> None:
    """Write the rows; the row version rises where something is new. One statement, whatever their number."""
    if not connection.in_atomic_block:
        raise RuntimeError("search rows are written only inside a transaction")
    if not rows:
        return
    columns: tuple[list[object], ...] = (
        [row.order_key for row in rows],
        [row.is_open for row in rows],
        [row.units_to_ship for row in rows],
        [row.confirmation for row in rows],
        [row.units_confirmed for row in rows],
        [" ".join(row.causes) for row in rows],
        ["\n".join(row.tracking_numbers) for row in rows],
        [row.is_held for row in rows],
        [row.is_incomplete for row in rows],
    )
    with connection.cursor() as cursor:
        cursor.execute(_SAVE, list(columns))
