"""Reports: states over time, personal data, schedules, and what the reports say."""

import csv
import io
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.simulator import models
from tests.simulator.driver import QUIET, Driver, package, simulate
from tests.simulator.feeding import download, target

CREATE, GET, DOCUMENT = "reports_2021-06-30.createReport", "reports_2021-06-30.getReport", "reports_2021-06-30.getReportDocument"
SCHEDULE = "reports_2021-06-30.createReportSchedule"
ACTIONABLE, SHIPPING = "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING", "GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING"
UPDATED = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
PLACED = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
RETURNS, PERFORMANCE = "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE", "GET_V2_SELLER_PERFORMANCE_REPORT"
US = "ATVPDKIKX0DER"


@pytest.fixture
def amazon() -> Driver:
    return simulate()


def ask(amazon: Driver, kind: str, account: int = 0, **changes: Any) -> tuple[int, Any]:
    places = [place.id for place in amazon.world.sellers[account].marketplaces]
    return amazon.call(CREATE, body={"reportType": kind, "marketplaceIds": places} | changes, account=account)


def fetch(amazon: Driver, done: Any, account: int = 0) -> bytes:
    name = done["reportDocumentId"]
    token = amazon.restricted("GET", f"/reports/2021-06-30/documents/{name}", account=account)
    status, said = amazon.call(DOCUMENT, {"reportDocumentId": name}, token=token)
    assert status == 200, said
    return download(amazon, said)


def report(amazon: Driver, kind: str, account: int = 0, **changes: Any) -> tuple[str, bytes]:
    """Ask for a report, wait for it, and return its status and content."""
    status, said = ask(amazon, kind, account, **changes)
    assert status == 202, said
    amazon.advance("PT1M")
    done = amazon.call(GET, {"reportId": said["reportId"]}, account=account)[1]
    return done["processingStatus"], fetch(amazon, done, account) if "reportDocumentId" in done else b""


def rows(content: bytes, charset: str = "utf-8", delimiter: str = "\t") -> list[dict[str, str]]:
    quoting = csv.QUOTE_MINIMAL if delimiter == "," else csv.QUOTE_NONE
    return list(csv.DictReader(io.StringIO(content.decode(charset), newline=""), delimiter=delimiter, quoting=quoting))


def ship(amazon: Driver, n: int, **changes: Any) -> None:
    body = package(amazon, n, **changes)
    assert amazon.call("ordersV0.confirmShipment", {"orderId": amazon.world.books[0].order_id(n)}, body=body)[0] == 204


def test_a_report_goes_through_its_states_in_half_a_minute(amazon: Driver) -> None:
    name = ask(amazon, ACTIONABLE)[1]["reportId"]
    seen: dict[str, int] = {}
    for second in range(40):
        done = amazon.call(GET, {"reportId": name})[1]
        seen.setdefault(done["processingStatus"], second)
        assert ("reportDocumentId" in done) == (done["processingStatus"] == "DONE")
        amazon.advance("PT1S")
    assert seen == {"IN_QUEUE": 0, "IN_PROGRESS": 5, "DONE": 30}


def test_a_report_is_cancelled_only_while_it_waits(amazon: Driver) -> None:
    first, second = (ask(amazon, ACTIONABLE)[1]["reportId"] for _ in range(2))
    assert amazon.call("reports_2021-06-30.cancelReport", {"reportId": first})[0] == 200
    amazon.advance("PT1M")
    assert amazon.call("reports_2021-06-30.cancelReport", {"reportId": second})[0] == 400
    assert amazon.call(GET, {"reportId": first})[1]["processingStatus"] == "CANCELLED"
    assert amazon.call(GET, {"reportId": "7"})[0] == 404


def test_no_data_and_throttling_both_look_like_a_cancellation(amazon: Driver) -> None:
    assert report(amazon, RETURNS, dataStartTime="2026-11-01T00:00:00Z") == ("CANCELLED", b"")
    assert report(amazon, UPDATED) == ("CANCELLED", b"")  # both times default to now
    busy = simulate(QUIET.replace("[amazon]", "[amazon]\nreport_throttle = 1.0"))
    assert report(busy, ACTIONABLE) == ("CANCELLED", b"")


