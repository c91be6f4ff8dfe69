"""XML feeds: the AmazonEnvelope, read strictly in the order of Amazon's XSD, and the ProcessingReport (sp-api 4.4 to 4.8)."""

import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from shipby_simulator.feeds.acts import Acknowledge, Act, Adjust, Fulfil
from shipby_simulator.feeds.outcome import Outcome, Trouble
from shipby_simulator.world.money import to_minor
from shipby_simulator.world.refunds import Wish

_ORDER_ID, _ITEM_ID = re.compile(r"\w{3}-\w{7}-\w{7}"), re.compile(r"\d{14}")
_AMOUNT, _DIGITS = re.compile(r"-?\d{1,18}\.\d{2}"), re.compile(r"\d{1,20}")
_TEXT = re.compile(r"[^\r\n\t]{0,50}")
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
_ANY = re.compile(r".*", re.DOTALL)

Shape = list[tuple[str, int, int, Any]]
"""Children in their order: name, least, most, and a pattern of the text or the shape below."""

_COMPONENTS: Shape = [("Component", 1, 99, [("Type", 1, 1, _TEXT), ("Amount", 1, 1, _AMOUNT)])]
_PROMOTION: Shape = [
    ("PromotionClaimCode", 0, 1, re.compile(r".{6,}")),
    ("MerchantPromotionID", 0, 1, re.compile(r".{0,80}")),
    *_COMPONENTS,
]
SHAPES: dict[str, Shape] = {
    "OrderAcknowledgement": [
        ("AmazonOrderID", 1, 1, _ORDER_ID), ("MerchantOrderID", 0, 1, _TEXT),
        ("StatusCode", 1, 1, re.compile("Success|Failure")),
        ("Item", 0, 999, [
            ("AmazonOrderItemCode", 1, 1, _ITEM_ID), ("MerchantOrderItemID", 0, 1, _TEXT), ("CancelReason", 0, 1, _TEXT),
            ("Quantity", 0, 1, _DIGITS),
        ]),
    ],
    "OrderFulfillment": [
        ("AmazonOrderID", 1, 1, _ORDER_ID), ("MerchantFulfillmentID", 0, 1, _DIGITS), ("FulfillmentDate", 1, 1, _STAMP),
        ("FulfillmentData", 0, 1, [
            ("CarrierCode", 0, 1, _TEXT), ("CarrierName", 0, 1, _TEXT), ("ShippingMethod", 0, 1, _TEXT),
            ("ShipperTrackingNumber", 0, 1, _TEXT),
        ]),
        ("CODCollectionMethod", 0, 1, re.compile("DirectPayment")),
        ("Item", 0, 999, [
            ("AmazonOrderItemCode", 1, 1, _ITEM_ID), ("MerchantFulfillmentItemID", 0, 1, _DIGITS), ("Quantity", 0, 1, _DIGITS),
            ("TransparencyCode", 0, 10, _TEXT),
        ]),
        ("ShipFromAddress", 0, 1, None),
    ],
    "OrderAdjustment": [
        ("AmazonOrderID", 1, 1, _ORDER_ID), ("ActionType", 0, 1, re.compile("Refund|Cancel")),
        ("CODCollectionMethod", 0, 1, re.compile("DirectPayment")),
        ("AdjustedItem", 1, 999, [
            ("AmazonOrderItemCode", 1, 1, _ITEM_ID), ("MerchantAdjustmentItemID", 0, 1, re.compile(".{1,50}")),
            ("AdjustmentReason", 1, 1, _TEXT), ("ItemPriceAdjustments", 0, 1, _COMPONENTS),
            ("PromotionAdjustments", 0, 99, _PROMOTION), ("DirectPaymentAdjustments", 0, 1, _COMPONENTS),
            ("QuantityCancelled", 0, 1, _DIGITS), ("Quantity", 0, 1, _DIGITS),
        ]),
    ],
}  # fmt: skip
"""The messages by Amazon's XSD; orders and items are named by Amazon's numbers only (merchant numbers are not imitated)."""


