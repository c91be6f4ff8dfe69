"""Orders over time: search, paging, bounds, what buyers do, replicas, confirmations."""

from typing import Any

import pytest

from tests.simulator.driver import QUIET, Driver, package, simulate

ALL = [
    "BUYER", "RECIPIENT", "PROCEEDS", "EXPENSE", "PROMOTION", "CANCELLATION", "FULFILLMENT", "PACKAGES", "TAX", "PAYMENT",
    "FULFILLMENT_ORDERS",
]  # fmt: skip
SEARCH, GET, CONFIRM = "orders_2026-01-01.searchOrders", "orders_2026-01-01.getOrder", "ordersV0.confirmShipment"


@pytest.fixture
def amazon() -> Driver:
    return simulate()


def everything(amazon: Driver, account: int = 0, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        status, said = amazon.call(SEARCH, query=query, account=account)
        assert status == 200, said
        found += said["orders"]
        if "pagination" not in said:
            return found
        query["paginationToken"] = said["pagination"]["nextToken"]


def get(amazon: Driver, n: int, account: int = 0) -> dict[str, Any]:
    order_id = amazon.world.books[account].order_id(n)
    return amazon.call(GET, {"orderId": order_id}, {"includedData": ALL}, account=account)[1]["order"]


def confirm(amazon: Driver, n: int, reference: str = "1", **changes: Any) -> tuple[int, Any]:
    return amazon.call(CONFIRM, {"orderId": amazon.world.books[0].order_id(n)}, body=package(amazon, n, reference, **changes))


def test_every_order_is_found_once_over_pages_by_creation_and_by_update(amazon: Driver) -> None:
    amazon.advance("PT3M")
    expected = {amazon.world.books[0].order_id(n) for n in range(200)}
    for field in ("createdAfter", "lastUpdatedAfter"):
        found = [order["orderId"] for order in everything(amazon, **{field: "2024-01-01T00:00:00Z"}, maxResultsPerPage=37)]
        assert len(found) == len(set(found))
        assert expected <= set(found)


def test_all_marketplaces_and_strange_kinds_fit_amazons_models() -> None:
    strange = "\n".join(
        f"{kind} = 0.3" for kind in ("gift", "business", "prime", "premium", "transparency", "customized", "preorder")
    )
    amazon = simulate(
        f"{QUIET}[strange]\nfba = 0.2\nreplacement = 0.2\neasy_ship = 0.5\nmany_items = 0.05\n{strange}\n", accounts=3, orders=300
    )
    places = set()
    for account in range(3):
        for order in everything(amazon, account, createdAfter="2024-01-01T00:00:00Z", includedData=ALL):
            places.add(order["salesChannel"]["marketplaceId"])
            if order["salesChannel"]["marketplaceId"] == "A1VC38T7YXB528" and "proceeds" in order:
                assert "." not in order["proceeds"]["grandTotal"]["amount"]
    assert len(places) > 18


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ({}, "Exactly one"),
        ({"createdAfter": "2026-11-01T00:00:00Z", "lastUpdatedAfter": "2026-11-01T00:00:00Z"}, "Exactly one"),
        ({"createdAfter": "2026-11-01T00:00:00Z", "lastUpdatedBefore": "2026-11-02T00:00:00Z"}, "lastUpdatedBefore"),
        ({"createdAfter": "2026-11-01T00:00:00Z", "createdBefore": "2026-11-23T11:58:01Z"}, "two minutes"),
        ({"createdAfter": "2026-11-03T00:00:00Z", "createdBefore": "2026-11-02T00:00:00Z"}, "equal to or after"),
        ({"createdAfter": "yesterday"}, "createdAfter"),
        ({"createdAfter": "2026-11-01T00:00:00Z", "maxResultsPerPage": 101}, "maxResultsPerPage"),
        ({"createdAfter": "2026-11-01T00:00:00Z", "fulfillmentStatuses": "LOST"}, "fulfillmentStatuses"),
        ({"createdAfter": "2026-11-01T00:00:00Z", "includedData": "SECRETS"}, "includedData"),
        ({"createdAfter": "2026-11-01T00:00:00Z", "paginationToken": "junk"}, "paginationToken"),
    ],
)
def test_searches_that_break_a_rule_are_refused(amazon: Driver, query: dict[str, Any], word: str) -> None:
    status, said = amazon.call(SEARCH, query=query)
    assert status == 400
    assert word in said["errors"][0]["message"]


