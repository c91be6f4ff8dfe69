"""Requests of Merchant Fulfillment v0 (sp-api 6.1); lengths and enums as in Amazon's model."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

Short = Annotated[str, Meta(max_length=30)]
Sixty = Annotated[str, Meta(max_length=60)]
Instant = Annotated[datetime, Meta(tz=True)]
LabelFormat = Literal["PDF", "PNG", "ZPL203", "ZPL300", "ShippingServiceDefault"]
PickUp = Literal["CarrierWillPickUp", "ShipperWillDropOff", "NoPreference"]


class _Table(msgspec.Struct, frozen=True, rename="pascal", omit_defaults=True):
    """Base: PascalCase; names that are not listed are ignored, what was not said is not said back."""


class Address(_Table, frozen=True):
    """Where a parcel is sent from."""

    name: Short
    address_line1: Annotated[str, Meta(max_length=180)]
    email: str
    city: Short
    postal_code: Short
    country_code: Annotated[str, Meta(max_length=2)]
    phone: Short
    address_line2: Sixty | None = None
    address_line3: Sixty | None = None
    district_or_county: str | None = None
    state_or_province_code: Short | None = None

    def lines(self) -> list[str]:
        """Return the address as it stands on a label."""
        city = " ".join(part for part in (self.city, self.state_or_province_code, self.postal_code) if part)
        return [part for part in (self.name, self.address_line1, self.address_line2, city, self.country_code) if part]

    def place(self) -> tuple[str, str, str]:
        """Return city, state and country."""
        return self.city, self.state_or_province_code or "", self.country_code


class Weight(_Table, frozen=True):
    """A weight."""

    value: Annotated[float, Meta(gt=0)]
    unit: Literal["oz", "g"]

    def grams(self) -> float:
        """Return the weight in grams."""
        return self.value * (28.349523125 if self.unit == "oz" else 1)


class Money(_Table, frozen=True):
    """An amount."""

    currency_code: Annotated[str, Meta(max_length=3)]
    amount: float


class Item(_Table, frozen=True):
    """Units of an order item."""

    order_item_id: str
    quantity: Annotated[int, Meta(ge=1)]
    item_weight: Weight | None = None
    item_description: str | None = None
    transparency_code_list: list[str] = []


class Dimensions(_Table, frozen=True):
    """Three sides and a unit, or one of the carriers' own boxes."""

    length: Annotated[float, Meta(gt=0)] | None = None
    width: Annotated[float, Meta(gt=0)] | None = None
    height: Annotated[float, Meta(gt=0)] | None = None
    unit: Literal["inches", "centimeters"] | None = None
    predefined_package_dimensions: str | None = None

    def longest(self) -> float | None:
        """Return the longest side in centimetres; None when the dimensions are incomplete."""
        if self.predefined_package_dimensions:
            return 30.0
        if not (self.length and self.width and self.height and self.unit):
            return None
        return max(self.length, self.width, self.height) * (2.54 if self.unit == "inches" else 1)


class Options(_Table, frozen=True):
    """What the service must do."""

    delivery_experience: Literal[
        "DeliveryConfirmationWithAdultSignature", "DeliveryConfirmationWithSignature", "DeliveryConfirmationWithoutSignature",
        "NoTracking",
    ]  # fmt: skip
    carrier_will_pick_up: bool
    declared_value: Money | None = None
    carrier_will_pick_up_option: PickUp | None = None
    label_format: LabelFormat | None = None


class Customization(_Table, frozen=True):
    """The seller's own text on the label."""

    custom_text_for_label: Annotated[str, Meta(max_length=14)] | None = None
    standard_id_for_label: Literal["AmazonOrderId"] | None = None


class Details(_Table, frozen=True):
    """The parcel."""

    amazon_order_id: str
    item_list: Annotated[list[Item], Meta(min_length=1)]
    ship_from_address: Address
    package_dimensions: Dimensions
    weight: Weight
    shipping_service_options: Options
    seller_order_id: Annotated[str, Meta(max_length=64)] | None = None
    must_arrive_by_date: Instant | None = None
    ship_date: Instant | None = None
    label_customization: Customization | None = None


class OfferingFilter(_Table, frozen=True):
    """Which offers are wanted."""

    include_packing_slip_with_label: bool = False
    include_complex_shipping_options: bool = False
    carrier_will_pick_up: PickUp | None = None


class GetEligible(_Table, frozen=True):
    """Body of getEligibleShipmentServices."""

    shipment_request_details: Details
    shipping_offering_filter: OfferingFilter | None = None


class CreateShipment(_Table, frozen=True):
    """Body of createShipment."""

    shipment_request_details: Details
    shipping_service_id: str
    shipping_service_offer_id: str | None = None
    hazmat_type: Literal["None", "LQHazmat"] | None = None
    shipment_level_seller_inputs_list: list[dict[str, Any]] = []


class GetInputs(_Table, frozen=True):
    """Body of getAdditionalSellerInputs."""

    shipping_service_id: str
    ship_from_address: Address
    order_id: str
