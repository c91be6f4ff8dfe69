"""Names of things. The types cost nothing at run time; they keep one id from standing in for another."""

import re
from typing import NewType

AccountId = NewType("AccountId", int)
"""Our row of a seller account (one selling partner in one Amazon region)."""

OrderKey = NewType("OrderKey", int)
"""Our row of an order. Amazon's own order number is :data:`OrderId`."""

OrderId = NewType("OrderId", str)
"""Amazon's order number, 3-7-7 characters, for example ``113-4857201-9936201``."""

OrderItemId = NewType("OrderItemId", str)
"""Amazon's id of one line of an order, usually 14 digits (sp-api 4.4)."""

MarketplaceId = NewType("MarketplaceId", str)
"""Amazon's id of a marketplace, for example ``ATVPDKIKX0DER`` (sp-api 10)."""

_ORDER_ID = re.compile(r"\w{3}-\w{7}-\w{7}", re.ASCII)


def is_order_id(text: str) -> bool:
    """Whether ``text`` has the form of an Amazon order number (sp-api 4.4: ``\\w{3}-\\w{7}-\\w{7}``)."""
    return _ORDER_ID.fullmatch(text) is not None