def test_the_upper_bound_is_echoed_two_minutes_before_now(amazon: Driver) -> None:
    assert (
        amazon.call(SEARCH, query={"lastUpdatedAfter": "2026-11-23T00:00:00Z"})[1]["lastUpdatedBefore"]
        == "2026-11-23T11:58:00.000Z"
    )
    given = {"createdAfter": "2026-11-22T00:00:00Z", "createdBefore": "2026-11-23T00:00:00Z"}
    assert amazon.call(SEARCH, query=given)[1]["createdBefore"] == "2026-11-23T00:00:00.000Z"


def test_a_page_token_lives_a_day_and_binds_the_parameters(amazon: Driver) -> None:
    query = {"createdAfter": "2026-01-01T00:00:00Z", "maxResultsPerPage": 10}
    token = amazon.call(SEARCH, query=query)[1]["pagination"]["nextToken"]
    assert (
        amazon.call(SEARCH, query={**query, "maxResultsPerPage": 5, "includedData": "BUYER", "paginationToken": token})[0] == 200
    )
    assert amazon.call(SEARCH, query={**query, "fulfilledBy": "MERCHANT", "paginationToken": token})[0] == 400
    amazon.advance("PT24H1S")
    assert amazon.call(SEARCH, query={**query, "paginationToken": token})[0] == 400


def test_filters_choose_by_status_place_and_who_fulfils() -> None:
    amazon = simulate(f"{QUIET}[strange]\nfba = 0.3\n")
    whole = everything(amazon, createdAfter="2024-01-01T00:00:00Z", includedData=["FULFILLMENT"])
    for query, fits in (
        (
            {"fulfillmentStatuses": ["SHIPPED", "CANCELLED"]},
            lambda o: o["fulfillment"]["fulfillmentStatus"] in {"SHIPPED", "CANCELLED"},
        ),
        ({"fulfilledBy": "AMAZON"}, lambda o: o["fulfillment"]["fulfilledBy"] == "AMAZON"),
        ({"marketplaceIds": ["A2EUQ1WTGCTBG2"]}, lambda o: o["salesChannel"]["marketplaceId"] == "A2EUQ1WTGCTBG2"),
    ):
        found = everything(amazon, createdAfter="2024-01-01T00:00:00Z", includedData=["FULFILLMENT"], **query)
        assert found == [order for order in whole if fits(order)]
        assert found


def test_pending_orders_hide_address_and_money_until_paid() -> None:
    amazon = simulate(f"{QUIET}[buyers]\npending = 1.0\npays_never = 0.0\n")
    book = amazon.world.books[0]
    n = next(n for n, order in book.orders.items() if order.status == "PENDING" and "address_missing" not in book.facts(n).kinds)
    form = get(amazon, n)
    assert not {"recipient", "proceeds"} & set(form)
    amazon.advance("P21D")
    assert book.orders[n].status != "PENDING"
    assert "payment cleared" in [what for _, _, what in book.orders[n].history]


def test_what_is_never_paid_or_never_confirmed_is_cancelled_by_amazon() -> None:
    amazon = simulate(f"{QUIET}[buyers]\npending = 0.5\npays_never = 1.0\ncancels_early = 0.0\nasks_to_cancel = 0.0\n")
    amazon.advance("P35D")
    old = [
        order for n, order in amazon.world.books[0].orders.items() if amazon.world.books[0].facts(n).created < amazon.world.start
    ]
    assert {order.status for order in old} == {"CANCELLED"}
    assert {(order.cancelled_by, order.cancelled_why) for order in old} == {
        ("AMAZON", "PaymentFailed"),
        ("AMAZON", "NotConfirmedInTime"),
    }


