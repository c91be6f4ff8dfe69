"""Notifications: what goes to the queues, when, how often (sp-api 8)."""

from typing import TYPE_CHECKING, Any

import msgspec

from shipby_simulator.core.clock import iso, iso_seconds
from shipby_simulator.world.state import Message, Subscription

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World

TYPES = {
    "ORDER_CHANGE": "1.0", "FEED_PROCESSING_FINISHED": "2020-09-04", "REPORT_PROCESSING_FINISHED": "2020-09-04",
    "LISTINGS_ITEM_MFN_QUANTITY_CHANGE": "1.0", "ACCOUNT_STATUS_CHANGED": "1.0", "TRANSACTION_UPDATE": "1.0",
    "SHIPMENT_TRACKING_MILESTONE_CHANGED": "1.0", "APPLICATION_OAUTH_CLIENT_NEW_SECRET": "1.0",
}  # fmt: skip
"""Types one can subscribe to, with the version of their payload; the last four of them stay silent here (sp-api 8.3)."""

V0_STATUS = {
    "PENDING_AVAILABILITY": "PendingAvailability", "PENDING": "Pending", "UNSHIPPED": "Unshipped",
    "PARTIALLY_SHIPPED": "PartiallyShipped", "SHIPPED": "Shipped", "CANCELLED": "Canceled", "UNFULFILLABLE": "Unfulfillable",
}  # fmt: skip
"""Words of Orders v0 for the statuses of 2026-01-01 (sp-api 2.4)."""


def order_changed(world: "World", account: int, n: int, kind: str, why: str) -> None:
    """Tell subscribers of ORDER_CHANGE. ``kind`` is BuyerRequestedChange or OrderStatusChange."""
    for subscription in _subscriptions(world, account, "ORDER_CHANGE"):
        wanted = ((subscription.directive or {}).get("eventFilter") or {}).get("orderChangeTypes")
        if wanted and kind not in wanted:
            continue
        places = ((subscription.directive or {}).get("eventFilter") or {}).get("marketplaceIds")
        if places and world.books[account].facts(n).place.id not in places:
            continue
        send(world, subscription, {"OrderChangeNotification": _order_change(world, account, n, kind, why)})


def processed(world: "World", account: int, kind: str, payload: dict[str, Any]) -> None:
    """Tell subscribers that a feed or report is done: camelCase names in these (sp-api 8.3)."""
    for subscription in _subscriptions(world, account, kind):
        send(world, subscription, payload, camel=True)


def quantity_changed(world: "World", account: int, sku: str, quantity: int) -> None:
    """Tell subscribers of LISTINGS_ITEM_MFN_QUANTITY_CHANGE (sp-api 8.3)."""
    for subscription in _subscriptions(world, account, "LISTINGS_ITEM_MFN_QUANTITY_CHANGE"):
        seller = world.sellers[account].seller_id
        send(world, subscription, {"SellerId": seller, "FulfillmentChannelCode": "DEFAULT", "Sku": sku, "Quantity": quantity})


def test_notice(world: "World", account: int, destination: str) -> None:
    """Send an ORDER_CHANGE about the account's first order to a destination, whoever subscribed."""
    subscription = Subscription("test-subscription", account, "ORDER_CHANGE", TYPES["ORDER_CHANGE"], destination)
    if world.books[account].created:
        payload = _order_change(world, account, 0, "OrderStatusChange", "Test")
        send(world, subscription, {"OrderChangeNotification": payload})


def _subscriptions(world: "World", account: int, kind: str) -> list[Subscription]:
    return [found for found in world.state.subscriptions.values() if found.account == account and found.type == kind]


