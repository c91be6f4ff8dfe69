"""Subscribers hear when a feed or report is over, in Amazon's schema."""

from typing import Any

from tests.simulator import models
from tests.simulator.driver import Driver, simulate
from tests.simulator.feeding import TSV, create, upload
from tests.simulator.test_notifications import FAST, drain, queue, subscribe
from tests.simulator.test_reports import ACTIONABLE, RETURNS, ask


def told(amazon: Driver, url: str, kind: str) -> list[dict[str, Any]]:
    """Wait, and return what arrived in the queue."""
    amazon.advance("PT10M")
    found = drain(amazon, url)
    if models.folder():
        name = "FeedProcessingFinishedNotification" if kind == "feed" else "ReportProcessingFinishedNotification"
        assert [problem for one in found for problem in models.notification_problems(name, one)] == []
    payloads = [one["payload"][f"{kind}ProcessingFinishedNotification"] for one in found]
    return sorted(payloads, key=lambda one: int(one[f"{kind}Id"]))


def test_feeds_that_end_in_each_way_are_told() -> None:
    amazon = simulate(FAST)
    url = queue(amazon)
    subscribe(amazon, "FEED_PROCESSING_FINISHED", payloadVersion="2020-09-04")
    kind = "POST_FLAT_FILE_FULFILLMENT_DATA"
    made = [create(amazon, kind, upload(amazon, content, TSV))[1]["feedId"] for content in (b"order-id\n", b"\xff", b"")]
    assert amazon.call("feeds_2021-06-30.cancelFeed", {"feedId": made[2]})[0] == 200
    found = told(amazon, url, "feed")
    assert [(one["feedId"], one["processingStatus"]) for one in found] == [
        *zip(made, ("DONE", "FATAL", "CANCELLED"), strict=True)
    ]
    assert "resultFeedDocumentId" in found[0]
    assert "resultFeedDocumentId" not in found[2]


def test_reports_that_end_in_each_way_are_told() -> None:
    amazon = simulate(FAST)
    url = queue(amazon)
    subscribe(amazon, "REPORT_PROCESSING_FINISHED", payloadVersion="2020-09-04")
    made = [ask(amazon, kind)[1]["reportId"] for kind in (ACTIONABLE, RETURNS, ACTIONABLE)]
    assert amazon.call("reports_2021-06-30.cancelReport", {"reportId": made[2]})[0] == 200
    found = told(amazon, url, "report")
    ways = ("DONE", "CANCELLED", "CANCELLED")
    assert [(one["reportId"], one["processingStatus"]) for one in found] == [*zip(made, ways, strict=True)]
    assert ["reportDocumentId" in one for one in found] == [True, False, False]
