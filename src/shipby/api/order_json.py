"""An order as JSON: the contract of the API, of ``shipby orders`` and of ``shipby order``.

``docs/users/command-line.md`` documents it and ``tests/contract/`` holds it. Instants are ISO 8601 in UTC with ``+00:00``, money
decimal strings, flags true, false or null; null = not known.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from shipby.orders.reads import LineRow, ListedOrder
from shipby.orders.rules.facts import Program

_CURRENCIES_WITHOUT_DECIMALS = frozenset({"JPY"})


def order_data(listed: ListedOrder) -> dict[str, Any]:
    """One order without anything personal."""
    order = listed.order
    return {
        "order_id": order.order_id,
        "status": order.status,
        "fulfilled_by": order.fulfilled_by,
        "store": listed.store,
        "marketplace": order.marketplace_id or None,
        "purchased_at": _instant(order.purchased_at),
        "ship_by": _instant(order.ship_by),
        "deliver_by": _instant(order.deliver_by),
        "service_level": order.service_level or None,
        "is_prime": order.programs.get(Program.PRIME),
        "is_business": order.programs.get(Program.AMAZON_BUSINESS),
        "hold": order.is_held,
        "cancel_requested": order.cancel_requested,
        "causes": list(order.causes),
        "city": order.city or None,
        "region": order.region or None,
        "country": order.country or None,
        "items": [_item(line) for line in listed.lines],
    }


def _item(line: LineRow) -> dict[str, Any]:
    return {
        "order_item_id": line.order_item_id or None,
        "sku": line.sku or None,
        "asin": line.asin or None,
        "title": line.title or None,
        "quantity_ordered": line.quantity_ordered,
        "quantity_shipped": line.quantity_shipped,
        "quantity_to_ship": line.quantity_to_ship,
        "price": _money(line.price, line.currency),
        "currency": line.currency or None,
    }


def _instant(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _money(amount: Decimal | None, currency: str) -> str | None:
    if amount is None:
        return None
    return f"{amount:.0f}" if currency in _CURRENCIES_WITHOUT_DECIMALS else f"{amount:f}"
