"""Operations of Amazon's Selling Partner API that Shipby calls: where they are and how often they may be called.

Rates are the published defaults (sp-api 0.3, 2.2, 5.1, 10); what an answer's header says instead is learned per account and holds
(sp-api 11.1).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation in Amazon's words. ``rate`` in calls per second, ``burst`` in calls; ``path`` has ``{names}`` to fill."""

    name: str
    method: str
    path: str
    rate: float
    burst: float


SEARCH_ORDERS = Operation("searchOrders", "GET", "/orders/2026-01-01/orders", 0.0056, 20)
GET_ORDER = Operation("getOrder", "GET", "/orders/2026-01-01/orders/{orderId}", 0.5, 30)
CREATE_REPORT = Operation("createReport", "POST", "/reports/2021-06-30/reports", 0.0167, 15)
GET_REPORT = Operation("getReport", "GET", "/reports/2021-06-30/reports/{reportId}", 2, 15)
GET_REPORTS = Operation("getReports", "GET", "/reports/2021-06-30/reports", 0.0222, 10)
GET_REPORT_DOCUMENT = Operation("getReportDocument", "GET", "/reports/2021-06-30/documents/{reportDocumentId}", 0.0167, 15)
RESTRICTED_TOKEN = Operation("createRestrictedDataToken", "POST", "/tokens/2021-03-01/restrictedDataToken", 1, 10)
PARTICIPATIONS = Operation("getMarketplaceParticipations", "GET", "/sellers/v1/marketplaceParticipations", 0.016, 15)

OPERATIONS = {
    operation.name: operation
    for operation in (
        SEARCH_ORDERS,
        GET_ORDER,
        CREATE_REPORT,
        GET_REPORT,
        GET_REPORTS,
        GET_REPORT_DOCUMENT,
        RESTRICTED_TOKEN,
        PARTICIPATIONS,
    )
}
"""Every operation by its name."""
