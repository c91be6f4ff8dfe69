"""Notifications v1: destinations, subscriptions and test notifications (sp-api 8.1)."""

import re
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from shipby_simulator.core.refusal import Refusal, invalid, not_found
from shipby_simulator.core.wire import Response
from shipby_simulator.door.call import Call, answer
from shipby_simulator.door.check import Query
from shipby_simulator.world.notices import TYPES, test_notice
from shipby_simulator.world.state import Destination, Subscription

_ARN = re.compile(r"arn:aws:sqs:\S+:\S+:\S+")


class Sqs(msgspec.Struct, frozen=True, rename="camel"):
    """A queue."""

    arn: Annotated[str, Meta(max_length=1000)]


class EventBridge(msgspec.Struct, frozen=True, rename="camel"):
    """An event bus."""

    region: str
    account_id: str


class Specification(msgspec.Struct, frozen=True, rename="camel"):
    """Where to send to: one of the two."""

    sqs: Sqs | None = None
    event_bridge: EventBridge | None = None


class CreateDestination(msgspec.Struct, frozen=True, rename="camel"):
    """Body of createDestination."""

    resource_specification: Specification
    name: Annotated[str, Meta(min_length=1, max_length=256)]


class EventFilter(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """Which events of a type are wanted."""

    event_filter_type: Literal["ANY_OFFER_CHANGED", "ORDER_CHANGE", "SHIPMENT_TRACKING_MILESTONE_CHANGED"]
    order_change_types: list[Literal["BuyerRequestedChange", "DeliveryTipChange", "OrderStatusChange"]] = []
    marketplace_ids: list[str] = []


class Directive(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """Which events are wanted: by a filter or by an expression."""

    event_filter: EventFilter | None = None
    filter_expression: Annotated[str, Meta(min_length=1, max_length=256)] | None = None


class CreateSubscription(msgspec.Struct, frozen=True, rename="camel"):
    """Body of createSubscription."""

    payload_version: str
    destination_id: str
    processing_directive: Directive | None = None


class TestNotification(msgspec.Struct, frozen=True, rename="camel"):
    """What to send."""

    payload_version: str
    test_scenario: str = ""


class SendTest(msgspec.Struct, frozen=True, rename="camel"):
    """Body of sendTestNotification."""

    destination_id: str
    test_notification: TestNotification


class OneVersion(Query, frozen=True, kw_only=True):
    """Query of getSubscription."""

    payload_version: str | None = None


class GetSubscriptions(Query, frozen=True, kw_only=True):
    """Query of getSubscriptions."""

    notification_types: Annotated[list[str], Meta(min_length=1, max_length=1)]
    payload_version: str | None = None
    page_size: Annotated[int, Meta(ge=1, le=100)] = 10
    next_token: str | None = None


def _form(destination: Destination) -> dict[str, Any]:
    return {"destinationId": destination.id, "name": destination.name, "resource": destination.resource}


def _mine(call: Call) -> list[Destination]:
    return [one for one in call.world.state.destinations.values() if one.client == call.client]


def create_destination(call: Call) -> Response:
    """Answer createDestination; the same queue twice is a conflict (UNVERIFIED)."""
    body: CreateDestination = call.body
    wanted = body.resource_specification
    if (wanted.sqs is None) == (wanted.event_bridge is None):
        raise invalid("Exactly one of sqs and eventBridge must be specified.")
    number = call.world.number("destination")
    destination_id = call.world.draw("destination", number).uuid()
    if wanted.sqs is not None:
        if not _ARN.fullmatch(wanted.sqs.arn):
            raise invalid("The SQS ARN is not valid.")
        resource: dict[str, Any] = {"sqs": {"arn": wanted.sqs.arn}}
    else:
        assert wanted.event_bridge is not None
        bridge = wanted.event_bridge
        name = f"aws.partner/sellingpartnerapi.amazon.com/{bridge.account_id}/{destination_id}"
        resource = {"eventBridge": {"name": name, "region": bridge.region, "accountId": bridge.account_id}}
    if wanted.sqs is not None and any(one.resource == resource for one in _mine(call)):
        raise Refusal(409, "Conflict", "A destination with this resource exists already.")
    made = Destination(destination_id, body.name, call.client, resource)
    call.world.state.destinations[made.id] = made
    return answer({"payload": _form(made)})


def get_destinations(call: Call) -> Response:
    """Answer getDestinations: those of the application."""
    return answer({"payload": [_form(one) for one in _mine(call)]})


def _destination(call: Call, destination_id: str) -> Destination:
    found = call.world.state.destinations.get(destination_id)
    if found is None or found.client != call.client:
        raise not_found(f"Destination {destination_id} was not found.")
    return found


def get_destination(call: Call) -> Response:
    """Answer getDestination."""
    return answer({"payload": _form(_destination(call, call.path["destinationId"]))})


def delete_destination(call: Call) -> Response:
    """Answer deleteDestination; what its subscriptions send from now on is lost."""
    del call.world.state.destinations[_destination(call, call.path["destinationId"]).id]
    return answer({})


def _type(kind: str) -> str:
    """Return a type of notification. Raises Refusal: unknown."""
    if kind not in TYPES:
        raise invalid(f"Invalid notificationType {kind}.")
    return kind


def _subscription(one: Subscription) -> dict[str, Any]:
    form: dict[str, Any] = {"subscriptionId": one.id, "payloadVersion": one.version, "destinationId": one.destination}
    return form | {"processingDirective": one.directive} if one.directive else form


def _held(call: Call, kind: str, version: str | None) -> list[Subscription]:
    return [
        one
        for one in call.world.state.subscriptions.values()
        if one.account == call.account and one.type == kind and version in {None, one.version}
    ]


def create_subscription(call: Call) -> Response:
    """Answer createSubscription: one per type and version."""
    body: CreateSubscription = call.body
    kind = _type(call.path["notificationType"])
    if body.payload_version != TYPES[kind]:
        raise invalid(f"The payload version {body.payload_version} of {kind} is not supported.")
    if body.destination_id not in {one.id for one in _mine(call)}:
        raise invalid(f"The destination {body.destination_id} does not exist.")
    directive = body.processing_directive
    if directive is not None:
        _check_directive(kind, directive)
    if _held(call, kind, body.payload_version):
        raise Refusal(409, "Conflict", f"A subscription to {kind} exists already.")
    made = Subscription(
        call.world.draw("subscription", call.world.number("subscription")).uuid(),
        call.account,
        kind,
        body.payload_version,
        body.destination_id,
        msgspec.to_builtins(directive) if directive else None,
    )
    call.world.state.subscriptions[made.id] = made
    return answer({"payload": _subscription(made)})


def _check_directive(kind: str, directive: Directive) -> None:
    """Refuse filters that do not fit; expressions are not imitated for any type."""
    if directive.event_filter is not None and directive.filter_expression is not None:
        raise invalid("eventFilter and filterExpression are mutually exclusive.")
    if directive.filter_expression is not None:
        raise invalid(f"filterExpression is not supported for {kind}.")
    if directive.event_filter is not None and directive.event_filter.event_filter_type != kind:
        raise invalid(f"The event filter type {directive.event_filter.event_filter_type} does not fit {kind}.")


def get_subscription(call: Call) -> Response:
    """Answer getSubscription: the seller's subscription to a type."""
    kind = _type(call.path["notificationType"])
    found = _held(call, kind, call.query.payload_version)
    if not found:
        raise not_found(f"There is no subscription to {kind}.")
    return answer({"payload": _subscription(found[0])})


def get_subscriptions(call: Call) -> Response:
    """Answer getSubscriptions."""
    query: GetSubscriptions = call.query
    found = _held(call, _type(query.notification_types[0]), query.payload_version)
    start = int(query.next_token) if query.next_token and query.next_token.isdecimal() else 0
    payload: dict[str, Any] = {"subscriptions": [_subscription(one) for one in found[start : start + query.page_size]]}
    if start + query.page_size < len(found):
        payload["nextToken"] = str(start + query.page_size)
    return answer({"payload": payload})


def _by_id(call: Call) -> Subscription:
    """Return the subscription of the path: of any seller of this application. Raises Refusal."""
    kind, wanted = _type(call.path["notificationType"]), call.path["subscriptionId"]
    found = call.world.state.subscriptions.get(wanted)
    if found is None or found.type != kind or call.world.sellers[found.account].client_id != call.client:
        raise not_found(f"There is no subscription {wanted} to {kind}.")
    return found


def get_subscription_by_id(call: Call) -> Response:
    """Answer getSubscriptionById."""
    return answer({"payload": _subscription(_by_id(call))})


def delete_subscription(call: Call) -> Response:
    """Answer deleteSubscriptionById."""
    del call.world.state.subscriptions[_by_id(call).id]
    return answer({})


def send_test_notification(call: Call) -> Response:
    """Answer sendTestNotification: an ORDER_CHANGE about an order of the seller goes to the destination."""
    body: SendTest = call.body
    kind = _type(call.path["notificationType"])
    destination = _destination(call, body.destination_id)
    if not body.test_notification.test_scenario:
        raise invalid("testScenario must not be empty.")
    if kind != "ORDER_CHANGE" or body.test_notification.payload_version != TYPES[kind]:
        raise invalid(f"There is no test notification of {kind} {body.test_notification.payload_version}.")
    test_notice(call.world, call.account, destination.id)
    return answer({})
