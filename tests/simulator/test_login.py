"""Login, tokens, roles, buckets, errors: the door as Amazon's."""

import json
from urllib.parse import urlencode

import pytest

from tests.simulator.driver import Driver, simulate


@pytest.fixture
def amazon() -> Driver:
    return simulate()


def ask(amazon: Driver, **changes: str) -> tuple[int, dict[str, object]]:
    seller = amazon.world.sellers[0]
    form = {
        "grant_type": "refresh_token", "refresh_token": seller.refresh_token, "client_id": seller.client_id,
        "client_secret": seller.client_secret, **changes,
    }  # fmt: skip
    response = amazon.raw("POST", "/auth/o2/token", urlencode({name: value for name, value in form.items() if value}).encode())
    return response.status, json.loads(response.body)


def test_a_refresh_token_gives_an_access_token_for_an_hour(amazon: Driver) -> None:
    status, said = ask(amazon)
    assert status == 200
    assert str(said["access_token"]).startswith("Atza|")
    assert (said["token_type"], said["expires_in"]) == ("bearer", 3600)
    amazon.advance("PT59M")
    assert (
        amazon.call("orders_2026-01-01.getOrder", {"orderId": "111-0000000-0000000"}, token=str(said["access_token"]))[0] == 404
    )
    amazon.advance("PT1M")
    status, refused = amazon.call("orders_2026-01-01.getOrder", {"orderId": "x"}, token=str(said["access_token"]))
    assert (status, refused["errors"][0]["details"]) == (403, "The access token you provided has expired.")


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "wrong"}, 401, "invalid_client"),
        ({"refresh_token": "Atzr|wrong"}, 400, "invalid_grant"),
        ({"grant_type": ""}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"scope": "sellingpartnerapi::notifications"}, 400, "invalid_request"),
        ({"grant_type": "client_credentials", "scope": "other"}, 400, "invalid_scope"),
    ],
)
def test_a_bad_request_for_a_token_is_refused_as_oauth_says(
    amazon: Driver, changes: dict[str, str], status: int, error: str
) -> None:
    assert (ask(amazon, **changes)[0], ask(amazon, **changes)[1]["error"]) == (status, error)


def test_revoking_ends_old_and_new_tokens(amazon: Driver) -> None:
    token = amazon.login()
    amazon.control("accounts", {"account": 0, "revoked": True})
    assert ask(amazon)[1]["error"] == "invalid_grant"
    assert amazon.call("orders_2026-01-01.getOrder", {"orderId": "x"}, token=token)[0] == 403


def test_a_rotated_secret_replaces_the_old_one_after_a_while(amazon: Driver) -> None:
    token = amazon.grantless("sellingpartnerapi::client_credential:rotation")
    assert amazon.call("application_2023-11-30.rotateApplicationClientSecret", token=token)[0] == 204
    assert ask(amazon)[0] == 200
    assert ask(amazon, client_secret=amazon.world.state.accounts[0].secret)[0] == 200
    amazon.advance("P8D")
    assert ask(amazon)[0] == 401


def test_a_bucket_empties_and_refills_with_the_clock() -> None:
    amazon = simulate()
    amazon.control("rates", {"operation": "*"})
    query = {"createdAfter": "2026-11-22T00:00:00Z"}
    answers = [amazon.call("orders_2026-01-01.searchOrders", query=query)[0] for _ in range(21)]
    assert answers == [200] * 20 + [429]
    status, said = amazon.call("orders_2026-01-01.searchOrders", query=query)
    assert (status, said["errors"][0]["code"]) == (429, "QuotaExceeded")
    amazon.advance("PT178S")
    assert amazon.call("orders_2026-01-01.searchOrders", query=query)[0] == 429
    amazon.advance("PT1S")
    assert amazon.call("orders_2026-01-01.searchOrders", query=query)[0] == 200
    assert amazon.call("orders_2026-01-01.searchOrders", query=query)[0] == 429


def test_the_rate_is_told_on_good_answers_and_not_on_429() -> None:
    amazon = simulate()
    amazon.control("rates", {"operation": "orders_2026-01-01.getOrder", "rate": 0.25, "burst": 1})
    token = amazon.login()
    first = amazon.raw("GET", "/orders/2026-01-01/orders/x", headers={"x-amz-access-token": token})
    second = amazon.raw("GET", "/orders/2026-01-01/orders/x", headers={"x-amz-access-token": token})
    assert (first.status, dict(first.headers)["x-amzn-RateLimit-Limit"]) == (404, "0.25")
    assert second.status == 429
    assert "x-amzn-RateLimit-Limit" not in dict(second.headers)
    assert dict(first.headers)["x-amzn-RequestId"] != dict(second.headers)["x-amzn-RequestId"]


