"""Messaging v1: messages to buyers, each of a kind that the order's state allows (sp-api 7)."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from shipby_simulator.core.clock import to_ms
from shipby_simulator.core.refusal import invalid, not_found
from shipby_simulator.core.wire import Response
from shipby_simulator.door.call import Call, answer
from shipby_simulator.door.check import Query
from shipby_simulator.world.facts import Facts
from shipby_simulator.world.life import OPEN
from shipby_simulator.world.state import OrderState

_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
_HTML = re.compile(r"<[a-zA-Z/!][^>]*>")


class OnePlace(Query, frozen=True, kw_only=True):
    """Query of all messaging operations."""

    marketplace_ids: Annotated[list[str], Meta(min_length=1, max_length=1)]


class Attachment(msgspec.Struct, frozen=True, rename="camel"):
    """A file that was uploaded before (uploads 2020-11-01)."""

    upload_destination_id: str
    file_name: str


Files = Annotated[list[Attachment], Meta(max_length=5)]


class Text(msgspec.Struct, frozen=True, rename="camel"):
    """Body of the messages that are text alone."""

    text: Annotated[str, Meta(min_length=1, max_length=2000)]


class Customization(msgspec.Struct, frozen=True, rename="camel"):
    """Body of confirmCustomizationDetails."""

    text: Annotated[str, Meta(min_length=1, max_length=800)] = ""
    attachments: Files = []


class AccessKey(msgspec.Struct, frozen=True, rename="camel"):
    """Body of createDigitalAccessKey."""

    text: Annotated[str, Meta(min_length=1, max_length=400)] = ""
    attachments: Files = []


class Disclosure(msgspec.Struct, frozen=True, rename="camel"):
    """Body of createLegalDisclosure."""

    attachments: Files = []


class Invoice(msgspec.Struct, frozen=True, rename="camel"):
    """Body of sendInvoice."""

    attachments: Annotated[list[Attachment], Meta(min_length=1, max_length=5)]


class Warranty(msgspec.Struct, frozen=True, rename="camel"):
    """Body of CreateWarranty."""

    attachments: Annotated[list[Attachment], Meta(min_length=1, max_length=5)]
    coverage_start_date: Annotated[datetime, Meta(tz=True)] | None = None
    coverage_end_date: Annotated[datetime, Meta(tz=True)] | None = None


BODIES: dict[str, Any] = {
    "confirmCustomizationDetails": Customization,
    "confirmDeliveryDetails": Text,
    "legalDisclosure": Disclosure,
    "confirmOrderDetails": Text,
    "confirmServiceDetails": Text,
    "warranty": Warranty,
    "digitalAccessKey": AccessKey,
    "unexpectedProblem": Text,
    "invoice": Invoice,
}
"""The kinds of messages, by the last part of their path."""


def _eligible(order: OrderState, facts: Facts) -> list[str]:
    """Return the kinds of messages an order's state allows (Amazon's own rules are not published, UNVERIFIED).

    Service calls and digital keys are for goods the pretend sellers do not sell.
    """
    if facts.by_amazon or order.status not in {*OPEN, "SHIPPED"}:
        return []
    kinds = ["unexpectedProblem", "confirmDeliveryDetails", "legalDisclosure"]
    if order.status in OPEN:
        kinds.append("confirmOrderDetails")
        if "customized" in facts.kinds:
            kinds.append("confirmCustomizationDetails")
    else:
        kinds += ["warranty", "invoice"]
    return kinds


def _order(call: Call) -> int:
    """Return the order's number. Raises Refusal: unknown, or of another marketplace."""
    order_id = call.path["amazonOrderId"]
    n = call.book.find(order_id)
    if n is None:
        raise not_found(f"Order {order_id} was not found.")
    if call.query.marketplace_ids[0] != call.book.facts(n).place.id:
        raise invalid("marketplaceIds does not match the marketplace of the order.")
    return n


def get_actions(call: Call) -> Response:
    """Answer getMessagingActionsForOrder in HAL form."""
    n = _order(call)
    base = f"/messaging/v1/orders/{call.path['amazonOrderId']}"
    place = f"?marketplaceIds={call.query.marketplace_ids[0]}"
    kinds = _eligible(call.book.view(n), call.book.facts(n))
    links = [{"href": f"{base}/messages/{kind}{place}", "name": _name(kind)} for kind in kinds]
    body = {
        "_links": {"self": {"href": base + place}, "actions": links},
        "_embedded": {"actions": [_described(kind, link["href"]) for kind, link in zip(kinds, links, strict=True)]},
    }
    return answer(body)


def _name(kind: str) -> str:
    return "sendInvoice" if kind == "invoice" else kind


def _described(kind: str, href: str) -> dict[str, Any]:
    """Return an action with the JSON schema of its body."""
    schema = {"href": f"{href.partition('?')[0]}/schema", "name": _name(kind)}
    (_, found) = msgspec.json.schema_components([BODIES[kind]])
    return {
        "_links": {"self": {"href": href}, "schema": schema},
        "_embedded": {"schema": {"_links": {"self": schema}, "payload": found[BODIES[kind].__name__]}},
        "payload": {"name": _name(kind)},
    }


def get_attributes(call: Call) -> Response:
    """Answer GetAttributes: the buyer's language."""
    place = call.book.facts(_order(call)).place
    return answer({"buyer": {"locale": place.language.replace("_", "-")}})


def sender(kind: str) -> Callable[[Call], Response]:
    """Return the operation that sends a kind of message."""

    def send(call: Call) -> Response:
        n = _order(call)
        if kind not in _eligible(call.book.view(n), call.book.facts(n)):
            raise invalid(f"The messaging action {kind} is not available for this order.")
        text = getattr(call.body, "text", "")
        attachments: list[Attachment] = getattr(call.body, "attachments", [])
        _check_text(text)
        if not text and not attachments and kind != "legalDisclosure":
            raise invalid("A message needs text or attachments.")
        for one in attachments:
            document = call.world.state.documents.get(one.upload_destination_id)
            if document is None or document.account != call.account or document.content is None:
                raise invalid(f"The upload destination {one.upload_destination_id} holds no file.")
        if kind == "warranty":
            _check_cover(call.body)
        call.world.order(call.account, n).messages.append(
            {
                "at": call.world.now,
                "from": "seller",
                "kind": kind,
                "text": text,
                "attachments": [one.file_name for one in attachments],
            }
        )
        return answer({}, 201)

    return send


def _check_text(text: str) -> None:
    """Refuse what Amazon forbids in messages: HTML and mail addresses."""
    if _HTML.search(text):
        raise invalid("The text must not contain HTML.")
    if _MAIL.search(text):
        raise invalid("The text must not contain an email address.")


def _check_cover(body: Warranty) -> None:
    begin, end = body.coverage_start_date, body.coverage_end_date
    if begin and end and to_ms(end) < to_ms(begin):
        raise invalid("coverageEndDate must not be before coverageStartDate.")
