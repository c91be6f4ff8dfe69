"""Merchant Fulfillment v0: offers, shipments, refunds; a repeat costs again."""

import gzip
import json
from base64 import b64decode, b64encode
from hashlib import md5
from typing import Any

import pytest

from tests.simulator.driver import QUIET, Driver, simulate
from tests.simulator.scan import barcode

V0 = "merchantFulfillmentV0."
OFFERS, CREATE, GET, CANCEL = (
    f"{V0}{name}" for name in ("getEligibleShipmentServices", "createShipment", "getShipment", "cancelShipment")
)
INPUTS = f"{V0}getAdditionalSellerInputs"
FROM = {
    "Name": "Fernwood Outfitters", "AddressLine1": "410 Warehouse Way", "Email": "desk@example.org", "City": "Reno",
    "StateOrProvinceCode": "NV", "PostalCode": "89502", "CountryCode": "US", "Phone": "775-555-0100",
}  # fmt: skip
ODD = "fba easy_ship address_late address_missing prime premium"
US = "ATVPDKIKX0DER"


@pytest.fixture
def amazon() -> Driver:
    return simulate()


def details(amazon: Driver, n: int, **changes: Any) -> dict[str, Any]:
    facts = amazon.world.books[0].facts(n)
    return {
        "AmazonOrderId": facts.order_id,
        "ItemList": [{"OrderItemId": item.id, "Quantity": item.quantity} for item in facts.items],
        "ShipFromAddress": FROM,
        "PackageDimensions": {"Length": 10, "Width": 8, "Height": 4, "Unit": "inches"},
        "Weight": {"Value": 16, "Unit": "oz"},
        "ShippingServiceOptions": {"DeliveryExperience": "NoTracking", "CarrierWillPickUp": False},
    } | changes


def order(amazon: Driver, without: str = f"{ODD} ship_plus transparency", place: str = US) -> int:
    return amazon.unshipped(without=without, place=place)


def offered(amazon: Driver, body: dict[str, Any]) -> dict[str, Any]:
    status, said = amazon.call(OFFERS, body={"ShipmentRequestDetails": body})
    assert status == 200, said
    return said["payload"]


def token(amazon: Driver, method: str, account: int = 0) -> str:
    path = "/mfn/v0/shipments" if method == "POST" else "/mfn/v0/shipments/{shipmentId}"
    return amazon.restricted(method, path, account=account)


def create(amazon: Driver, body: dict[str, Any], service: str = "UPS_PTP_GND", **changes: Any) -> tuple[int, Any]:
    whole = {"ShipmentRequestDetails": body, "ShippingServiceId": service} | changes
    return amazon.call(CREATE, body=whole, token=token(amazon, "POST"))


def bought(amazon: Driver, body: dict[str, Any], **changes: Any) -> dict[str, Any]:
    status, said = create(amazon, body, **changes)
    assert status == 200, said
    return said["payload"]


def get(amazon: Driver, shipment: dict[str, Any]) -> dict[str, Any]:
    return amazon.call(GET, {"shipmentId": shipment["ShipmentId"]}, token=token(amazon, "GET"))[1]["payload"]


def cancel(amazon: Driver, shipment: dict[str, Any]) -> tuple[int, Any]:
    return amazon.call(CANCEL, {"shipmentId": shipment["ShipmentId"]}, token=token(amazon, "DELETE"))


def why(said: Any) -> str:
    return str(said["errors"][0]["message"])


def spent(amazon: Driver) -> list[int]:
    return [posting.amount for posting in amazon.world.state.postings]


