"""Sellers, listings with their quantities, what lies in Amazon's warehouses."""

from typing import Any

import pytest

from tests.simulator.driver import QUIET, Driver, simulate

GET, PATCH, SEARCH = (
    f"listingsItems_2021-08-01.{name}" for name in ("getListingsItem", "patchListingsItem", "searchListingsItems")
)
US = "ATVPDKIKX0DER"


@pytest.fixture
def amazon() -> Driver:
    return simulate()


def where(amazon: Driver, sku: str) -> dict[str, str]:
    return {"sellerId": amazon.world.sellers[0].seller_id, "sku": sku}


def quantity(amazon: Driver, sku: str) -> int:
    query = {"marketplaceIds": US, "includedData": "fulfillmentAvailability"}
    status, said = amazon.call(GET, where(amazon, sku), query)
    assert status == 200
    return int(said["fulfillmentAvailability"][0]["quantity"])


def patch(amazon: Driver, sku: str, op: str = "replace", query: dict[str, Any] | None = None, **value: Any) -> Any:
    values = [{"fulfillment_channel_code": "DEFAULT", **value}]
    body = {"productType": "PRODUCT", "patches": [{"op": op, "path": "/attributes/fulfillment_availability", "value": values}]}
    status, said = amazon.call(PATCH, where(amazon, sku), {"marketplaceIds": US, **(query or {})}, body=body)
    assert status == 200
    return said


def test_a_seller_is_told_where_it_sells() -> None:
    amazon = simulate(accounts=3)
    for account, region in enumerate(("NA", "EU", "FE")):
        payload = amazon.call("sellers.getMarketplaceParticipations", account=account)[1]["payload"]
        assert [row["marketplace"]["id"] for row in payload] == [one.id for one in amazon.world.sellers[account].marketplaces]
        assert {row["storeName"] for row in payload} == {amazon.world.sellers[account].name}
        about = amazon.call("sellers.getAccount", account=account)[1]["payload"]
        assert about["marketplaceParticipationList"] == payload
        assert about["business"]["registeredBusinessAddress"]["countryCode"] == {"NA": "US", "EU": "DE", "FE": "JP"}[region]


def test_a_quantity_becomes_live_a_while_after_it_was_accepted(amazon: Driver) -> None:
    sku = amazon.world.catalogues[0].products[0].sku
    before = quantity(amazon, sku)
    assert patch(amazon, sku, quantity=777)["status"] == "ACCEPTED"
    assert quantity(amazon, sku) == before
    amazon.advance("PT1M")
    assert quantity(amazon, sku) == 777


def test_a_sku_with_a_slash_is_reached_by_its_encoded_path(amazon: Driver) -> None:
    odd = [product.sku for product in amazon.world.catalogues[0].products if set(product.sku) & set("/+ ")]
    assert len({mark for sku in odd for mark in sku if mark in "/+ "}) == 3
    for number, sku in enumerate(odd):
        patch(amazon, sku, quantity=500 + number)
    amazon.advance("PT1M")
    assert [quantity(amazon, sku) for sku in odd] == [500 + number for number in range(len(odd))]


def test_replace_drops_what_it_does_not_name_and_merge_keeps_it(amazon: Driver) -> None:
    sku = amazon.world.catalogues[0].products[1].sku

    def attribute() -> dict[str, Any]:
        query = {"marketplaceIds": US, "includedData": "attributes"}
        return amazon.call(GET, where(amazon, sku), query)[1]["attributes"]["fulfillment_availability"][0]

    patch(amazon, sku, quantity=5, lead_time_to_ship_max_days=3)
    amazon.advance("PT1M")
    assert attribute() == {"fulfillment_channel_code": "DEFAULT", "quantity": 5, "lead_time_to_ship_max_days": 3}
    patch(amazon, sku, "merge", quantity=6)
    amazon.advance("PT1M")
    assert attribute() == {"fulfillment_channel_code": "DEFAULT", "quantity": 6, "lead_time_to_ship_max_days": 3}
    patch(amazon, sku, quantity=7)
    amazon.advance("PT1M")
    assert attribute() == {"fulfillment_channel_code": "DEFAULT", "quantity": 7}
    patch(amazon, sku, "delete")
    amazon.advance("PT1M")
    assert attribute()["quantity"] == 0
    summaries = amazon.call(GET, where(amazon, sku), {"marketplaceIds": US})[1]["summaries"]
    assert summaries[0]["status"] == ["DISCOVERABLE"]