def test_a_buyer_asks_to_cancel_and_the_order_shows_it() -> None:
    amazon = simulate(f"{QUIET}[buyers]\nasks_to_cancel = 1.0\npending = 0.0\ncancels_early = 0.0\n")
    amazon.advance("P2D")
    n = next(n for n, order in amazon.world.books[0].orders.items() if order.cancel_asked)
    item = get(amazon, n)["orderItems"][0]
    assert item["cancellation"]["cancellationRequest"]["requester"] == "BUYER"
    order_id = amazon.world.books[0].order_id(n)
    v0 = amazon.call("ordersV0.getOrderItems", {"orderId": order_id})[1]["payload"]["OrderItems"][0]
    assert v0["BuyerRequestedCancel"]["IsBuyerRequestedCancel"] == "true"


def test_a_confirmation_shows_late_in_order_data_and_moves_the_update_time(amazon: Driver) -> None:
    n = amazon.unshipped()
    before = get(amazon, n)
    assert confirm(amazon, n)[0] == 204
    assert get(amazon, n) == before
    amazon.advance("PT2M")
    after = get(amazon, n)
    assert after["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
    assert after["packages"][0]["trackingNumber"] == "1Z999AA10123456784"
    assert after["lastUpdatedTime"] > before["lastUpdatedTime"]
    amazon.advance("PT3M")
    found = everything(amazon, lastUpdatedAfter=before["lastUpdatedTime"])
    assert [order["orderId"] for order in found].count(after["orderId"]) == 1


def test_the_same_reference_edits_and_another_is_refused_once_all_is_shipped(amazon: Driver) -> None:
    n = amazon.unshipped()
    confirm(amazon, n)
    amazon.advance("PT2M")
    assert confirm(amazon, n, trackingNumber="1Z999AA10123456799")[0] == 204
    amazon.advance("PT2M")
    assert [package["trackingNumber"] for package in get(amazon, n)["packages"]] == ["1Z999AA10123456799"]
    status, said = confirm(amazon, n, "2")
    assert (status, said["errors"][0]["details"]) == (400, "PackageToUpdateNotFound")


def test_packages_share_an_order_and_never_ship_more_than_was_ordered() -> None:
    amazon = simulate(f"{QUIET}[strange]\nhuge_quantity = 1.0\n")
    n = amazon.unshipped()
    items = amazon.world.books[0].facts(n).items
    part = [{"orderItemId": items[0].id, "quantity": 400}]
    assert confirm(amazon, n, "1", orderItems=part)[0] == 204
    amazon.advance("PT2M")
    assert get(amazon, n)["fulfillment"]["fulfillmentStatus"] == "PARTIALLY_SHIPPED"
    assert confirm(amazon, n, "2", orderItems=[{"orderItemId": items[0].id, "quantity": 600}])[0] == 400
    rest = [{"orderItemId": items[0].id, "quantity": 599}] + [
        {"orderItemId": item.id, "quantity": item.quantity} for item in items[1:]
    ]
    assert confirm(amazon, n, "2", orderItems=rest, trackingNumber="1Z999AA10123456777")[0] == 204
    amazon.advance("PT2M")
    form = get(amazon, n)
    assert form["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
    assert len(form["packages"]) == 2


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"packageReferenceId": 1}, "packageDetail.packageReferenceId"),
        ({"packageReferenceId": "0"}, "positive numeric"),
        ({"packageReferenceId": "A1"}, "positive numeric"),
        ({"shipDate": "02/21/2022"}, "shipDate"),
        ({"carrierCode": "Other"}, "carrierName"),
        ({"trackingNumber": ""}, "trackingNumber"),
        ({"orderItems": []}, "orderItems"),
        ({"orderItems": [{"orderItemId": "1", "quantity": 1}]}, "order item id"),
    ],
)
def test_confirmations_that_amazon_refuses(amazon: Driver, changes: dict[str, Any], word: str) -> None:
    n = amazon.unshipped()
    status, said = confirm(amazon, n, **changes)
    assert status == 400
    assert word in said["errors"][0]["message"]
    assert amazon.world.books[0].orders[n].packages == []


