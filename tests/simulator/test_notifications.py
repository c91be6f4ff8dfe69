"""Notifications: destinations, subscriptions, what arrives in the queue, and that it arrives late, twice or never."""

import json
from typing import Any

import pytest

from tests.simulator import models
from tests.simulator.driver import QUIET, Driver, package, simulate
from tests.simulator.server import running

ARN = "arn:aws:sqs:us-east-1:123456789012:orders"
FAST = QUIET.replace("[amazon]\n", "[amazon]\nnotification_delay = [0.0, 0.0]\n")


def sqs(amazon: Driver, action: str, **body: Any) -> tuple[int, Any]:
    headers = {"x-amz-target": f"AmazonSQS.{action}", "content-type": "application/x-amz-json-1.0"}
    response = amazon.raw("POST", "/sqs/", body, headers)
    return response.status, json.loads(response.body) if response.body else None


def destination(amazon: Driver, account: int = 0, arn: str = ARN) -> str:
    body = {"name": "orders", "resourceSpecification": {"sqs": {"arn": arn}}}
    token = amazon.grantless(account=account)
    status, said = amazon.call("notifications.createDestination", body=body, token=token)
    assert status == 200, said
    return str(said["payload"]["destinationId"])


def subscribe(amazon: Driver, kind: str = "ORDER_CHANGE", **more: Any) -> str:
    body = {"payloadVersion": "1.0", "destinationId": destination(amazon), **more}
    status, said = amazon.call("notifications.createSubscription", {"notificationType": kind}, body=body)
    assert status == 200, said
    return str(said["payload"]["subscriptionId"])


def queue(amazon: Driver, name: str = "orders", **attributes: str) -> str:
    return str(sqs(amazon, "CreateQueue", QueueName=name, Attributes=attributes)[1]["QueueUrl"])


def drain(amazon: Driver, url: str) -> list[Any]:
    found: list[Any] = []
    while True:
        messages = sqs(amazon, "ReceiveMessage", QueueUrl=url, MaxNumberOfMessages=10)[1].get("Messages", [])
        if not messages:
            return found
        found += [json.loads(message["Body"]) for message in messages]


def test_an_order_change_arrives_in_amazons_schema() -> None:
    amazon = simulate(FAST)
    url = queue(amazon)
    subscription = subscribe(amazon)
    n = amazon.unshipped()
    facts = amazon.world.books[0].facts(n)
    amazon.call("ordersV0.confirmShipment", {"orderId": facts.order_id}, body=package(amazon, n))
    amazon.advance("PT2H")
    found = drain(amazon, url)
    assert found
    if models.folder():
        assert [problem for one in found for problem in models.notification_problems("OrderChangeNotification", one)] == []
    mine = [one for one in found if one["Payload"]["OrderChangeNotification"]["AmazonOrderId"] == facts.order_id]
    assert mine[-1]["Payload"]["OrderChangeNotification"]["Summary"]["OrderStatus"] == "Shipped"
    assert mine[-1]["NotificationMetadata"]["SubscriptionId"] == subscription
    assert mine[-1]["NotificationMetadata"]["ApplicationId"] == amazon.world.sellers[0].client_id
    new = [one for one in found if one["Payload"]["OrderChangeNotification"]["OrderChangeTrigger"]["ChangeReason"] == "New order"]
    assert len(new) == len(amazon.world.books[0].created) - 200


def test_every_state_of_an_order_is_told_in_amazons_schema() -> None:
    amazon = simulate(
        f"{FAST}[buyers]\npending = 0.3\npays_never = 0.5\nasks_to_cancel = 0.3\n[strange]\nfba = 0.2\npreorder = 0.2\n"
    )
    url = queue(amazon)
    subscribe(amazon)
    amazon.advance("P26D")
    assert set(amazon.world.state.queues) == {"orders"}
    amazon.world.state.queue_attributes["orders"]["MessageRetentionPeriod"] = str(100 * 86400)
    found = drain(amazon, url)
    told = {one["Payload"]["OrderChangeNotification"]["Summary"]["OrderStatus"] for one in found}
    assert told == {"Pending", "PendingAvailability", "Unshipped", "Shipped", "Canceled"}
    if models.folder():
        assert not any(models.notification_problems("OrderChangeNotification", one) for one in found)