def test_an_offer_is_bought_at_its_price_and_confirms_the_order(amazon: Driver) -> None:
    n = order(amazon)
    told = offered(amazon, details(amazon, n))
    offer = told["ShippingServiceList"][0]
    assert told["TermsAndConditionsNotAcceptedCarrierList"] == [{"CarrierName": "OnTrac"}]
    shipment = bought(
        amazon, details(amazon, n), service=offer["ShippingServiceId"], ShippingServiceOfferId=offer["ShippingServiceOfferId"]
    )
    assert shipment["Status"] == "Purchased"
    assert shipment["ShippingService"] == offer
    assert spent(amazon) == [round(offer["Rate"]["Amount"] * 100)]
    assert shipment["ShipToAddress"]["City"] == amazon.world.books[0].facts(n).buyer.address.city
    amazon.advance("PT5M")
    state = amazon.world.books[0].orders[n]
    assert (state.status, state.packages[0].tracking) == ("SHIPPED", shipment["TrackingId"])
    assert get(amazon, shipment) == shipment


@pytest.mark.parametrize(
    ("kind", "media"),
    [
        ("PDF", "application/pdf"), ("PNG", "image/png"), ("ZPL203", "application/zpl"), ("ZPL300", "application/zpl"),
        ("ShippingServiceDefault", "application/pdf"), (None, "application/pdf"),
    ],
)  # fmt: skip
def test_labels_are_gzipped_with_a_checksum_and_scan(amazon: Driver, kind: str | None, media: str) -> None:
    options = {"DeliveryExperience": "NoTracking", "CarrierWillPickUp": False} | ({"LabelFormat": kind} if kind else {})
    shipment = bought(amazon, details(amazon, order(amazon), ShippingServiceOptions=options))
    contents = shipment["Label"]["FileContents"]
    document = gzip.decompress(b64decode(contents["Contents"]))
    assert contents["FileType"] == media
    assert contents["Checksum"] == b64encode(md5(document).digest()).decode()
    assert barcode(document) == shipment["TrackingId"]


def test_a_cancelled_shipment_has_an_empty_label_and_reopens_the_order(amazon: Driver) -> None:
    n = order(amazon)
    shipment = bought(amazon, details(amazon, n))
    amazon.advance("PT5M")
    status, said = cancel(amazon, shipment)
    assert (status, said["payload"]["Status"]) == (200, "RefundPending")
    assert said["payload"]["Label"]["FileContents"]["Contents"] == ""
    assert amazon.world.books[0].orders[n].status == "UNSHIPPED"
    assert cancel(amazon, shipment)[0] == 400
    again = bought(amazon, details(amazon, n))
    assert get(amazon, shipment)["Status"] == "RefundPending"
    assert again["ShipmentId"] != shipment["ShipmentId"]
    amazon.advance("P15D")
    assert get(amazon, shipment)["Status"] == "RefundApplied"
    assert get(amazon, again)["Status"] == "Purchased"
    assert sum(spent(amazon)) == spent(amazon)[0]


def test_a_used_label_is_not_refunded(amazon: Driver) -> None:
    shipment = bought(amazon, details(amazon, order(amazon)))
    amazon.advance("P3D")
    assert cancel(amazon, shipment)[1]["payload"]["Status"] == "RefundPending"
    amazon.advance("P15D")
    assert get(amazon, shipment)["Status"] == "RefundRejected"
    assert len(spent(amazon)) == 1


def test_a_repeat_after_a_lost_answer_costs_twice(amazon: Driver) -> None:
    n = order(amazon)
    amazon.control("faults", {"kind": "lost", "operation": CREATE, "count": 1})
    create(amazon, details(amazon, n))
    bought(amazon, details(amazon, n))
    assert len(spent(amazon)) == 2
    assert [label.spare for label in amazon.world.state.labels.values()] == [False, True]
    amazon.advance("PT5M")
    status, said = create(amazon, details(amazon, n))
    assert (status, "present status" in why(said)) == (400, True)


