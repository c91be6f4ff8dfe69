"""The sample store's orders and files, read back by the reader of real reports."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest

from shipby.amazon.wire.order_reports import Chunk, ReportHead, ReportType, inspect, read
from shipby.cli.sample_store.files import ReportFile, first_files, todays_files
from shipby.cli.sample_store.making import WAREHOUSE_ZONE, Part, SampleOrder
from shipby.cli.sample_store.orders import many_orders, sample_orders
from shipby.cli.sample_store.reports import UNSHIPPED_US, report
from shipby.orders.rules.facts import FulfilledBy, OrderFacts, Program, Status

NOW = datetime(2026, 11, 23, 18, 41, tzinfo=UTC)


@pytest.fixture(scope="module")
def orders() -> tuple[SampleOrder, ...]:
    return sample_orders(seed=7, now=NOW)


@pytest.fixture(scope="module")
def files(orders: tuple[SampleOrder, ...]) -> list[ReportFile]:
    return [*first_files(orders, NOW), *todays_files(orders, NOW)]


def taken(file: ReportFile) -> tuple[ReportHead, list[Chunk]]:
    stream = BytesIO(file.content)
    head = inspect(stream, file_name=file.name)
    stream.seek(0)
    return head, list(read(stream, head))


def facts(files: list[ReportFile]) -> Iterator[OrderFacts]:
    for file in files:
        for chunk in taken(file)[1]:
            yield from (reported.order for reported in chunk.orders)


def is_open(order: SampleOrder) -> bool:
    settled = {Part.ACCEPTED, Part.PROBABLY_ACCEPTED}
    return order.channel == "Merchant" and order.status in {"Unshipped", "Shipping", "Pending"} and order.part not in settled


@pytest.mark.parametrize("hour", [0, 3, 9, 15, 18, 21, 23])
def test_the_demo_opens_on_a_full_day_whatever_the_hour(hour: int) -> None:
    now = datetime(2026, 3, 8, hour, 12, 5, tzinfo=UTC)  # the day the clocks change in the warehouse's zone

    open_orders = [order for order in sample_orders(seed=7, now=now) if is_open(order)]

    today = now.astimezone(WAREHOUSE_ZONE).date()
    due = Counter((order.ship_by.astimezone(WAREHOUSE_ZONE).date() - today).days for order in open_orders if order.ship_by)
    assert len(open_orders) == 170
    assert 40 <= due[0] <= 46
    assert due[1] >= 50
    assert due[2] >= 30
    assert sum(count for day, count in due.items() if day < 0) == 4
    assert sum(1 for order in open_orders if order.ship_by is None) == 6
    assert all(order.placed_at < now for order in open_orders)


def test_the_same_seed_and_moment_give_the_same_files(orders: tuple[SampleOrder, ...], files: list[ReportFile]) -> None:
    again = sample_orders(seed=7, now=NOW)
    other = sample_orders(seed=8, now=NOW)

    assert [*first_files(again, NOW), *todays_files(again, NOW)] == files
    assert {order.order_id for order in other}.isdisjoint(order.order_id for order in orders)


def test_every_file_is_read_as_what_it_is(files: list[ReportFile]) -> None:
    heads = {file.name: taken(file)[0] for file in files}

    kinds = {name: (head.report_type, head.encoding, head.is_gzip) for name, head in heads.items()}
    assert kinds == {
        "all-orders-us-ca.txt": (ReportType.ALL_ORDERS, "utf-8", False),
        "unshipped-us-yesterday.txt": (ReportType.UNSHIPPED, "utf-8", False),
        "all-orders-europe.txt": (ReportType.ALL_ORDERS, "utf-8", False),
        "orders-europe.txt": (ReportType.ORDERS, "utf-8", False),
        "all-orders-jp-shift-jis.txt": (ReportType.ALL_ORDERS, "cp932", False),
        "unshipped-ca.txt.gz": (ReportType.UNSHIPPED, "utf-8", True),
        "unshipped-de-windows-1252.txt": (ReportType.UNSHIPPED, "cp1252", False),
        "unshipped-europe-utf-16.txt": (ReportType.UNSHIPPED, "utf-16", False),
        "unshipped-jp-shift-jis.txt": (ReportType.UNSHIPPED, "cp932", False),
        "orders-us-ca-utf-8-bom.txt": (ReportType.ORDERS, "utf-8", False),
        "unshipped-us-today.txt": (ReportType.UNSHIPPED, "utf-8", False),
    }
    assert not any(head.is_lossy for head in heads.values())
    assert not any(head.unknown_columns for head in heads.values())


def test_only_the_newest_report_has_bad_rows_and_each_says_why(files: list[ReportFile]) -> None:
    bad = {file.name: [row.code for chunk in taken(file)[1] for row in chunk.bad_rows] for file in files}

    assert bad.pop("unshipped-us-today.txt") == ["bad_quantity", "too_few_fields", "bad_order_id"]
    assert all(codes == [] for codes in bad.values())


def test_no_unshipped_order_is_lost_between_the_files(orders: tuple[SampleOrder, ...], files: list[ReportFile]) -> None:
    told = {order.order_id for order in facts(files)}

    assert {order.order_id for order in orders} == told


def test_every_trap_named_for_the_demo_is_there(files: list[ReportFile]) -> None:
    everything = list(facts(files))
    marks = {name for order in everything for name, holds in order.programs.items() if holds}
    marks |= {name for order in everything for line in order.lines for name, holds in line.programs.items() if holds}
    lines = [line for order in everything for line in order.lines]

    wanted = {
        Program.PRIME,
        Program.AMAZON_BUSINESS,
        Program.PREMIUM,
        Program.REPLACEMENT,
        Program.EXCHANGE,
        Program.TRANSPARENCY,
        Program.GIFT,
        Program.CUSTOMIZATION,
        Program.CASH_ON_DELIVERY,
        Program.PICKUP_POINT,
        Program.GLOBAL_EXPRESS,
        Program.SIGNATURE_RECOMMENDED,
        Program.VERGE_OF_CANCELLATION,
        Program.VERGE_OF_LATE_SHIPMENT,
    }
    assert {str(mark) for mark in wanted} <= marks
    assert {Status.UNSHIPPED, Status.PARTIALLY_SHIPPED, Status.SHIPPED, Status.CANCELLED, Status.PENDING} <= {
        order.status for order in everything
    }
    assert {order.fulfilled_by for order in everything} == set(FulfilledBy)
    assert any((line.title or "").count('"') == 2 and "easy grip handle" in (line.title or "") for line in lines)
    assert any(line.quantity_ordered == 999 for line in lines)
    assert any(line.price == 0 for line in lines)
    assert any(line.currency == "JPY" and line.price and line.price > 1000 for line in lines)
    assert max(len(order.lines) for order in everything) == 60
    assert max(max(map(len, (line.title or "-").split())) for line in lines) > 60
    assert any(order.purchase_order_number for order in everything)
    assert sum(1 for order in everything if order.cancel_requested and order.cancel_reason) >= 2
    assert any(order.country == "GR" for order in everything)
    assert any(order.country == "BG" for order in everything)


def test_names_come_in_latin_cyrillic_greek_and_japanese_and_are_nobodys(orders: tuple[SampleOrder, ...]) -> None:
    names = " ".join(order.buyer.name for order in orders)

    for first, last in (("Ā", "ž"), ("Ѐ", "я"), ("Ά", "ώ"), ("一", "龠")):
        assert any(first <= char <= last for char in names)
    assert all(order.buyer.email.endswith("@marketplace.example") for order in orders)
    assert any(line.startswith("PO Box") for order in orders for line in order.buyer.lines)


def test_a_big_report_has_exactly_the_rows_asked_for() -> None:
    content = report(many_orders(seed=1, now=NOW, rows=2_000), UNSHIPPED_US, made_at=NOW)

    head, chunks = taken(ReportFile("big.txt", "", NOW, content))

    assert head.row_count == 2_000
    assert sum(chunk.rows_read for chunk in chunks) == 2_000
    assert not [row for chunk in chunks for row in chunk.bad_rows]


def test_a_report_names_no_order_placed_after_it_was_made(orders: tuple[SampleOrder, ...]) -> None:
    made_at = {file.name: file.made_at for file in [*first_files(orders, NOW), *todays_files(orders, NOW)]}

    assert made_at["unshipped-us-today.txt"] > NOW - timedelta(hours=1)
    for file in [*first_files(orders, NOW), *todays_files(orders, NOW)]:
        assert all(order.purchased_at <= file.made_at for order in facts([file])), file.name