def test_a_preview_changes_nothing(amazon: Driver) -> None:
    sku = amazon.world.catalogues[0].products[0].sku
    before = quantity(amazon, sku)
    assert patch(amazon, sku, query={"mode": "VALIDATION_PREVIEW"}, quantity=777)["status"] == "VALID"
    amazon.advance("PT5M")
    assert quantity(amazon, sku) == before


@pytest.mark.parametrize(
    "value", [{"quantity": -1}, {"quantity": "7"}, {"quantity": True}, {"fulfillment_channel_code": "AMAZON_NA"}]
)
def test_a_wrong_quantity_is_invalid_and_changes_nothing(amazon: Driver, value: dict[str, Any]) -> None:
    sku = amazon.world.catalogues[0].products[0].sku
    before = quantity(amazon, sku)
    said = patch(amazon, sku, **value)
    assert (said["status"], said["issues"][0]["attributeNames"]) == ("INVALID", ["fulfillment_availability"])
    amazon.advance("PT5M")
    assert quantity(amazon, sku) == before


def test_what_amazon_refuses_of_listings(amazon: Driver) -> None:
    sku = amazon.world.catalogues[0].products[0].sku
    assert amazon.call(GET, where(amazon, "NO-SUCH"), {"marketplaceIds": US})[0] == 404
    assert patch(amazon, "NO-SUCH", quantity=1)["status"] == "INVALID"
    assert amazon.call(GET, {"sellerId": "AOTHER", "sku": sku}, {"marketplaceIds": US})[0] == 403
    assert amazon.call(GET, where(amazon, sku))[0] == 400
    assert amazon.call(GET, where(amazon, sku), {"marketplaceIds": "A1PA6795UKMFR9"})[0] == 400
    nested = {"productType": "PRODUCT", "patches": [{"op": "replace", "path": "/attributes/a/b", "value": [{}]}]}
    assert amazon.call(PATCH, where(amazon, sku), {"marketplaceIds": US}, body=nested)[0] == 400
    assert amazon.call(PATCH, where(amazon, sku), {"marketplaceIds": US}, body={"productType": "X", "patches": []})[0] == 400


def test_listings_are_found_in_pages_and_by_sku(amazon: Driver) -> None:
    products = amazon.world.catalogues[0].products
    seller = {"sellerId": amazon.world.sellers[0].seller_id}
    query: dict[str, Any] = {"marketplaceIds": US, "pageSize": 20, "includedData": "summaries,offers,productTypes,issues"}
    found: list[str] = []
    while True:
        said = amazon.call(SEARCH, seller, query)[1]
        found += [item["sku"] for item in said["items"]]
        if "pagination" not in said:
            break
        query["pageToken"] = said["pagination"]["nextToken"]
    assert found == [product.sku for product in products]
    wanted = [product.sku for product in products[3:23]]
    query = {"marketplaceIds": US, "pageSize": 20, "identifiersType": "SKU", "identifiers": wanted}
    assert [item["sku"] for item in amazon.call(SEARCH, seller, query)[1]["items"]] == wanted
    assert amazon.call(SEARCH, seller, {"marketplaceIds": US, "identifiers": wanted})[0] == 400
    assert amazon.call(SEARCH, seller, {"marketplaceIds": US, "pageSize": 21})[0] == 400
    assert amazon.call(SEARCH, seller, {"marketplaceIds": US, "pageToken": "?"})[0] == 400