def test_two_packages_share_an_order() -> None:
    amazon = simulate(f"{QUIET}[strange]\nhuge_quantity = 1.0\n")
    n = order(amazon)
    item = amazon.world.books[0].facts(n).items[0]
    first = bought(amazon, details(amazon, n, ItemList=[{"OrderItemId": item.id, "Quantity": 400}]))
    amazon.advance("PT5M")
    assert amazon.world.books[0].orders[n].status == "PARTIALLY_SHIPPED"
    assert create(amazon, details(amazon, n))[0] == 400
    rest = [{"OrderItemId": item.id, "Quantity": item.quantity - 400}] + [
        {"OrderItemId": one.id, "Quantity": one.quantity} for one in amazon.world.books[0].facts(n).items[1:]
    ]
    second = bought(amazon, details(amazon, n, ItemList=rest))
    amazon.advance("PT5M")
    assert amazon.world.books[0].orders[n].status == "SHIPPED"
    assert not any(label.spare for label in amazon.world.state.labels.values())
    assert first["TrackingId"] != second["TrackingId"]


def test_offers_die_after_ten_minutes_and_belong_to_service_and_order(amazon: Driver) -> None:
    n = order(amazon)
    offer = offered(amazon, details(amazon, n))["ShippingServiceList"][0]
    held = offer["ShippingServiceOfferId"]
    other = "UPS_PTP_GND" if offer["ShippingServiceId"] != "UPS_PTP_GND" else "FEDEX_PTP_GROUND"
    assert "does not belong" in why(create(amazon, details(amazon, n), other, ShippingServiceOfferId=held)[1])
    assert "invalid" in why(create(amazon, details(amazon, n), offer["ShippingServiceId"], ShippingServiceOfferId="x")[1])
    amazon.advance("PT10M1S")
    assert "expired" in why(create(amazon, details(amazon, n), offer["ShippingServiceId"], ShippingServiceOfferId=held)[1])
    assert create(amazon, details(amazon, n), offer["ShippingServiceId"])[0] == 200


def test_what_the_service_must_do_changes_price_and_offers(amazon: Driver) -> None:
    n = order(amazon)
    plain = offered(amazon, details(amazon, n))["ShippingServiceList"]
    options = {"DeliveryExperience": "DeliveryConfirmationWithAdultSignature", "CarrierWillPickUp": False}
    signed = offered(amazon, details(amazon, n, ShippingServiceOptions=options))["ShippingServiceList"]
    assert {round(b["Rate"]["Amount"] - a["Rate"]["Amount"], 2) for a, b in zip(plain, signed, strict=True)} == {3.5}
    soon = offered(amazon, details(amazon, n, MustArriveByDate="2026-11-26T12:00:00Z"))["ShippingServiceList"]
    assert 0 < len(soon) < len(plain)
    slow = {one["ShippingServiceId"] for one in plain} - {one["ShippingServiceId"] for one in soon}
    assert create(amazon, details(amazon, n, MustArriveByDate="2026-11-26T12:00:00Z"), min(slow))[0] == 400
    heavy = offered(amazon, details(amazon, n, Weight={"Value": 31000, "Unit": "g"}))
    assert {one["RejectionReasonCode"] for one in heavy["RejectedShippingServiceList"]} == {"WEIGHT_RESTRICTIONS"}
    box = {"PredefinedPackageDimensions": "UPS_Express_Box"}
    assert len(offered(amazon, details(amazon, n, PackageDimensions=box))["ShippingServiceList"]) == len(plain)


def test_late_services_lose_their_protection_and_ship_plus_earns_a_credit() -> None:
    amazon = simulate(f"{QUIET}[strange]\nship_plus = 1.0\n")
    n = order(amazon, without=f"{ODD} transparency")
    for offer in offered(amazon, details(amazon, n))["ShippingServiceList"]:
        assert round(offer["Rate"]["Amount"] - offer["RateWithAdjustments"]["Amount"], 2) == 1.0
    late = offered(amazon, details(amazon, n, ShipDate="2026-12-20T12:00:00Z"))["ShippingServiceList"]
    assert {one["Benefits"]["ExcludedBenefits"][0]["ReasonCodes"][0] for one in late} == {"LATE_DELIVERY_RISK"}
    shipment = bought(amazon, details(amazon, n))
    amazon.advance("PT5M")
    assert amazon.world.books[0].orders[n].status == "SHIPPED"
    assert shipment["Status"] == "Purchased"


