"""Parcels on their way: days without vans, weather, what goes wrong, and who tells of it."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shipby_simulator.carriers import calendar
from shipby_simulator.core.clock import parse_instant
from tests.simulator.carrying import BUYER, Carrier
from tests.simulator.driver import QUIET, Driver, package, simulate

SMOOTH = f"{QUIET}lost = 0.0\nrefused = 0.0\nundeliverable = 0.0\ndamaged = 0.0\n"
TRACK = "tracking_2026-01-30.getShipmentTracking"
NUMBER, CODE = "carrierTracking.trackingNumber", "carrierTracking.carrierCode"


def sent(settings: str = "", count: int = 12) -> tuple[Driver, list[str]]:
    """Return a world and the numbers of parcels to Austin, bought on a Monday."""
    amazon = simulate(SMOOTH + settings)
    carrier = Carrier(amazon, "none")
    return amazon, [carrier.buy(f"order {one}")[1]["tracking_number"] for one in range(count)]


def trackers(amazon: Driver, numbers: list[str]) -> list[dict[str, Any]]:
    status, said = Carrier(amazon, "tracking")("POST", "trackers", {"tracking_numbers": numbers})
    assert (status, said["unknown"]) == (200, [])
    return said["trackers"]


def confirmed(amazon: Driver) -> tuple[int, str]:
    """Confirm an order with a number of the seller's own and return both."""
    n = amazon.unshipped()
    order_id = amazon.world.books[0].order_id(n)
    assert amazon.call("ordersV0.confirmShipment", {"orderId": order_id}, body=package(amazon, n))[0] == 204
    return n, "1Z999AA10123456784"


def test_a_parcel_shows_its_scans_one_after_the_other() -> None:
    amazon, (number,) = sent("attempt_fails = 0.0\n", count=1)
    carrier, seen = Carrier(amazon, "tracking"), []
    for _ in range(9 * 24):
        tracker = carrier("GET", f"trackers/{number}")[1]
        if tracker["status"] not in seen:
            seen.append(tracker["status"])
        assert [event["at"] for event in tracker["events"]] == sorted((event["at"] for event in tracker["events"]), reverse=True)
        amazon.advance("PT1H")
    assert seen == ["pre_transit", "in_transit", "out_for_delivery", "delivered"]
    codes = [event["code"] for event in reversed(tracker["events"])]
    assert codes == ["ReadyForReceive", "PickupDone", "Departed", "ArrivedAtCarrierFacility", "OutForDelivery", "Delivered"]
    assert [(event["city"], event["state"], event["country"]) for event in tracker["events"][::5]] == [
        ("Austin", "TX", "US"), ("Reno", "NV", "US"),
    ]  # fmt: skip
    assert tracker["delivered_at"] == tracker["events"][0]["at"]


def test_no_van_and_no_delivery_on_days_of_rest() -> None:
    amazon, numbers = sent("late = 0.5\nlate_days = 10\n", count=60)
    amazon.advance("P2DT14H")  # Wednesday six in the evening in Reno: the next van would come on Thanksgiving
    carrier = Carrier(amazon, "none")
    numbers += [carrier.buy(f"late {one}")[1]["tracking_number"] for one in range(20)]
    amazon.advance("P40D")
    days: dict[str, set[date]] = {"PickupDone": set(), "Delivered": set()}
    for tracker in trackers(amazon, numbers):
        for event in tracker["events"]:
            zone = ZoneInfo("America/Los_Angeles")
            moment = datetime.fromtimestamp(parse_instant(event["at"]) / 1000, zone)
            if event["code"] in days:
                days[event["code"]].add(moment.date())
            if event["code"] == "Delivered":
                assert 9 <= moment.hour < 20
    assert days["PickupDone"] == {date(2026, 11, 23), date(2026, 11, 27)}
    assert date(2026, 11, 26) not in days["Delivered"]
    assert {day.weekday() for day in days["Delivered"]} == {0, 1, 2, 3, 4, 5}


@pytest.mark.parametrize(
    ("day", "country", "van", "door"),
    [
        (date(2026, 11, 26), "US", False, False),
        (date(2026, 11, 26), "DE", True, True),
        (date(2026, 11, 28), "US", False, True),
        (date(2026, 11, 29), "US", False, False),
        (date(2026, 11, 29), "JP", False, True),
        (date(2026, 12, 25), "CH", False, False),
        (date(2027, 10, 4), "DE", True, True),
        (date(2028, 10, 3), "DE", False, False),
    ],
)
def test_the_carriers_calendar(day: date, country: str, van: bool, door: bool) -> None:
    assert (calendar.picks_up(day, country), calendar.delivers(day, country)) == (van, door)