def test_orders_that_cannot_be_confirmed() -> None:
    amazon = simulate(f"{QUIET}[strange]\nship_plus = 0.3\nfba = 0.1\n[buyers]\npending = 0.3\n")
    book = amazon.world.books[0]
    seen = set()
    for n, order in list(book.orders.items()):
        kinds = book.facts(n).kinds
        reason = next(
            (kind for kind in ("fba", "ship_plus") if kind in kinds), "" if order.status == "UNSHIPPED" else order.status
        )
        if reason:
            seen.add(reason)
            assert confirm(amazon, n)[0] == 400, reason
    assert {"fba", "ship_plus", "PENDING"} <= seen
    body = package(amazon, amazon.unshipped()) | {"marketplaceId": "A1PA6795UKMFR9"}
    assert amazon.call(CONFIRM, {"orderId": book.order_id(amazon.unshipped())}, body=body)[0] == 400
    assert amazon.call(CONFIRM, {"orderId": "111-1111111-1111111"}, body=body)[0] == 404


def test_a_stale_replica_shows_an_old_form_in_lists_and_the_new_one_alone() -> None:
    amazon = simulate("[amazon]\nreplica_lag = 1.0\nreplica_lag_seconds = [600.0, 600.0]\nforgets_in_list = 0.0\n")
    amazon.advance("PT15M")
    n = amazon.unshipped()
    confirm(amazon, n)
    amazon.advance("PT5M")
    order_id = amazon.world.books[0].order_id(n)
    listed = {o["orderId"]: o for o in everything(amazon, createdAfter="2026-11-20T00:00:00Z", includedData=["FULFILLMENT"])}
    assert listed[order_id]["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"
    assert get(amazon, n)["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
    amazon.advance("PT10M")
    listed = {o["orderId"]: o for o in everything(amazon, createdAfter="2026-11-20T00:00:00Z", includedData=["FULFILLMENT"])}
    assert listed[order_id]["fulfillment"]["fulfillmentStatus"] == "SHIPPED"


def test_lists_forget_orders_at_the_rate_of_the_scenario() -> None:
    amazon = simulate("[amazon]\nforgets_in_list = 0.2\n")
    first = everything(amazon, createdAfter="2024-01-01T00:00:00Z")
    second = everything(amazon, createdAfter="2024-01-01T00:00:00Z")
    assert 100 < len(first) < 195
    assert {o["orderId"] for o in first} != {o["orderId"] for o in second}


def test_v0_reads_tell_the_same_order(amazon: Driver) -> None:
    n = amazon.unshipped()
    order_id = amazon.world.books[0].order_id(n)
    query = {"MarketplaceIds": amazon.world.books[0].facts(n).place.id, "CreatedAfter": "2024-01-01T00:00:00Z"}
    found: list[Any] = []
    while True:
        payload = amazon.call("ordersV0.getOrders", query=query)[1]["payload"]
        found += payload["Orders"]
        if "NextToken" not in payload:
            break
        query["NextToken"] = payload["NextToken"]
    assert [order["OrderStatus"] for order in found if order["AmazonOrderId"] == order_id] == ["Unshipped"]
    single = amazon.call("ordersV0.getOrder", {"orderId": order_id})[1]["payload"]
    assert single["OrderTotal"]["Amount"] == get(amazon, n)["proceeds"]["grandTotal"]["amount"]
    for name, path in (
        ("getOrderBuyerInfo", "buyerInfo"),
        ("getOrderItemsBuyerInfo", "orderItems/buyerInfo"),
        ("getOrderRegulatedInfo", "regulatedInfo"),
    ):
        token = amazon.restricted("GET", f"/orders/v0/orders/{{orderId}}/{path}")
        assert amazon.call(f"ordersV0.{name}", {"orderId": order_id}, token=token)[0] == (400 if path == "regulatedInfo" else 200)
