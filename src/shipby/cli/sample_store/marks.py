"""Holds, tags and notes of the invented shop's people."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shipby.actions.add_note import add_note
from shipby.actions.hold_orders import hold_orders
from shipby.actions.tag_orders import tag_orders
from shipby.cli.sample_store.making import WAREHOUSE_ZONE, Part, SampleOrder
from shipby.cli.sample_store.opening import SampleShop


def hold_and_mark(shop: SampleShop, orders: Sequence[SampleOrder], *, now: datetime) -> None:
    """Holds, tags and notes on orders that nothing else happens to, the ones made by hand among them."""
    plain = [order for order in orders if order.part is Part.PLAIN and order.is_to_ship and order.market.country == "US"]
    mugs, throw, post_box, gift_order = (plain[place].order_id for place in (2, 3, 5, 7))
    tomorrow = [order.order_id for order in plain[20:] if _is_due(order, now + timedelta(days=1))]
    later = [order.order_id for order in plain[20:] if _is_due(order, now + timedelta(days=2))]
    stock, address = [throw, *tomorrow[:2], *later[:1]], [post_box, tomorrow[2]]
    gift, fragile = [gift_order, *tomorrow[3:6]], [mugs, *tomorrow[6:9], *later[1:4]]
    hold_orders(scope=shop.scope, order_ids=stock, reason="Waiting for stock, due this week", actor=shop.desk, now=now)
    hold_orders(
        scope=shop.scope, order_ids=address, reason="Unit number looks missing, asked the buyer", actor=shop.owner, now=now
    )
    tag_orders(scope=shop.scope, order_ids=gift, add=["gift-wrap"], remove=[], actor=shop.desk, now=now)
    tag_orders(scope=shop.scope, order_ids=fragile, add=["fragile"], remove=[], actor=shop.desk, now=now)
    add_note(scope=shop.scope, order_id=mugs, text="Use the small box, the large one bulges.", actor=shop.desk, now=now)
    add_note(scope=shop.scope, order_id=stock[0], text="Supplier says the pallet is on the road.", actor=shop.owner, now=now)


def _is_due(order: SampleOrder, day: datetime) -> bool:
    """Whether it is due on that day at the warehouse."""
    zone = WAREHOUSE_ZONE
    return order.ship_by is not None and order.ship_by.astimezone(zone).date() == day.astimezone(zone).date()
