"""Shipping v2 beside the purchase: carrier accounts, collection forms, access points, failed deliveries, claims."""

from base64 import b64decode
from typing import Any

import pypdfium2
import pytest

from tests.simulator.carrying import Carrier, asking
from tests.simulator.driver import QUIET, Driver, simulate
from tests.simulator.test_shipping_v2 import CANCEL, FROM, ONE_CLICK, bought, outside, spec, tracking_of, why

V2 = "shippingV2."
NEVER = "late = 0.0\nlost = 0.0\ndamaged = 0.0\nrefused = 0.0\nundeliverable = 0.0\n"


@pytest.fixture
def amazon() -> Driver:
    return simulate()


def account(number: str = "X1234567", kind: str = "SHIPPER_ACCOUNT") -> dict[str, Any]:
    return {
        "carrierAccountType": kind,
        "carrierAccountAttributes": [{"attributeName": "ACCOUNT_NUMBER", "value": number}],
    }


def shipped(amazon: Driver, reference: str, service: str = "UPS_PTP_GND", **changes: Any) -> dict[str, Any]:
    body = outside(labelSpecifications=spec("ZPL"), serviceSelection={"serviceId": [service]}) | changes
    body["packages"][0]["packageClientReferenceId"] = reference
    status, said = amazon.call(ONE_CLICK, body=body)
    assert status == 200, said
    return said["payload"]


def text_of(form: dict[str, Any]) -> str:
    document = b64decode(form["collectionsFormDocument"]["base64EncodedContent"])
    return pypdfium2.PdfDocument(document)[0].get_textpage().get_text_range()


@pytest.mark.parametrize("name", ["linkCarrierAccount", "linkCarrierAccount#POST"])
def test_a_carrier_account_is_linked_once_and_unlinked(name: str) -> None:
    amazon = simulate(accounts=2)
    linkable = amazon.call(f"{V2}getCarrierAccountFormInputs")[1]["linkableCarriersList"]
    assert [one["carrierId"] for one in linkable] == ["FEDEX", "UPS", "USPS"]
    status, said = amazon.call(f"{V2}{name}", {"carrierId": "UPS"}, body=account())
    assert (status, said["registrationStatus"]) == (200, "ACTIVE")
    assert amazon.call(f"{V2}{name}", {"carrierId": "UPS"}, body=account())[1] == said
    listed = {"activeAccounts": [{"accountId": said["accountId"], "carrierId": "UPS"}]}
    assert amazon.call(f"{V2}getCarrierAccounts", body={})[1] == listed
    assert amazon.call(f"{V2}getCarrierAccounts", body={}, account=1)[1] == {"activeAccounts": []}
    end = {"accountId": said["accountId"]}
    assert amazon.call(f"{V2}unlinkCarrierAccount", {"carrierId": "UPS"}, body=end, account=1)[0] == 404
    assert amazon.call(f"{V2}unlinkCarrierAccount", {"carrierId": "UPS"}, body=end)[1] == {"isUnlinked": True}
    assert amazon.call(f"{V2}unlinkCarrierAccount", {"carrierId": "UPS"}, body=end)[0] == 404
    assert amazon.call(f"{V2}getCarrierAccounts", body={})[1] == {"activeAccounts": []}


@pytest.mark.parametrize(
    ("carrier", "body", "status"),
    [
        ("ONTRAC", account(), 404),
        ("UPS", account("1"), 400),
        ("UPS", account(kind="AMAZON_ACCOUNT"), 400),
        ("UPS", {"carrierAccountType": "SHIPPER_ACCOUNT"}, 400),
    ],
)
def test_accounts_that_cannot_be_linked(amazon: Driver, carrier: str, body: dict[str, Any], status: int) -> None:
    assert amazon.call(f"{V2}linkCarrierAccount", {"carrierId": carrier}, body=body)[0] == status
    assert amazon.world.state.carrier_accounts == {}


