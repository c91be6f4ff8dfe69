"""The pretend carriers: prices, labels, voids, money, and what each kind does when a purchase is sent twice."""

import csv
import json
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import msgspec
import pytest

from shipby_simulator.api.carriers.endpoints import ROWS
from shipby_simulator.carriers.keys import KINDS
from shipby_simulator.world.state import State
from tests.simulator.carrying import BUYER, PARCEL, Carrier, asking, purchase
from tests.simulator.driver import QUIET, Driver, package, simulate
from tests.simulator.scan import barcode

DIRECT = [kind for kind in KINDS if kind != "async"]


@pytest.fixture
def amazon() -> Driver:
    return simulate()


def sold(carrier: Carrier, **more: Any) -> dict[str, Any]:
    """Buy a label, whichever kind sells it, and return it."""
    if carrier.kind == "unique":
        more.setdefault("external_id", f"X-{carrier.amazon.world.number('test purchase')}")
    status, said = carrier.buy(**more)
    if carrier.kind == "async":
        assert (status, said["status"], said["label"]) == (202, "requested", None)
        carrier.amazon.advance("PT1M")
        status, said = carrier("GET", f"requests/{said['id']}")
        assert (status, said["status"], said["error"]) == (200, "done", None)
        return said["label"]
    assert status == 201, said
    return said


@pytest.mark.parametrize("kind", KINDS)
def test_a_label_is_quoted_bought_read_and_printed(amazon: Driver, kind: str) -> None:
    carrier = Carrier(amazon, kind)
    status, said = carrier("POST", "rates", asking())
    assert status == 200
    rates = said["rates"]
    assert [Decimal(rate["amount"]) for rate in rates] == sorted(Decimal(rate["amount"]) for rate in rates)
    assert len(rates) > 3
    label = sold(carrier, rate_id=rates[1]["rate_id"], reference="order 7")
    assert (label["amount"], label["service"], label["status"]) == (rates[1]["amount"], rates[1]["service"], "purchased")
    assert carrier("GET", f"labels/{label['id']}") == (200, label)
    for form in ("pdf", "png", "zpl"):
        target = label["documents"][form].partition("/v1/")[2]
        for dpi in (203, 300):
            assert barcode(carrier("GET", f"{target}&dpi={dpi}")[1]) == label["tracking_number"]
    assert carrier.money() == [label["amount"]]
    assert [posting.amount for posting in amazon.world.state.postings] == [round(Decimal(label["amount"]) * 100)]


def test_a_label_says_who_sends_what_to_whom(amazon: Driver) -> None:
    carrier = Carrier(amazon, "none")
    label = sold(carrier, reference="PO 4711")
    text = carrier("GET", f"labels/{label['id']}/document?format=zpl")[1].decode()
    for part in ("8 Pine St", "Austin TX 78701", "410 Warehouse Way", "USPS", "750 g", "PO 4711"):
        assert part in text


def test_any_text_goes_onto_a_label_and_into_the_scans(amazon: Driver) -> None:
    carrier = Carrier(amazon, "none")
    odd = {"name": "^XA~JA_5E|=1+1", "street1": "山田 \u202eİstiklal", "city": "A|B|C", "state": "|"}
    label = sold(carrier, to_address=BUYER | odd, reference="^FS ~ PO|1")
    for form in ("pdf", "png", "zpl"):
        paper = carrier("GET", f"labels/{label['id']}/document?format={form}")[1]
        assert barcode(paper) == label["tracking_number"]
    assert (paper.count(b"^XA"), paper.count(b"^XZ"), paper.count(b"~")) == (1, 1, 0)
    amazon.advance("P9D")
    events = carrier("GET", f"tracking/{label['tracking_number']}")[1]["events"]
    assert (events[0]["city"], events[0]["state"], events[0]["country"]) == ("A/B/C", "/", "US")


def test_an_idempotency_key_is_answered_again_until_it_dies(amazon: Driver) -> None:
    carrier = Carrier(amazon, "key")
    first = carrier.buy(key="intent-1")
    assert carrier.buy(key="intent-1") == first
    assert ("Idempotent-Replayed", "true") in carrier.last.headers
    status, said = carrier.buy(key="intent-1", reference="another")
    assert (status, said["error"]["code"]) == (422, "idempotency_key_reused")
    assert len(carrier.money()) == 1
    amazon.advance("PT24H")
    assert carrier.buy(key="intent-1")[1]["id"] != first[1]["id"]
    assert len(carrier.money()) == 2
    assert carrier.buy(key="k" * 256)[0] == 400


