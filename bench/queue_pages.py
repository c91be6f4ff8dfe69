"""The queue at a million orders: every page and filter over HTTP, against its bare SQL in the same run.

    .venv/bin/python -m bench.queue_pages --orders 1000000 [--folder /var/tmp/big-store] [--only sku]

Makes the store of ``bench.big_store`` (or takes the one of the folder), starts the desk as a person does, signs in, and asks for
each page 40 times. Beside it stand the number of queries of the page and the time of these same statements, sent by themselves
through one bare connection. The limit is a p95 of 50 ms for whole requests.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench.big_store import NOW, store
from bench.desk_process import Session, running_desk

LIMIT_MS = 50.0
TIMES = 40
FILTERS = {
    "queue": "",
    "overdue": "due:overdue",
    "due today": "due:today",
    "prime, due today, qty over 1, not held": "is:prime due:today qty:>1 -is:held",
    "country": "country:CA",
    "service": "service:expedited",
    "cause": "cause:on-hold",
    "ready": "is:ready",
    "tag": "tag:fragile",
    "store": "store:DE",
    "sku whole": "sku:SKU-000007",
    "sku prefix": "sku:SKU-0000*",
    "shipped": "status:shipped",
    "cancelled": "status:cancelled",
    "all": "status:all",
    "all, prime": "status:all is:prime",
    "all, country": "status:all country:DE",
    "all, tag": "status:all tag:fragile",
    "all, qty": "status:all qty:>6",
    "all, sku": "status:all sku:SKU-000300",
    "all, rare sku": "status:all sku:SKU-049999",
    "order id": "{order}",
    "order id, closed": "status:all {closed}",
    "waybill number": "status:all {tracking}",
    "one common word": "status:all mug",
    "two common words": "status:all mug kettle",
    "one word": "status:all candle",
    "rare word": "status:all {rare}",
    "no such word": "status:all zzzzqq",
    "open, one word": "mug",
}


def main() -> int:
    """Measure, print, and say by the exit code whether the limits hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="keep the store here, or use the one that is here")
    parser.add_argument("--only", default="", help="measure the pages with this in their name")
    options = parser.parse_args()
    with (
        nullcontext(str(options.folder)) if options.folder else tempfile.TemporaryDirectory() as folder,
        store(Path(folder), orders=options.orders),
    ):
        cases = _cases(options.only)
        with running_desk(Path(folder), clock=f"virtual:{NOW:%Y-%m-%dT%H:%M:%SZ}") as desk:
            from shipby.cli.sample_store.opening import OWNER_EMAIL, PASSWORD

            session = desk.sign_in(OWNER_EMAIL, PASSWORD)
            print(f"{options.orders:,} orders       page p50   p95 ms | SQL p50   p95 ms  queries | ratio p50")
            results = [_measure(name, path, session) for name, path in cases.items()]
    over = [name for name, p95 in results if p95 > LIMIT_MS]
    print(f"p95 within {LIMIT_MS:.0f} ms: {len(results) - len(over)} of {len(results)} pages")
    print(f"over: {', '.join(over) or 'none'}")
    return 1 if over else 0


def _cases(only: str) -> dict[str, str]:
    """Name -> address."""
    from shipby.orders.models import Order

    oldest = Order.objects.filter(is_open=False, status="SHIPPED").order_by("id")[1000]
    newest = Order.objects.filter(is_open=True).order_by("id")[1000]
    names = {
        "order": newest.order_id,
        "closed": oldest.order_id,
        "tracking": oldest.tracking_numbers[0],
        "rare": _rare_word(),
    }
    cases = {name: f"/orders/?q={quote(text.format(**names))}" for name, text in FILTERS.items()}
    cases["order page"] = f"/orders/{newest.order_id}/"
    return {name: path for name, path in cases.items() if only in name}


def _rare_word() -> str:
    from shipby.orders.models import OrderLine

    title = OrderLine.objects.order_by("id").values_list("title", flat=True)[2000]
    return max(title.lower().split(), key=lambda word: (word.startswith("w") and word[1:].isalnum(), word))


def _measure(name: str, path: str, session: Session) -> tuple[str, float]:
    for _ in range(3):
        session.get(path)
    page = [session.seconds(path) * 1000 for _ in range(TIMES)]
    statements = _statements(path)
    sql = _bare(statements)
    ratio = statistics.median(page) / statistics.median(sql)
    print(
        f"{name:42.42} {statistics.median(page):7.1f} {_p95(page):7.1f}    | {statistics.median(sql):7.1f} {_p95(sql):7.1f}"
        f"  {len(statements):5}    | {ratio:5.1f}",
        flush=True,
    )
    return name, _p95(page)


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[int(len(values) * 0.95) - 1]


def _statements(path: str) -> list[tuple[str, Any]]:
    """What the page asks of the database."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client

    from shipby.cli.sample_store.opening import OWNER_EMAIL

    asked: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    client = Client(HTTP_HOST="localhost")
    client.force_login(get_user_model().objects.get(email=OWNER_EMAIL), backend=settings.AUTHENTICATION_BACKENDS[0])
    with connection.execute_wrapper(note):
        answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return [(sql, params) for sql, params in asked if sql.lstrip("( ").upper().startswith(("SELECT", "WITH"))]


def _bare(statements: Sequence[tuple[str, Any]]) -> list[float]:
    """Milliseconds of all statements together, without Django."""
    import psycopg
    from django.db import connection

    parameters = connection.get_connection_params()
    kept = {name: value for name, value in parameters.items() if name in {"dbname", "user", "password", "host", "port"}}
    times = []
    with psycopg.connect(**kept, autocommit=True, cursor_factory=psycopg.ClientCursor) as bare, bare.cursor() as cursor:
        for turn in range(TIMES + 3):
            started = time.perf_counter()
            for sql, params in statements:
                cursor.execute(sql, params)
                cursor.fetchall()
            if turn >= 3:
                times.append((time.perf_counter() - started) * 1000)
    return times


if __name__ == "__main__":
    sys.exit(main())