def test_weather_delays_whatever_sets_out_in_it() -> None:
    def arrivals(weather: str) -> list[date]:
        amazon = simulate(f"{SMOOTH}late = 0.0\nattempt_fails = 0.0\n{weather}")
        amazon.advance("P14D")
        carrier = Carrier(amazon, "none")
        numbers = [carrier.buy(f"order {one}")[1]["tracking_number"] for one in range(20)]
        amazon.advance("P20D")
        return [calendar.local_day(parse_instant(tracker["delivered_at"]), "US") for tracker in trackers(amazon, numbers)]

    calm, storm = arrivals(""), arrivals("weather = 1.0\nweather_from_hours = 336.0\nweather_hours = 48.0\n")
    after = arrivals("weather = 1.0\nweather_from_hours = 400.0\nweather_hours = 48.0\n")
    assert all(before < late for before, late in zip(calm, storm, strict=True))
    assert after == calm


@pytest.mark.parametrize(
    ("outcome", "path"),
    [
        ("lost", ["pre_transit", "in_transit", "lost"]),
        ("refused", ["pre_transit", "in_transit", "out_for_delivery", "refused", "return_to_sender", "returned"]),
        ("undeliverable", ["pre_transit", "in_transit", "out_for_delivery", "undeliverable", "return_to_sender", "returned"]),
        ("damaged", ["pre_transit", "in_transit", "out_for_delivery", "undeliverable", "return_to_sender", "returned"]),
        ("unscanned", ["pre_transit"]),
    ],
)
def test_parcels_go_wrong_in_every_way(outcome: str, path: list[str]) -> None:
    none = "\n".join(f"{one} = 0.0" for one in ("lost", "refused", "undeliverable", "damaged") if one != outcome)
    quiet = QUIET.replace("unscanned = 0.0\n", "")
    amazon = simulate(f"{quiet}{none}\n{outcome} = 1.0\n" + ("" if outcome == "unscanned" else "unscanned = 0.0\n"))
    number = Carrier(amazon, "none").buy("order")[1]["tracking_number"]
    amazon.advance("P40D")
    (tracker,) = trackers(amazon, [number])
    statuses = [event["status"] for event in reversed(tracker["events"])]
    assert [one for at, one in enumerate(statuses) if at == 0 or statuses[at - 1] != one] == path
    assert tracker["status"] == path[-1]
    assert tracker["delivered_at"] == ""


def test_a_second_try_at_the_door() -> None:
    amazon, numbers = sent("attempt_fails = 1.0\n", count=3)
    amazon.advance("P20D")
    for tracker in trackers(amazon, numbers):
        codes = [event["code"] for event in tracker["events"]]
        assert codes[:2] == ["Delivered", "DeliveryAttempted"]
        assert tracker["events"][0]["at"][:10] > tracker["events"][1]["at"][:10]


def test_abroad_takes_longer() -> None:
    def mean(service: str, **address: str) -> float:
        amazon = simulate(f"{SMOOTH}late = 0.0\n")
        carrier = Carrier(amazon, "none")
        bought = [carrier.buy(f"order {one}", to_address=BUYER | address, service=service)[1] for one in range(30)]
        amazon.advance("P40D")
        told = trackers(amazon, [label["tracking_number"] for label in bought])
        return sum(parse_instant(tracker["delivered_at"]) for tracker in told) / len(told)

    assert mean("USPS_PTP_PRI") < mean("USPS_PTP_PRI", country="CA", postal_code="M5V 2T6", city="Toronto", state="ON")


@pytest.mark.parametrize(
    ("service", "days"), [("UPS_PTP_NEXT_DAY_AIR_SAVER", {1}), ("UPS_PTP_2ND_DAY_AIR", {2}), ("UPS_PTP_GND", {1, 2, 3, 4, 5})]
)
def test_parcels_take_as_long_as_their_service_says(service: str, days: set[int]) -> None:
    amazon = simulate(f"{SMOOTH}late = 0.0\nattempt_fails = 0.0\n")
    amazon.advance("P14D")  # no feast and no Sunday lies between a Monday's van and Saturday
    carrier = Carrier(amazon, "none")
    numbers = [carrier.buy(f"order {one}", service=service)[1]["tracking_number"] for one in range(40)]
    amazon.advance("P10D")
    zone, took = ZoneInfo("America/Los_Angeles"), set()
    for tracker in trackers(amazon, numbers):
        at = {event["code"]: datetime.fromtimestamp(parse_instant(event["at"]) / 1000, zone) for event in tracker["events"]}
        took.add((at["Delivered"].date() - at["PickupDone"].date()).days)
        assert tracker["delivered_at"] <= tracker["latest_delivery"]
    assert took == days