def test_only_the_wanted_changes_and_places_are_sent() -> None:
    amazon = simulate(f"{FAST}[buyers]\nasks_to_cancel = 0.5\n")
    url = queue(amazon)
    wanted = {
        "eventFilterType": "ORDER_CHANGE", "orderChangeTypes": ["BuyerRequestedChange"], "marketplaceIds": ["ATVPDKIKX0DER"],
    }  # fmt: skip
    subscribe(amazon, processingDirective={"eventFilter": wanted})
    amazon.advance("P2D")
    found = [one["Payload"]["OrderChangeNotification"] for one in drain(amazon, url)]
    assert {(one["OrderChangeType"], one["Summary"]["MarketplaceId"]) for one in found} == {
        ("BuyerRequestedChange", "ATVPDKIKX0DER")
    }
    assert all(item["IsBuyerRequestedCancel"] for one in found for item in one["Summary"]["OrderItems"])


def test_a_changed_quantity_is_told() -> None:
    amazon = simulate(f"{FAST}[orders]\nper_day = 0\n", orders=0)
    url = queue(amazon)
    subscribe(amazon, "LISTINGS_ITEM_MFN_QUANTITY_CHANGE")
    seller, sku = amazon.world.sellers[0].seller_id, amazon.world.catalogues[0].products[0].sku
    value = [{"fulfillment_channel_code": "DEFAULT", "quantity": 9}]
    body = {
        "productType": "PRODUCT",
        "patches": [{"op": "replace", "path": "/attributes/fulfillment_availability", "value": value}],
    }
    path, query = {"sellerId": seller, "sku": sku}, {"marketplaceIds": "ATVPDKIKX0DER"}
    amazon.call("listingsItems_2021-08-01.patchListingsItem", path, query, body=body)
    amazon.advance("PT5M")
    (told,) = drain(amazon, url)
    assert told["Payload"] == {"SellerId": seller, "FulfillmentChannelCode": "DEFAULT", "Sku": sku, "Quantity": 9}
    if models.folder():
        assert models.notification_problems("ListingsItemMfnQuantityChange", told) == []


def test_destinations_and_subscriptions_come_and_go() -> None:
    amazon = simulate(accounts=2)
    one = subscribe(amazon)
    token = amazon.grantless()
    kind = {"notificationType": "ORDER_CHANGE"}
    path = {**kind, "subscriptionId": one}
    whole = amazon.call("notifications.getSubscription", kind)[1]["payload"]
    assert amazon.call("notifications.getSubscriptionById", path, token=token)[1]["payload"] == whole
    assert amazon.call("notifications.getSubscriptions", query={"notificationTypes": "ORDER_CHANGE"})[1]["payload"] == {
        "subscriptions": [whole]
    }
    assert amazon.call("notifications.getSubscription", kind, account=1)[0] == 404
    where = {"destinationId": whole["destinationId"]}
    held = amazon.call("notifications.getDestination", where, token=token)[1]["payload"]
    assert held["resource"] == {"sqs": {"arn": ARN}}
    assert amazon.call("notifications.getDestinations", token=token)[1]["payload"] == [held]
    other = amazon.grantless(account=1)
    assert amazon.call("notifications.getDestinations", token=other)[1]["payload"] == []
    assert amazon.call("notifications.getDestination", where, token=other)[0] == 404
    assert amazon.call("notifications.getSubscriptionById", path, token=other)[0] == 404
    assert amazon.call("notifications.deleteSubscriptionById", path, token=token)[0] == 200
    assert amazon.call("notifications.deleteSubscriptionById", path, token=token)[0] == 404
    assert amazon.call("notifications.deleteDestination", where, token=token)[0] == 200
    assert amazon.call("notifications.deleteDestination", where, token=token)[0] == 404
    assert amazon.call("notifications.getDestinations", token=token)[1]["payload"] == []