def test_a_collection_form_takes_what_is_on_none_yet(amazon: Driver) -> None:
    first, second = shipped(amazon, "a"), shipped(amazon, "b", "USPS_PTP_PRI")
    voided = shipped(amazon, "c", "USPS_PTP_PRI")
    amazon.call(CANCEL, {"shipmentId": voided["shipmentId"]})
    open_ = amazon.call(f"{V2}getUnmanifestedShipments", body={})[1]["unmanifestedCarrierInformationList"]
    assert [one["carrierId"] for one in open_] == ["UPS", "USPS"]
    assert open_[0]["unmanifestedShipmentLocationList"] == [{"address": FROM}]
    headers = {"x-amzn-IdempotencyKey": "m-1"}
    status, form = amazon.call(f"{V2}generateCollectionForm", body={"carrierId": "USPS"}, headers=headers)
    assert status == 200
    text = text_of(form)
    assert tracking_of(second) in text
    assert tracking_of(first) not in text
    assert tracking_of(voided) not in text
    assert amazon.call(f"{V2}generateCollectionForm", body={"carrierId": "USPS"}, headers=headers)[1] == form
    assert "no unmanifested" in why(amazon.call(f"{V2}generateCollectionForm", body={"carrierId": "USPS"})[1])
    elsewhere = {"carrierId": "UPS", "shipFromAddress": FROM | {"city": "Sparks"}}
    assert amazon.call(f"{V2}generateCollectionForm", body=elsewhere)[0] == 400
    amazon.advance("PT1H")
    assert amazon.call(f"{V2}generateCollectionForm", body={"carrierId": "UPS", "shipFromAddress": FROM})[0] == 200
    assert amazon.call(f"{V2}getUnmanifestedShipments", body={})[1] == {"unmanifestedCarrierInformationList": []}
    shipped(amazon, "d")
    (open_,) = amazon.call(f"{V2}getUnmanifestedShipments", body={})[1]["unmanifestedCarrierInformationList"]
    assert open_["unmanifestedShipmentLocationList"][0]["lastManifestDate"] == "2026-11-23T13:00:00Z"


def test_collection_forms_come_again_and_have_a_history() -> None:
    amazon = simulate(accounts=2)
    shipped(amazon, "a")
    shipped(amazon, "b", "USPS_PTP_PRI")
    forms = []
    for carrier in ("UPS", "USPS"):
        forms.append(amazon.call(f"{V2}generateCollectionForm", body={"carrierId": carrier})[1])
        amazon.advance("PT1H")
    history = f"{V2}getCollectionFormHistory"
    records = amazon.call(history, body={})[1]["collectionFormsHistoryRecordList"]
    assert [one["carrierName"] for one in records] == ["USPS", "UPS"]
    path = {"collectionFormId": records[1]["collectionFormId"]}
    assert amazon.call(f"{V2}getCollectionForm", path)[1] == forms[0]
    assert amazon.call(f"{V2}getCollectionForm", path, account=1)[0] == 404
    assert amazon.call(f"{V2}getCollectionForm", {"collectionFormId": "none"})[0] == 404
    for body, count in (
        ({"maxResults": 1}, 1),
        ({"carrierId": "UPS"}, 1),
        ({"dateRange": {"startDate": "2026-11-23T12:30:00Z"}}, 1),
        ({"dateRange": {"endDate": "2026-11-23T11:00:00Z"}}, 0),
    ):
        assert len(amazon.call(history, body=body)[1]["collectionFormsHistoryRecordList"]) == count, body
    assert amazon.call(history, body={}, account=1)[1]["collectionFormsHistoryRecordList"] == []


def test_a_form_says_how_many_more_there_are(amazon: Driver) -> None:
    for number in range(30):
        shipped(amazon, f"p{number}")
    text = text_of(amazon.call(f"{V2}generateCollectionForm", body={"carrierId": "UPS"})[1])
    assert "30 parcels" in text
    assert "and 2 more" in text


def test_access_points_are_where_amazon_sells(amazon: Driver) -> None:
    query = {"accessPointTypes": ["HELIX", "CORE_LOCKER"], "countryCode": "GB", "postalCode": "EX33 2JL"}
    found = amazon.call(f"{V2}getAccessPoints", query=query)[1]["payload"]["accessPointsMap"]
    assert {kind: len(points) for kind, points in found.items()} == {"HELIX": 3, "CORE_LOCKER": 3}
    assert amazon.call(f"{V2}getAccessPoints", query=query)[1]["payload"]["accessPointsMap"] == found
    nowhere = amazon.call(f"{V2}getAccessPoints", query=query | {"countryCode": "AQ"})[1]["payload"]["accessPointsMap"]
    assert nowhere == {"HELIX": [], "CORE_LOCKER": []}
    assert amazon.call(f"{V2}getAccessPoints", query=query | {"accessPointTypes": "PIGEON"})[0] == 400
    assert amazon.call(f"{V2}getAccessPoints", query={"countryCode": "GB"})[0] == 400