class Unreadable(Exception):
    """The file as a whole cannot be taken: code, sentence, and whether that is FATAL."""

    def __init__(self, code: str, text: str, *, fatal: bool) -> None:
        super().__init__(text)
        self.code, self.text, self.fatal = code, text, fatal


_ENVELOPE: Shape = [
    ("Header", 1, 1, [("DocumentVersion", 1, 1, _TEXT), ("MerchantIdentifier", 1, 1, _TEXT)]),
    ("MessageType", 1, 1, _TEXT), ("MarketplaceName", 0, 1, _TEXT), ("PurgeAndReplace", 0, 1, _TEXT),
    ("EffectiveDate", 0, 1, _TEXT), ("Message", 1, 10**6, None),
]  # fmt: skip
_WRONG = "We are unable to process the XML feed because one or more items are invalid. Please re-submit the feed."


def messages(content: bytes, message_type: str, digits: Callable[[str], int]) -> list[tuple[str, Act | Trouble]]:
    """Return (MessageID, act) of a feed; ``digits`` tells the decimals of an order's currency. Raises Unreadable."""
    try:
        root = fromstring(content)
    except ParseError as error:
        line, column = error.position
        raise Unreadable("5001", f"XML Parsing Fatal Error at Line {line}, Column {column}: {error.msg}", fatal=True) from None
    except (DefusedXmlException, ValueError, LookupError) as error:
        raise Unreadable("5001", f"XML Parsing Fatal Error: {type(error).__name__}", fatal=True) from None
    if root.tag != "AmazonEnvelope" or _misfit(root, _ENVELOPE) or _text(root, "MessageType") != message_type:
        raise Unreadable("25", _WRONG, fatal=False)
    shape: Shape = [
        ("MessageID", 1, 1, _DIGITS), ("OperationType", 0, 1, re.compile("Update|Delete|PartialUpdate")),
        (message_type, 1, 1, SHAPES[message_type]),
    ]  # fmt: skip
    found: list[tuple[str, Act | Trouble]] = []
    seen: set[str] = set()
    for message in root.iterfind("Message"):
        wrong = _misfit(message, shape)
        if wrong:
            raise Unreadable("25", f"{_WRONG} ({wrong})", fatal=False)
        number = _text(message, "MessageID")
        body = message.find(message_type)
        assert body is not None
        if number in seen:
            text = f"The MessageID {number} appears more than once."
            found.append((number, Trouble(number, "18028", text, order_id=_text(body, "AmazonOrderID"))))
            continue
        seen.add(number)
        found.append((number, _ACTS[message_type](body, digits)))
    return found


def _misfit(element: Element, shape: Shape) -> str:
    """Return what does not fit the XSD below an element, or nothing."""
    children = list(element)
    at = 0
    for name, least, most, below in shape:
        count = 0
        while at < len(children) and children[at].tag == name:
            wrong = _child_misfit(children[at], below)
            if wrong:
                return wrong
            at, count = at + 1, count + 1
        if not least <= count <= most:
            return f"{element.tag}: {name} is {'missing or out of order' if count < least else 'given too often'}"
    return f"{element.tag}: {children[at].tag} is not allowed here" if at < len(children) else ""


def _child_misfit(child: Element, below: Any) -> str:
    if below is None:
        return ""
    if isinstance(below, list):
        return _misfit(child, below)
    return "" if below.fullmatch((child.text or "").strip()) else f"{child.tag}: {(child.text or '')!r} is not valid"