def test_two_accounts_do_not_share_a_bucket() -> None:
    amazon = simulate(accounts=2)
    amazon.control("rates", {"operation": "orders_2026-01-01.getOrder", "rate": 0.01, "burst": 1})
    assert [amazon.call("orders_2026-01-01.getOrder", {"orderId": "x"}, account=number)[0] for number in (0, 1, 0, 1)] == [
        404,
        404,
        429,
        429,
    ]


def test_an_unknown_operation_and_a_missing_token_are_told(amazon: Driver) -> None:
    unknown = amazon.raw("GET", "/orders/2027-01-01/orders", headers={"x-amz-access-token": amazon.login()})
    assert unknown.status == 404
    assert "GET /orders/2027-01-01/orders" in json.loads(unknown.body)["errors"][0]["details"]
    assert amazon.raw("GET", "/orders/2026-01-01/orders").status == 403
    assert amazon.call("orders_2026-01-01.getOrder", {"orderId": "x"}, token="Atza|nonsense")[0] == 403


def test_roles_hide_personal_data_and_refuse_operations(amazon: Driver) -> None:
    order_id = amazon.world.books[0].order_id(amazon.unshipped(without="fba address_missing address_late"))
    wanted = {"includedData": ["BUYER", "RECIPIENT"]}
    whole = amazon.call("orders_2026-01-01.getOrder", {"orderId": order_id}, wanted)[1]["order"]
    assert {"name", "addressLine1", "postalCode", "phone"} <= set(whole["recipient"]["deliveryAddress"])
    amazon.control("accounts", {"account": 0, "roles": ["Inventory and Order Tracking"]})
    hidden = amazon.call("orders_2026-01-01.getOrder", {"orderId": order_id}, wanted)[1]["order"]
    assert set(hidden["recipient"]["deliveryAddress"]) <= {"city", "stateOrRegion", "countryCode", "addressType"}
    assert "buyerEmail" not in hidden.get("buyer", {})
    amazon.control("accounts", {"account": 0, "roles": ["Some Other Role"]})
    assert amazon.call("orders_2026-01-01.getOrder", {"orderId": order_id})[0] == 403


def test_a_restricted_data_token_opens_what_it_names(amazon: Driver) -> None:
    order_id = amazon.world.books[0].order_id(amazon.unshipped(without="fba address_missing address_late"))
    path = f"/orders/v0/orders/{order_id}/address"
    assert amazon.call("ordersV0.getOrderAddress", {"orderId": order_id})[0] == 403
    generic = amazon.restricted("GET", "/orders/v0/orders/{orderId}/address")
    assert amazon.call("ordersV0.getOrderAddress", {"orderId": order_id}, token=generic)[1]["payload"]["ShippingAddress"]["Name"]
    assert amazon.call("ordersV0.getOrderAddress", {"orderId": order_id}, token=amazon.restricted("GET", path))[0] == 200
    assert amazon.call("ordersV0.getOrderBuyerInfo", {"orderId": order_id}, token=generic)[0] == 403
    elements = amazon.restricted("GET", "/orders/v0/orders/{orderId}", "shippingAddress")
    form = amazon.call("ordersV0.getOrder", {"orderId": order_id}, token=elements)[1]["payload"]
    assert "ShippingAddress" in form
    assert "BuyerInfo" not in form
    assert "ShippingAddress" not in amazon.call("ordersV0.getOrder", {"orderId": order_id})[1]["payload"]


def test_a_restricted_data_token_needs_known_paths_and_roles(amazon: Driver) -> None:
    body = {"restrictedResources": [{"method": "GET", "path": "/listings/2021-08-01/items"}]}
    assert amazon.call("tokens_2021-03-01.createRestrictedDataToken", body=body)[0] == 400
    body = {"restrictedResources": [{"method": "FETCH", "path": "/orders/v0/orders"}]}
    assert amazon.call("tokens_2021-03-01.createRestrictedDataToken", body=body)[0] == 400
    amazon.control("accounts", {"account": 0, "roles": ["Inventory and Order Tracking"]})
    body = {"restrictedResources": [{"method": "GET", "path": "/orders/v0/orders", "dataElements": ["shippingAddress"]}]}
    assert amazon.call("tokens_2021-03-01.createRestrictedDataToken", body=body)[0] == 403