def test_keys_of_two_accounts_do_not_meet() -> None:
    amazon = simulate(accounts=2)
    here, there = Carrier(amazon, "key"), Carrier(amazon, "key", 1)
    mine = here.buy(key="same")[1]
    other = {"service": "DHL_PAKET", "to_address": BUYER | {"country": "DE", "postal_code": "10115"}}
    theirs = there("POST", "labels", purchase(**other), idempotency_key="same")
    assert theirs[0] == 201
    assert theirs[1]["id"] != mine["id"]
    assert (mine["currency"], theirs[1]["currency"]) == ("USD", "EUR")
    assert there("GET", f"labels/{mine['id']}")[0] == 404
    assert there("GET", f"tracking/{mine['tracking_number']}")[0] == 404


def test_an_outside_id_buys_once_for_ever(amazon: Driver) -> None:
    carrier = Carrier(amazon, "unique")
    assert carrier("GET", "labels?external_id=order-7") == (200, {"labels": [], "next": None})
    label = carrier.buy(external_id="order-7")[1]
    status, said = carrier.buy(external_id="order-7", reference="other words")
    assert (status, said["error"]["code"]) == (409, "external_id_in_use")
    assert carrier("GET", "labels?external_id=order-7")[1]["labels"] == [label]
    assert carrier("POST", f"labels/{label['id']}/void")[0] == 200
    amazon.advance("P40D")
    assert carrier.buy(external_id="order-7")[0] == 409
    assert carrier.buy()[1]["error"]["code"] == "external_id_missing"


def test_labels_are_listed_by_reference_a_little_late() -> None:
    amazon = simulate(f"{QUIET}list_delay = [30.0, 30.0]\n")
    carrier = Carrier(amazon, "list")
    first = carrier.buy("order 7")[1]
    assert carrier("GET", "labels?reference=order%207")[1]["labels"] == []
    amazon.advance("PT1M")
    twice = [carrier.buy("order 7")[1] for _ in range(2)]
    other = carrier.buy("order 8")[1]
    amazon.advance("PT1M")
    assert carrier("GET", "labels?reference=order%207")[1]["labels"] == [first, *twice]
    page = carrier("GET", "labels?limit=3")[1]
    rest = carrier("GET", f"labels?limit=3&after={page['next']}")[1]
    assert [*page["labels"], *rest["labels"]] == [first, *twice, other]
    assert rest["next"] is None
    late = carrier("GET", "labels?created_after=2026-11-23T12:00:30Z")[1]["labels"]
    assert late == [*twice, other]
    for query in ("created_after=soon", "after=lbl_0", "limit=0", "colour=red"):
        assert carrier("GET", f"labels?{query}")[0] == 400
    assert len(carrier.money()) == 4


def test_a_carrier_without_any_way_to_know_sells_twice(amazon: Driver) -> None:
    carrier = Carrier(amazon, "none")
    one, two = carrier.buy("same")[1], carrier.buy("same", key="same")[1]
    assert one["id"] != two["id"]
    assert len(carrier.money()) == 2
    assert carrier("GET", "labels?reference=same")[0] == 405


def test_a_label_made_later_costs_only_once_it_is_made() -> None:
    amazon = simulate(f"{QUIET}async_seconds = 600.0\nlist_delay = [0.0, 0.0]\n")
    carrier = Carrier(amazon, "async")
    asked = carrier.buy("order 7")[1]
    label = asked["id"].replace("req_", "lbl_")
    assert carrier("GET", f"requests/{asked['id']}")[1]["status"] == "requested"
    assert carrier("GET", f"labels/{label}")[0] == 404
    assert carrier.money() == []
    amazon.advance("PT10M")
    made = carrier("GET", f"requests/{asked['id']}")[1]
    assert (made["status"], made["label"]["id"]) == ("done", label)
    assert carrier.money() == [made["label"]["amount"]]
    assert carrier("GET", "requests?reference=order%207")[1]["requests"] == [made]
    assert carrier("GET", "requests/lbl_0")[0] == 404
    assert carrier("GET", f"requests/{label}")[0] == 404