def test_what_amazon_refuses_of_notifications() -> None:
    amazon = simulate()
    held = destination(amazon)
    token = amazon.grantless()
    create, kind = "notifications.createSubscription", {"notificationType": "ORDER_CHANGE"}
    spec = {"sqs": {"arn": ARN}}
    bridge = {"eventBridge": {"region": "us-east-1", "accountId": "123456789012"}}
    for resource, status in ((spec, 409), ({}, 400), ({"sqs": {"arn": "orders"}}, 400), ({**spec, **bridge}, 400), (bridge, 200)):
        body = {"name": "x", "resourceSpecification": resource}
        assert amazon.call("notifications.createDestination", body=body, token=token)[0] == status
    assert amazon.call("notifications.createDestination", body={"name": "x", "resourceSpecification": spec})[0] == 403
    good = {"payloadVersion": "1.0", "destinationId": held}
    both = {"filterExpression": "a == 'b'", "eventFilter": {"eventFilterType": "ORDER_CHANGE"}}
    for change in (
        {"payloadVersion": "2.0"}, {"destinationId": "x"}, {"processingDirective": both},
        {"processingDirective": {"filterExpression": "a == 'b'"}}, {"processingDirective": {"filterExpression": "x" * 257}},
        {"processingDirective": {"eventFilter": {"eventFilterType": "ANY_OFFER_CHANGED"}}},
    ):  # fmt: skip
        assert amazon.call(create, kind, body={**good, **change})[0] == 400
    assert amazon.call(create, {"notificationType": "WEATHER"}, body=good)[0] == 400
    assert amazon.call(create, kind, body=good, token=token)[0] == 403
    assert amazon.call(create, kind, body=good)[0] == 200
    assert amazon.call(create, kind, body=good)[0] == 409


def test_a_test_notification_goes_to_its_destination() -> None:
    amazon = simulate(FAST)
    url, held, token = queue(amazon), destination(amazon), amazon.grantless()
    name, kind = "notifications.sendTestNotification", {"notificationType": "ORDER_CHANGE"}
    what = {"payloadVersion": "1.0", "testScenario": "any"}
    assert amazon.call(name, kind, body={"destinationId": held, "testNotification": what}, token=token)[0] == 200
    amazon.advance("PT1S")
    assert [one["NotificationType"] for one in drain(amazon, url)] == ["ORDER_CHANGE"]
    empty = {"payloadVersion": "1.0", "testScenario": ""}
    assert amazon.call(name, kind, body={"destinationId": held, "testNotification": empty}, token=token)[0] == 400
    assert amazon.call(name, kind, body={"destinationId": "x", "testNotification": what}, token=token)[0] == 404
    feed = {"notificationType": "FEED_PROCESSING_FINISHED"}
    assert amazon.call(name, feed, body={"destinationId": held, "testNotification": what}, token=token)[0] == 400


def test_messages_come_twice_unordered_or_never() -> None:
    twice = simulate(FAST.replace("notification_duplicates = 0.0", "notification_duplicates = 1.0"))
    url = queue(twice)
    subscribe(twice)
    twice.advance("PT6H")
    found = drain(twice, url)
    ids = [one["NotificationMetadata"]["NotificationId"] for one in found]
    assert min(ids.count(one) for one in ids) >= 2
    assert [one["EventTime"] for one in found] != sorted(one["EventTime"] for one in found)
    never = simulate(FAST.replace("notification_silence = 0.0", "notification_silence = 1.0"))
    url = queue(never)
    subscribe(never)
    never.advance("PT6H")
    assert drain(never, url) == []


def test_a_missing_queue_swallows_what_is_sent() -> None:
    amazon = simulate(FAST)
    subscribe(amazon)
    amazon.advance("PT6H")
    assert drain(amazon, queue(amazon)) == []


def test_a_message_is_hidden_until_its_time_is_out_and_deleted_by_its_last_handle() -> None:
    amazon = simulate()
    url = queue(amazon, VisibilityTimeout="60")
    sqs(amazon, "SendMessage", QueueUrl=url, MessageBody="one")
    first = sqs(amazon, "ReceiveMessage", QueueUrl=url, AttributeNames=["All"])[1]["Messages"][0]
    assert first["Attributes"]["ApproximateReceiveCount"] == "1"
    amazon.advance("PT59S")
    assert sqs(amazon, "ReceiveMessage", QueueUrl=url)[1] == {}
    amazon.advance("PT1S")
    second = sqs(amazon, "ReceiveMessage", QueueUrl=url, AttributeNames=["ApproximateReceiveCount"])[1]["Messages"][0]
    assert second["Attributes"] == {"ApproximateReceiveCount": "2"}
    assert second["ReceiptHandle"] != first["ReceiptHandle"]
    assert sqs(amazon, "DeleteMessage", QueueUrl=url, ReceiptHandle=first["ReceiptHandle"])[0] == 200
    shown = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    assert sqs(amazon, "GetQueueAttributes", QueueUrl=url, AttributeNames=shown)[1]["Attributes"] == dict(
        zip(shown, "01", strict=True)
    )
    sqs(amazon, "ChangeMessageVisibility", QueueUrl=url, ReceiptHandle=second["ReceiptHandle"], VisibilityTimeout=0)
    third = sqs(amazon, "ReceiveMessage", QueueUrl=url)[1]["Messages"][0]
    assert sqs(amazon, "DeleteMessage", QueueUrl=url, ReceiptHandle=third["ReceiptHandle"])[0] == 200
    amazon.advance("PT2M")
    assert sqs(amazon, "ReceiveMessage", QueueUrl=url)[1] == {}


