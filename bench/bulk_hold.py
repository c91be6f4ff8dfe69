"""A hold on 5,000 orders as a bulk run, against the one bare statement that would mark them.

    .venv/bin/python -m bench.bulk_hold [--orders 5000]

Makes a store with ``bench.big_store`` in a folder that is thrown away. The run does what a person starts: every order locked,
held, told in the timeline, its search row written anew, its result kept, in chunks that commit. The bare statement does none
of that: it is the floor. Prints seconds, orders a second, and the ratio.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from bench.big_store import NOW, store


def main() -> int:
    """Measure once each way, on the same open orders."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=5_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, store(Path(folder), orders=100_000):
        from django.db import connection

        from shipby.actions.repeat_bulk_run import undo_bulk_run
        from shipby.actions.start_bulk_run import start_bulk_run
        from shipby.actions.work_bulk_run import work_bulk_run
        from shipby.bulk.reads import find_run
        from shipby.bulk.rules import BulkAct
        from shipby.shop.reads import scope_of
        from shipby.words.actors import SHIPBY

        def all_of(run_id: int) -> float:
            started = time.perf_counter()
            while work_bulk_run(run_id=run_id, now=NOW):
                pass
            return time.perf_counter() - started

        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE orders_order SET is_open = true, status = 'UNSHIPPED', fulfilled_by = 'MERCHANT', is_held = false "
                "WHERE id <= %s",
                [options.orders],
            )
            cursor.execute("SELECT order_id FROM orders_order WHERE id <= %s ORDER BY id", [options.orders])
            order_ids = [order_id for (order_id,) in cursor.fetchall()]
            started = time.perf_counter()
            cursor.execute("UPDATE orders_order SET row_version = row_version + 1 WHERE order_id = ANY(%s)", [order_ids])
            bare = time.perf_counter() - started
        by = {"scope": scope_of(1), "actor": SHIPBY, "now": NOW}
        run_id = start_bulk_run(act=BulkAct.HOLD, words={"reason": "Count"}, order_ids=order_ids, query="", request_key="b", **by)
        held = all_of(run_id)
        undone = all_of(undo_bulk_run(run_id=run_id, **by))
        run = find_run(1, run_id)
        assert run is not None
        assert run.done == len(order_ids), run
    print(f"hold of {len(order_ids):,}: {held:.2f} s, {len(order_ids) / held:,.0f} orders a second")
    print(f"undo of it: {undone:.2f} s")
    print(f"one bare UPDATE: {bare:.3f} s; ratio {held / bare:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