def test_the_tracking_service_knows_every_parcel_of_its_seller_alone() -> None:
    amazon = simulate(accounts=2)
    _, own = confirmed(amazon)
    bought = Carrier(amazon, "list").buy("order")[1]["tracking_number"]
    mine, theirs = Carrier(amazon, "tracking"), Carrier(amazon, "tracking", 1)
    said = mine("POST", "trackers", {"tracking_numbers": [own, bought, "1Z-NOBODY"]})[1]
    assert ([one["tracking_number"] for one in said["trackers"]], said["unknown"]) == ([own, bought], ["1Z-NOBODY"])
    assert mine("GET", f"trackers/{own}")[0] == 200
    assert theirs("GET", f"trackers/{own}")[0] == 404
    assert theirs("POST", "trackers", {"tracking_numbers": [own]})[1] == {"trackers": [], "unknown": [own]}
    assert Carrier(amazon, "key")("GET", f"tracking/{bought}")[0] == 404
    for numbers in ([], ["x"] * 101):
        assert mine("POST", "trackers", {"tracking_numbers": numbers})[0] == 400


def test_amazon_tracks_what_brings_an_order() -> None:
    amazon = simulate()
    _, number = confirmed(amazon)
    early = amazon.call(TRACK, query={NUMBER: number, CODE: "UPS"})[1]["trackingDetail"]
    assert early["identifier"] == {"carrierTracking": {"trackingNumber": number, "carrierCode": "UPS"}}
    assert [one["status"]["code"] for one in early["milestoneHistory"]] == ["MANIFESTED_NOT_RECEIVED"]
    assert early["trackingEstimates"][0]["type"] == "ESTIMATED_DELIVERY_DATE"
    amazon.advance("P20D")
    late = amazon.call(TRACK, query={NUMBER: number})[1]["trackingDetail"]
    assert late["latestMilestone"] == late["milestoneHistory"][0]
    assert late["latestMilestone"]["status"]["code"] == "DELIVERED"
    assert "trackingEstimates" not in late
    times = [one["occurredAt"] for one in late["milestoneHistory"]]
    assert times == sorted(times, reverse=True)


def test_amazon_tells_of_a_parcel_that_comes_back() -> None:
    amazon = simulate(f"{QUIET}refused = 1.0\nlost = 0.0\ndamaged = 0.0\nundeliverable = 0.0\n")
    _, number = confirmed(amazon)
    amazon.advance("P40D")
    history = amazon.call(TRACK, query={NUMBER: number})[1]["trackingDetail"]["milestoneHistory"]
    codes = [one["status"]["code"] for one in history]
    assert codes[:3] == ["RETURN_RECEIVED", "RETURN_IN_TRANSIT", "RECIPIENT_REFUSED_DELIVERY"]


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({}, 400, "BAD_REQUEST"),
        ({NUMBER: ""}, 400, "BAD_REQUEST"),
        ({CODE: "UPS"}, 400, "BAD_REQUEST"),
        ({"aftn": "AFTN1", NUMBER: "1Z"}, 400, "MULTIPLE_TRACKING_IDS_NOT_ALLOWED"),
        ({"aftn": "1111"}, 400, "INVALID_AFTN_FORMAT"),
        ({"aftn": "AFTN1111111111"}, 404, "RESOURCE_NOT_FOUND"),
        ({"id": "546e1ddb-dae0-4f76-84fd-ab4998ad00dd"}, 404, "RESOURCE_NOT_FOUND"),
        ({NUMBER: "1Z-NOBODY"}, 404, "RESOURCE_NOT_FOUND"),
    ],
)
def test_tracking_that_amazon_refuses(query: dict[str, str], status: int, code: str) -> None:
    found, said = simulate().call(TRACK, query=query)
    assert (found, said["errors"][0]["code"]) == (status, code)


def test_amazon_does_not_know_strangers_parcels() -> None:
    amazon = simulate(accounts=2)
    _, number = confirmed(amazon)
    bought = Carrier(amazon, "none").buy("order")[1]["tracking_number"]
    assert amazon.call(TRACK, query={NUMBER: number})[0] == 200
    assert amazon.call(TRACK, query={NUMBER: number}, account=1)[0] == 404
    assert amazon.call(TRACK, query={NUMBER: number, CODE: "USPS"})[0] == 404
    assert amazon.call(TRACK, query={NUMBER: bought})[0] == 404