def test_a_label_that_cannot_be_made_costs_nothing() -> None:
    amazon = simulate(f"{QUIET}async_fails = 1.0\n")
    carrier = Carrier(amazon, "async")
    asked = carrier.buy("order 7")[1]
    amazon.advance("PT1M")
    failed = carrier("GET", f"requests/{asked['id']}")[1]
    assert (failed["status"], failed["error"]["code"], failed["label"]) == ("failed", "not_made", None)
    assert carrier.money() == []
    assert carrier("POST", f"labels/{asked['id'].replace('req_', 'lbl_')}/void")[0] == 404


@pytest.mark.parametrize("kind", KINDS)
def test_a_void_gives_the_money_back_after_days(amazon: Driver, kind: str) -> None:
    carrier = Carrier(amazon, kind)
    label = sold(carrier)
    status, voided = carrier("POST", f"labels/{label['id']}/void")
    assert (status, voided["status"]) == (200, "void_pending")
    assert voided["refund_at"] > voided["created_at"]
    assert carrier("GET", f"labels/{label['id']}/document")[0] == 410
    assert carrier.money() == [label["amount"]]
    again = carrier("POST", f"labels/{label['id']}/void")
    assert (again[0], again[1]["error"]["code"]) == (409, "cannot_void")
    amazon.advance("P16D")
    assert carrier("GET", f"labels/{label['id']}")[1]["status"] == "refunded"
    assert sum(posting.amount for posting in amazon.world.state.postings) == 0
    assert carrier("GET", f"tracking/{label['tracking_number']}")[1]["status"] == "cancelled"


def test_a_scanned_label_is_not_paid_back(amazon: Driver) -> None:
    carrier = Carrier(amazon, "key")
    label = sold(carrier)
    amazon.advance("P2D")
    assert carrier("POST", f"labels/{label['id']}/void")[1]["status"] == "void_pending"
    amazon.advance("P16D")
    assert carrier("GET", f"labels/{label['id']}")[1]["status"] == "refund_refused"
    assert sum(posting.amount for posting in amazon.world.state.postings) > 0


def test_an_old_label_cannot_be_given_back(amazon: Driver) -> None:
    carrier = Carrier(amazon, "none")
    label = sold(carrier)
    amazon.advance("P31D")
    assert carrier("POST", f"labels/{label['id']}/void")[0] == 409


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"service": ""}, 422, "rate_or_service"),
        ({"rate_id": "rate_x_y", "service": "USPS_PTP_PRI"}, 422, "rate_or_service"),
        ({"rate_id": "rate_x_y"}, 404, "rate_unknown"),
        ({"rate_id": "nonsense"}, 404, "rate_unknown"),
        ({"service": "PIGEON"}, 422, "service_unknown"),
        ({"service": "DHL_PAKET"}, 422, "service_unknown"),
        ({"service": "ONTRAC_MFN_GROUND"}, 422, "service_unknown"),
        ({"parcel": PARCEL | {"weight_grams": 90_000}}, 422, "weight_restrictions"),
        ({"parcel": PARCEL | {"length_mm": 2000}}, 422, "size_restrictions"),
        ({"to_address": BUYER | {"country": "CH"}}, 422, "no_coverage"),
        ({"to_address": BUYER | {"postal_code": ""}}, 422, "address_invalid"),
        ({"to_address": BUYER | {"country": "usa"}}, 400, "invalid_request"),
        ({"to_address": BUYER | {"planet": "Mars"}}, 400, "invalid_request"),
        ({"parcel": PARCEL | {"weight_grams": 0}}, 400, "invalid_request"),
    ],
)
def test_purchases_that_are_refused_cost_nothing(amazon: Driver, change: dict[str, Any], status: int, code: str) -> None:
    carrier = Carrier(amazon, "key")
    found, said = carrier.buy(**change, key="k")
    assert (found, said["error"]["code"]) == (status, code)
    assert carrier.money() == []
    assert carrier.buy(key="k")[0] == 201  # a refusal does not use up the key


