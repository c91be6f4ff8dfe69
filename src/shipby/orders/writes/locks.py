"""Locking orders: every act that changes one holds its row first, so that two never decide on the same picture."""

from collections.abc import Sequence

from django.db import connection

from shipby.orders.models import Order, OrderLine
from shipby.orders.rules.locked import LockedLine, LockedOrder


def lock_orders(
    account_ids: Sequence[int],
    *,
    order_ids: Sequence[str] | None = None,
    order_keys: Sequence[int] | None = None,
    is_preview: bool = False,
) -> list[LockedOrder]:
    """Lock orders by Amazon's ids or by our keys until the transaction ends; unknown ones are left out. Two queries.

    Rows are locked in the order of their keys, so that two acts can't wait for each other. ``is_preview`` reads the same
    without locking.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("orders are locked only inside a transaction")
    found = Order.objects.filter(account_id__in=account_ids)
    if order_ids is not None:
        found = found.filter(order_id__in=[order_id for order_id in order_ids if order_id.isprintable()])
    if order_keys is not None:
        found = found.filter(id__in=order_keys)
    if not is_preview:
        found = found.select_for_update(no_key=True)
    orders = list(found.order_by("id"))
    lines: dict[int, list[LockedLine]] = {order.id: [] for order in orders}
    rows = OrderLine.objects.filter(order_id__in=lines).order_by("order_id", "position")
    columns = ("order_id", "id", "order_item_id", "sku", "quantity_ordered", "quantity_shipped", "quantity_cancelled")
    for order_key, key, item_id, sku, ordered, shipped, cancelled in rows.values_list(*columns):
        lines[order_key].append(LockedLine(key, item_id, sku, ordered, shipped, cancelled))
    return [_locked(order, tuple(lines[order.id])) for order in orders]


def _locked(order: Order, lines: tuple[LockedLine, ...]) -> LockedOrder:
    return LockedOrder(
        key=order.id,
        account_id=order.account_id,
        store_id=order.store_id,
        order_id=order.order_id,
        status=order.status,
        fulfilled_by=order.fulfilled_by,
        programs=order.programs,
        is_held=order.is_held,
        is_incomplete=order.is_incomplete,
        cancel_requested=order.cancel_requested,
        vanished_at=order.vanished_at,
        purchased_at=order.purchased_at,
        ship_by_latest=order.ship_by_latest,
        row_version=order.row_version,
        lines=lines,
    )
