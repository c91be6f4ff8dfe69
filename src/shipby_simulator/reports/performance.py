"""GET_V2_SELLER_PERFORMANCE_REPORT: the figures in Amazon's schema accountHealthReport-2020-11-18 (sp-api 5.4)."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from shipby_simulator.core.clock import DAY, HOUR, MINUTE
from shipby_simulator.world.figures import Defects, Figures, Rate, cases, figures

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World
    from shipby_simulator.world.places import Marketplace
    from shipby_simulator.world.state import Report

_VIOLATIONS = (
    "listingPolicyViolations", "productAuthenticityCustomerComplaints", "productConditionCustomerComplaints",
    "productSafetyCustomerComplaints", "receivedIntellectualPropertyComplaints", "restrictedProductPolicyViolations",
    "suspectedIntellectualPropertyViolations", "foodAndProductSafetyIssues", "otherPolicyViolations", "documentRequests",
)  # fmt: skip
"""Lists that stay empty: the pretend sellers break no listing policy."""


def _minute(ms: int) -> str:
    """Return a date-time without seconds: ``2020-10-21T00:00Z``."""
    return datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y-%m-%dT%H:%MZ")


def _range(since: int, until: int) -> dict[str, str]:
    return {"reportingDateFrom": _minute(since), "reportingDateTo": _minute(until - MINUTE)}


def _rate(rate: Rate, total: str, count: str) -> dict[str, Any]:
    return {
        "reportingDateRange": _range(rate.since, rate.until),
        total: rate.total,
        count: rate.count,
        "status": rate.status,
        "rate": rate.value,
        "targetValue": rate.target,
        "targetCondition": "LESS_THAN" if rate.below else "GREATER_THAN",
    }


def _defects(found: Defects, fulfilment: str) -> dict[str, Any]:
    rate = found.rate
    kinds = {"claims": found.claims, "chargebacks": found.chargebacks, "negativeFeedback": found.feedback}
    form = _rate(rate, "orderCount", "count")
    form["orderWithDefects"] = {"count": form.pop("count"), "status": rate.status}
    return form | {name: {"count": count, "status": "NONE"} for name, count in kinds.items()} | {"fulfillmentType": fulfilment}


def _invoices(end: int) -> dict[str, Any]:
    """Return an empty invoice defect rate: invoices are not imitated."""
    form = _rate(Rate(end - 14 * DAY, end - 7 * DAY, 0, 0, 0.05), "orderCount", "count")
    del form["count"]
    return form | {name: {"count": 0, "status": "NONE"} for name in ("invoiceDefect", "missingInvoice", "lateInvoice")}


def _metrics(place: "Marketplace", found: Figures, end: int) -> dict[str, Any]:
    long = _range(end - 180 * DAY, end)
    bad = _warnings(found)
    violations = {
        name: {"reportingDateRange": long, "defectsCount": 0, "status": "GOOD", "targetValue": 0, "targetCondition": "EQUALS"}
        for name in _VIOLATIONS
    }
    health = "WARNED" if bad else "GREAT"
    return {
        "marketplaceId": place.id,
        "lateShipmentRate": _rate(found.late_shipment, "orderCount", "lateShipmentCount"),
        "invoiceDefectRate": _invoices(end),
        "orderDefectRate": {"afn": _defects(found.defects_by_amazon, "afn"), "mfn": _defects(found.defects, "mfn")},
        "onTimeDeliveryRate": _rate(found.on_time, "shipmentCountWithValidTracking", "onTimeDeliveryCount"),
        "unitOnTimeDeliveryRate": _rate(found.on_time_units, "totalUnitCount", "unitOnTimeDeliveryCount"),
        "validTrackingRate": _rate(found.valid_tracking, "shipmentCount", "validTrackingCount"),
        "preFulfillmentCancellationRate": _rate(found.cancellation, "orderCount", "cancellationCount"),
        "warningStates": [{"warningType": name, "status": "BAD"} for name in bad],
        # Amazon's schema requires one name of the status and describes another: both are given.
        "accountHealthRating": {"reportingDateRange": long, "ahrStatus": health, "accountHealthRatingStatus": health},
        **violations,
    }


def _warnings(found: Figures) -> list[str]:
    rates = {
        "lateShipmentRate": found.late_shipment, "orderDefectRate": found.defects.rate,
        "preFulfillmentCancellationRate": found.cancellation, "validTrackingRate": found.valid_tracking,
        "unitOnTimeDeliveryRate": found.on_time_units,
    }  # fmt: skip
    return [name for name, rate in rates.items() if rate.status == "BAD"]


def write(world: "World", report: "Report") -> tuple[int, str]:
    """Write the report: as of the end of a day, as late as Amazon's data are; there is always something to say."""
    at = (world.now - int(world.settings.amazon.performance_delay_hours * HOUR)) // DAY * DAY
    found = cases(world, report.account, at, at)
    places = [place for place in world.sellers[report.account].marketplaces if place.id in report.marketplaces]
    judged = [(place, figures(found, at, place.id)) for place in places]
    body = {
        "accountStatuses": [
            {"marketplaceId": place.id, "status": "AT_RISK" if _warnings(one) else "NORMAL"} for place, one in judged
        ],
        "performanceMetrics": [_metrics(place, one, at) for place, one in judged],
    }
    return len(judged), msgspec.json.encode(body).decode()