def test_prime_orders_are_offered_only_what_keeps_the_promise() -> None:
    amazon = simulate(f"{QUIET}[strange]\nprime = 1.0\n")
    n = amazon.unshipped(without="fba easy_ship address_late address_missing ship_plus transparency", place=US)
    told = offered(amazon, details(amazon, n))
    assert "LATE_DELIVERY" in {one["RejectionReasonCode"] for one in told["RejectedShippingServiceList"]}


def test_transparency_units_need_their_codes() -> None:
    amazon = simulate(f"{QUIET}[strange]\ntransparency = 1.0\n")
    n = order(amazon, without=f"{ODD} ship_plus")
    assert "Transparency" in why(create(amazon, details(amazon, n))[1])
    items = [
        {"OrderItemId": one.id, "Quantity": one.quantity, "TransparencyCodeList": [f"AZ:{k}" for k in range(one.quantity)]}
        for one in amazon.world.books[0].facts(n).items
    ]
    assert create(amazon, details(amazon, n, ItemList=items))[0] == 200


def test_abroad_needs_what_customs_wants(amazon: Driver) -> None:
    n = order(amazon, place="A2EUQ1WTGCTBG2")
    (field,) = amazon.call(
        INPUTS, body={"ShippingServiceId": "USPS_PTP_PRI", "ShipFromAddress": FROM, "OrderId": amazon.world.books[0].order_id(n)}
    )[1]["payload"]["ShipmentLevelFields"]
    name = field["AdditionalInputFieldName"]
    assert all(one["RequiresAdditionalSellerInputs"] for one in offered(amazon, details(amazon, n))["ShippingServiceList"])
    assert name in why(create(amazon, details(amazon, n), "USPS_PTP_PRI")[1])
    given = [{"AdditionalInputFieldName": name, "AdditionalSellerInput": {"DataType": "String", "ValueAsString": "420292"}}]
    assert create(amazon, details(amazon, n), "USPS_PTP_PRI", ShipmentLevelSellerInputsList=given)[0] == 200
    body = {"ShippingServiceId": "UPS_PTP_GND", "ShipFromAddress": FROM, "OrderId": amazon.world.books[0].order_id(order(amazon))}
    assert amazon.call(INPUTS, body=body)[1]["payload"] == {"ShipmentLevelFields": [], "ItemLevelFieldsList": []}
    said = amazon.call(INPUTS, body=body | {"ShipFromAddress": FROM | {"CountryCode": "XX"}})[1]
    assert why(said) == "Invalid Ship From Address when calling GetAdditionalSellerInputs"
    assert amazon.call(INPUTS, body=body | {"ShippingServiceId": "NOBODY"})[0] == 400


