"""Shipping v2: rates die, a key replays, labels scan, money comes back or does not."""

import json
from base64 import b64decode
from typing import Any

import pytest

from tests.simulator.driver import QUIET, Driver, simulate
from tests.simulator.scan import barcode

RATES, BUY, ONE_CLICK = "shippingV2.getRates", "shippingV2.purchaseShipment", "shippingV2.oneClickShipment"
DIRECT, TRACK, CANCEL = "shippingV2.directPurchaseShipment", "shippingV2.getTracking", "shippingV2.cancelShipment"
DOCUMENTS, INPUTS = "shippingV2.getShipmentDocuments", "shippingV2.getAdditionalInputs"
FROM = {
    "name": "Fernwood Outfitters", "addressLine1": "410 Warehouse Way", "city": "Reno", "stateOrRegion": "NV",
    "countryCode": "US", "postalCode": "89502",
}  # fmt: skip
TO = FROM | {"name": "Vera Miller", "addressLine1": "1 Pine St", "city": "Seattle", "stateOrRegion": "WA", "postalCode": "98101"}
US = "ATVPDKIKX0DER"


@pytest.fixture
def amazon() -> Driver:
    return simulate()


def spec(kind: str = "PDF", **changes: Any) -> dict[str, Any]:
    return {
        "format": kind,
        "size": {"width": 4, "length": 6, "unit": "INCH"},
        "needFileJoining": False,
        "requestedDocumentTypes": ["LABEL"],
    } | changes


def order(amazon: Driver, place: str = US) -> int:
    return amazon.unshipped(
        without="fba ship_plus transparency signature easy_ship address_late address_missing prime premium", place=place
    )


def parcel(amazon: Driver, n: int, **changes: Any) -> dict[str, Any]:
    facts = amazon.world.books[0].facts(n)
    return {
        "dimensions": {"length": 10, "width": 8, "height": 4, "unit": "INCH"},
        "weight": {"unit": "OUNCE", "value": 16},
        "insuredValue": {"value": 0, "unit": "USD"},
        "packageClientReferenceId": "p1",
        "items": [{"itemIdentifier": item.id, "quantity": item.quantity} for item in facts.items],
    } | changes


def rates_body(amazon: Driver, n: int, **changes: Any) -> dict[str, Any]:
    channel = {"channelType": "AMAZON", "amazonOrderDetails": {"orderId": amazon.world.books[0].order_id(n)}}
    return {"shipFrom": FROM, "packages": [parcel(amazon, n)], "channelDetails": channel} | changes


def outside(**changes: Any) -> dict[str, Any]:
    package = {
        "dimensions": {"length": 30, "width": 20, "height": 10, "unit": "CENTIMETER"},
        "weight": {"unit": "KILOGRAM", "value": 2.5},
        "insuredValue": {"value": 10, "unit": "USD"},
        "packageClientReferenceId": "shop-1",
        "items": [{"quantity": 1}],
    }
    return {"shipFrom": FROM, "shipTo": TO, "packages": [package], "channelDetails": {"channelType": "EXTERNAL"}} | changes


def rates(amazon: Driver, body: dict[str, Any]) -> dict[str, Any]:
    status, said = amazon.call(RATES, body=body)
    assert status == 200, said
    return said["payload"]


def purchase(amazon: Driver, told: dict[str, Any], key: str = "", which: int = 0, **changes: Any) -> tuple[int, Any]:
    body = {
        "requestToken": told["requestToken"],
        "rateId": told["rates"][which]["rateId"],
        "requestedDocumentSpecification": spec(),
    }
    return amazon.call(BUY, body=body | changes, headers={"x-amzn-IdempotencyKey": key} if key else {})


def bought(amazon: Driver, body: dict[str, Any], **changes: Any) -> dict[str, Any]:
    status, said = purchase(amazon, rates(amazon, body), **changes)
    assert status == 200, said
    return said["payload"]


def tracking_of(payload: dict[str, Any]) -> str:
    return str(payload["packageDocumentDetails"][0]["trackingId"])


