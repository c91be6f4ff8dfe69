"""How fast a report of unshipped orders is taken in, against the limit of the machine in the same run.

    python bench/import_report.py [--rows 100000] [--profile]

Makes the report, starts an embedded PostgreSQL with durable settings, imports the file as the worker does, then empties the
tables and puts the very same rows back with COPY into staging tables and one INSERT ... ON CONFLICT per table, indexes and
constraints included. Prints orders a second, the ratio of the two, and the peak memory of the importing process.
Exit code 1 below the goals: 2,500 orders/s, ratio 0.4, 300 MB.
"""

import argparse
import cProfile
import json
import os
import pstats
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ORDERS_PER_SECOND, RATIO, MEGABYTES = 2500, 0.4, 300
TABLES = ("orders_order", "orders_orderline", "buyers_sealedbuyer", "intake_rawversion", "intake_replaced", "journal_event")
_COLUMNS = (
    "order-id",
    "order-item-id",
    "purchase-date",
    "payments-date",
    "reporting-date",
    "promise-date",
    "days-past-promise",
    "buyer-email",
    "buyer-name",
    "buyer-phone-number",
    "sku",
    "product-name",
    "quantity-purchased",
    "quantity-shipped",
    "quantity-to-ship",
    "ship-service-level",
    "ship-service-name",
    "recipient-name",
    "ship-address-1",
    "ship-address-2",
    "ship-address-3",
    "address-type",
    "ship-city",
    "ship-state",
    "ship-postal-code",
    "ship-country",
    "gift-message-text",
    "is-business-order",
    "is-prime",
    "is-buyer-requested-cancellation",
    "sales-channel",
)


def rows_of(count: int) -> Iterator[str]:
    """Rows as they come: one order in four has a second line."""
    number = written = 0
    while written < count:
        number += 1
        for line in range(2 if number % 4 == 0 else 1):
            if written < count:
                yield _row(number, line)
                written += 1


def _row(number: int, line: int) -> str:
    minute, day = number % 60, number % 20 + 1
    cells = {
        "order-id": f"{number % 900 + 100}-{number * 7919 % 10_000_000:07}-{number:07}",
        "order-item-id": f"{number:08}{line:06}",
        "purchase-date": f"2026-11-{day:02}T10:{minute:02}:11-08:00",
        "payments-date": f"2026-11-{day:02}T10:{minute:02}:41-08:00",
        "reporting-date": f"2026-11-{day:02}T11:{minute:02}:00-08:00",
        "promise-date": f"2026-11-{day + 4:02}T23:59:59-08:00",
        "days-past-promise": "-2",
        "buyer-email": f"{number:x}k{line}@marketplace.example",
        "buyer-name": f"Wilhelmina Applegarth {number}",
        "buyer-phone-number": f"+1 503-555-{number % 10_000:04}",
        "sku": f"KITCHEN-{number * 31 % 5000:04}-{line}",
        "product-name": f"Stoneware mug with handle, {number % 12 + 1} oz, hand glazed, dishwasher safe, colour {number % 37}",
        "quantity-purchased": str(number % 3 + 1),
        "quantity-shipped": "0",
        "quantity-to-ship": str(number % 3 + 1),
        "ship-service-level": "Standard",
        "ship-service-name": "Std US D2D Dom",
        "recipient-name": f"Wilhelmina Applegarth {number}",
        "ship-address-1": f"{number % 9000} Quince Lane",
        "ship-address-2": f"Apt {number % 80}",
        "address-type": "Residential",
        "ship-city": f"Portland {number % 300}",
        "ship-state": "OR",
        "ship-postal-code": f"97{number % 1000:03}-{number % 10_000:04}",
        "ship-country": "US",
        "gift-message-text": "Many happy returns, with love" if number % 10 == 0 else "",
        "is-business-order": "false",
        "is-prime": "true" if number % 5 == 0 else "false",
        "is-buyer-requested-cancellation": "false",
        "sales-channel": "Amazon.com",
    }
    return "\t".join(cells.get(name, "") for name in _COLUMNS)


def write_report(path: Path, rows: int) -> None:
    """The report, line by line."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("\t".join(_COLUMNS) + "\r\n")
        file.writelines(f"{row}\r\n" for row in rows_of(rows))


def main() -> int:
    """Measure and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--profile", action="store_true", help="print where the time of the import goes")
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="shipby-bench-") as place:
        figures = _measure(Path(place), options.rows, profile=options.profile)
    _print(figures, as_json=options.json)
    return (
        0
        if figures["orders_per_second"] >= ORDERS_PER_SECOND and figures["ratio"] >= RATIO and figures["megabytes"] < MEGABYTES
        else 1
    )


