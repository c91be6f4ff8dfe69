"""What ``shipby orders`` and ``shipby order`` print is what they promised, for every kind of order; scripts live on it."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from shipby.actions.confirm_shipment import confirm_shipment
from shipby.cli.main import main
from tests.actions.told import a_line, a_person, received, record
from tests.actions.told import an_order as a_told_order
from tests.conftest import NOW
from tests.contract.orders_json import ListedOrder, PersonalOrder, Refused, WholeOrder
from tests.rooms.shipping.world import NORA, World, a_draft, a_world, an_order

pytestmark = pytest.mark.django_db(transaction=True)

Run = Callable[..., tuple[int, bytes]]


@pytest.fixture
def shipby(capfdbinary: pytest.CaptureFixture[bytes], clock) -> Run:
    """Run a command with ``--format json``; its exit code and the bytes it printed."""

    def run(*words: str) -> tuple[int, bytes]:
        capfdbinary.readouterr()
        code = main([*words, "--format", "json"])
        return code, capfdbinary.readouterr().out

    return run


@pytest.fixture
def world(clock) -> World:
    return a_world()


BARE: dict[str, Any] = {"store_id": None, "marketplace_id": "", "ship_by_latest": None, "sales_channel": ""}
FULL: dict[str, Any] = {
    "programs": {"PRIME": True, "AMAZON_BUSINESS": False},
    "service_level": "NEXT_DAY",
    "deliver_by_latest": NOW + timedelta(days=3, microseconds=5),
    "is_held": True,
    "cancel_requested": True,
    "causes": ["cancel_requested", "on_hold"],
    "city": "München",
    "region": "BY",
    "country": "DE",
}


def test_every_kind_of_order_keeps_the_contract(shipby: Run, world: World) -> None:
    lines = [{"asin": "B000000001", "price": Decimal("12.50"), "currency": "USD", "quantity_ordered": 2}]
    an_order(world, **BARE, lines=[{"order_item_id": "", "sku": "", "title": ""}])
    an_order(world, **FULL, lines=[*lines, {"price": Decimal(-3), "currency": "JPY"}])
    an_order(world, status="SHIPPED", is_open=False)
    an_order(world, status="CANCELLED", is_open=False)
    an_order(world, fulfilled_by="AMAZON", status="PENDING", is_open=False)

    code, printed = shipby("orders", "--all")

    assert code == 0
    assert len(msgspec.json.decode(printed, type=list[ListedOrder])) == 5


def test_personal_data_keeps_the_contract(shipby: Run, world: World) -> None:
    known = received(a_told_order("113-0000001-0000001", a_line("1")), a_person())
    record(world.account_id, known, a_told_order("113-0000001-0000002", a_line("2")))
    an_order(world)  # nothing personal is known of it

    code, printed = shipby("orders", "--personal")

    rows = msgspec.json.decode(printed, type=list[PersonalOrder])
    assert code == 0
    assert [row.recipient is None for row in rows].count(True) == 1
    assert {row.recipient.postal_code for row in rows if row.recipient} == {"97201"}


def test_one_order_keeps_the_contract(shipby: Run, world: World) -> None:
    order = an_order(world)
    confirm_shipment(scope=world.scope, order_id=order.order_id, parcel=a_draft(), actor=NORA, now=NOW)

    code, printed = shipby("order", order.order_id)

    row = msgspec.json.decode(printed, type=WholeOrder)
    assert code == 0
    assert [parcel.state for parcel in row.parcels] == ["prepared"]
    assert [event.event for event in row.timeline] == ["parcel_confirmed"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["orders", "colour:red"], 1),
        (["orders", 'sku:"open'], 1),
        (["orders", "x" * 10_000], 1),
        (["orders", "--account", "Elsewhere"], 1),
        (["order", "113-0000000-0000000"], 1),
        (["order", "' OR 1=1 --"], 1),
        (["order", "\udcff"], 1),
        (["orders", "--account", "\udcff"], 1),
        (["orders", "\udcff colour:1"], 1),
        (["orders", "--nonsense"], 2),
        (["orders", "--limit", "0"], 2),
        (["orders", "--limit", "many"], 2),
        (["order"], 2),
    ],
)
def test_what_is_refused_keeps_the_contract(shipby: Run, world: World, words: list[str], code: int) -> None:
    found, printed = shipby(*words)

    assert found == code
    assert msgspec.json.decode(printed, type=Refused).error.message
