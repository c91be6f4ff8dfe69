"""The truth about postage: labels, money, what was paid twice, parcels to the end of their way."""

from collections import Counter
from typing import Any

import pytest

from tests.simulator.carrying import BUYER, Carrier
from tests.simulator.driver import QUIET, Driver, package, simulate


def everything(amazon: Driver, what: str, limit: int = 3) -> list[dict[str, Any]]:
    """Return all of labels or parcels, page by page."""
    found: list[dict[str, Any]] = []
    after: Any = 0
    while after is not None:
        page = amazon.control(f"truth/{what}?after={after}&limit={limit}")
        found += page[what]
        after = page["next"]
    return found


def test_money_is_what_the_labels_cost_less_what_came_back() -> None:
    amazon = simulate(accounts=2)
    shops = [Carrier(amazon, "key"), Carrier(amazon, "none"), Carrier(amazon, "list", 1)]
    abroad = BUYER | {"country": "DE", "postal_code": "10115"}
    for shop, service in zip(shops, ("UPS_PTP_GND", "USPS_PTP_PRI", "DHL_PAKET"), strict=True):
        to = BUYER if service != "DHL_PAKET" else abroad
        made = [shop.buy(f"order {one}", service=service, to_address=to)[1] for one in range(3)]
        assert shop("POST", f"labels/{made[1]['id']}/void")[0] == 200
    assert {label["refunded"] for label in everything(amazon, "labels")} == {0}
    amazon.advance("P16D")
    labels = everything(amazon, "labels")
    assert Counter(label["status"] for label in labels) == {"purchased": 6, "refunded": 3}
    said = amazon.control("truth/money")
    assert [(one["account"], one["kind"], one["currency"]) for one in said["balances"]] == [
        (0, "key", "USD"), (0, "none", "USD"), (1, "list", "EUR"),
    ]  # fmt: skip
    for one in said["balances"]:
        mine = [label for label in labels if (label["account"], label["kind"]) == (one["account"], one["kind"])]
        assert one["charged"] == sum(label["charged"] for label in mine) > 0
        assert one["refunded"] == sum(label["refunded"] for label in mine) > 0
        postings = amazon.control(f"truth/money?account={one['account']}&kind={one['kind']}")["postings"]
        assert sum(posting["amount"] for posting in postings) == one["charged"] - one["refunded"]
    assert [label["id"] for label in labels if label["account"] == 1] == [
        label["id"] for label in amazon.control("truth/labels?account=1")["labels"]
    ]
    assert {label["kind"] for label in amazon.control("truth/labels?kind=none")["labels"]} == {"none"}


def test_a_label_not_made_yet_costs_nothing() -> None:
    amazon = simulate(f"{QUIET}async_fails = 1.0\n")
    Carrier(amazon, "async").buy("order")
    assert [(one["status"], one["charged"]) for one in everything(amazon, "labels")] == [("requested", 0)]
    amazon.advance("PT1M")
    assert [(one["status"], one["charged"]) for one in everything(amazon, "labels")] == [("failed", 0)]
    assert amazon.control("truth/money") == {"postings": [], "balances": []}
    Carrier(amazon, "async").buy("order")
    assert amazon.control("truth/paid-twice")["paid_twice"] == []


def test_what_was_paid_twice_is_told_until_the_money_is_on_its_way_back() -> None:
    amazon = simulate()
    shop, other = Carrier(amazon, "none"), Carrier(amazon, "key")
    first = shop.buy("order 7")[1]
    assert amazon.control("truth/paid-twice")["paid_twice"] == []
    second, third = shop.buy("order 7")[1], other.buy("order 7", service="UPS_PTP_GND")[1]
    other.buy("order 8")
    (told,) = amazon.control("truth/paid-twice")["paid_twice"]
    assert told["labels"] == told["kept"] == [first["id"], second["id"], third["id"]]
    cents = sorted(round(float(label["amount"]) * 100) for label in (first, second, third))
    assert told["lost"] == sum(cents[1:])
    shop("POST", f"labels/{second['id']}/void")
    other("POST", f"labels/{third['id']}/void")
    (told,) = amazon.control("truth/paid-twice")["paid_twice"]
    assert (told["kept"], told["lost"], len(told["labels"])) == ([first["id"]], 0, 3)


