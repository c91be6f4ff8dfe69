"""Flat-file feeds: tab-separated rows under column names, and their summary (sp-api 4.5 to 4.8, amazon-policy 3.3)."""

import re
from collections.abc import Callable

from shipby_simulator.core.refusal import Refusal, invalid
from shipby_simulator.feeds.acts import Acknowledge, Act, Adjust, Fulfil
from shipby_simulator.feeds.outcome import Outcome, Trouble
from shipby_simulator.world.money import to_minor
from shipby_simulator.world.refunds import Wish

_CANCEL = ("order-id", "cancellation-reason-code", "amazon-order-item-code")
_FULFIL = (
    "order-id", "order-item-id", "quantity", "ship-date", "carrier-code", "carrier-name", "tracking-number", "ship-method",
    "ship_from_supply_source_id", "transparency_code", "ship_from_address_name", "ship_from_address_line1",
    "ship_from_address_line2", "ship_from_address_line3", "ship_from_address_city", "ship_from_address_county",
    "ship_from_address_state_or_region", "ship_from_address_postalcode", "ship_from_address_countrycode",
    "cod-collection-method",
)  # fmt: skip
_AMOUNTS = {
    "item-price-adj": ("Principal", 1), "item-tax-adj": ("Tax", 1), "shipping-price-adj": ("Shipping", 1),
    "shipping-tax-adj": ("ShippingTax", 1), "gift-wrap-price-adj": ("GiftWrap", 1), "gift-wrap-tax-adj": ("GiftWrapTax", 1),
    "item-promotion-adj": ("Principal", -1), "ship-promotion-adj": ("Shipping", -1),
}  # fmt: skip
"""Component and sign of the amount columns (sp-api 4.7)."""
_ADJUST = (
    "order-id", "order-item-id", "adjustment-reason-code", "currency", *_AMOUNTS, "item-promotion-id", "ship-promotion-id",
    "quantity-cancelled",
)  # fmt: skip

COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA": (_CANCEL, ("order-id",)),
    "POST_FLAT_FILE_FULFILLMENT_DATA": (_FULFIL, ("order-id", "ship-date")),
    "POST_FLAT_FILE_PAYMENT_ADJUSTMENT_DATA": (_ADJUST, ("order-id", "order-item-id", "adjustment-reason-code", "currency")),
}
"""Known and required columns by feed type."""
_MISSING = (
    "The required {} field is missing from the file. To correct this error, download the template again and use the new copy, "
    "or insert the required field into your existing file."
)
_UNKNOWN = (
    "The {} field heading is invalid, so values in this field were ignored. To correct this error, download the template again "
    "and use the new copy, or fix the field heading in your existing file."
)

Row = dict[str, str]


def rows(text: str, feed_type: str, outcome: Outcome) -> list[tuple[int, Row]]:
    """Return the rows by their number from 1; troubles of the heading go into the outcome. Quotes are plain signs."""
    known, required = COLUMNS[feed_type]
    lines = [line for line in re.split(r"\r\n|\n|\r", text.removeprefix("\ufeff")) if line.strip()]
    if lines and lines[0].startswith("TemplateType="):
        lines = lines[1:]
    names = [name.strip() for name in lines[0].split("\t")] if lines else []
    missing = [name for name in required if name not in names]
    outcome.troubles += [Trouble("0", "90012", _MISSING.format(name), "Fatal") for name in missing]
    outcome.troubles += [Trouble("0", "90061", _UNKNOWN.format(name), "Warning") for name in names if name and name not in known]
    if missing:
        return []
    found = []
    for number, line in enumerate(lines[1:], 1):
        values = [value.strip() for value in line.split("\t")]
        found.append((number, dict(zip(names, values, strict=False))))
    return found


def act_of(feed_type: str, row: Row, digits: Callable[[str], int]) -> Act:
    """Return the act of a row. Raises Refusal for values that cannot be read."""
    return _ACTS[feed_type](row, digits)


def _need(row: Row, name: str) -> str:
    value = row.get(name, "")
    if not value:
        raise invalid(f"A value is missing from one or more required columns: {name}.")
    return value


def _whole(row: Row, name: str) -> int | None:
    value = row.get(name, "")
    if value and not (value.isascii() and value.isdigit()):
        raise invalid(f"The value {value!r} of {name} is not a positive whole number.")
    return int(value) if value else None


def _cancel(row: Row, digits: Callable[[str], int]) -> Act:  # noqa: ARG001
    reason, item = row.get("cancellation-reason-code", ""), row.get("amazon-order-item-code", "")
    if bool(reason) != bool(item):
        raise invalid("cancellation-reason-code and amazon-order-item-code must be given together or not at all.")
    return Acknowledge(_need(row, "order-id"), success=False, items=[(item, reason, None)] if item else [])


def _fulfil(row: Row, digits: Callable[[str], int]) -> Act:  # noqa: ARG001
    date = _need(row, "ship-date")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d(T.+)?", date):
        raise invalid(f"The ship-date {date!r} is not valid; use yyyy-mm-dd.")
    item, quantity = row.get("order-item-id", ""), _whole(row, "quantity")
    if quantity is not None and not item:
        raise invalid("quantity needs order-item-id.")
    codes = [code for code in row.get("transparency_code", "").split(",") if code]
    return Fulfil(
        _need(row, "order-id"), date, "", row.get("carrier-code", ""), row.get("carrier-name", ""), row.get("ship-method", ""),
        row.get("tracking-number", ""), [(item, quantity, codes)] if item else [],
    )  # fmt: skip


def _adjust(row: Row, digits: Callable[[str], int]) -> Act:
    order_id, currency = _need(row, "order-id"), _need(row, "currency")
    components = []
    for name, (kind, sign) in _AMOUNTS.items():
        value = row.get(name, "")
        if value and not re.fullmatch(r"-?\d{1,18}\.\d{2}", value):
            raise invalid(f"The amount {value!r} of {name} is not valid: use exactly two decimals and no thousands separator.")
        if value:
            components.append((kind, sign * to_minor(value, digits(order_id)), currency))
    wish = Wish(
        _need(row, "order-item-id"),
        _need(row, "adjustment-reason-code"),
        [part for part in components if part[1]],
        cancelled=_whole(row, "quantity-cancelled") or 0,
    )
    return Adjust(order_id, [wish])


_ACTS: dict[str, Callable[[Row, Callable[[str], int]], Act]] = {
    "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA": _cancel,
    "POST_FLAT_FILE_FULFILLMENT_DATA": _fulfil,
    "POST_FLAT_FILE_PAYMENT_ADJUSTMENT_DATA": _adjust,
}


def trouble_of(number: int, row: Row, refusal: Refusal) -> Trouble:
    """Return a refused row as the summary lists it."""
    item = row.get("order-item-id") or row.get("amazon-order-item-code", "")
    text = f"The data you submitted is incomplete or invalid. {refusal.message}"
    return Trouble(str(number), "18028", text, order_id=row.get("order-id", ""), item_id=item)


def summary(outcome: Outcome) -> str:
    """Return the text that flat-file feeds answer with."""
    lines = [
        "Feed Processing Summary:",
        f"\tNumber of records processed\t\t{outcome.processed}",
        f"\tNumber of records successful\t\t{outcome.successful}",
        "",
    ]
    if outcome.troubles:
        lines.append("original-record-number\torder-id\torder-item-id\terror-code\terror-type\terror-message")
    lines += ["\t".join((one.record, one.order_id, one.item_id, one.code, one.kind, one.text)) for one in outcome.troubles]
    return "\n".join(lines) + "\n"
