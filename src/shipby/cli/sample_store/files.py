"""The report files of the sample store: which orders each tells of, when Amazon made it, whose it is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shipby.cli.sample_store import reports
from shipby.cli.sample_store.making import Part, SampleOrder

AMERICA, EUROPE, JAPAN = "Fernwood Supply", "Fernwood Supply Europe", "Fernwood Japan"

ORDERS_BEFORE = timedelta(hours=26)
YESTERDAY = timedelta(hours=24)
OTHERS = timedelta(minutes=50)
PRICES = timedelta(minutes=40)
TODAY = timedelta(minutes=25)
"""How long before the present each report was made."""

_SETTLED = frozenset({Part.ACCEPTED, Part.PROBABLY_ACCEPTED, Part.VANISHED})
_EUROPE_TOGETHER = frozenset({"GB", "FR", "IT", "ES", "PL"})


@dataclass(frozen=True, slots=True)
class ReportFile:
    """One file as a seller would download it. ``account`` is the seller account's name."""

    name: str
    account: str
    made_at: datetime
    content: bytes


def first_files(orders: tuple[SampleOrder, ...], now: datetime) -> list[ReportFile]:
    """What was imported yesterday: all orders so far, and the unshipped ones of Amazon.com."""
    before = [order for order in orders if order.placed_at < now - ORDERS_BEFORE and order.part is not Part.BAD_ROW]
    to_ship = [order for order in _of(orders, {"US"}) if order.is_to_ship and order.placed_at < now - YESTERDAY]
    unasked = [order for order in to_ship if order.part is not Part.BAD_ROW]
    return [
        _file("all-orders-us-ca.txt", AMERICA, _of(before, {"US", "CA"}), reports.ALL_ORDERS_NA, now - ORDERS_BEFORE),
        _file("unshipped-us-yesterday.txt", AMERICA, unasked, reports.UNSHIPPED_US, now - YESTERDAY),
    ]


def todays_files(orders: tuple[SampleOrder, ...], now: datetime) -> list[ReportFile]:
    """What was imported this morning, in this order; the unshipped report of Amazon.com comes last and has bad rows."""
    to_ship = [order for order in orders if order.is_to_ship and order.part not in _SETTLED]
    priced = [order for order in _of(to_ship, {"US", "CA"}) if order.part is not Part.BAD_ROW]
    europe = {"DE", *_EUROPE_TOGETHER}
    others, newest = now - OTHERS, now - TODAY
    return [
        _file("all-orders-europe.txt", EUROPE, _of(orders, europe), reports.ALL_ORDERS_EU, others - timedelta(minutes=10)),
        _file("orders-europe.txt", EUROPE, _of(to_ship, europe), reports.ORDER_REPORT_EU, others - timedelta(minutes=5)),
        _file(
            "all-orders-jp-shift-jis.txt", JAPAN, _of(orders, {"JP"}), reports.ALL_ORDERS_JAPAN, others - timedelta(minutes=10)
        ),
        _file("unshipped-ca.txt.gz", AMERICA, _of(to_ship, {"CA"}), reports.UNSHIPPED_CA, others),
        _file("unshipped-de-windows-1252.txt", EUROPE, _of(to_ship, {"DE"}), reports.UNSHIPPED_DE, others),
        _file("unshipped-europe-utf-16.txt", EUROPE, _of(to_ship, _EUROPE_TOGETHER), reports.UNSHIPPED_EU, others),
        _file("unshipped-jp-shift-jis.txt", JAPAN, _of(to_ship, {"JP"}), reports.UNSHIPPED_JAPAN, others),
        _file("orders-us-ca-utf-8-bom.txt", AMERICA, priced, reports.ORDER_REPORT, now - PRICES),
        _with_bad_rows(_file("unshipped-us-today.txt", AMERICA, _asked(_of(to_ship, {"US"})), reports.UNSHIPPED_US, newest)),
    ]


def _of(orders: Iterable[SampleOrder], countries: Iterable[str]) -> list[SampleOrder]:
    wanted = set(countries)
    return [order for order in orders if order.market.country in wanted]


def _file(name: str, account: str, orders: Iterable[SampleOrder], form: reports.Form, made_at: datetime) -> ReportFile:
    made_at = made_at.replace(microsecond=0)
    return ReportFile(name, account, made_at, reports.report(orders, form, made_at=made_at))


def _asked(orders: Iterable[SampleOrder]) -> list[SampleOrder]:
    """The orders with what buyers asked for since yesterday, and one unreadable quantity."""
    asked = {"is-buyer-requested-cancellation": "true", "buyer-requested-cancel-reason": "Ordered by mistake"}
    return [_spoiled(replace(order, cells={**order.cells, **_if(order.part is Part.ASKED_LATER, asked)})) for order in orders]


def _spoiled(order: SampleOrder) -> SampleOrder:
    if order.part is not Part.BAD_ROW:
        return order
    *good, bad = order.lines
    return replace(order, lines=(*good, replace(bad, cells={"quantity-purchased": "two"})))


def _if(holds: bool, cells: dict[str, str]) -> dict[str, str]:
    return cells if holds else {}


def _with_bad_rows(file: ReportFile) -> ReportFile:
    """A row cut short and a row whose order number is none, in the middle of the good ones."""
    lines = file.content.decode().split("\r\n")
    copied = lines[40].split("\t")
    cut_short = "\t".join(["113-0000000-0000003", *copied[1:14]])
    no_number = "\t".join(["see packing list", *copied[1:]])
    lines[41:41] = [cut_short, no_number]
    return replace(file, content="\r\n".join(lines).encode())