def label_of(amazon: Driver, payload: dict[str, Any]) -> Any:
    return amazon.world.state.labels[payload["shipmentId"]]


def postings(amazon: Driver) -> list[int]:
    return [posting.amount for posting in amazon.world.state.postings]


def why(said: Any) -> str:
    return f"{said['errors'][0]['code']} {said['errors'][0].get('details', '')}"


def test_rates_are_bought_confirm_the_order_and_travel(amazon: Driver) -> None:
    n = order(amazon)
    told = rates(amazon, rates_body(amazon, n))
    assert [rate["totalCharge"]["value"] for rate in told["rates"]] == sorted(r["totalCharge"]["value"] for r in told["rates"])
    reasons = {one["ineligibilityReasons"][0]["code"] for one in told["ineligibleRates"]}
    assert "TERMS_AND_CONDITIONS_NOT_ACCEPTED" in reasons
    status, said = purchase(amazon, told)
    assert status == 200
    payload = said["payload"]
    tracking = tracking_of(payload)
    assert barcode(b64decode(payload["packageDocumentDetails"][0]["packageDocuments"][0]["contents"])) == tracking
    assert postings(amazon) == [round(told["rates"][0]["totalCharge"]["value"] * 100)]
    amazon.advance("PT5M")
    got = amazon.call(
        "orders_2026-01-01.getOrder",
        {"orderId": amazon.world.books[0].order_id(n)},
        {"includedData": "PACKAGES,FULFILLMENT"},
    )[1]["order"]
    assert got["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
    assert [package["trackingNumber"] for package in got["packages"]] == [tracking]
    amazon.advance("P20D")
    carrier = told["rates"][0]["carrierId"]
    way = amazon.call(TRACK, query={"trackingId": tracking, "carrierId": carrier})[1]["payload"]
    assert [event["eventCode"] for event in way["eventHistory"]][:2] == ["ReadyForReceive", "PickupDone"]
    assert way["summary"]["status"] == "Delivered"
    assert amazon.world.books[0].orders[n].delivered


def test_rates_die_after_ten_minutes(amazon: Driver) -> None:
    told = rates(amazon, rates_body(amazon, order(amazon)))
    amazon.advance("PT10M")
    assert purchase(amazon, told)[0] == 200
    told = rates(amazon, outside())
    amazon.advance("PT10M1S")
    status, said = purchase(amazon, told)
    assert (status, said["errors"][0]["code"]) == (400, "TOKEN_EXPIRED")
    for _ in range(210):
        rates(amazon, outside())
    amazon.advance("PT1H")
    for _ in range(200):
        rates(amazon, outside())
    assert told["requestToken"] not in amazon.world.state.quotes
    assert purchase(amazon, told)[1]["errors"][0]["code"] == "TOKEN_EXPIRED"


def test_a_key_buys_once_within_its_life_and_binds_the_body(amazon: Driver) -> None:
    told = rates(amazon, outside())
    first = purchase(amazon, told, "k-1")
    assert purchase(amazon, told, "k-1") == first
    status, said = purchase(amazon, told, "k-1", which=1)
    assert (status, "idempotency" in why(said)) == (400, True)
    assert len(postings(amazon)) == 1
    assert purchase(amazon, told, "k-2")[1]["payload"]["shipmentId"] != first[1]["payload"]["shipmentId"]
    assert len(postings(amazon)) == 2
    amazon.advance("PT10M1S")
    assert why(purchase(amazon, told, "k-1")[1]).startswith("TOKEN_EXPIRED")


def test_without_a_key_a_lost_answer_and_a_repeat_cost_twice_and_one_label_lies_in_a_drawer(amazon: Driver) -> None:
    n = order(amazon)
    told = rates(amazon, rates_body(amazon, n))
    amazon.control("faults", {"kind": "lost", "operation": BUY, "count": 1})
    assert purchase(amazon, told)[0] == 200  # the driver sees the status of a dropped answer
    again = purchase(amazon, told)[1]["payload"]
    assert len(set(postings(amazon))) == 1
    assert len(postings(amazon)) == 2
    first, second = (label for label in amazon.world.state.labels.values())
    assert (first.spare, second.spare, first.box) == (False, True, second.box)
    amazon.advance("PT10M")
    order_state = amazon.world.books[0].orders[n]
    assert order_state.shipped == [item.quantity for item in amazon.world.books[0].facts(n).items]
    assert len(order_state.packages) == 2
    assert amazon.call(CANCEL, {"shipmentId": first.id})[0] == 200
    amazon.advance("P20D")
    assert not second.spare
    assert amazon.world.state.parcels[tracking_of(again)].scans[-1][1] == "Delivered"
    assert amazon.world.state.parcels[first.tracking].scans[-1][1] == "PickupCancelled"
    assert min(postings(amazon)) == -first.amount
    assert first.status == "refunded"
    assert amazon.world.books[0].orders[n].status == "SHIPPED"
    assert amazon.world.books[0].orders[n].delivered


def test_once_order_data_shows_the_label_no_second_one_is_sold(amazon: Driver) -> None:
    n = order(amazon)
    told = rates(amazon, rates_body(amazon, n))
    assert purchase(amazon, told)[0] == 200
    amazon.advance("PT5M")
    status, said = purchase(amazon, told)
    assert status == 400
    assert "present status" in why(said)
    assert amazon.call(RATES, body=rates_body(amazon, n))[0] == 400


def test_voiding_before_the_pickup_reopens_the_order_and_refunds_after_days(amazon: Driver) -> None:
    n = order(amazon)
    payload = bought(amazon, rates_body(amazon, n))
    amazon.advance("PT5M")
    path = {"shipmentId": payload["shipmentId"]}
    assert amazon.call(CANCEL, path) == (200, {"payload": {}})
    assert amazon.world.books[0].orders[n].status == "UNSHIPPED"
    assert label_of(amazon, payload).status == "void_pending"
    assert why(amazon.call(CANCEL, path)[1]).endswith("cannot be voided.")
    assert "cancelled" in why(amazon.call(DOCUMENTS, path, {"packageClientReferenceId": "p1"})[1])
    amazon.advance("P15D")
    assert label_of(amazon, payload).status == "refunded"
    assert sum(postings(amazon)) == 0


def test_a_label_that_was_used_is_not_refunded(amazon: Driver) -> None:
    payload = bought(amazon, outside())
    amazon.advance("P4D")
    assert amazon.call(CANCEL, {"shipmentId": payload["shipmentId"]})[0] == 200
    amazon.advance("P15D")
    assert label_of(amazon, payload).status == "refund_refused"
    assert len(postings(amazon)) == 1


def test_labels_older_than_thirty_days_cannot_be_voided(amazon: Driver) -> None:
    payload = bought(amazon, outside())
    amazon.advance("P31D")
    assert "30 days" in why(amazon.call(CANCEL, {"shipmentId": payload["shipmentId"]})[1])


@pytest.mark.parametrize("kind", ["PDF", "PNG", "ZPL"])
def test_documents_come_again_in_every_format(amazon: Driver, kind: str) -> None:
    payload = bought(amazon, outside(), requestedDocumentSpecification=spec(kind, requestedDocumentTypes=["LABEL", "PACKSLIP"]))
    documents = payload["packageDocumentDetails"][0]["packageDocuments"]
    assert [(one["type"], one["format"]) for one in documents] == [("LABEL", kind), ("PACKSLIP", kind)]
    path = {"shipmentId": payload["shipmentId"]}
    for other in ("PDF", "PNG", "ZPL"):
        query = {"packageClientReferenceId": "shop-1", "format": other, "dpi": 300}
        detail = amazon.call(DOCUMENTS, path, query)[1]["payload"]["packageDocumentDetail"]
        assert barcode(b64decode(detail["packageDocuments"][0]["contents"])) == tracking_of(payload)
    assert amazon.call(DOCUMENTS, path, {"packageClientReferenceId": "other"})[0] == 404
    assert amazon.call(DOCUMENTS, path, {"packageClientReferenceId": "shop-1", "dpi": 72})[0] == 400
    assert amazon.call(DOCUMENTS, path, {})[0] == 400
    assert amazon.call(DOCUMENTS, {"shipmentId": "nobody"}, {"packageClientReferenceId": "shop-1"})[0] == 404


def test_a_signature_that_the_order_demands_must_be_bought() -> None:
    amazon = simulate(f"{QUIET}[strange]\nsignature = 1.0\n")
    n = amazon.unshipped(without="fba ship_plus transparency easy_ship address_late address_missing prime premium", place=US)
    told = rates(amazon, rates_body(amazon, n))
    (group,) = told["rates"][0]["availableValueAddedServiceGroups"]
    assert group["isRequired"] is True
    status, said = purchase(amazon, told)
    assert (status, "requested value added services are invalid" in why(said)) == (400, True)
    assert purchase(amazon, told, requestedValueAddedServices=[{"id": "GIFT"}])[0] == 400
    assert purchase(amazon, told, requestedValueAddedServices=[{"id": group["valueAddedServices"][0]["id"]}])[0] == 200
    cost = group["valueAddedServices"][0]["cost"]["value"] + told["rates"][0]["totalCharge"]["value"]
    assert postings(amazon) == [round(cost * 100)]


def test_abroad_costs_more_and_asks_what_customs_wants(amazon: Driver) -> None:
    home = rates(amazon, outside())
    told = rates(amazon, outside(shipTo=TO | {"countryCode": "CA", "city": "Toronto", "stateOrRegion": "ON"}))
    assert {"NO_COVERAGE"} <= {one["ineligibilityReasons"][0]["code"] for one in told["ineligibleRates"]}
    assert told["rates"][0]["requiresAdditionalInputs"] is True
    query = {"requestToken": told["requestToken"], "rateId": told["rates"][0]["rateId"]}
    schema = amazon.call(INPUTS, query=query)[1]["payload"]
    assert purchase(amazon, told)[0] == 400
    assert purchase(amazon, told, additionalInputs={schema["required"][0]: "420292"})[0] == 200
    assert amazon.call(INPUTS, query=query | {"rateId": "x"})[0] == 400
    query = {"requestToken": home["requestToken"], "rateId": home["rates"][0]["rateId"]}
    assert amazon.call(INPUTS, query=query)[1]["payload"] == {}


def test_one_click_takes_the_first_service_that_can_and_buys_again_when_repeated(amazon: Driver) -> None:
    body = outside(labelSpecifications=spec("ZPL"), serviceSelection={"serviceId": ["ONTRAC_MFN_GROUND", "UPS_PTP_GND"]})
    first = amazon.call(ONE_CLICK, body=body)[1]["payload"]
    assert (first["carrier"]["id"], first["service"]["id"]) == ("UPS", "UPS_PTP_GND")
    assert amazon.call(ONE_CLICK, body=body)[1]["payload"]["shipmentId"] != first["shipmentId"]
    assert postings(amazon) == [round(first["totalCharge"]["value"] * 100)] * 2
    assert amazon.call(ONE_CLICK, body=body | {"serviceSelection": {"serviceId": ["ONTRAC_MFN_GROUND"]}})[0] == 400


def test_direct_purchase_takes_the_cheapest_and_knows_its_key(amazon: Driver) -> None:
    cheapest = rates(amazon, outside())["rates"][0]["totalCharge"]["value"]
    headers = {"x-amzn-IdempotencyKey": "d-1"}
    first = amazon.call(DIRECT, body=outside(), headers=headers)
    assert amazon.call(DIRECT, body=outside(), headers=headers) == first
    (detail,) = first[1]["payload"]["packageDocumentDetailList"]
    contents = b64decode(detail["packageDocuments"][0]["contents"])
    assert contents.startswith(b"\x89PNG")
    assert barcode(contents) == detail["trackingId"]
    assert postings(amazon) == [round(cheapest * 100)]
    assert amazon.call(DIRECT, body={"channelDetails": {"channelType": "EXTERNAL"}})[0] == 400
    heavy = outside()
    heavy["packages"][0]["weight"]["value"] = 99
    assert "no service" in why(amazon.call(DIRECT, body=heavy)[1])


@pytest.mark.parametrize(
    ("path", "value", "word"),
    [
        ("shipFrom", None, "shipFrom"),
        ("shipFrom.countryCode", "USA", "countryCode"),
        ("shipFrom.name", "x" * 51, "name"),
        ("shipTo", None, "shipTo"),
        ("packages", [], "packages"),
        ("packages.0.weight.unit", "GRAMS", "unit"),
        ("packages.0.weight.value", 0, "value"),
        ("packages.0.insuredValue", None, "insuredValue"),
        ("channelDetails.channelType", "EBAY", "channelType"),
        ("channelDetails", {"channelType": "AMAZON"}, "amazonOrderDetails"),
    ],
)
def test_rates_that_are_refused(amazon: Driver, path: str, value: Any, word: str) -> None:
    body: Any = json.loads(json.dumps(outside()))
    *way, last = path.split(".")
    inner = body
    for step in way:
        inner = inner[int(step) if step.isdigit() else step]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    status, said = amazon.call(RATES, body=body)
    assert (status, said["errors"][0]["code"]) == (400, "InvalidRequest")
    assert word in said["errors"][0]["details"]


def test_two_packages_unknown_businesses_and_wrong_media_are_refused(amazon: Driver) -> None:
    body = outside()
    assert amazon.call(RATES, body=body | {"packages": body["packages"] * 2})[0] == 400
    assert amazon.call(RATES, body=body, headers={"x-amzn-shipping-business-id": "AmazonShipping_DE"})[0] == 400
    assert amazon.call(RATES, body=body, headers={"x-amzn-shipping-business-id": "AmazonShipping_US"})[0] == 200
    assert amazon.call(RATES, body=body, headers={"content-type": "text/plain"})[0] == 415


def test_nobody_collects_money_or_carries_returns(amazon: Driver) -> None:
    told = rates(amazon, outside(valueAddedServices={"collectOnDelivery": {"amount": {"value": 10, "unit": "USD"}}}))
    assert told["rates"] == []
    assert "UNSUPPORTED_VAS" in {one["ineligibilityReasons"][0]["code"] for one in told["ineligibleRates"]}
    assert "RETURNS" in why(amazon.call(RATES, body=outside(shipmentType="RETURNS"))[1])
    assert amazon.call(RATES, body=outside(shipmentType="FORWARD"))[0] == 200


def test_sizes_and_weights_beyond_a_service_are_named(amazon: Driver) -> None:
    body = outside()
    body["packages"][0]["dimensions"]["length"] = 200
    told = rates(amazon, body)
    assert told["rates"] == []
    assert {one["ineligibilityReasons"][0]["code"] for one in told["ineligibleRates"]} == {
        "SIZE_RESTRICTIONS",
        "TERMS_AND_CONDITIONS_NOT_ACCEPTED",
    }
    body["packages"][0]["weight"]["value"] = 40
    assert "WEIGHT_RESTRICTIONS" in {one["ineligibilityReasons"][0]["code"] for one in rates(amazon, body)["ineligibleRates"]}


def test_orders_that_get_no_label() -> None:
    amazon = simulate(f"{QUIET}[strange]\nfba = 0.2\naddress_missing = 0.3\n[buyers]\npending = 0.3\n")
    book, seen = amazon.world.books[0], set()
    for n, state in list(book.orders.items()):
        kinds = book.facts(n).kinds
        reason = "fba" if "fba" in kinds else state.status
        if reason == "UNSHIPPED" and "address_missing" in kinds:
            reason = "address"
        if reason in {"fba", "PENDING", "CANCELLED", "address"} and reason not in seen:
            seen.add(reason)
            assert amazon.call(RATES, body=rates_body(amazon, n))[0] == 400, reason
    assert {"fba", "PENDING", "address"} <= seen
    n = amazon.unshipped(without="fba address_missing")
    body = rates_body(amazon, n)
    body["channelDetails"]["amazonOrderDetails"]["orderId"] = "111-1111111-1111111"
    assert amazon.call(RATES, body=body)[0] == 404
    for item in ({"itemIdentifier": "1", "quantity": 1}, {"itemIdentifier": book.facts(n).items[0].id, "quantity": 5000}):
        assert amazon.call(RATES, body=rates_body(amazon, n, packages=[parcel(amazon, n, items=[item])]))[0] == 400


def test_an_order_cancelled_between_rate_and_purchase_gets_no_label(amazon: Driver) -> None:
    n = order(amazon)
    told = rates(amazon, rates_body(amazon, n))
    amazon.world.books[0].order_id(n)
    from shipby_simulator.world.life import cancel

    cancel(amazon.world, 0, n, "BUYER", "BuyerCanceled")
    assert purchase(amazon, told)[0] == 400
    assert postings(amazon) == []


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"requestToken": "amzn1.rq.1.999"}, "RequestToken"),
        ({"requestToken": "nonsense"}, "RequestToken"),
        ({"rateId": "nonsense"}, "RateId"),
        ({"requestedDocumentSpecification": spec(size={"width": 8, "length": 11, "unit": "INCH"})}, "specification"),
        ({"requestedDocumentSpecification": spec("PNG", dpi=600)}, "specification"),
        ({"requestedDocumentSpecification": spec(needFileJoining=True)}, "specification"),
        ({"requestedDocumentSpecification": spec(pageLayout="A4")}, "specification"),
        ({"requestedDocumentSpecification": spec(requestedDocumentTypes=["PACKSLIP"])}, "specification"),
        ({"requestedDocumentSpecification": spec("GIF")}, "format"),
    ],
)
def test_purchases_that_are_refused_cost_nothing(amazon: Driver, changes: dict[str, Any], word: str) -> None:
    status, said = purchase(amazon, rates(amazon, outside()), **changes)
    assert status == 400
    assert word in why(said)
    assert postings(amazon) == []


