"""A row says why: Amazon's reason for a refusal, a colleague's reason for a hold; asked in a known number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shipby.actions.hold_orders import hold_orders
from shipby.diagnosis.reads import facts_of, search_rows
from shipby.orders.models import Order
from shipby.shipping.models import Parcel
from tests.conftest import NOW
from tests.rooms.shipping.world import NORA, World, a_world, an_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(clock) -> World:
    return a_world()


def a_refused_order(world: World, refusal: str, code: str = "18028") -> Order:
    order = an_order(world, city="Boise")
    Parcel.objects.create(
        order=order,
        reference=1,
        carrier_code="USPS",
        tracking_number="1",
        ship_date=NOW.date(),
        confirmation="refused",
        refusal_code=code,
        refusal=refusal,
        created_at=NOW,
        created_by="Nora",
    )
    return order


def test_the_fact_is_amazon_s_reason_or_a_colleague_s(world: World) -> None:
    refused, coded = a_refused_order(world, "The carrier code is unknown"), a_refused_order(world, "")
    held, silent = an_order(world), an_order(world)
    hold_orders(scope=world.scope, order_ids=[held.order_id], reason="Waits for a lid", actor=NORA, now=NOW)
    hold_orders(scope=world.scope, order_ids=[silent.order_id], reason="", actor=NORA, now=NOW)
    orders = (refused, coded, held, silent)
    causes = {row.order_key: row.causes for row in search_rows([order.id for order in orders])}

    assert facts_of(causes) == {refused.id: "The carrier code is unknown", coded.id: "18028", held.id: "Waits for a lid"}


@pytest.mark.parametrize(("code", "queries"), [("on_hold", 1), ("confirm_refused", 2), ("payment_pending", 0), ("weather", 0)])
@pytest.mark.parametrize("count", [1, 7])
def test_facts_cost_the_same_for_one_order_and_for_many(world: World, code: str, queries: int, count: int) -> None:
    orders = [a_refused_order(world, "no") for _ in range(count)]

    with CaptureQueriesContext(connection) as captured:
        facts_of({order.id: (code,) for order in orders})

    assert len(captured) == queries


@pytest.mark.parametrize("count", [1, 7])
def test_situations_cost_the_same_for_one_order_and_for_many(world: World, count: int) -> None:
    orders = [a_refused_order(world, "no") for _ in range(count)]

    with CaptureQueriesContext(connection) as captured:
        rows = search_rows([order.id for order in orders])

    assert len(rows) == count
    assert len(captured) <= 5