def until_attempted(amazon: Driver, tracking: str) -> None:
    """Move the clock to just after the first attempt to deliver."""
    attempt = next(at for at, code, _ in amazon.world.state.parcels[tracking].scans if code == "DeliveryAttempted")
    amazon.advance(f"PT{(attempt - amazon.world.now) // 1000 + 1}S")


def test_after_a_failed_delivery_the_seller_says_what_to_do() -> None:
    amazon = simulate(f"{QUIET}{NEVER}attempt_fails = 1.0\n")
    feedback = f"{V2}submitNdrFeedback"
    tracking = tracking_of(bought(amazon, outside()))
    assert "not eligible" in why(amazon.call(feedback, body={"trackingId": tracking, "ndrAction": "REATTEMPT"})[1])
    until_attempted(amazon, tracking)
    assert amazon.call(feedback, body={"trackingId": tracking, "ndrAction": "RESCHEDULE"})[0] == 400
    again = {"rescheduleDate": "2026-12-01T00:00:00Z"}
    body = {"trackingId": tracking, "ndrAction": "RESCHEDULE", "ndrRequestData": again}
    assert amazon.call(feedback, body=body)[0] == 204
    assert amazon.call(feedback, body={"trackingId": tracking, "ndrAction": "KEEP"})[0] == 400
    assert amazon.call(feedback, body={"trackingId": "1Z", "ndrAction": "RTO"})[0] == 404
    assert amazon.call(feedback, body={"trackingId": tracking, "ndrAction": "RTO"})[0] == 204
    amazon.advance("P20D")
    codes = [code for _, code, _ in amazon.world.state.parcels[tracking].scans]
    assert codes[-2:] == ["ReturnInitiated", "Departed"]
    assert "Delivered" not in codes


def test_a_claim_is_made_once_and_for_what_can_be_so() -> None:
    amazon = simulate(f"{QUIET}{NEVER}".replace("lost = 0.0", "lost = 1.0"))
    lost = tracking_of(bought(amazon, outside()))
    body = {"trackingId": lost, "claimReason": "LOST_IN_TRANSIT", "settlementType": "REFUND"}
    claim = f"{V2}createClaim"
    assert "not eligible" in why(amazon.call(claim, body=body)[1])
    amazon.advance("P30D")
    assert "not been delivered" in why(amazon.call(claim, body=body | {"claimReason": "DELIVERED_NOT_RECEIVED"})[1])
    status, said = amazon.call(claim, body=body)
    assert (status, said["claimId"] in amazon.world.state.parcel_claims) == (201, True)
    assert "exists already" in why(amazon.call(claim, body=body)[1])
    assert amazon.call(claim, body=body | {"claimReason": "RAIN"})[0] == 400
    foreign = Carrier(amazon, "none").buy("PO 1")[1]["tracking_number"]
    assert amazon.call(claim, body=body | {"trackingId": foreign})[0] == 404


def test_a_delivered_parcel_is_not_claimed_as_lost() -> None:
    amazon = simulate(f"{QUIET}{NEVER}")
    tracking = tracking_of(bought(amazon, outside()))
    amazon.advance("P30D")
    body = {"trackingId": tracking, "claimReason": "LOST_IN_TRANSIT", "settlementType": "REFUND"}
    assert amazon.call(f"{V2}createClaim", body=body)[0] == 400
    assert amazon.call(f"{V2}createClaim", body=body | {"claimReason": "DELIVERED_NOT_RECEIVED"})[0] == 201


def test_sweeping_dead_keys_leaves_other_shops_alone(amazon: Driver) -> None:
    carrier = Carrier(amazon, "unique")
    assert carrier.buy(external_id="X-1")[0] == 201
    headers = {"x-amzn-IdempotencyKey": "d-1"}
    amazon.call(f"{V2}directPurchaseShipment", body=outside(), headers=headers)
    rate = carrier("POST", "rates", asking())[1]["rates"][0]["rate_id"]
    amazon.advance("PT20M")
    amazon.world.state.counters["replay"] = 199
    amazon.world.state.counters["quote"] = 199
    amazon.call(f"{V2}directPurchaseShipment", body=outside(), headers={"x-amzn-IdempotencyKey": "d-2"})
    assert [name.rpartition("/")[2] for name in amazon.world.state.replays] == ["X-1", "d-2"]
    assert carrier.buy(external_id="X-1")[0] == 409
    assert carrier.buy(external_id="X-2", rate_id=rate)[1]["error"]["code"] == "rate_expired"