def send(world: "World", subscription: Subscription, payload: dict[str, Any], *, camel: bool = False) -> None:
    """Put a notification on its way: late, perhaps twice, perhaps never."""
    number = world.number("notification")
    draw, amazon = world.draw("notification", number), world.settings.amazon
    envelope = {
        "NotificationVersion": "1.0",
        "NotificationType": subscription.type,
        "PayloadVersion": subscription.version,
        "EventTime": iso(world.now),
        "Payload": payload,
        "NotificationMetadata": {
            "ApplicationId": world.sellers[subscription.account].client_id,
            "SubscriptionId": subscription.id,
            "PublishTime": iso(world.now),
            "NotificationId": draw.uuid(),
        },
    }
    if camel:
        envelope = {_lower(name): value for name, value in envelope.items()}
        envelope["notificationMetadata"] = {_lower(name): v for name, v in envelope["notificationMetadata"].items()}  # type: ignore[attr-defined]
    if draw.chance(amazon.notification_silence):
        return
    copies = draw.between(2, 3) if draw.chance(amazon.notification_duplicates) else 1
    body = msgspec.json.encode(envelope).decode()
    for copy in range(copies):
        wait = world.delay(amazon.notification_delay, "notification", number, copy)
        world.later(world.now + wait, "deliver", subscription.account, -1, [subscription.destination, body])


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]


def deliver(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001
    """Let a message arrive in the queue of its destination; a queue that is gone swallows it silently."""
    destination = world.state.destinations.get(argument[0])
    if destination is None:
        return
    queue = queue_of(destination.resource)
    if queue in world.state.queues:
        put(world, queue, argument[1])


def queue_of(resource: dict[str, Any]) -> str:
    """Return the queue's name: the last part of its ARN."""
    return str((resource.get("sqs") or {}).get("arn", "")).rpartition(":")[2]


def put(world: "World", queue: str, body: str) -> Message:
    """Add a message to a queue; what nobody fetched for longer than the queue keeps it is dropped (see ``queues``)."""
    draw = world.draw("message", world.number("message"))
    message = Message(draw.uuid(), body, world.now, world.now)
    world.state.queues[queue].append(message)
    return message


def _order_change(world: "World", account: int, n: int, kind: str, why: str) -> dict[str, Any]:
    """Return the payload of ORDER_CHANGE 1.0, in the words of v0 (sp-api 8.2)."""
    book = world.books[account]
    facts, order = book.facts(n), book.view(n)
    programs = {"business": "Business", "prime": "Prime", "premium": "Premium", "iba": "IBA", "replacement": "Replacement"}
    return {
        "NotificationLevel": "OrderLevel",
        "SellerId": world.sellers[account].seller_id,
        "AmazonOrderId": facts.order_id,
        "OrderChangeType": kind,
        "OrderChangeTrigger": {"TimeOfOrderChange": iso(world.now), "ChangeReason": why},
        "Summary": {
            "MarketplaceId": facts.place.id,
            "OrderStatus": V0_STATUS[order.status],
            "PurchaseDate": iso(facts.created),
            "DestinationPostalCode": facts.buyer.address.postcode or None,
            "FulfillmentType": "AFN" if facts.by_amazon else "MFN",
            "OrderType": "Preorder" if "preorder" in facts.kinds else "StandardOrder",
            "NumberOfItemsShipped": sum(order.shipped),
            "NumberOfItemsUnshipped": sum(item.quantity for item in facts.items) - sum(order.shipped) - sum(order.cancelled),
            "EarliestDeliveryDate": iso_seconds(facts.deliver_from),
            "LatestDeliveryDate": iso_seconds(facts.deliver_by),
            "EarliestShipDate": iso_seconds(facts.ship_from),
            "LatestShipDate": iso_seconds(facts.ship_by),
            "OrderPrograms": [word for kind_, word in programs.items() if kind_ in facts.kinds],
            "ShippingPrograms": ["EasyShip"] if "easy_ship" in facts.kinds else [],
            "OrderItems": [
                {
                    "OrderItemId": item.id,
                    "SellerSKU": item.product.sku,
                    "SupplySourceId": None,
                    "OrderItemStatus": "Shipped" if done >= item.quantity else "Unshipped",
                    "Quantity": item.quantity,
                    "QuantityShipped": done,
                    "IsBuyerRequestedCancel": bool(order.cancel_asked),
                    "ItemEarliestDeliveryDate": iso_seconds(facts.deliver_from),
                    "ItemLatestDeliveryDate": iso_seconds(facts.deliver_by),
                }
                for item, done in zip(facts.items, order.shipped, strict=True)
            ],
        },
    }