def test_a_rate_binds_its_parcel_and_dies(amazon: Driver) -> None:
    carrier, other = Carrier(amazon, "list"), Carrier(amazon, "none")
    rate = carrier("POST", "rates", asking())[1]["rates"][0]
    assert other.buy(rate_id=rate["rate_id"])[1]["error"]["code"] == "rate_unknown"
    heavier = carrier.buy(rate_id=rate["rate_id"], parcel=PARCEL | {"weight_grams": 5000})
    assert (heavier[0], heavier[1]["error"]["code"]) == (422, "rate_differs")
    amazon.advance("PT9M59S")
    assert carrier.buy(rate_id=rate["rate_id"])[0] == 201
    amazon.advance("PT1S")
    assert rate["expires_at"] == amazon.control("clock")["now"]
    assert carrier.buy(rate_id=rate["rate_id"])[1]["error"]["code"] == "rate_expired"


def test_rates_say_what_cannot_be_had(amazon: Driver) -> None:
    said = Carrier(amazon, "none")("POST", "rates", asking() | {"to_address": BUYER | {"country": "CH"}})[1]
    assert {refused["code"] for refused in said["not_offered"]} == {"no_coverage"}
    assert {rate["service"] for rate in said["rates"]} == {"USPS_PTP_PRI", "UPS_PTP_NEXT_DAY_AIR_SAVER"}


def test_the_price_may_differ_from_the_quote() -> None:
    carrier = Carrier(simulate(f"{QUIET}price_differs = 1.0\n"), "none")
    rate = carrier("POST", "rates", asking())[1]["rates"][0]
    label = carrier.buy(rate_id=rate["rate_id"])[1]
    assert Decimal(label["amount"]) > Decimal(rate["amount"])
    assert carrier.money() == [label["amount"]]


def test_keys_open_their_own_carrier_until_they_are_replaced(amazon: Driver) -> None:
    carrier, other = Carrier(amazon, "key"), Carrier(amazon, "none")
    assert len({one["key"] for one in amazon.control("carriers")["carriers"]}) == len(KINDS) + 1
    good, carrier.key = carrier.key, other.key
    assert carrier("POST", "rates", asking())[0] == 401
    carrier.key = ""
    assert carrier("POST", "rates", asking())[0] == 401
    carrier.key = good
    assert carrier("POST", "rates", asking(), authorization=f"Basic {good}")[0] == 401
    assert carrier("POST", "rates", asking())[0] == 200
    amazon.control("carriers", {"account": 0, "kind": "key"})
    assert carrier("POST", "rates", asking())[0] == 401
    assert Carrier(amazon, "key")("POST", "rates", asking())[0] == 200
    assert other("POST", "rates", asking())[0] == 200
    for change in ({"account": 0, "kind": "pigeon"}, {"account": 9, "kind": "key"}):
        assert "errors" in amazon.control("carriers", change)


def test_paths_and_methods_nobody_serves(amazon: Driver) -> None:
    carrier = Carrier(amazon, "none")
    assert carrier("GET", "pigeons")[1]["error"]["code"] == "not_found"
    assert carrier("DELETE", "labels/lbl_1")[1]["error"]["code"] == "method_not_allowed"
    assert carrier("GET", "labels/lbl_1")[1]["error"]["code"] == "label_unknown"
    label = sold(carrier)
    assert carrier("GET", f"labels/{label['id']}/document?format=gif")[0] == 400
    assert carrier("GET", f"labels/{label['id']}/document?format=png&dpi=250")[0] == 400


@pytest.mark.parametrize(
    ("fault", "status", "charged"),
    [
        ({"kind": "refuse"}, 0, 0),
        ({"kind": "reset"}, 0, 0),
        ({"kind": "lost"}, 0, 1),
        ({"kind": "throttle"}, 429, 0),
        ({"kind": "error"}, 503, 0),
        ({"kind": "error", "effect": True, "status": 500}, 500, 1),
        ({"kind": "malformed", "body": "html"}, 201, 1),
        ({"kind": "duplicate"}, 201, 2),
        ({"kind": "slow"}, 201, 1),
    ],
)
def test_faults_strike_purchases(amazon: Driver, fault: dict[str, Any], status: int, charged: int) -> None:
    amazon.control("faults", fault | {"operation": "carrier.none.buy", "count": 1})
    carrier = Carrier(amazon, "none")
    assert carrier.buy("r")[0] == status
    assert len(carrier.money()) == charged
    calls = amazon.control("truth/calls?operation=carrier.none.buy")["calls"]
    assert [(call["status"], call["fault"]) for call in calls] == [(status, fault["kind"])]
    assert carrier.buy("r")[0] == 201


