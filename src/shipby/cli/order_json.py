"""What the commands add to an order as JSON: buyer, recipient, gift message, each reveal noted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from shipby.actions.reveal_personal import reveal_personal
from shipby.buyers.rules.facts import PersonalFacts
from shipby.orders.reads import ListedOrder
from shipby.shop.rules import Scope
from shipby.words.actors import Actor


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
