"""Builders: a shop with one account, and orders as a report tells them. Defaults are boring and valid."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from shipby.actions.record_orders import ReceivedBadRow, Recorded, record_orders
from shipby.buyers.rules.facts import BuyerFacts, PersonalFacts, RecipientFacts
from shipby.buyers.rules.received import Received
from shipby.orders.rules.facts import FulfilledBy, LineFacts, OrderFacts
from shipby.shop.models import SellerAccount, Shop, Store
from shipby.shop.rules import Scope
from shipby.words.actors import Actor, ActorKind
from shipby.words.ids import OrderId
from tests.conftest import NOW

NORA = Actor(ActorKind.PERSON, "1", "Nora Quill")
UNSHIPPED = "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING"
ALL_ORDERS = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
FIRST = OrderId("113-4857201-9936201")
SECOND = OrderId("113-4857201-9936202")
THIRD = OrderId("113-4857201-9936203")


def at(day: int, hour: int = 12) -> datetime:
    """An hour of a day of November 2026, UTC."""
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def an_account(name: str = "North", shop: Shop | None = None, marketplace_id: str = "ATVPDKIKX0DER") -> int:
    """An account with one store; its own shop where none is given."""
    shop = shop or Shop.objects.create(name=f"Shop {name}", created_at=NOW)
    account = SellerAccount.objects.create(shop=shop, name=name, created_at=NOW)
    Store.objects.create(
        account=account,
        marketplace_id=marketplace_id,
        name=name,
        time_zone="America/Los_Angeles",
        currency="USD",
        language="en",
        created_at=NOW,
    )
    return account.id


def scope_of(account_id: int) -> Scope:
    return Scope(SellerAccount.objects.values_list("shop_id", flat=True).get(id=account_id), (account_id,))


def a_line(item: str | None = "10000000000001", *, sku: str | None = "MUG-1", quantity: int = 1, **facts: Any) -> LineFacts:
    told: dict[str, Any] = {"title": "Blue mug", "price": Decimal("12.50"), "currency": "USD"} | facts
    return LineFacts(order_item_id=item, sku=sku, quantity_ordered=quantity, **told)


def an_order(order_id: str = FIRST, *lines: LineFacts, **facts: Any) -> OrderFacts:
    told: dict[str, Any] = {
        "purchased_at": at(20),
        "status": "UNSHIPPED",
        "fulfilled_by": FulfilledBy.MERCHANT,
        "ship_by_latest": at(24),
        "deliver_by_latest": at(30),
        "city": "Portland",
        "region": "OR",
        "country": "US",
    } | facts
    return OrderFacts(order_id=OrderId(order_id), lines=lines or (a_line(),), **told)


def a_person(name: str = "Rosalind Wetherby", **recipient: Any) -> PersonalFacts:
    told = {"address_line_1": "12 Quince Lane", "postal_code": "97201", "phone": "503-555-0147"} | recipient
    return PersonalFacts(recipient=RecipientFacts(name=name, **told), buyer=BuyerFacts(name=name, email="r.w@buyer.example"))


def received(order: OrderFacts, personal: PersonalFacts | None = None, **more: Any) -> Received:
    raw = {"raw": f"row of {order.order_id}".encode(), "lines": (2,)} | more
    return Received(order=order, personal=personal if personal is not None else a_person(), **raw)


def a_bad_row(line: int = 3, order_id: str = FIRST, **more: Any) -> ReceivedBadRow:
    told = {"code": "bad_quantity", "reason": "quantity-purchased is not a number.", "raw": f"bad row {line}".encode()} | more
    return ReceivedBadRow(line=line, order_id=order_id, **told)


def record(
    account_id: int,
    *items: Received | OrderFacts,
    source: str = UNSHIPPED,
    now: datetime = NOW,
    made_at: datetime | None = None,
    import_id: int | None = None,
    bad_rows: Sequence[ReceivedBadRow] = (),
) -> Recorded:
    return record_orders(
        [item if isinstance(item, Received) else received(item) for item in items],
        account_id=account_id,
        source=source,
        received_at=now,
        made_at=made_at,
        actor=NORA,
        import_id=import_id,
        bad_rows=bad_rows,
    )