def test_a_stale_copy_does_not_know_yet_what_was_just_bought() -> None:
    amazon = simulate(f"{QUIET}list_delay = [0.0, 0.0]\n")
    carrier, service = Carrier(amazon, "list"), Carrier(amazon, "tracking")
    label = carrier.buy("order 7")[1]
    asked = [
        (carrier, f"labels/{label['id']}"),
        (carrier, "labels?reference=order%207"),
        (service, f"trackers/{label['tracking_number']}"),
    ]
    fresh = [client("GET", path) for client, path in asked]
    amazon.control("faults", {"kind": "stale", "operation": "carrier"})
    stale = [client("GET", path) for client, path in asked]
    assert (stale[0][0], stale[1][1]["labels"], stale[2][1]["status"]) == (404, [], "unknown")
    assert carrier.buy("order 8")[0] == 201
    amazon.control("faults", method="DELETE")
    assert [client("GET", path) for client, path in asked] == fresh


def test_listed_labels_may_come_in_another_order() -> None:
    amazon = simulate(f"{QUIET}list_delay = [0.0, 0.0]\n")
    carrier = Carrier(amazon, "list")
    bought = [carrier.buy(f"order {one}")[1]["id"] for one in range(5)]
    amazon.control("faults", {"kind": "reordered", "operation": "carrier.list.list"})
    listed = [label["id"] for label in carrier("GET", "labels")[1]["labels"]]
    assert listed != bought
    assert sorted(listed) == sorted(bought)


def test_a_lost_answer_is_found_again_by_each_kind_that_can() -> None:
    amazon = simulate(f"{QUIET}list_delay = [0.0, 0.0]\n")
    for kind in DIRECT:
        amazon.control("faults", {"kind": "lost", "operation": f"carrier.{kind}.buy", "count": 1})
    key, unique, listing, none = (Carrier(amazon, kind) for kind in DIRECT)
    assert key.buy(key="a")[0] == unique.buy(external_id="a")[0] == listing.buy("a")[0] == none.buy("a")[0] == 0
    assert key.buy(key="a")[0] == 201
    assert len(unique("GET", "labels?external_id=a")[1]["labels"]) == 1
    assert len(listing("GET", "labels?reference=a")[1]["labels"]) == 1
    assert none("GET", "labels?reference=a")[0] == 405
    assert [len(carrier.money()) for carrier in (key, unique, listing, none)] == [1, 1, 1, 1]


def test_a_bad_carrier_fails_before_or_after_the_effect() -> None:
    amazon = simulate(f"{QUIET}fails = 0.5\n")
    carrier = Carrier(amazon, "none")
    answers = [carrier.buy(f"r{number}")[0] for number in range(40)]
    charged = len(amazon.world.state.postings)
    assert answers.count(201) < charged < 40
    assert set(answers) > {201}


def test_the_months_account_is_the_sum_of_all_charges_and_refunds(amazon: Driver) -> None:
    carrier = Carrier(amazon, "list")
    kept, given = carrier.buy("a")[1], carrier.buy("b")[1]
    carrier("POST", f"labels/{given['id']}/void")
    amazon.advance("P30D")
    months = [carrier("GET", f"invoices?month={month}")[1] for month in ("2026-10", "2026-11", "2026-12")]
    lines = [line for month in months for line in month["lines"]]
    assert sorted((line["type"], line["label_id"]) for line in lines) == sorted(
        [("charge", kept["id"]), ("charge", given["id"]), ("refund", given["id"])]
    )
    assert sum(Decimal(month["total"]) for month in months) == Decimal(kept["amount"])
    table = [*csv.DictReader(StringIO(carrier("GET", "invoices?month=2026-11&format=csv")[1].decode()))]
    assert table == months[1]["lines"]
    assert carrier("GET", "invoices?month=2026-13")[0] == 400


def test_a_confirmation_joins_the_parcel_to_its_order(amazon: Driver) -> None:
    carrier = Carrier(amazon, "key")
    n = amazon.unshipped()
    label = sold(carrier, reference=amazon.world.books[0].order_id(n))
    body = package(amazon, n, trackingNumber=label["tracking_number"], carrierCode="USPS")
    assert amazon.call("ordersV0.confirmShipment", {"orderId": amazon.world.books[0].order_id(n)}, body=body)[0] == 204
    amazon.advance("P12D")
    tracker = carrier("GET", f"tracking/{label['tracking_number']}")[1]
    assert tracker["status"] == "delivered"
    assert amazon.control(f"truth/orders/{amazon.world.books[0].order_id(n)}")["delivered"] == tracker["delivered_at"]


