"""An order and its lines in our words: status, promises, amounts, programs."""

from datetime import UTC, datetime
from decimal import Decimal

from shipby.amazon.wire.orders.forms import AddressForm, CancelRequestForm, ItemForm, OrderForm, ProceedsForm
from shipby.orders.rules.facts import FulfilledBy, LineFacts, OrderFacts, Program
from shipby.words.ids import OrderId, is_order_id


def facts_of(order: OrderForm) -> OrderFacts:
    """The order's facts."""
    shipping, window, deliver = order.fulfillment, order.fulfillment.ship_by_window, order.fulfillment.deliver_by_window
    address = (order.recipient.delivery_address if order.recipient else None) or AddressForm()
    total = order.proceeds.grand_total if order.proceeds else None
    asked = [found for item in order.order_items if (found := _cancel_request(item))]
    original = next((one.order_id for one in order.associated_orders if one.association_type.endswith("ORIGINAL_ID")), "")
    return OrderFacts(
        order_id=OrderId(order.order_id),
        lines=tuple(_line(item) for item in order.order_items),
        purchased_at=utc(order.created_time),
        status=shipping.fulfillment_status[:30],
        fulfilled_by=FulfilledBy.AMAZON if shipping.fulfilled_by == "AMAZON" else FulfilledBy.MERCHANT,
        declared_at=utc(order.last_updated_time),
        sales_channel=order.sales_channel.marketplace_name[:60] or None,
        marketplace_id=order.sales_channel.marketplace_id or None,
        programs=_programs(order),
        service_level=shipping.fulfillment_service_level[:20] or None,
        ship_by_earliest=utc(window.earliest_date_time),
        ship_by_latest=utc(window.latest_date_time),
        deliver_by_earliest=utc(deliver.earliest_date_time),
        deliver_by_latest=utc(deliver.latest_date_time),
        currency=(total.currency_code[:3] or None) if total else None,
        grand_total=total.amount if total else None,
        city=(address.city or address.municipality)[:120] or None,
        region=address.state_or_region[:120] or None,
        country=address.country_code[:2].upper() or None,
        address_type=address.address_type[:20] or None,
        cancel_requested=bool(asked),
        cancel_reason=asked[0].cancel_reason[:200] or None if asked else None,
        replaced_order_id=original if is_order_id(original) else None,
        purchase_order_number=(order.buyer.buyer_purchase_order_number[:100] or None) if order.buyer else None,
    )


def utc(moment: datetime | None) -> datetime | None:
    """The same moment in UTC."""
    return moment.astimezone(UTC) if moment else None


def _cancel_request(item: ItemForm) -> CancelRequestForm | None:
    found = item.cancellation.cancellation_request if item.cancellation else None
    return found if found is not None and found.requester == "BUYER" else None


_ASSOCIATIONS = {"REPLACEMENT_ORIGINAL_ID": Program.REPLACEMENT, "EXCHANGE_ORIGINAL_ID": Program.EXCHANGE}


def _programs(order: OrderForm) -> dict[str, bool]:
    """Amazon's own programs, and the markers that stand elsewhere in the order (sp-api 2.5)."""
    found = dict.fromkeys((name[:40] for name in order.programs), True)
    for one in order.associated_orders:
        if (program := _ASSOCIATIONS.get(one.association_type)) is not None:
            found[program.value] = True
    if order.recipient and order.recipient.delivery_address and order.recipient.delivery_address.address_type == "PICKUP_POINT":
        found[Program.PICKUP_POINT.value] = True
    constraints = [item.fulfillment.shipping.shipping_constraints for item in order.order_items]
    if any(one.cash_on_delivery == "MANDATORY" for one in constraints):
        found[Program.CASH_ON_DELIVERY.value] = True
    if any(one.signature_confirmation == "MANDATORY" for one in constraints):
        found[Program.SIGNATURE_RECOMMENDED.value] = True
    return found


def _line(item: ItemForm) -> LineFacts:
    amounts = _amounts(item.proceeds)
    gift = item.fulfillment.packing.gift_option
    return LineFacts(
        quantity_ordered=item.quantity_ordered,
        order_item_id=item.order_item_id,
        sku=item.product.seller_sku or None,
        asin=item.product.asin or None,
        title=item.product.title[:2000] or None,
        quantity_shipped=item.fulfillment.quantity_fulfilled,
        quantity_cancelled=_cancelled(item),
        currency=_currency(item.proceeds),
        price=amounts.get("ITEM"),
        tax=amounts.get("TAX ITEM"),
        shipping_price=amounts.get("SHIPPING"),
        shipping_tax=amounts.get("TAX SHIPPING"),
        gift_wrap_price=amounts.get("GIFT_WRAP"),
        discount=amounts.get("DISCOUNT"),
        gift_wrap_level=(gift.gift_wrap_level[:60] or None) if gift else None,
        programs=_line_programs(item),
    )


def _cancelled(item: ItemForm) -> int | None:
    """What is neither shipped nor waits to be; Amazon gives no number of its own."""
    shipped, waiting = item.fulfillment.quantity_fulfilled, item.fulfillment.quantity_unfulfilled
    return None if shipped is None or waiting is None else max(0, item.quantity_ordered - shipped - waiting)


def _amounts(proceeds: ProceedsForm | None) -> dict[str, Decimal]:
    """Line totals by kind; of taxes, their parts."""
    found: dict[str, Decimal] = {}
    for breakdown in proceeds.breakdowns if proceeds else ():
        found[breakdown.type] = found.get(breakdown.type, Decimal(0)) + breakdown.subtotal.amount
        if breakdown.type == "TAX":
            for detail in breakdown.detailed_breakdowns:
                name = f"TAX {detail.subtype}"
                found[name] = found.get(name, Decimal(0)) + detail.value.amount
    return found


def _currency(proceeds: ProceedsForm | None) -> str | None:
    parts = proceeds.breakdowns if proceeds else []
    return next((part.subtotal.currency_code[:3] for part in parts if part.subtotal.currency_code), None)


def _line_programs(item: ItemForm) -> dict[str, bool]:
    found = dict.fromkeys((name[:40] for name in item.programs), True)
    if item.fulfillment.packing.gift_option is not None:
        found[Program.GIFT.value] = True
    if item.product.customization is not None:
        found[Program.CUSTOMIZATION.value] = True
    return found
