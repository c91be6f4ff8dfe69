"""Reports 2021-06-30 (sp-api 5.1)."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from shipby_simulator.api import feeds, pages
from shipby_simulator.api.orders_form import SHIPPING_ROLES, TAX_ROLES
from shipby_simulator.core.clock import DAY, iso, to_ms
from shipby_simulator.core.refusal import Refusal, invalid, not_found
from shipby_simulator.core.wire import Response
from shipby_simulator.door.call import Call, answer, nothing
from shipby_simulator.door.check import Query
from shipby_simulator.reports import process, schedules
from shipby_simulator.reports.process import KINDS, Kind
from shipby_simulator.world import documents
from shipby_simulator.world.state import Report, Schedule

Instant = Annotated[datetime, Meta(tz=True)]
Names = Annotated[list[str], Meta(min_length=1, max_length=10)]
Places = Annotated[list[str], Meta(min_length=1, max_length=25)]
Period = Literal[
    "PT5M", "PT15M", "PT30M", "PT1H", "PT2H", "PT4H", "PT8H", "PT12H", "P1D", "P2D", "P3D", "PT84H", "P7D", "P14D", "P15D",
    "P18D", "P30D", "P1M",
]  # fmt: skip

NOT_IMITATED = {
    "GET_FLAT_FILE_PENDING_ORDERS_DATA", "GET_PENDING_ORDERS_DATA", "GET_FLAT_FILE_MFN_SKU_RETURN_ATTRIBUTES_REPORT",
    "GET_XML_MFN_SKU_RETURN_ATTRIBUTES_REPORT", "GET_V1_SELLER_PERFORMANCE_REPORT",
}  # fmt: skip
"""Report types that Amazon knows and this simulator does not imitate."""


class NewReport(msgspec.Struct, frozen=True, rename="camel"):
    """Body of createReport."""

    report_type: str
    marketplace_ids: Places
    report_options: dict[str, str] = {}
    data_start_time: Instant | None = None
    data_end_time: Instant | None = None


class NewSchedule(msgspec.Struct, frozen=True, rename="camel"):
    """Body of createReportSchedule."""

    report_type: str
    marketplace_ids: Places
    period: Period
    report_options: dict[str, str] = {}
    next_report_creation_time: Instant | None = None


class GetReports(Query, frozen=True, kw_only=True):
    """Query of getReports: reportTypes or nextToken."""

    report_types: Names | None = None
    processing_statuses: Annotated[list[feeds.Status], Meta(min_length=1)] | None = None
    marketplace_ids: Names | None = None
    page_size: Annotated[int, Meta(ge=1, le=100)] = 10
    created_since: Instant | None = None
    created_until: Instant | None = None
    next_token: str | None = None


class GetSchedules(Query, frozen=True, kw_only=True):
    """Query of getReportSchedules."""

    report_types: Names


def _kind(call: Call, name: str, places: list[str]) -> Kind:
    """Return a kind of report after the checks that requests and schedules share. Raises Refusal."""
    if name in NOT_IMITATED:
        raise invalid(f"Invalid Report Type: {name}", "Amazon knows this report type; the simulator does not imitate it.")
    if name not in KINDS:
        raise invalid(f"Invalid Report Type: {name}")
    active = {place.id for place in call.seller.marketplaces}
    foreign = [place for place in places if place not in active]
    if foreign:
        raise invalid(f"Invalid marketplace identifier: {foreign[0]}")
    kind = KINDS[name]
    if kind.personal and not call.may(*SHIPPING_ROLES, *TAX_ROLES):
        text = "Access to requested resource is denied."
        raise Refusal(403, "Unauthorized", text, "The application does not have a role that allows this report type.")
    return kind


def create_report(call: Call) -> Response:
    """Answer createReport; both times default to now, order reports for shipping go back 60 days."""
    body: NewReport = call.body
    kind, now = _kind(call, body.report_type, body.marketplace_ids), call.world.now
    if not kind.request:
        raise invalid(f"The report type {body.report_type} cannot be requested, only scheduled.")
    end = to_ms(body.data_end_time) if body.data_end_time else now
    start = to_ms(body.data_start_time) if body.data_start_time else now - kind.default_days * DAY
    if start > now or end > now:
        raise invalid("dataStartTime and dataEndTime must be prior to or equal to the current date and time.")
    if start > end:
        raise invalid("dataStartTime must be prior to dataEndTime.")
    if kind.window and end - start > kind.window * DAY:
        raise invalid(f"The time range must not exceed {kind.window} days.")
    report = Report(
        schedules.number(call.world, call.account, "report"), call.account, body.report_type, list(body.marketplace_ids),
        dict(body.report_options), start, end, now,
    )  # fmt: skip
    process.place(call.world, report)
    return answer({"reportId": report.id}, 202)


def _form(report: Report) -> dict[str, Any]:
    form: dict[str, Any] = {
        "reportId": report.id, "reportType": report.type, "marketplaceIds": report.marketplaces,
        "dataStartTime": iso(report.start), "dataEndTime": iso(report.end), "createdTime": iso(report.created),
        "processingStatus": report.status,
    }  # fmt: skip
    if report.schedule:
        form["reportScheduleId"] = report.schedule
    if report.started:
        form["processingStartTime"] = iso(report.started)
    if report.ended:
        form["processingEndTime"] = iso(report.ended)
    if report.document and report.ended:
        form["reportDocumentId"] = report.document
    return form


def _report(call: Call) -> Report:
    report = call.world.state.reports.get(f"{call.account}/{call.path['reportId']}")
    if report is None or call.world.now - report.created > documents.REPORT_DAYS * DAY:
        raise not_found(f"Report {call.path['reportId']} was not found.")
    return report


def get_report(call: Call) -> Response:
    """Answer getReport."""
    return answer(_form(_report(call)))


def cancel_report(call: Call) -> Response:
    """Answer cancelReport: only while it waits."""
    report = _report(call)
    if report.status != "IN_QUEUE":
        raise invalid(f"The report {report.id} is in status {report.status} and cannot be cancelled.")
    process.finish(call.world, report, "CANCELLED")
    return nothing(200)


def get_reports(call: Call) -> Response:
    """Answer getReports: the latest first, no more than 90 days back."""
    query: GetReports = call.query
    if query.next_token is not None:
        place = pages.read(call, "reports", query.next_token)
    elif query.report_types is None:
        raise invalid("Either reportTypes or nextToken is required.")
    else:
        place = pages.Place(call.account, "reports", feeds.filters(query, query.report_types, call.world.now), 0)
    mine = [one for one in call.world.state.reports.values() if one.account == call.account and feeds.fits(one, place.filters)]
    mine.sort(key=lambda report: (-report.created, -int(report.id)))
    end = place.skip + place.filters["size"]
    form: dict[str, Any] = {"reports": [_form(report) for report in mine[place.skip : end]]}
    if len(mine) > end:
        place.skip = end
        form["nextToken"] = pages.text_of(place)
    return answer(form)


def get_report_document(call: Call) -> Response:
    """Answer getReportDocument; personal data need a restricted data token for this very document (sp-api 1.3)."""
    name = call.path["reportDocumentId"]
    found = call.world.state.documents.get(name)
    ready = {report.document for report in call.world.state.reports.values() if report.ended and report.account == call.account}
    if found is None or name not in ready:
        raise not_found(f"Report document {name} was not found.")
    if found.restricted and call.token.restricted is None:
        text = "Access to requested resource is denied."
        raise Refusal(403, "Unauthorized", text, "This report document needs a restricted data token.")
    return answer({"reportDocumentId": name, **feeds.where(call, found)})


def create_report_schedule(call: Call) -> Response:
    """Answer createReportSchedule: at once, unless a first time is given."""
    body: NewSchedule = call.body
    kind, now = _kind(call, body.report_type, body.marketplace_ids), call.world.now
    if not kind.schedule:
        raise invalid(f"The report type {body.report_type} cannot be scheduled.")
    first = to_ms(body.next_report_creation_time) if body.next_report_creation_time else schedules.after(now, body.period)
    if first < now:
        raise invalid("nextReportCreationTime must not be in the past.")
    name = schedules.number(call.world, call.account, "schedule")
    schedules.put(
        call.world,
        Schedule(
            name, call.account, body.report_type, list(body.marketplace_ids), dict(body.report_options), body.period, first
        ),
    )  # fmt: skip
    return answer({"reportScheduleId": name}, 201)


def _schedule_form(schedule: Schedule) -> dict[str, Any]:
    form = {
        "reportScheduleId": schedule.id, "reportType": schedule.type, "marketplaceIds": schedule.marketplaces,
        "period": schedule.period, "nextReportCreationTime": iso(schedule.next),
    }  # fmt: skip
    return form | ({"reportOptions": schedule.options} if schedule.options else {})


def get_report_schedules(call: Call) -> Response:
    """Answer getReportSchedules."""
    mine = [one for one in call.world.state.schedules.values() if one.account == call.account]
    return answer({"reportSchedules": [_schedule_form(one) for one in mine if one.type in call.query.report_types]})


def _schedule(call: Call) -> Schedule:
    found = call.world.state.schedules.get(f"{call.account}/{call.path['reportScheduleId']}")
    if found is None:
        raise not_found(f"Report schedule {call.path['reportScheduleId']} was not found.")
    return found


def get_report_schedule(call: Call) -> Response:
    """Answer getReportSchedule."""
    return answer(_schedule_form(_schedule(call)))


def cancel_report_schedule(call: Call) -> Response:
    """Answer cancelReportSchedule."""
    del call.world.state.schedules[f"{call.account}/{_schedule(call).id}"]
    return nothing(200)