def test_personal_data_need_a_token_for_the_very_document(amazon: Driver) -> None:
    name = ask(amazon, ACTIONABLE)[1]["reportId"]
    amazon.advance("PT1M")
    document = amazon.call(GET, {"reportId": name})[1]["reportDocumentId"]
    path = {"reportDocumentId": document}
    assert amazon.call(DOCUMENT, path)[0] == 403
    assert amazon.call(DOCUMENT, path, token=amazon.restricted("GET", "/reports/2021-06-30/documents/other"))[0] == 403
    token = amazon.restricted("GET", f"/reports/2021-06-30/documents/{document}")
    status, said = amazon.call(DOCUMENT, path, token=token)
    assert (status, said["compressionAlgorithm"]) == (200, "GZIP")
    amazon.advance("PT5M1S")
    assert amazon.raw("GET", target(said["url"])).status == 403
    assert amazon.call(DOCUMENT, {"reportDocumentId": "nothing"})[0] == 404
    amazon.control("accounts", {"account": 0, "roles": ["Inventory and Order Tracking"]})
    assert ask(amazon, ACTIONABLE)[0] == 403
    assert ask(amazon, PLACED, dataStartTime="2026-11-01T00:00:00Z")[0] == 202


def test_reports_without_personal_data_need_no_such_token(amazon: Driver) -> None:
    name = ask(amazon, PLACED, dataStartTime="2026-11-01T00:00:00Z")[1]["reportId"]
    amazon.advance("PT1M")
    document = amazon.call(GET, {"reportId": name})[1]["reportDocumentId"]
    assert amazon.call(DOCUMENT, {"reportDocumentId": document})[0] == 200


@pytest.mark.parametrize(
    ("kind", "changes", "word"),
    [
        ("GET_NOTHING", {}, "Invalid Report Type"),
        ("GET_PENDING_ORDERS_DATA", {}, "Invalid Report Type"),
        ("GET_ORDER_REPORT_DATA_SHIPPING", {}, "only scheduled"),
        (ACTIONABLE, {"marketplaceIds": ["A1PA6795UKMFR9"]}, "marketplace"),
        (ACTIONABLE, {"marketplaceIds": []}, "marketplaceIds"),
        (PLACED, {"dataStartTime": "2026-11-24T00:00:00Z"}, "prior to or equal"),
        (PLACED, {"dataStartTime": "2026-11-20T00:00:00Z", "dataEndTime": "2026-11-19T00:00:00Z"}, "prior to dataEndTime"),
        (RETURNS, {"dataStartTime": "2026-09-01T00:00:00Z"}, "60 days"),
    ],
)
def test_reports_that_amazon_refuses(amazon: Driver, kind: str, changes: dict[str, Any], word: str) -> None:
    status, said = ask(amazon, kind, **changes)
    assert status == 400
    assert word in said["errors"][0]["message"]


def test_too_long_a_window_of_all_orders_is_fatal_and_says_why(amazon: Driver) -> None:
    status, content = report(amazon, PLACED, dataStartTime="2026-09-01T00:00:00Z")
    assert (status, content) == ("FATAL", b"The requested time range exceeds 30 days.")


def test_the_unshipped_report_has_a_row_per_item_that_waits(amazon: Driver) -> None:
    book = amazon.world.books[0]
    ship(amazon, amazon.unshipped())
    amazon.advance("PT2M")
    found = rows(report(amazon, ACTIONABLE)[1])
    waiting = {
        (book.order_id(n), item.id, str(item.quantity))
        for n, order in book.orders.items()
        if order.status == "UNSHIPPED" and not book.facts(n).by_amazon
        for item in book.facts(n).items
    }
    assert {(row["order-id"], row["order-item-id"], row["quantity-to-ship"]) for row in found} == waiting
    assert all(row["recipient-name"] and int(row["days-past-promise"]) < 8 for row in found)
    assert {row["verge-of-lateShipment"] for row in found} == {"true", "false"}