def _text(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _whole(element: Element, name: str) -> int | None:
    text = _text(element, name)
    return int(text) if text else None


def _acknowledge(body: Element, digits: Callable[[str], int]) -> Act:  # noqa: ARG001
    items = [
        (_text(item, "AmazonOrderItemCode"), _text(item, "CancelReason"), _whole(item, "Quantity"))
        for item in body.iterfind("Item")
    ]
    success = _text(body, "StatusCode") == "Success"
    return Acknowledge(_text(body, "AmazonOrderID"), success, _text(body, "MerchantOrderID"), items)


def _fulfil(body: Element, digits: Callable[[str], int]) -> Act:  # noqa: ARG001
    items = [
        (
            _text(item, "AmazonOrderItemCode"),
            _whole(item, "Quantity"),
            [(code.text or "").strip() for code in item.iterfind("TransparencyCode")],
        )
        for item in body.iterfind("Item")
    ]
    data = "FulfillmentData/"
    return Fulfil(
        _text(body, "AmazonOrderID"), _text(body, "FulfillmentDate"), _text(body, "MerchantFulfillmentID"),
        _text(body, data + "CarrierCode"), _text(body, data + "CarrierName"), _text(body, data + "ShippingMethod"),
        _text(body, data + "ShipperTrackingNumber"), items,
    )  # fmt: skip


def _adjust(body: Element, digits: Callable[[str], int]) -> Act:
    order_id = _text(body, "AmazonOrderID")
    wishes = []
    for item in body.iterfind("AdjustedItem"):
        sign = {"ItemPriceAdjustments": 1, "PromotionAdjustments": -1}
        components = []
        for part, factor in sign.items():
            for component in item.iterfind(f"{part}/Component"):
                amount = component.find("Amount")
                assert amount is not None
                value = factor * to_minor((amount.text or "").strip(), digits(order_id))
                components.append((_text(component, "Type"), value, amount.get("currency", "")))
        wishes.append(
            Wish(
                _text(item, "AmazonOrderItemCode"), _text(item, "AdjustmentReason"), components,
                _text(item, "MerchantAdjustmentItemID"), _whole(item, "QuantityCancelled") or 0, _whole(item, "Quantity") or 0,
            )
        )  # fmt: skip
    return Adjust(order_id, wishes)


_ACTS: dict[str, Callable[[Element, Callable[[str], int]], Act]] = {
    "OrderAcknowledgement": _acknowledge, "OrderFulfillment": _fulfil, "OrderAdjustment": _adjust,
}  # fmt: skip


def report(outcome: Outcome, seller_id: str, transaction: str) -> bytes:
    """Return the ProcessingReport: only messages with an error or a warning are listed (sp-api 4.8)."""
    rows = "".join(_result(trouble) for trouble in outcome.troubles)
    warnings = sum(trouble.kind == "Warning" for trouble in outcome.troubles)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<AmazonEnvelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="amzn-envelope.xsd">
	<Header>
		<DocumentVersion>1.02</DocumentVersion>
		<MerchantIdentifier>{seller_id}</MerchantIdentifier>
	</Header>
	<MessageType>ProcessingReport</MessageType>
	<Message>
		<MessageID>1</MessageID>
		<ProcessingReport>
			<DocumentTransactionID>{transaction}</DocumentTransactionID>
			<StatusCode>Complete</StatusCode>
			<ProcessingSummary>
				<MessagesProcessed>{outcome.processed}</MessagesProcessed>
				<MessagesSuccessful>{outcome.successful}</MessagesSuccessful>
				<MessagesWithError>{max(outcome.failed, len(outcome.troubles) - warnings)}</MessagesWithError>
				<MessagesWithWarning>{warnings}</MessagesWithWarning>
			</ProcessingSummary>{rows}
		</ProcessingReport>
	</Message>
</AmazonEnvelope>
""".encode()


def _result(trouble: Trouble) -> str:
    order = f"<AmazonOrderID>{escape(trouble.order_id)}</AmazonOrderID>" if trouble.order_id else ""
    item = f"<AmazonOrderItemCode>{escape(trouble.item_id)}</AmazonOrderItemCode>" if trouble.item_id else ""
    more = f"\n\t\t\t\t<AdditionalInfo>{order}{item}</AdditionalInfo>" if order or item else ""
    return f"""
			<Result>
				<MessageID>{trouble.record}</MessageID>
				<ResultCode>{trouble.kind}</ResultCode>
				<ResultMessageCode>{trouble.code}</ResultMessageCode>
				<ResultDescription>{escape(trouble.text)}</ResultDescription>{more}
			</Result>"""