def test_only_one_of_two_labels_for_a_box_is_ever_scanned(amazon: Driver) -> None:
    carrier = Carrier(amazon, "none")
    used, spare = carrier.buy("order 7")[1], carrier.buy("order 7")[1]
    other = carrier.buy("order 8")[1]
    amazon.advance("P12D")
    told = [carrier("GET", f"tracking/{one['tracking_number']}")[1]["status"] for one in (used, spare, other)]
    assert told == ["delivered", "pre_transit", "delivered"]
    carrier("POST", f"labels/{spare['id']}/void")
    amazon.advance("P16D")
    assert carrier("GET", f"labels/{spare['id']}")[1]["status"] == "refunded"


def test_the_schema_describes_every_endpoint_of_every_carrier(amazon: Driver) -> None:
    described = amazon.control("schema")
    for kind in KINDS:
        assert set(described["paths"][f"/carriers/{kind}/v1/labels"]) >= {"post"}
        assert f"/carriers/{kind}/v1/labels/{{id}}/void" in described["paths"]
    body = described["paths"]["/carriers/key/v1/labels"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body["$ref"].rpartition("/")[2] in described["components"]["schemas"]
    assert "/carriers/tracking/v1/trackers/{number}" in described["paths"]


def test_the_same_calls_give_the_same_bytes() -> None:
    def bytes_of() -> list[bytes]:
        amazon = simulate("[carriers]\nfails = 0.2\nprice_differs = 0.3\nlate = 0.5\n")
        for kind in KINDS:
            carrier = Carrier(amazon, kind)
            carrier("POST", "rates", asking())
            status, said = carrier.buy("order", external_id="x", key="k")
            if status == 201:
                for form in ("pdf", "png", "zpl"):
                    carrier("GET", f"labels/{said['id']}/document?format={form}")
            amazon.advance("P2D")
            carrier("GET", "invoices?month=2026-11")
        return amazon.log

    first = bytes_of()
    assert sum(answer.partition(b"\r\n\r\n")[2].startswith((b"%PDF", b"\x89PNG", b"^XA")) for answer in first) > 3
    assert bytes_of() == first


def test_the_page_on_carriers_names_every_endpoint_and_truth() -> None:
    page = (Path(__file__).parents[2] / "docs/simulator/carriers.md").read_text("utf-8")
    for row in ROWS:
        everywhere = row.path.replace(f"/{row.kind}/", "/KIND/") if row.kind != "tracking" else row.path
        assert f"`{row.method} {row.path}`" in page or f"`{row.method} {everywhere}`" in page
    for path in ("labels", "money", "paid-twice", "parcels"):
        assert f"/_simulator/truth/{path}" in page


def test_a_saved_world_goes_on_alike() -> None:
    def halfway() -> tuple[Driver, dict[str, Carrier]]:
        amazon = simulate("[carriers]\nfails = 0.2\nasync_seconds = 3600.0\n")
        carriers = {kind: Carrier(amazon, kind) for kind in KINDS}
        for number in range(3):
            for carrier in carriers.values():
                carrier.buy(f"r{number}", external_id=f"x{number}", key=f"k{number}")
        return amazon, carriers

    def onward(amazon: Driver, carriers: dict[str, Carrier]) -> list[Any]:
        said: list[Any] = []
        for carrier in carriers.values():
            said += [carrier.buy("r1", external_id="x1", key="k1"), carrier.buy("r9", external_id="x9", key="k9")]
        amazon.advance("P3D")
        return [*said, *(carrier("GET", "invoices?month=2026-11") for carrier in carriers.values())]

    amazon, carriers = halfway()
    saved = msgspec.msgpack.encode(amazon.world.state)
    first = onward(amazon, carriers)
    again, same = halfway()
    again.world.state = msgspec.msgpack.decode(saved, type=State)
    for book in again.world.books:
        book.restore()
    assert json.dumps(onward(again, same), default=repr) == json.dumps(first, default=repr)
