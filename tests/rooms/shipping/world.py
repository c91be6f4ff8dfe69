"""Shops with orders for the tests of shipping: state what matters, the rest is filled in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.db import connection

from shipby.amazon.wire.shipping_confirmation import write_confirmation_file
from shipby.orders.models import Order, OrderLine, Word
from shipby.orders.rules.search_words import search_words, words_of
from shipby.orders.writes.search import search_column
from shipby.shipping.rules.parcels import ParcelDraft
from shipby.shop.models import SellerAccount, Shop, Store, Warehouse
from shipby.shop.rules import Scope
from shipby.words.actors import Actor, ActorKind
from tests.conftest import NOW

NORA = Actor(ActorKind.PERSON, "1", "Nora")
US = "ATVPDKIKX0DER"
USPS_GOOD = "9400111202555842332669"
USPS_BAD_DIGIT = "9400111202555842332668"
UPS_GOOD = "1Z5R89390357567127"

_numbers = count(1)


@dataclass(frozen=True)
class World:
    """A shop with one file account, a US store, and a warehouse in Berlin (nine hours ahead of the store)."""

    scope: Scope
    account_id: int
    store_id: int


def a_world(*, zone: str = "Europe/Berlin", name: str = "Nordkap") -> World:
    shop = Shop.objects.create(name=name, created_at=NOW)
    account = SellerAccount.objects.create(shop=shop, name="Main", created_at=NOW)
    warehouse = Warehouse.objects.create(
        shop=shop, name="Halle 1", time_zone=zone, country="DE", working_days=[1, 2, 3, 4, 5], is_default=True, created_at=NOW
    )
    store = Store.objects.create(
        account=account,
        marketplace_id=US,
        name="US",
        time_zone="America/Los_Angeles",
        currency="USD",
        language="en",
        warehouse=warehouse,
        created_at=NOW,
    )
    return World(Scope(shop.id, (account.id,)), account.id, store.id)


def an_order(world: World, *, order_id: str = "", lines: Sequence[dict[str, Any]] = ({},), **facts: Any) -> Order:
    """An unshipped order of one unit, placed yesterday, due in two days. ``lines``: columns of its lines."""
    number = next(_numbers)
    columns: dict[str, Any] = {
        "account_id": world.account_id,
        "store_id": world.store_id,
        "order_id": order_id or f"113-{number:07d}-{number:07d}",
        "marketplace_id": US,
        "sales_channel": "Amazon.com",
        "status": "UNSHIPPED",
        "fulfilled_by": "MERCHANT",
        "purchased_at": NOW - timedelta(days=1),
        "ship_by_latest": NOW + timedelta(days=2),
        "version_at": NOW,
        "facts_hash": b"",
        "source": "report",
        "first_seen_at": NOW,
        "changed_at": NOW,
        "is_open": True,
    }
    order = Order.objects.create(**(columns | facts))
    codes = [line.get(name, "") for line in lines for name in ("sku", "asin")] + [order.purchase_order_number]
    words, titles = (
        search_words(order.order_id, codes, [order.city]),
        words_of(" ".join(line.get("title", "Mug") for line in lines)),
    )
    column = search_column("%s", "%s", "tracking_numbers", "purchased_at")
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE orders_order SET search = {column} WHERE id = %s",
            [titles, words, order.id],
        )
    known = [Word(word=word) for word in {*words.split(), *titles.split()} if not word.isdecimal() and len(word) <= 60]
    Word.objects.bulk_create(known, ignore_conflicts=True)
    for position, line in enumerate(lines):
        item = f"{number:07d}{position:07d}"
        default = {"order_item_id": item, "sku": f"SKU-{position}", "title": "Mug", "quantity_ordered": 1}
        OrderLine.objects.create(order=order, position=position, **(default | line))
    return order


def items_of(order: Order) -> list[str]:
    return list(order.lines.order_by("position").values_list("order_item_id", flat=True))


def a_draft(**changes: Any) -> ParcelDraft:
    return ParcelDraft(**({"carrier_code": "USPS", "tracking_number": USPS_GOOD} | changes))


def hours(number: int) -> timedelta:
    return timedelta(hours=number)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def write_lines(rows: Sequence[Any]) -> bytes:
    """Amazon's file as the product writes it."""
    return write_confirmation_file(rows)
