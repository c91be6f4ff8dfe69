"""Reading and refusing in the words of Shipping v2 (sp-api 6.2)."""

from typing import Any

from shipby_simulator.core.refusal import Refusal
from shipby_simulator.door import check
from shipby_simulator.door.call import Call

BUSINESSES = {"US", "IN", "UK", "UAE", "SA", "EG", "IT", "ES", "FR", "JP"}


def bad(details: str) -> Refusal:
    """Return a 400 in the words of Shipping v2."""
    return Refusal(400, "InvalidRequest", "Request is missing or has invalid parameters", details)


def read(call: Call, table: Any) -> Any:
    """Read body or query by its table. Raises Refusal with code InvalidRequest."""
    business = call.request.headers.get("x-amzn-shipping-business-id")
    if business is not None and business.removeprefix("AmazonShipping_") not in BUSINESSES:
        raise bad(f"x-amzn-shipping-business-id {business} is not supported")
    try:
        if call.request.method == "GET":
            return check.query(table, call.request.query)
        return check.body(table, call.request.body, call.request.headers)
    except Refusal as refusal:
        if refusal.status != 400:
            raise
        raise bad(refusal.message) from None