def test_another_seller_sees_neither_token_nor_shipment_nor_parcel() -> None:
    amazon = simulate(accounts=2)
    told = rates(amazon, outside())
    payload = bought(amazon, outside())
    body = {
        "requestToken": told["requestToken"],
        "rateId": told["rates"][0]["rateId"],
        "requestedDocumentSpecification": spec(),
    }
    assert amazon.call(BUY, body=body, account=1)[0] == 400
    assert amazon.call(CANCEL, {"shipmentId": payload["shipmentId"]}, account=1)[0] == 404
    query = {"trackingId": tracking_of(payload), "carrierId": told["rates"][0]["carrierId"]}
    assert amazon.call(TRACK, query=query, account=1)[0] == 404
    assert amazon.call(TRACK, query=query)[0] == 200
    assert amazon.call(TRACK, query=query | {"carrierId": "NOBODY"})[0] == 404
    assert amazon.call(TRACK, query={"trackingId": "1"})[0] == 400


def test_parcels_end_in_every_way() -> None:
    amazon = simulate(
        f"{QUIET.replace('unscanned = 0.0', 'unscanned = 0.1')}"
        "lost = 0.15\ndamaged = 0.1\nrefused = 0.15\nundeliverable = 0.15\nattempt_fails = 0.4\nlate = 0.5\n"
    )
    told = rates(amazon, outside())
    bodies = [purchase(amazon, told)[1]["payload"] for _ in range(1)]
    for number in range(60):
        body = outside()
        body["packages"][0]["packageClientReferenceId"] = f"shop-{number + 2}"
        bodies.append(bought(amazon, body))
    seen: set[str] = set()
    for _ in range(25):
        amazon.advance("PT18H")
        for payload in bodies:
            query = {"trackingId": tracking_of(payload), "carrierId": "USPS"}
            seen.add(amazon.call(TRACK, query=query)[1]["payload"]["summary"]["status"])
    assert seen == {
        "PreTransit", "InTransit", "OutForDelivery", "DeliveryAttempted", "Delivered", "Lost", "Rejected", "Undeliverable",
    }  # fmt: skip
