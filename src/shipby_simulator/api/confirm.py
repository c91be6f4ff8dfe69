"""confirmShipment and updateShipmentStatus of Orders v0 (sp-api 3)."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from shipby_simulator.core.clock import to_ms
from shipby_simulator.core.refusal import invalid, not_found
from shipby_simulator.core.wire import Response
from shipby_simulator.door.call import Call, nothing
from shipby_simulator.world.shipments import confirm, item_numbers
from shipby_simulator.world.state import Package


class ConfirmItem(msgspec.Struct, frozen=True, rename="camel"):
    """An item of the package."""

    order_item_id: str
    quantity: int
    transparency_codes: list[str] = []


class PackageDetail(msgspec.Struct, frozen=True, rename="camel"):
    """The package; ``packageReferenceId`` is a string of digits (sp-api 3.1)."""

    package_reference_id: str
    carrier_code: str
    tracking_number: str
    ship_date: Annotated[datetime, Meta(tz=True)]
    order_items: Annotated[list[ConfirmItem], Meta(min_length=1)]
    carrier_name: str | None = None
    shipping_method: str | None = None
    ship_from_supply_source_id: str | None = None


class ConfirmShipment(msgspec.Struct, frozen=True, rename="camel"):
    """Body of confirmShipment."""

    marketplace_id: str
    package_detail: PackageDetail
    cod_collection_method: Literal["DirectPayment"] | None = None


class UpdateShipmentStatus(msgspec.Struct, frozen=True, rename="camel"):
    """Body of updateShipmentStatus."""

    marketplace_id: str
    shipment_status: Literal["ReadyForPickup", "PickedUp", "RefusedPickup"]
    order_items: list[dict[str, Any]] = []


def confirm_shipment(call: Call) -> Response:
    """Answer confirmShipment: 204, or the refusals of sp-api 3.2 and 3.3."""
    body: ConfirmShipment = call.body
    detail = body.package_detail
    n = call.book.find(call.path["orderId"])
    if n is None:
        raise not_found(f"Order {call.path['orderId']} was not found.")
    if body.marketplace_id != call.book.facts(n).place.id:
        raise invalid("marketplaceId does not match the marketplace of the order.")
    if (
        not detail.package_reference_id.isascii()
        or not detail.package_reference_id.isdigit()
        or int(detail.package_reference_id) < 1
    ):
        raise invalid("PackageReferenceId must be a positive numeric value.")
    if not detail.carrier_code.strip():
        raise invalid("carrierCode must not be empty.")
    if detail.carrier_code == "Other" and not (detail.carrier_name or "").strip():
        raise invalid("carrierName is required when carrierCode is Other.")
    if not detail.tracking_number.strip():
        raise invalid("trackingNumber must not be empty.")
    parts = [(item.order_item_id, item.quantity, list(item.transparency_codes)) for item in detail.order_items]
    package = Package(
        reference=str(int(detail.package_reference_id)),
        created=call.world.now,
        visible=call.world.now,
        carrier=detail.carrier_name or "" if detail.carrier_code == "Other" else detail.carrier_code,
        service=detail.shipping_method or "",
        tracking=detail.tracking_number.strip(),
        ship_time=to_ms(detail.ship_date),
        items=item_numbers(call.world, call.account, n, parts),
    )
    confirm(call.world, call.account, n, package)
    return nothing()


def update_shipment_status(call: Call) -> Response:
    """Answer updateShipmentStatus: only for in-store pickup, which the pretend sellers do not offer."""
    if call.book.find(call.path["orderId"]) is None:
        raise not_found(f"Order {call.path['orderId']} was not found.")
    raise invalid("The order is not an in-store pickup order.")
