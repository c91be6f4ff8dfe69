"""Messages to buyers: which are allowed when, and what Amazon refuses."""

from typing import Any

import pytest

from tests.simulator.driver import QUIET, Driver, package, simulate

TEXT = {"text": "Your mug will be engraved tomorrow."}


def say(amazon: Driver, n: int, name: str, body: Any, place: str = "") -> tuple[int, Any]:
    facts = amazon.world.books[0].facts(n)
    return amazon.call(f"messaging.{name}", {"amazonOrderId": facts.order_id}, {"marketplaceIds": place or facts.place.id}, body)


def allowed(amazon: Driver, n: int) -> set[str]:
    facts = amazon.world.books[0].facts(n)
    query = {"marketplaceIds": facts.place.id}
    said = amazon.call("messaging.getMessagingActionsForOrder", {"amazonOrderId": facts.order_id}, query)[1]
    names = [link["name"] for link in said["_links"]["actions"]]
    assert names == [action["payload"]["name"] for action in said["_embedded"]["actions"]]
    return set(names)


def test_what_may_be_written_depends_on_the_state_of_the_order() -> None:
    amazon = simulate(f"{QUIET}[strange]\ncustomized = 0.3\n[buyers]\npending = 0.5\n")
    plain = amazon.unshipped(without="customized fba ship_plus transparency")
    custom = next(
        n for n, order in amazon.world.books[0].orders.items()
        if order.status == "UNSHIPPED" and "customized" in amazon.world.books[0].facts(n).kinds
    )  # fmt: skip
    always = {"unexpectedProblem", "confirmDeliveryDetails", "legalDisclosure"}
    assert allowed(amazon, plain) == {*always, "confirmOrderDetails"}
    assert allowed(amazon, custom) == {*always, "confirmOrderDetails", "confirmCustomizationDetails"}
    order_id = amazon.world.books[0].order_id(plain)
    amazon.call("ordersV0.confirmShipment", {"orderId": order_id}, body=package(amazon, plain))
    amazon.advance("PT2M")
    assert allowed(amazon, plain) == {*always, "warranty", "sendInvoice"}
    waiting = next(n for n, order in amazon.world.books[0].orders.items() if order.status == "PENDING")
    assert allowed(amazon, waiting) == set()


def test_a_message_is_sent_and_the_truth_holds_it() -> None:
    amazon = simulate()
    n = amazon.unshipped()
    for name in ("createConfirmOrderDetails", "createUnexpectedProblem", "createConfirmDeliveryDetails"):
        assert say(amazon, n, name, TEXT) == (201, {})
    assert say(amazon, n, "createLegalDisclosure", {}) == (201, {})
    order_id = amazon.world.books[0].order_id(n)
    held = amazon.control(f"truth/orders/{order_id}")["messages"]
    assert [one["kind"] for one in held] == [
        "confirmOrderDetails",
        "unexpectedProblem",
        "confirmDeliveryDetails",
        "legalDisclosure",
    ]
    assert held[0]["text"] == TEXT["text"]
    assert held[0]["at"] == "2026-11-23T12:00:00.000Z"


@pytest.mark.parametrize(
    ("name", "body", "word"),
    [
        ("createConfirmOrderDetails", {}, "text"),
        ("createConfirmOrderDetails", {"text": ""}, "text"),
        ("createConfirmOrderDetails", {"text": "x" * 2001}, "text"),
        ("createConfirmOrderDetails", {"text": "<b>Hello</b>"}, "HTML"),
        ("createConfirmOrderDetails", {"text": "Write to me@example.com"}, "email"),
        ("createConfirmServiceDetails", TEXT, "not available"),
        ("createDigitalAccessKey", TEXT, "not available"),
        ("sendInvoice", {"attachments": [{"uploadDestinationId": "x", "fileName": "a.pdf"}]}, "not available"),
        ("createLegalDisclosure", {"attachments": [{"uploadDestinationId": "x", "fileName": "a.pdf"}]}, "holds no file"),
        ("sendInvoice", {"attachments": []}, "attachments"),
    ],
)
def test_messages_that_amazon_refuses(name: str, body: Any, word: str) -> None:
    amazon = simulate()
    n = amazon.unshipped(without="customized fba")
    status, said = say(amazon, n, name, body)
    assert status == 400
    assert word in said["errors"][0]["message"]
    assert amazon.world.books[0].orders[n].messages == []


def test_messages_need_the_right_order_place_and_role() -> None:
    amazon = simulate()
    n = amazon.unshipped()
    other = "A1PA6795UKMFR9"
    assert say(amazon, n, "createConfirmOrderDetails", TEXT, other)[0] == 400
    unknown = {"amazonOrderId": "111-1111111-1111111"}
    assert amazon.call("messaging.GetAttributes", unknown, {"marketplaceIds": other})[0] == 404
    assert amazon.call("messaging.GetAttributes", unknown)[0] == 400
    amazon.control("accounts", {"account": 0, "roles": ["Inventory and Order Tracking"]})
    assert say(amazon, n, "createConfirmOrderDetails", TEXT)[0] == 403


def test_the_buyers_language_is_told() -> None:
    amazon = simulate(accounts=3)
    for account in range(3):
        facts = amazon.world.books[account].facts(0)
        query = {"marketplaceIds": facts.place.id}
        said = amazon.call("messaging.GetAttributes", {"amazonOrderId": facts.order_id}, query, account=account)[1]
        assert said == {"buyer": {"locale": facts.place.language.replace("_", "-")}}


def test_an_attachment_is_uploaded_before_the_message_that_carries_it() -> None:
    amazon = simulate(QUIET, accounts=2)
    n = amazon.unshipped()
    facts = amazon.world.books[0].facts(n)
    where = {"resource": f"messaging/v1/orders/{facts.order_id}/messages/legalDisclosure"}
    query = {"marketplaceIds": facts.place.id, "contentMD5": "d41d8cd98f00b204e9800998ecf8427e", "contentType": "application/pdf"}
    name = "uploads_2020-11-01.createUploadDestinationForResource"
    status, said = amazon.call(name, where, query)
    assert status == 201, said
    attached = {"attachments": [{"uploadDestinationId": said["payload"]["uploadDestinationId"], "fileName": "terms.pdf"}]}
    assert say(amazon, n, "createLegalDisclosure", attached)[0] == 400
    target = "/" + said["payload"]["url"].split("/", 3)[3]
    assert amazon.raw("PUT", target, b"%PDF-1.7", said["payload"]["headers"]).status == 200
    assert say(amazon, n, "createLegalDisclosure", attached) == (201, {})
    assert amazon.world.books[0].orders[n].messages[0]["attachments"] == ["terms.pdf"]
    assert amazon.call(name, {"resource": "messaging/v1/orders/111-1111111-1111111/messages/warranty"}, query)[0] == 400
    assert amazon.call(name, where, query, account=1)[0] == 400
    assert amazon.call(name, where, {"marketplaceIds": facts.place.id})[0] == 400