def test_the_same_parcel_without_a_reference_is_known_by_its_address() -> None:
    amazon = simulate()
    shop = Carrier(amazon, "none")
    twice = [shop.buy()[1]["id"] for _ in range(2)]
    shop.buy(to_address=BUYER | {"name": "Somebody Else"})
    (told,) = amazon.control("truth/paid-twice")["paid_twice"]
    assert told["labels"] == twice


def test_a_double_click_at_amazon_is_paid_twice() -> None:
    amazon = simulate()
    n = amazon.unshipped()
    book = amazon.world.books[0]
    facts = book.facts(n)
    details = {
        "AmazonOrderId": facts.order_id,
        "ItemList": [{"OrderItemId": item.id, "Quantity": item.quantity} for item in facts.items],
        "ShipFromAddress": {
            "Name": "Fernwood", "AddressLine1": "410 Warehouse Way", "City": "Reno", "StateOrProvinceCode": "NV",
            "PostalCode": "89502", "CountryCode": "US", "Email": "dock@example.com", "Phone": "7755550100",
        },
        "PackageDimensions": {"Length": 10, "Width": 8, "Height": 4, "Unit": "inches"},
        "Weight": {"Value": 20, "Unit": "oz"},
        "ShippingServiceOptions": {"DeliveryExperience": "DeliveryConfirmationWithoutSignature", "CarrierWillPickUp": False},
    }  # fmt: skip
    body = {"ShipmentRequestDetails": details, "ShippingServiceId": "UPS_PTP_GND"}
    amazon.rdt = amazon.restricted("POST", "/mfn/v0/shipments")
    ids = [amazon.call("merchantFulfillmentV0.createShipment", body=body)[1]["payload"]["ShipmentId"] for _ in range(2)]
    amazon.rdt = None
    (told,) = amazon.control("truth/paid-twice")["paid_twice"]
    assert (told["labels"], told["order_id"]) == (ids, facts.order_id)
    assert [label["spare"] for label in everything(amazon, "labels")] == [False, True]


def test_parcels_are_told_to_the_end_of_their_way() -> None:
    amazon = simulate()
    shop, n = Carrier(amazon, "key"), amazon.unshipped()
    order_id = amazon.world.books[0].order_id(n)
    label = shop.buy(order_id)[1]
    assert [one["order_id"] for one in everything(amazon, "parcels")] == [""]
    body = package(amazon, n, trackingNumber=label["tracking_number"])
    assert amazon.call("ordersV0.confirmShipment", {"orderId": order_id}, body=body)[0] == 204
    (parcel,) = everything(amazon, "parcels")
    assert (parcel["tracking"], parcel["order_id"], parcel["label"]) == (label["tracking_number"], order_id, label["id"])
    assert [scan["seen"] for scan in parcel["scans"]] == [True] + [False] * (len(parcel["scans"]) - 1)
    assert [one["order_id"] for one in everything(amazon, "labels")] == [order_id]
    amazon.advance("P30D")
    (later,) = everything(amazon, "parcels")
    assert {scan["seen"] for scan in later["scans"]} == {True}
    assert [scan["at"] for scan in later["scans"]] == [scan["at"] for scan in parcel["scans"]]


@pytest.mark.parametrize(
    "path", ["truth/labels?account=5", "truth/money?account=5", "truth/parcels?account=5", "truth/labels?limit=0"]
)
def test_questions_that_make_no_sense(path: str) -> None:
    assert simulate().control(path)["errors"][0]["code"] == "InvalidInput"