def test_the_reports_on_all_orders_have_34_columns_and_no_names(amazon: Driver) -> None:
    book = amazon.world.books[0]
    content = report(amazon, PLACED, dataStartTime="2026-10-25T00:00:00Z")[1]
    found = rows(content)
    assert len(found[0]) == 34
    first = 1792886400000
    expected = [item.id for n in range(len(book.created)) if book.created[n] >= first for item in book.facts(n).items]
    assert [row["order-item-id"] for row in found] == expected
    assert {"Shipped", "Unshipped"} <= {row["order-status"] for row in found}
    names = {book.facts(n).buyer.address.line1 for n in range(len(book.created))}
    assert not [name for name in names if name.encode() in content]
    changed = rows(report(amazon, UPDATED, dataStartTime="2026-11-22T00:00:00Z")[1])
    assert {row["last-updated-date"] >= "2026-11-22T00:00:00" for row in changed} == {True}


def test_the_shipping_report_hides_and_shows_the_sales_channel(amazon: Driver) -> None:
    assert "sales-channel" not in rows(report(amazon, SHIPPING)[1])[0]
    found = rows(report(amazon, SHIPPING, reportOptions={"ShowSalesChannel": "true"})[1])
    assert {row["sales-channel"] for row in found} <= {place.name for place in amazon.world.sellers[0].marketplaces}
    assert found[0]["ship-address-1"]
    invoicing = rows(report(amazon, "GET_FLAT_FILE_ORDER_REPORT_DATA_INVOICING")[1])
    assert invoicing[0]["bill-address-1"] == invoicing[0]["ship-address-1"]


def test_flat_files_come_in_the_code_page_of_region_or_scenario() -> None:
    amazon = simulate(accounts=3)
    content = report(amazon, ACTIONABLE, account=2)[1]
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    assert "order-id" in rows(content, "cp932")[0]
    wide = simulate(f'{QUIET}[documents]\nreport_charset = "utf-16"\n')
    assert report(wide, ACTIONABLE)[1].startswith(b"\xff\xfe")


def test_xml_reports_read_as_xml(amazon: Driver) -> None:
    content = report(amazon, "GET_XML_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL", dataStartTime="2026-11-20T00:00:00Z")[1]
    flat = rows(report(amazon, PLACED, dataStartTime="2026-11-20T00:00:00Z")[1])
    root = ElementTree.fromstring(content)
    ids = [one.text for one in root.iterfind("Message/Order/AmazonOrderID")]
    assert ids == [*dict.fromkeys(row["amazon-order-id"] for row in flat)]


def test_a_schedule_makes_reports_until_another_replaces_it(amazon: Driver) -> None:
    body = {"reportType": "GET_ORDER_REPORT_DATA_SHIPPING", "marketplaceIds": [US], "period": "P1D"}
    first = amazon.call(SCHEDULE, body=body)[1]["reportScheduleId"]
    amazon.advance("P2DT1M")
    _, said = amazon.call("reports_2021-06-30.getReports", query={"reportTypes": body["reportType"]})
    assert [one["reportScheduleId"] for one in said["reports"]] == [first, first]
    later, earlier = said["reports"]
    assert earlier["dataEndTime"] == later["dataStartTime"]
    content = fetch(amazon, later)
    assert b"<AddressFieldOne>" in content
    assert ElementTree.fromstring(content).findtext("MessageType") == "OrderReport"
    second = amazon.call(SCHEDULE, body=body | {"reportType": SHIPPING, "period": "P1M"})[1]["reportScheduleId"]
    assert amazon.call("reports_2021-06-30.getReportSchedule", {"reportScheduleId": first})[0] == 404
    query = {"reportTypes": [SHIPPING, body["reportType"]]}
    schedules = amazon.call("reports_2021-06-30.getReportSchedules", query=query)[1]["reportSchedules"]
    assert [(one["reportScheduleId"], one["nextReportCreationTime"]) for one in schedules] == [
        (second, "2026-12-25T12:01:00.000Z")
    ]
    assert amazon.call("reports_2021-06-30.cancelReportSchedule", {"reportScheduleId": second})[0] == 200
    amazon.advance("P40D")
    assert len(amazon.world.state.reports) == 2
    for wrong in ({"reportType": PLACED}, {"period": "PT6M"}, {"nextReportCreationTime": "2026-11-01T00:00:00Z"}):
        assert amazon.call(SCHEDULE, body=body | wrong)[0] == 400