def test_orders_lower_the_quantity() -> None:
    amazon = simulate(f"{QUIET}[orders]\nper_day = 200\ncatalogue = 3\n", orders=0)
    before = {one.sku: quantity(amazon, one.sku) for one in amazon.world.catalogues[0].products}
    amazon.advance("PT6H")
    book = amazon.world.books[0]
    ordered: dict[str, int] = {}
    for n in range(len(book.created)):
        for item in book.facts(n).items:
            ordered[item.product.sku] = ordered.get(item.product.sku, 0) + item.quantity
    assert ordered
    assert {sku: quantity(amazon, sku) for sku in before} == {
        sku: max(0, units - ordered.get(sku, 0)) for sku, units in before.items()
    }


def test_goods_in_amazons_warehouses_are_reserved_and_leave() -> None:
    amazon = simulate(
        f"{QUIET}[strange]\nfba = 1.0\n[orders]\nper_day = 50\ncatalogue = 120\n[buyers]\npending = 0.0\n", orders=0
    )
    query: dict[str, Any] = {"granularityType": "Marketplace", "granularityId": US, "marketplaceIds": US, "details": "true"}

    def held() -> tuple[int, int, int]:
        rows: list[dict[str, Any]] = []
        token: dict[str, str] = {}
        while True:
            said = amazon.call("fbaInventory.getInventorySummaries", query=query | token)[1]
            rows += said["payload"]["inventorySummaries"]
            if "pagination" not in said:
                break
            token = {"nextToken": said["pagination"]["nextToken"]}
        details = [row["inventoryDetails"] for row in rows]
        assert [row["totalQuantity"] for row in rows] == [
            one["fulfillableQuantity"] + one["reservedQuantity"]["totalReservedQuantity"] for one in details
        ]
        free = sum(one["fulfillableQuantity"] for one in details)
        return len(rows), free, sum(one["reservedQuantity"]["totalReservedQuantity"] for one in details)

    rows, free, reserved = held()
    assert (rows > 50, reserved) == (True, 0)
    amazon.advance("PT6H")
    units = sum(item.quantity for n in range(len(amazon.world.books[0].created)) for item in amazon.world.books[0].facts(n).items)
    assert held()[1:] == (free - units, units)
    amazon.control("rates", {"operation": "*", "rate": 100000, "burst": 100000})
    amazon.world.state.events[:] = [event for event in amazon.world.state.events if event[2] == "fba"]
    amazon.advance("PT20H")
    assert held()[1:] == (free - units, 0)


def test_a_page_token_of_the_inventory_dies_after_thirty_seconds() -> None:
    amazon = simulate(f"{QUIET}[strange]\nfba = 0.1\n")
    query = {"granularityType": "Marketplace", "granularityId": US, "marketplaceIds": US}
    token = amazon.call("fbaInventory.getInventorySummaries", query=query)[1]["pagination"]["nextToken"]
    amazon.advance("PT30S")
    assert amazon.call("fbaInventory.getInventorySummaries", query=query | {"nextToken": token})[0] == 200
    amazon.advance("PT1S")
    assert amazon.call("fbaInventory.getInventorySummaries", query=query | {"nextToken": token})[0] == 400
    assert amazon.call("fbaInventory.getInventorySummaries", query=query | {"marketplaceIds": "A2EUQ1WTGCTBG2"})[0] == 400
    sku = amazon.world.catalogues[0].products[4].sku
    said = amazon.call("fbaInventory.getInventorySummaries", query=query | {"sellerSkus": sku})[1]
    assert [row["sellerSku"] for row in said["payload"]["inventorySummaries"]] == [sku]


def test_without_goods_at_amazon_the_inventory_is_empty(amazon: Driver) -> None:
    query = {"granularityType": "Marketplace", "granularityId": US, "marketplaceIds": US}
    assert amazon.call("fbaInventory.getInventorySummaries", query=query)[1]["payload"]["inventorySummaries"] == []
