"""Packing slips and address labels of orders as facts for ``paper``: the door that prints joins orders, shop, vault and looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpResponse

from shipby.actions.reveal_personal import reveal_personal
from shipby.buyers.rules.facts import MessageFacts, PersonalFacts
from shipby.documents.reads import looks_of
from shipby.documents.rules.template import Kind
from shipby.orders.reads.detail import LineRow, lines_of
from shipby.orders.reads.queue import QueueRow, rows_of
from shipby.orders.rules.facts import Program
from shipby.packing.rules.picking import pick_order
from shipby.paper.address_label import address_labels_by_look
from shipby.paper.facts import Address, AddressLabelFacts, SlipFacts, SlipItem
from shipby.paper.packing_slip import packing_slips_by_look
from shipby.shop.reads import StoreRow, WarehouseRow, default_warehouse, stores_of, warehouses_of
from shipby.shop.rules import Scope
from shipby.stock.reads import bins_of
from shipby.web.csp import never_stored
from shipby.words.actors import Actor
from shipby.words.money import Money

MOST = 1000
"""Documents in one PDF; more are printed in several."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF, and the orders that could not be in it because nothing (any more) is known of where they go."""

    content: bytes
    without_address: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Order:
    row: QueueRow
    lines: Sequence[LineRow]
    store: StoreRow | None
    warehouse: WarehouseRow
    personal: PersonalFacts | None
    bins: Mapping[tuple[int, str], str]


def print_slips(*, scope: Scope, order_ids: Sequence[str], actor: Actor, now: datetime) -> Printed:
    """Packing slips in pick order: orders of one unit first, then by bin. Each look into the vault is noted with its purpose."""
    orders = _orders(scope, order_ids, "packing_slip", actor, now)
    looks = looks_of(scope.shop_id, Kind.PACKING_SLIP)
    return Printed(packing_slips_by_look((_slip(order), looks.of(order.row.store_id)) for order in orders))


def print_labels(*, scope: Scope, order_ids: Sequence[str], actor: Actor, now: datetime) -> Printed:
    """Address labels in pick order, as the slips; orders without an address are left out and named."""
    labels, without = [], []
    looks = looks_of(scope.shop_id, Kind.ADDRESS_LABEL)
    for order in _orders(scope, order_ids, "address_label", actor, now):
        recipient = _recipient(order)
        if recipient is None:
            without.append(order.row.order_id)
        else:
            labels.append((_label(order, recipient), looks.of(order.row.store_id)))
    return Printed(address_labels_by_look(labels) if labels else b"", tuple(without))


def pdf(printed: Printed, name: str) -> HttpResponse:
    """The PDF as an answer that nobody keeps."""
    response = HttpResponse(printed.content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return never_stored(response)


def _orders(scope: Scope, order_ids: Sequence[str], purpose: str, actor: Actor, now: datetime) -> list[_Order]:
    rows = rows_of(scope.account_ids, order_ids[:MOST])
    keys = [row.order_key for row in rows]
    lines, stores = lines_of(keys), {store.id: store for store in stores_of(scope.account_ids)}
    warehouses = {warehouse.id: warehouse for warehouse in warehouses_of(scope.shop_id)}
    default = default_warehouse(scope.shop_id)
    personal = reveal_personal(scope=scope, order_keys=keys, purpose=purpose, actor=actor, now=now)
    bins = bins_of(scope.account_ids, [line.sku for order_lines in lines.values() for line in order_lines])
    found = []
    for row in _stacked(rows, lines, bins):
        store = stores.get(row.store_id) if row.store_id is not None else None
        place = warehouses.get(store.warehouse_id) if store and store.warehouse_id is not None else None
        found.append(_Order(row, lines.get(row.order_key, []), store, place or default, personal.get(row.order_key), bins))
    return found


def _stacked(
    rows: Sequence[QueueRow], lines: Mapping[int, Sequence[LineRow]], bins: Mapping[tuple[int, str], str]
) -> list[QueueRow]:
    """The orders as a picker comes by them."""
    by_id = {row.order_id: row for row in rows}
    stops = [
        (
            row.order_id,
            [
                (bins.get((row.account_id, line.sku), ""), line.sku, _units(line))
                for line in _to_pack(lines.get(row.order_key, []))
            ],
        )
        for row in rows
    ]
    return [by_id[order_id] for order_id in pick_order(stops)]


def _slip(order: _Order) -> SlipFacts:
    row, messages = order.row, order.personal.messages if order.personal else None
    zone = ZoneInfo(order.store.time_zone if order.store else order.warehouse.time_zone)
    return SlipFacts(
        order_id=row.order_id,
        store_name=order.store.name if order.store else row.sales_channel,
        marketplace_id=row.marketplace_id,
        ship_from=ship_from_of(order.warehouse),
        recipient=_recipient(order),
        items=tuple(_item(order, line, messages) for line in _to_pack(order.lines)),
        placed_on=row.purchased_at.astimezone(zone).date(),
        service=row.ship_service,
    )


def _label(order: _Order, recipient: Address) -> AddressLabelFacts:
    store = order.store.name if order.store else order.row.sales_channel
    return AddressLabelFacts(order.row.order_id, order.row.marketplace_id, ship_from_of(order.warehouse), recipient, store)


def _to_pack(lines: Sequence[LineRow]) -> list[LineRow]:
    """Lines with units to ship; when all is shipped already, everything that was not cancelled: a slip printed again."""
    return [line for line in lines if line.quantity_to_ship] or [
        line for line in lines if line.quantity_ordered > line.quantity_cancelled
    ]


def _units(line: LineRow) -> int:
    return line.quantity_to_ship or line.quantity_ordered - line.quantity_cancelled


def _item(order: _Order, line: LineRow, messages: MessageFacts | None) -> SlipItem:
    message = (messages.gifts.get(line.order_item_id) or messages.gifts.get(line.sku) or "") if messages else ""
    return SlipItem(
        title=line.title,
        sku=line.sku,
        quantity=_units(line),
        is_gift=line.programs.get(Program.GIFT) is True or bool(message),
        gift_message=message,
        price=Money(line.price, line.currency) if line.price is not None and line.currency else None,
        asin=line.asin,
        bin=order.bins.get((order.row.account_id, line.sku), "") if line.sku else "",
    )


def _recipient(order: _Order) -> Address | None:
    to = order.personal.recipient if order.personal else None
    if to is None:
        return None
    return Address(
        name=to.name or "",
        company=to.company or "",
        lines=tuple(line for line in (to.address_line_1, to.address_line_2, to.address_line_3) if line),
        district=to.district or "",
        city=order.row.city,
        region=order.row.region,
        postal_code=to.postal_code or "",
        country=order.row.country,
    )


def ship_from_of(warehouse: WarehouseRow) -> Address:
    """The address that a warehouse sends from."""
    return Address(
        company=warehouse.company,
        lines=tuple(line for line in (warehouse.address_line_1, warehouse.address_line_2) if line),
        city=warehouse.city,
        region=warehouse.region,
        postal_code=warehouse.postcode,
        country=warehouse.country,
    )
