"""``shipby order``: one order, with what was done to it."""

from typing import Any

import click

from shipby.api.order_json import order_data
from shipby.cli.door import uses_database
from shipby.cli.order_json import with_personal
from shipby.cli.output import emit, format_option
from shipby.cli.scope import scope_of_command, system_user
from shipby.diagnosis.rules import BLOCKING
from shipby.journal.reads import events_of
from shipby.orders.reads import Moment, listed_orders
from shipby.orders.rules.marks import NoSuchOrder
from shipby.orders.rules.query import Query, Term, Text
from shipby.shipping.reads import parcels_of
from shipby.shop.reads import system_zone
from shipby.words.ports import ports


@click.command("order")
@click.argument("order_id", metavar="ORDER")
@click.option("--personal", is_flag=True, help="With recipient, buyer and gift messages. The reveal is noted in the journal.")
@click.option("--account", help="Only this seller account.")
@format_option
@uses_database
def command(order_id: str, personal: bool, account: str | None, output_format: str) -> int:
    """Show one order: items, parcels with the state of their confirmation, and the timeline.

    \b
    Examples:
      shipby order 113-4857201-9936201
      shipby order 113-4857201-9936201 --personal --format json
    """
    if not order_id.isprintable():
        raise NoSuchOrder(order_id=order_id)
    scope, now = scope_of_command(account), ports.clock.now()
    moment = Moment(now, system_zone(scope.shop_id), tuple(BLOCKING))
    query = Query((Term("order", (Text(order_id),)),))
    found = listed_orders(scope.account_ids, query, moment, is_whole=True)
    if not found:
        raise NoSuchOrder(order_id=order_id)
    data = [order_data(listed) for listed in found]
    if personal:
        data = with_personal(data, found, scope=scope, actor=system_user(), now=now)
    key = found[0].order.order_key
    row = data[0] | {"parcels": _parcels(key), "timeline": _timeline(key)}
    emit(row, output_format)
    return 0


def _parcels(order_key: int) -> list[dict[str, Any]]:
    return [
        {
            "parcel": parcel.reference,
            "carrier": parcel.carrier_code,
            "carrier_name": parcel.carrier_name or None,
            "service": parcel.service or None,
            "tracking": parcel.tracking_number,
            "ship_date": parcel.ship_date.isoformat(),
            "state": parcel.confirmation.value,
            "refusal": parcel.refusal or None,
        }
        for parcel in parcels_of(order_key)
    ]


def _timeline(order_key: int) -> list[dict[str, Any]]:
    return [
        {"at": event.at.isoformat(), "event": event.kind, "by": event.actor_name, "cause": event.cause or None}
        for event in events_of("order", order_key)
    ]