def test_the_sellers_own_text_stands_on_zpl_only(amazon: Driver) -> None:
    n = order(amazon)
    custom = {"CustomTextForLabel": "SHELF 12"}
    assert "ZPL203" in why(create(amazon, details(amazon, n, LabelCustomization=custom))[1])
    options = {"DeliveryExperience": "NoTracking", "CarrierWillPickUp": False, "LabelFormat": "ZPL203"}
    body = details(amazon, n, LabelCustomization=custom, ShippingServiceOptions=options)
    assert "FedEx" in why(create(amazon, body, "FEDEX_PTP_GROUND")[1])
    shipment = bought(amazon, body)
    assert b"SHELF 12" in gzip.decompress(b64decode(shipment["Label"]["FileContents"]["Contents"]))


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (
            "ShipFromAddress.CountryCode",
            "USA",
            "1 validation error detected: Value 'USA' at 'shipmentRequestDetails.shipFromAddress.countryCode' failed to satisfy "
            "constraint: Member must have length less than or equal to 2",
        ),
        ("ShipFromAddress.Name", "x" * 31, "length less than or equal to 30"),
        ("ShipFromAddress.Email", None, "Value null at 'shipmentRequestDetails.shipFromAddress.email'"),
        ("Weight.Unit", "lb", "shipmentRequestDetails.weight.unit"),
        ("Weight.Value", 0, "shipmentRequestDetails.weight.value"),
        ("ItemList", [], "shipmentRequestDetails.itemList"),
        ("ItemList.0.Quantity", 5000, "greater than the quantity"),
        ("ItemList.0.OrderItemId", "1", "not part of order"),
        ("PackageDimensions", {"Length": 1}, "PackageDimensions"),
        ("ShippingServiceOptions.DeliveryExperience", "Fast", "deliveryExperience"),
    ],
)
def test_requests_that_are_refused_cost_nothing(amazon: Driver, path: str, value: Any, message: str) -> None:
    body: Any = json.loads(json.dumps(details(amazon, order(amazon))))
    *way, last = path.split(".")
    inner = body
    for step in way:
        inner = inner[int(step) if step.isdigit() else step]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    for status, said in (create(amazon, body), amazon.call(OFFERS, body={"ShipmentRequestDetails": body})):
        assert (status, said["errors"][0]["code"]) == (400, "InvalidInput")
        assert message in why(said)
    assert spent(amazon) == []


def test_unknown_shipments_orders_and_services(amazon: Driver) -> None:
    n = order(amazon)
    assert create(amazon, details(amazon, n, AmazonOrderId="111-1111111-1111111"))[0] == 404
    assert create(amazon, details(amazon, n), "NOBODY")[0] == 400
    assert create(amazon, details(amazon, n), "ONTRAC_MFN_GROUND")[0] == 400
    status, said = amazon.call(GET, {"shipmentId": "TEST_CASE_400"}, token=token(amazon, "GET"))
    assert status == 400
    assert "Value 'TEST_CASE_400' at 'shipmentId' failed to satisfy constraint: Member must satisfy regular expression" in why(
        said
    )
    path = {"shipmentId": "87d20cf7-1beb-4cda-8bf4-7366cfddbec1"}
    assert amazon.call(GET, path, token=token(amazon, "GET"))[0] == 404
    assert amazon.call(CANCEL, path, token=token(amazon, "DELETE"))[0] == 404


def test_a_restricted_token_and_the_role_are_needed(amazon: Driver) -> None:
    n = order(amazon)
    body = {"ShipmentRequestDetails": details(amazon, n), "ShippingServiceId": "UPS_PTP_GND"}
    assert amazon.call(CREATE, body=body, token=amazon.token())[0] == 403
    amazon.control("accounts", {"account": 0, "roles": ["Inventory and Order Tracking"]})
    assert amazon.call(OFFERS, body={"ShipmentRequestDetails": details(amazon, n)})[0] == 403
    amazon.control("accounts", {"account": 0, "roles": ["Direct-to-Consumer Shipping"]})
    assert amazon.call(OFFERS, body={"ShipmentRequestDetails": details(amazon, n)})[0] == 200


def test_carriers_are_away_now_and_then() -> None:
    amazon = simulate(f"{QUIET}fails = 0.5\n")
    body = details(amazon, order(amazon))
    away = [offered(amazon, body)["TemporarilyUnavailableCarrierList"] for _ in range(20)]
    assert [] in away
    assert {one["CarrierName"] for names in away for one in names} == {"USPS", "UPS", "FedEx"}
    told = offered(amazon, body)
    names = {one["CarrierName"] for one in told["TemporarilyUnavailableCarrierList"]}
    assert not names & {one["CarrierName"] for one in told["ShippingServiceList"]}
