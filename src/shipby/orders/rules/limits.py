"""What the tables can hold: checked before writing, so that one order too long for its column never stops the others."""

import re
from decimal import Decimal
from operator import attrgetter, gt

from shipby.orders.rules.facts import LineFacts, OrderFacts
from shipby.words.refusals import Refusal
from shipby.words.text import N_

_TEXTS = {
    "order_id": 20,
    "sales_channel": 60,
    "marketplace_id": 20,
    "status": 30,
    "service_level": 20,
    "ship_service": 80,
    "currency": 3,
    "city": 120,
    "region": 120,
    "country": 2,
    "address_type": 20,
    "cancel_reason": 200,
    "replaced_order_id": 20,
    "purchase_order_number": 100,
}
_LINE_TEXTS = {"order_item_id": 40, "sku": 80, "asin": 20, "title": 2000, "currency": 3, "gift_wrap_level": 60}
_QUANTITIES = ("quantity_ordered", "quantity_shipped", "quantity_cancelled")
_AMOUNTS = ("price", "tax", "shipping_price", "shipping_tax", "gift_wrap_price", "discount")
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_QUANTITY_LIMIT = 1_000_000
_LINE_LIMIT = 1_000
_AMOUNT_LIMIT = 10**12


class DoesNotFit(Refusal):
    """A value is longer or larger than anything Amazon sends."""

    code = "value_does_not_fit"
    sentence = N_("The value of %(column)s is too long, too large, or holds a character that no text has.")
    remedy = N_("Look at the row in the report; correct it there and import it again.")


_ORDER_TEXTS = attrgetter(*_TEXTS)
_LINE_WORDS = attrgetter(*_LINE_TEXTS)
_LINE_QUANTITIES = attrgetter(*_QUANTITIES)
_LINE_AMOUNTS = attrgetter(*_AMOUNTS)
_NO_AMOUNTS = (None,) * len(_AMOUNTS)


def refuse_unfit(facts: OrderFacts) -> None:
    """Refuse facts that the tables cannot hold.

    Raises:
        DoesNotFit: names the column.
    """
    _texts(_ORDER_TEXTS(facts), _TEXTS)
    if facts.grand_total is not None and not _is_plausible(facts.grand_total):
        raise DoesNotFit(column="grand_total")
    if not 1 <= len(facts.lines) <= _LINE_LIMIT:
        raise DoesNotFit(column="lines")
    for line in facts.lines:
        _texts(_LINE_WORDS(line), _LINE_TEXTS)
        _numbers(line)


def _texts(values: tuple[str | None, ...], limits: dict[str, int]) -> None:
    # One look at all of them together first: nearly every order fits, and a report brings a hundred thousand.
    lengths = [len(value) if value else 0 for value in values]
    if not any(map(gt, lengths, limits.values())):
        together = "".join([value for value in values if value])
        if "\0" not in together and (together.isascii() or _NO_TEXT.search(together) is None):
            return
    for value, (name, limit) in zip(values, limits.items(), strict=True):
        if value and (len(value) > limit or _NO_TEXT.search(value)):
            raise DoesNotFit(column=name)


def _numbers(line: LineFacts) -> None:
    for value, name in zip(_LINE_QUANTITIES(line), _QUANTITIES, strict=True):
        if value is not None and not 0 <= value <= _QUANTITY_LIMIT:
            raise DoesNotFit(column=name)
    amounts = _LINE_AMOUNTS(line)
    if amounts != _NO_AMOUNTS:
        for amount, name in zip(amounts, _AMOUNTS, strict=True):
            if amount is not None and not _is_plausible(amount):
                raise DoesNotFit(column=name)


def _is_plausible(amount: Decimal) -> bool:
    return amount.is_finite() and abs(amount) < _AMOUNT_LIMIT