def _measure(place: Path, rows: int, *, profile: bool) -> dict[str, float]:
    os.environ["SHIPBY_HOME"] = str(place / "home")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shipby.settings")
    from shipby.cli.postgres import EmbeddedPostgres

    server = EmbeddedPostgres(place / "postgres", durable=True)
    server.start()
    try:
        os.environ["DATABASE_URL"] = server.url("postgres")
        return _with_database(place, rows, profile=profile)
    finally:
        server.stop()


def _with_database(place: Path, rows: int, *, profile: bool) -> dict[str, float]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, connections

    call_command("migrate", verbosity=0)
    report = place / "unshipped.txt"
    write_report(report, rows)
    seconds, megabytes, orders, again = _import_twice(report, profile=profile)
    try:
        copied = _copy_rows(connection, place)
    finally:
        connections.close_all()
    return {
        "rows": rows,
        "orders": orders,
        "report_megabytes": report.stat().st_size / 1e6,
        "seconds": seconds,
        "orders_per_second": orders / seconds,
        "again_orders_per_second": orders / again,
        "copy_seconds": copied,
        "copy_orders_per_second": orders / copied,
        "ratio": copied / seconds,
        "megabytes": megabytes,
    }


def _import_twice(report: Path, *, profile: bool) -> tuple[float, float, int, float]:
    from shipby.actions.open_bare_shop import open_bare_shop
    from shipby.words.actors import SHIPBY
    from shipby.words.ports import ports
    from shipby.worker.import_file import ImportedOrders, run_import

    shop_id = open_bare_shop(now=ports.clock.now())

    def take() -> tuple[float, ImportedOrders]:
        with report.open("rb") as stream:
            started = time.perf_counter()
            outcome = run_import(stream, shop_id=shop_id, actor=SHIPBY, now=ports.clock.now, file_name=report.name)
            assert isinstance(outcome, ImportedOrders)
            return time.perf_counter() - started, outcome

    profiler = cProfile.Profile()
    if profile:
        profiler.enable()
    seconds, outcome = take()
    if profile:
        profiler.disable()
        pstats.Stats(profiler).sort_stats("tottime").print_stats(40)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert (outcome.changed, outcome.unchanged, outcome.quarantined) == (0, 0, ()), outcome
    again, repeated = take()
    assert (repeated.new, repeated.changed, repeated.unchanged) == (0, 0, outcome.new), repeated
    return seconds, megabytes, outcome.new, again


def _copy_rows(connection: object, place: Path) -> float:
    """Seconds to put the rows of the import back: COPY into staging, then one INSERT ... ON CONFLICT per table."""
    with connection.cursor() as cursor:  # type: ignore[attr-defined]
        for table in TABLES:
            with (place / table).open("wb") as file, cursor.copy(f"COPY {table} TO STDOUT (FORMAT binary)") as copy:
                for block in copy:
                    file.write(block)
        cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
        started = time.perf_counter()
        cursor.execute("BEGIN")
        for table in TABLES:
            cursor.execute(f"CREATE TEMPORARY TABLE bench_{table} (LIKE {table}) ON COMMIT DROP")
            with (place / table).open("rb") as file, cursor.copy(f"COPY bench_{table} FROM STDIN (FORMAT binary)") as copy:
                while block := file.read(1 << 20):
                    copy.write(block)
            cursor.execute(f"INSERT INTO {table} SELECT * FROM bench_{table} ON CONFLICT DO NOTHING")
        cursor.execute("COMMIT")
        return time.perf_counter() - started


def _print(figures: dict[str, float], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({name: round(value, 3) for name, value in figures.items()}))
        return
    print(f"{figures['rows']:,.0f} rows, {figures['orders']:,.0f} orders, {figures['report_megabytes']:.1f} MB")
    speed = f"{figures['orders_per_second']:8,.0f} orders/s"
    print(f"import           {figures['seconds']:7.2f} s  {speed}  (goal {ORDERS_PER_SECOND:,})")
    print(f"COPY and INSERT  {figures['copy_seconds']:7.2f} s  {figures['copy_orders_per_second']:8,.0f} orders/s")
    print(f"ratio            {figures['ratio']:7.2f}    (goal {RATIO})")
    print(f"the same again            {figures['again_orders_per_second']:8,.0f} orders/s")
    print(f"peak memory      {figures['megabytes']:7.0f} MB (goal under {MEGABYTES})")


if __name__ == "__main__":
    sys.exit(main())
