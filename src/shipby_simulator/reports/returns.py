"""Returns reports of merchant-fulfilled orders (sp-api 5.3) and the feedback report (sp-api 5.4)."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shipby_simulator.core.clock import DAY
from shipby_simulator.reports.orders_xml import tag, text
from shipby_simulator.reports.table import Row, columns, lines
from shipby_simulator.world.money import decimal
from shipby_simulator.world.places import Marketplace

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World
    from shipby_simulator.world.state import Report

COLUMNS = columns(
    """Order ID|Order date|Return request date|Return request status|Amazon RMA ID|Merchant RMA ID|Label type|Label cost|\
Currency code|Return carrier|Tracking ID|Label to be paid by|A-to-Z Claim|Is prime|ASIN|Merchant SKU|Item Name|Return quantity|\
Return Reason|In policy|Return type|Resolution|Invoice number|Return delivery date|Order Amount|Order quantity|\
SafeT Action reason|SafeT claim id|SafeT claim state|SafeT claim creation time|SafeT claim reimbursement amount|\
Refunded Amount|Order Item ID""",
    "|",
)
FEEDBACK = ("Date", "Rating", "Comments", "Response", "Order ID", "Rater Email")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_COMMENTS = {1: "Never again.", 2: "Came late, box was crushed.", 3: "It is okay."}


def _day(ms: int, place: Marketplace) -> str:
    """Return a day as returns reports write it: ``10-Jul-2025`` in the US, else ISO."""
    day = datetime.fromtimestamp(ms // 1000, UTC).astimezone(place.zone).date()
    return f"{day.day:02d}-{_MONTHS[day.month - 1]}-{day.year}" if place.country == "US" else day.isoformat()


def _rows(world: "World", report: "Report", *, prime: bool) -> list[Row]:
    """Return the returns asked for in the window, the oldest first."""
    book, places = world.books[report.account], set(report.marketplaces)
    found = [
        (one["at"], n, one)
        for n, order in sorted(book.orders.items())
        for one in order.returns
        if report.start <= one["at"] <= report.end
    ]
    rows = []
    for at, n, one in sorted(found, key=lambda entry: entry[:2]):
        facts, order = book.facts(n), book.view(n)
        if facts.place.id not in places or (prime and "prime" not in facts.kinds):
            continue
        item, place = facts.items[one["item"]], facts.place
        back = sum(sum(value for _, value in refund.components) for refund in order.refunds if refund.effective)
        rows.append(
            {
                "Order ID": facts.order_id, "Order date": _day(facts.created, place), "Return request date": _day(at, place),
                "Return request status": "Completed" if back else "Approved", "Amazon RMA ID": one["amazon_rma"],
                "Label type": "AmazonPrePaidLabel", "Label cost": decimal(round(699 * place.rate / (1 if place.digits else 100))),
                "Currency code": place.currency, "Return carrier": "USPS" if place.country == "US" else "DHL",
                "Tracking ID": one["tracking"], "Label to be paid by": "Seller", "A-to-Z Claim": "Y" if order.claim else "N",
                "Is prime": "Y" if "prime" in facts.kinds else "N", "ASIN": item.product.asin, "Merchant SKU": item.product.sku,
                "Item Name": item.product.title, "Return quantity": str(one["quantity"]), "Return Reason": one["reason"],
                "In policy": one["in_policy"], "Return type": "C-Returns", "Resolution": "StandardRefund",
                "Return delivery date": _day(one["back"], place) if one["back"] <= world.now else "",
                "Order Amount": decimal(facts.total, place.digits), "Order quantity": str(item.quantity),
                "Refunded Amount": decimal(back, place.digits) if back else "", "Order Item ID": item.id,
            }
        )  # fmt: skip
    return rows


def flat(world: "World", report: "Report") -> tuple[int, str]:
    """Write GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE; empty cells hold one blank."""
    rows = _rows(world, report, prime=False)
    return len(rows), lines(COLUMNS, rows, blank=" ")


def prime_csv(world: "World", report: "Report") -> tuple[int, str]:
    """Write GET_CSV_MFN_PRIME_RETURNS_REPORT."""
    rows = _rows(world, report, prime=True)
    return len(rows), lines(COLUMNS, rows, ",")


def xml(world: "World", report: "Report") -> tuple[int, str]:
    """Write GET_XML_RETURNS_DATA_BY_RETURN_DATE and GET_XML_MFN_PRIME_RETURNS_REPORT; names are our reading (UNVERIFIED)."""
    rows = _rows(world, report, prime="PRIME" in report.type)
    items = (
        ("asin", "ASIN"), ("merchant_sku", "Merchant SKU"), ("item_name", "Item Name"), ("return_quantity", "Return quantity"),
        ("return_reason_code", "Return Reason"), ("in_policy", "In policy"), ("resolution", "Resolution"),
    )  # fmt: skip
    labels = (("label_type", "Label type"), ("label_cost", "Label cost"), ("return_carrier", "Return carrier"),
              ("tracking_id", "Tracking ID"), ("label_to_be_paid_by", "Label to be paid by"))  # fmt: skip
    details = (
        ("order_id", "Order ID"), ("order_date", "Order date"), ("amazon_rma_id", "Amazon RMA ID"),
        ("return_request_date", "Return request date"), ("return_request_status", "Return request status"),
        ("a_to_z_claim", "A-to-Z Claim"), ("is_prime", "Is prime"), ("order_amount", "Order Amount"),
        ("order_quantity", "Order quantity"),
    )  # fmt: skip
    messages = [
        tag(
            "return_details",
            tag("item_details", *(text(name, row.get(column, "")) for name, column in items)),
            tag("label_details", *(text(name, row.get(column, "")) for name, column in labels)),
            *(text(name, row.get(column, "")) for name, column in details),
        )
        for row in rows
    ]
    body = "\n".join(tag("Message", one) for one in messages)
    return len(rows), f'<?xml version="1.0" encoding="UTF-8"?>\n<AmazonEnvelope>\n{body}\n</AmazonEnvelope>\n'


def feedback(world: "World", report: "Report") -> tuple[int, str]:
    """Write GET_SELLER_FEEDBACK_DATA: negative and neutral feedback."""
    book, places = world.books[report.account], set(report.marketplaces)
    found = []
    for _, n in book.created_between(report.start - 120 * DAY, report.end, (-1, -1)):
        said = book.view(n).feedback
        if said and said[1] <= 3 and report.start <= said[0] <= report.end and book.facts(n).place.id in places:
            found.append((said[0], n, said[1]))
    rows = []
    for at, n, rating in sorted(found):
        facts = book.facts(n)
        rows.append(
            {
                "Date": _day(at, facts.place), "Rating": str(rating), "Comments": _COMMENTS[rating], "Order ID": facts.order_id,
                "Rater Email": facts.buyer.email,
            }
        )  # fmt: skip
    return len(rows), lines(FEEDBACK, rows)
