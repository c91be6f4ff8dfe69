"""An order as the commands print it: the JSON contract of ``shipby orders`` and ``shipby order``.

``docs/users/command-line.md`` documents it and ``tests/contract/`` holds it. Instants are ISO 8601 in UTC with ``+00:00``, money
decimal strings, flags true, false or null; null = not known.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from shipby.actions.reveal_personal import reveal_personal
from shipby.buyers.rules.facts import PersonalFacts
from shipby.orders.reads import LineRow, ListedOrder
from shipby.orders.rules.facts import Program
from shipby.shop.rules import Scope
from shipby.words.actors import Actor

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


def with_personal(
    data: Sequence[dict[str, Any]], listed: Sequence[ListedOrder], *, scope: Scope, actor: Actor, now: datetime
) -> list[dict[str, Any]]:
    """The same orders with ``recipient``, ``buyer`` and ``gift_message``; each reveal is noted."""
    keys = [item.order.order_key for item in listed]
    found = reveal_personal(scope=scope, order_keys=keys, purpose="command", actor=actor, now=now)
    return [row | _personal(found.get(key), item) for row, item, key in zip(data, listed, keys, strict=True)]


def _personal(facts: PersonalFacts | None, listed: ListedOrder) -> dict[str, Any]:
    recipient = facts.recipient if facts else None
    buyer = facts.buyer if facts else None
    gifts = facts.messages.gifts if facts and facts.messages else {}
    place = {"city": listed.order.city or None, "region": listed.order.region or None, "country": listed.order.country or None}
    return {
        "recipient": {
            "name": recipient.name,
            "company": recipient.company,
            "address_lines": [
                line for line in (recipient.address_line_1, recipient.address_line_2, recipient.address_line_3) if line
            ],
            "district": recipient.district,
            "postal_code": recipient.postal_code,
            "phone": recipient.phone,
            "delivery_instructions": recipient.delivery_instructions,
            **place,
        }
        if recipient
        else None,
        "buyer": {"name": buyer.name, "email": buyer.email, "phone": buyer.phone, "company": buyer.company} if buyer else None,
        "gift_message": "\n".join(gifts.values()) or None,
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