def test_reports_are_listed_by_filter_over_pages(amazon: Driver) -> None:
    made = [ask(amazon, ACTIONABLE)[1]["reportId"] for _ in range(3)]
    query = {"reportTypes": ACTIONABLE, "pageSize": 2}
    _, said = amazon.call("reports_2021-06-30.getReports", query=query)
    _, rest = amazon.call("reports_2021-06-30.getReports", query={"nextToken": said["nextToken"]})
    assert [one["reportId"] for one in said["reports"] + rest["reports"]] == made[::-1]
    assert amazon.call("reports_2021-06-30.getReports", query={"nextToken": said["nextToken"], **query})[0] == 400
    assert amazon.call("reports_2021-06-30.getReports", query={"nextToken": "junk"})[0] == 400
    assert amazon.call("reports_2021-06-30.getReports")[0] == 400
    amazon.advance("P91D")
    assert amazon.call("reports_2021-06-30.getReports", query=query)[1]["reports"] == []


def lively() -> Driver:
    """Return a store in which parcels arrived and every buyer complained, sent back and rated badly."""
    amazon = simulate(
        f"{QUIET}[buyers]\nreturns = 1.0\nfeedback = 1.0\nnegative_feedback = 1.0\nclaims = 1.0\n[orders]\nper_day = 5.0\n"
    )
    for _ in range(6):
        ship(amazon, amazon.unshipped(place=US), trackingNumber=f"1Z999AA1012345{_:04d}")
    amazon.advance("P40D")
    return amazon


def test_returns_and_feedback_reports_tell_what_buyers_did() -> None:
    amazon = lively()
    book = amazon.world.books[0]
    window = {"dataStartTime": "2026-11-20T00:00:00Z"}
    found = rows(report(amazon, RETURNS, **window)[1])
    truth = {book.order_id(n) for n, order in book.orders.items() if order.returns}
    assert {row["Order ID"] for row in found} == truth
    assert len(truth) > 4
    assert found[0]["Merchant RMA ID"] == " "
    assert found[0]["Return request date"].count("-") == 2
    xml = ElementTree.fromstring(report(amazon, "GET_XML_RETURNS_DATA_BY_RETURN_DATE", **window)[1])
    assert {one.text for one in xml.iterfind("Message/return_details/order_id")} == truth
    told = rows(report(amazon, "GET_SELLER_FEEDBACK_DATA", **window)[1])
    rated = {book.order_id(n): str(order.feedback[1]) for n, order in book.orders.items() if order.feedback}
    assert {row["Order ID"]: row["Rating"] for row in told if row["Order ID"] in rated} == rated
    assert all(int(row["Rating"]) < 4 for row in told)


def test_prime_returns_come_as_csv() -> None:
    amazon = simulate(f"{QUIET}[buyers]\nreturns = 1.0\n[strange]\nprime = 1.0\n")
    ship(amazon, amazon.unshipped(place=US))
    amazon.advance("P40D")
    found = rows(report(amazon, "GET_CSV_MFN_PRIME_RETURNS_REPORT", dataStartTime="2026-11-20T00:00:00Z")[1], delimiter=",")
    assert [(row["Is prime"], len(row)) for row in found] == [("Y", 33)]
    plain = simulate(f"{QUIET}[buyers]\nreturns = 1.0\n[strange]\nprime = 0.0\n")
    ship(plain, plain.unshipped(place=US))
    plain.advance("P40D")
    assert report(plain, "GET_CSV_MFN_PRIME_RETURNS_REPORT", dataStartTime="2026-11-20T00:00:00Z")[0] == "CANCELLED"


def performance(amazon: Driver) -> Any:
    status, content = report(amazon, PERFORMANCE, marketplaceIds=[US])
    assert status == "DONE"
    return json.loads(content)


