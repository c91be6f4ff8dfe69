"""Kinds of reports, and how one goes from IN_QUEUE to DONE, CANCELLED or FATAL (sp-api 5.1)."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from shipby_simulator.core.clock import DAY, SECOND
from shipby_simulator.reports import orders, orders_xml, performance, returns
from shipby_simulator.world import documents
from shipby_simulator.world.notices import processed
from shipby_simulator.world.state import Report

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World

QUEUE = 5 * SECOND
_LEAST, _ROWS_PER_SECOND = 30 * SECOND, 10_000


class Kind(msgspec.Struct, frozen=True):
    """A type of report: its writer (rows, text), media type, longest window in days, how it is asked for, personal data."""

    write: Callable[["World", Report], tuple[int, str]]
    media: str = "text/plain"
    window: int = 0
    request: bool = True
    schedule: bool = True
    personal: bool = False
    default_days: int = 0


_PURPOSES = ("SHIPPING", "INVOICING", "TAX")
KINDS: dict[str, Kind] = {
    "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING": Kind(orders.actionable, personal=True),
    **{f"GET_FLAT_FILE_ORDER_REPORT_DATA_{one}": Kind(orders.shipping, personal=True, default_days=60) for one in _PURPOSES},
    **{
        f"GET_ORDER_REPORT_DATA_{one}": Kind(orders_xml.shipping, "text/xml", request=False, personal=True, default_days=60)
        for one in _PURPOSES
    },
    "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL": Kind(orders.every, schedule=False),
    "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL": Kind(orders.every, schedule=False),
    "GET_XML_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL": Kind(orders_xml.every, "text/xml", schedule=False),
    "GET_XML_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL": Kind(orders_xml.every, "text/xml", schedule=False),
    "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE": Kind(returns.flat, window=60),
    "GET_XML_RETURNS_DATA_BY_RETURN_DATE": Kind(returns.xml, "text/xml", window=60),
    "GET_CSV_MFN_PRIME_RETURNS_REPORT": Kind(returns.prime_csv, "text/csv", window=60),
    "GET_XML_MFN_PRIME_RETURNS_REPORT": Kind(returns.xml, "text/xml", window=60),
    "GET_V2_SELLER_PERFORMANCE_REPORT": Kind(performance.write, "application/json", schedule=False),
    "GET_SELLER_FEEDBACK_DATA": Kind(returns.feedback),
}
"""Report types by name (sp-api 5.2 to 5.4)."""
_CHARSET = {"NA": "utf-8", "EU": "utf-8", "FE": "cp932"}
"""Code page of flat files (sp-api 5.2); XML and JSON are UTF-8."""


def place(world: "World", report: Report) -> None:
    """Put a report into the queue."""
    world.state.reports[f"{report.account}/{report.id}"] = report
    world.later(world.now + QUEUE, "report starts", report.account, -1, f"{report.account}/{report.id}")


def starts(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001
    """Let Amazon write a report; its size decides when it is ready."""
    report = world.state.reports[argument]
    if report.status != "IN_QUEUE":
        return
    report.status, report.started = "IN_PROGRESS", world.now
    report.throttled = world.draw("report", account, report.id).chance(world.settings.amazon.report_throttle)
    most = world.settings.documents.all_orders_days
    if "_ALL_ORDERS_" in report.type and report.end - report.start > most * DAY:
        _keep(world, report, f"The requested time range exceeds {most} days.")
        world.later(report.created + _LEAST, "report ends", account, -1, [argument, "FATAL"])
        return
    rows, text = KINDS[report.type].write(world, report)
    if not rows or report.throttled:
        world.later(report.created + _LEAST, "report ends", account, -1, [argument, "CANCELLED"])
        return
    _keep(world, report, text)
    ready = report.created + _LEAST + rows // _ROWS_PER_SECOND * SECOND
    world.later(max(world.now, ready), "report ends", account, -1, [argument, "DONE"])


def _keep(world: "World", report: Report, text: str) -> None:
    """Write the report's document, in the code page of its region."""
    kind = KINDS[report.type]
    flat = kind.media in {"text/plain", "text/csv"}
    charset = world.settings.documents.report_charset or _CHARSET[world.sellers[report.account].region] if flat else "utf-8"
    made = documents.create(world, report.account, f"{kind.media}; charset={charset.upper()}", days=documents.REPORT_DAYS)
    made.restricted = kind.personal
    documents.fill(made, text.encode(charset, "replace"))
    report.document = made.id


def ends(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001
    """Let a report be ready, or cancelled for want of data."""
    finish(world, world.state.reports[argument[0]], argument[1])


def finish(world: "World", report: Report, status: str) -> None:
    """Let a report be over, and tell subscribers."""
    report.status, report.ended = status, world.now
    seller = world.sellers[report.account].seller_id
    notice = {
        "sellerId": seller, "accountId": f"amzn1.merchant.o.{seller}", "reportId": report.id, "reportType": report.type,
        "processingStatus": status,
    }  # fmt: skip
    if report.document:
        notice["reportDocumentId"] = report.document
    processed(world, report.account, "REPORT_PROCESSING_FINISHED", {"reportProcessingFinishedNotification": notice})
