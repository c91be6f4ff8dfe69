"""Finances: payments and refunds appear late, by order and by date."""

from typing import Any

import pytest

from tests.simulator.driver import QUIET, Driver, package, simulate
from tests.simulator.feeding import feed

LIST, EVENTS = "finances_2024-06-19.listTransactions", "financesV0.listFinancialEventsByOrderId"
US = "ATVPDKIKX0DER"


def refunded(place: str = US) -> tuple[Driver, int]:
    """Return a store in which one order was shipped and partly refunded."""
    amazon = simulate()
    n = amazon.unshipped(place=place)
    facts = amazon.world.books[0].facts(n)
    amazon.call("ordersV0.confirmShipment", {"orderId": facts.order_id}, body=package(amazon, n))
    amazon.advance("PT2M")
    head = "order-id\torder-item-id\tadjustment-reason-code\tcurrency\titem-price-adj\n"
    row = f"{facts.order_id}\t{facts.items[0].id}\tCustomerReturn\t{facts.place.currency}\t1.50\n"
    said = feed(amazon, "POST_FLAT_FILE_PAYMENT_ADJUSTMENT_DATA", head + row)[1]
    assert "successful\t\t1" in said, said
    return amazon, n


def of_order(amazon: Driver, n: int, **more: Any) -> list[dict[str, Any]]:
    query = {"relatedIdentifierName": "ORDER_ID", "relatedIdentifierValue": amazon.world.books[0].order_id(n), **more}
    status, said = amazon.call(LIST, query=query)
    assert status == 200, said
    return list(said["payload"]["transactions"])


def test_payment_and_refund_of_an_order_appear_within_two_days() -> None:
    amazon, n = refunded()
    assert of_order(amazon, n) == []
    amazon.advance("P2D")
    found = of_order(amazon, n)
    totals = {one["transactionType"]: one["totalAmount"]["currencyAmount"] for one in found}
    assert totals == {"Shipment": amazon.world.books[0].facts(n).total / 100, "Refund": -1.5}
    assert of_order(amazon, n, marketplaceId=US) == []  # merchant-fulfilled orders of the US vanish then (sp-api 9.3)
    assert of_order(amazon, n, transactionStatus="DEFERRED") == []


def test_v0_tells_the_same_events() -> None:
    amazon, n = refunded()
    amazon.advance("P2D")
    path = {"orderId": amazon.world.books[0].order_id(n)}
    events = amazon.call(EVENTS, path)[1]["payload"]["FinancialEvents"]
    (refund,) = events["RefundEventList"][0]["ShipmentItemAdjustmentList"]
    assert refund["ItemChargeAdjustmentList"] == [
        {"ChargeType": "Principal", "ChargeAmount": {"CurrencyCode": "USD", "CurrencyAmount": -1.5}}
    ]
    assert len(events["ShipmentEventList"]) == 1
    none = amazon.call(EVENTS, {"orderId": "111-1111111-1111111"})[1]["payload"]["FinancialEvents"]
    assert none == {"ShipmentEventList": [], "RefundEventList": []}


def test_all_postings_of_a_time_come_over_pages() -> None:
    amazon = simulate(orders=600)
    query: dict[str, Any] = {"postedAfter": "2026-10-01T00:00:00Z", "postedBefore": "2026-11-23T00:00:00Z"}
    found: list[str] = []
    pages = 0
    while True:
        payload = amazon.call(LIST, query=query)[1]["payload"]
        found += [one["transactionId"] for one in payload["transactions"]]
        pages += 1
        if "nextToken" not in payload:
            break
        query["nextToken"] = payload["nextToken"]
    shipped = [n for n in range(600) if amazon.world.books[0].view(n).status == "SHIPPED"]
    assert pages > 2
    assert len(found) == len(set(found))
    assert len(shipped) * 0.7 < len(found) <= len(shipped)
    assert amazon.call(LIST, query=query | {"postedAfter": "2026-10-02T00:00:00Z"})[0] == 400
    assert amazon.call(LIST, query=query | {"nextToken": "junk"})[0] == 400
    long = {"postedAfter": "2025-10-01T00:00:00Z"}
    assert amazon.call(LIST, query=long)[1]["payload"] == {"transactions": []}


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ({}, "postedAfter is required"),
        ({"relatedIdentifierName": "ORDER_ID"}, "together"),
        ({"relatedIdentifierName": "INVOICE_ID", "relatedIdentifierValue": "1"}, "relatedIdentifierName"),
        ({"postedAfter": "2026-11-23T11:59:00Z"}, "two minutes"),
        ({"postedAfter": "2026-11-20T00:00:00Z", "postedBefore": "2026-11-19T00:00:00Z"}, "later than postedAfter"),
    ],
)
def test_searches_that_are_refused(query: dict[str, Any], word: str) -> None:
    status, said = simulate().call(LIST, query=query)
    assert status == 400
    assert word in said["errors"][0]["message"]


def test_finances_need_their_role() -> None:
    amazon = simulate(f'{QUIET}[application]\nroles = ["Inventory and Order Tracking"]\n')
    assert amazon.call(LIST, query={"postedAfter": "2026-11-20T00:00:00Z"})[0] == 403


def test_yen_have_no_decimals_in_refunds_and_postings() -> None:
    amazon = simulate(accounts=3)
    book = amazon.world.books[2]
    n = amazon.unshipped(account=2, place="A1VC38T7YXB528")
    facts = book.facts(n)
    amazon.call("ordersV0.confirmShipment", {"orderId": facts.order_id}, body=package(amazon, n, account=2), account=2)
    amazon.advance("PT2M")
    head = "order-id\torder-item-id\tadjustment-reason-code\tcurrency\titem-price-adj\n"
    row = f"{facts.order_id}\t{facts.items[0].id}\tCustomerReturn\tJPY\t150.00\n"
    feed(amazon, "POST_FLAT_FILE_PAYMENT_ADJUSTMENT_DATA", head + row, account=2)
    amazon.advance("P3D")
    query = {"relatedIdentifierName": "ORDER_ID", "relatedIdentifierValue": facts.order_id}
    found = amazon.call(LIST, query=query, account=2)[1]["payload"]["transactions"]
    assert [one["totalAmount"] for one in found if one["transactionType"] == "Refund"] == [
        {"currencyAmount": -150, "currencyCode": "JPY"}
    ]