def test_the_performance_report_fits_amazons_schema_and_the_truth() -> None:
    amazon = lively()
    said = performance(amazon)
    assert said["accountStatuses"] == [{"marketplaceId": US, "status": "AT_RISK"}]
    (metrics,) = said["performanceMetrics"]
    defects = metrics["orderDefectRate"]["mfn"]
    assert defects["orderWithDefects"]["status"] == "BAD"
    assert defects["orderWithDefects"]["count"] >= 6
    assert defects["rate"] == round(defects["orderWithDefects"]["count"] / defects["orderCount"], 8)
    assert metrics["lateShipmentRate"]["reportingDateRange"]["reportingDateTo"].endswith("T23:59Z")
    day = amazon.control(f"truth/figures?days=3&marketplace_id={US}")["days"][-3]
    assert (day["order_defect_rate"]["total"], day["order_defect_rate"]["count"]) == (
        defects["orderCount"],
        defects["orderWithDefects"]["count"],
    )
    if models.folder():
        folder = Path(models.folder() or "").parent / "schemas" / "reports"
        schema = json.loads((folder / "accountHealthReport-2020-11-18.json").read_text("utf-8"))
        known = ("knows no fulfillmentType", "knows no ahrStatus")  # in Amazon's own example, and required, but not described
        assert [one for one in models._check(schema, schema, said, "$") if not one.endswith(known)] == []


def test_a_late_confirmation_an_own_cancellation_and_a_death_show_the_days_after() -> None:
    amazon = simulate(f"{QUIET}[orders]\nper_day = 10.0\n[history]\nlate = 0.0\ncancelled = 0.0\n")
    book = amazon.world.books[0]
    before = performance(amazon)["performanceMetrics"][0]
    late = amazon.unshipped(place=US)
    amazon.advance("P7D")
    ship(amazon, late)
    amazon.advance("P12D")
    day = amazon.control("truth/figures?days=14")["days"]
    assert sum(one["confirmed_late"] for one in day) == 1
    dead = sum(order.cancelled_why == "NotConfirmedInTime" for order in book.orders.values())
    assert sum(one["cancelled_by_amazon"] for one in day) == dead > 5
    after = performance(amazon)["performanceMetrics"][0]["lateShipmentRate"]
    assert before["lateShipmentRate"]["lateShipmentCount"] == 0
    assert after["lateShipmentCount"] >= 1  # what Amazon cancelled no longer counts as late (amazon-policy 1.3)


def test_invalid_tracking_and_amazons_delay_show_in_the_figures() -> None:
    amazon = simulate(f"{QUIET}[orders]\nper_day = 0.1\n[strange]\nhuge_quantity = 0.0\n")
    good, bad = amazon.unshipped(place=US), None
    ship(amazon, good)
    bad = amazon.unshipped(place=US)
    ship(amazon, bad, trackingNumber="追跡123")
    amazon.advance("P25D")
    figures = amazon.control(f"truth/figures?days=1&marketplace_id={US}")["days"][0]
    valid = figures["valid_tracking_rate"]
    assert valid["total"] - valid["count"] == 1
    assert figures["on_time_delivery_rate"]["total"] <= valid["count"]
    cancelled = amazon.world.books[0]
    assert cancelled.view(good).delivered


def test_a_saved_world_goes_on_with_its_reports_and_schedules(amazon: Driver) -> None:
    body = {"reportType": SHIPPING, "marketplaceIds": [US], "period": "PT1H"}
    amazon.call(SCHEDULE, body=body)
    name = ask(amazon, ACTIONABLE)[1]["reportId"]
    amazon.advance("PT7S")
    twin = simulate()
    file = amazon.raw("GET", "/_simulator/state/file").body
    assert twin.raw("PUT", "/_simulator/state/file", file).status == 200
    twin.tokens = dict(amazon.tokens)
    for one in (amazon, twin):
        one.log.clear()
        one.advance("PT3H")
        fetch(one, one.call(GET, {"reportId": name})[1])
        assert len(one.call("reports_2021-06-30.getReports", query={"reportTypes": SHIPPING})[1]["reports"]) == 3
    assert amazon.log == twin.log