def test_a_queue_forgets_after_four_days() -> None:
    amazon = simulate()
    url = queue(amazon)
    sqs(amazon, "SendMessage", QueueUrl=url, MessageBody="one")
    amazon.advance("P4D")
    assert sqs(amazon, "ReceiveMessage", QueueUrl=url)[1] == {}


@pytest.mark.parametrize(
    ("action", "body", "code"),
    [
        ("ReceiveMessage", {"QueueUrl": "http://x/sqs/1/none"}, "QueueDoesNotExist"),
        ("GetQueueUrl", {"QueueName": "none"}, "QueueDoesNotExist"),
        ("ReceiveMessage", {"QueueUrl": "orders", "MaxNumberOfMessages": 11}, "InvalidParameterValue"),
        ("ReceiveMessage", {}, "MissingParameter"),
        ("CreateQueue", {"QueueName": "a b"}, "InvalidParameterValue"),
        ("CreateQueue", {"QueueName": "orders", "Attributes": {"VisibilityTimeout": "5"}}, "QueueNameExists"),
        ("SetQueueAttributes", {"QueueUrl": "orders", "Attributes": {"VisibilityTimeout": "x"}}, "InvalidAttributeValue"),
        ("DeleteMessage", {"QueueUrl": "orders", "ReceiptHandle": "?"}, "ReceiptHandleIsInvalid"),
        ("ChangeMessageVisibility", {"QueueUrl": "orders", "ReceiptHandle": "x"}, "MessageNotInflight"),
        ("TagQueue", {"QueueUrl": "orders"}, "InvalidAction"),
    ],
)
def test_what_a_queue_refuses(action: str, body: dict[str, Any], code: str) -> None:
    amazon = simulate()
    queue(amazon)
    status, said = sqs(amazon, action, **body)
    assert (status, said["__type"]) == (400, f"com.amazonaws.sqs#{code}")


def test_a_saved_and_loaded_queue_goes_on_alike() -> None:
    amazon = simulate(FAST)
    url = queue(amazon)
    subscribe(amazon)
    amazon.advance("PT3H")
    sqs(amazon, "ReceiveMessage", QueueUrl=url)
    other = simulate(orders=0)
    other.raw("PUT", "/_simulator/state/file", amazon.raw("GET", "/_simulator/state/file").body)
    for one in (amazon, other):
        one.log.clear()
        one.advance("PT3H")
        drain(one, url)
    assert amazon.log == other.log
    assert len(amazon.log) > 2


def test_awss_own_client_works_with_the_queue() -> None:
    boto3 = pytest.importorskip("boto3")
    with running() as ready:
        client = boto3.client(
            "sqs", endpoint_url=f"{ready['url']}/sqs", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="y"
        )
        url = client.create_queue(QueueName="orders", Attributes={"VisibilityTimeout": "60"})["QueueUrl"]
        assert client.get_queue_url(QueueName="orders")["QueueUrl"] == url
        assert client.list_queues()["QueueUrls"] == [url]
        for word in ("uno", "dos", "tres ✓"):
            client.send_message(QueueUrl=url, MessageBody=word)
        found = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1, AttributeNames=["All"])[
            "Messages"
        ]
        assert {message["Body"] for message in found} == {"uno", "dos", "tres ✓"}
        assert "Messages" not in client.receive_message(QueueUrl=url)
        entries = [{"Id": str(at), "ReceiptHandle": message["ReceiptHandle"]} for at, message in enumerate(found[:2])]
        assert len(client.delete_message_batch(QueueUrl=url, Entries=entries)["Successful"]) == 2
        client.change_message_visibility(QueueUrl=url, ReceiptHandle=found[2]["ReceiptHandle"], VisibilityTimeout=0)
        (last,) = client.receive_message(QueueUrl=url)["Messages"]
        client.delete_message(QueueUrl=url, ReceiptHandle=last["ReceiptHandle"])
        attributes = client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        assert (attributes["ApproximateNumberOfMessages"], attributes["QueueArn"]) == ("0", ARN)
        client.delete_queue(QueueUrl=url)
        with pytest.raises(client.exceptions.QueueDoesNotExist):
            client.receive_message(QueueUrl=url)
