"""Requests of Shipping v2 (sp-api 6.2); lengths and enums as in Amazon's model."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

Line = Annotated[str, Meta(min_length=1, max_length=60)]


class _Table(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """Base: camelCase; names that are not listed are ignored, what was not said is not said back."""


class Address(_Table, frozen=True):
    """An address."""

    name: Annotated[str, Meta(min_length=1, max_length=50)]
    address_line1: Line
    state_or_region: str
    city: str
    country_code: Annotated[str, Meta(min_length=2, max_length=2)]
    postal_code: str
    address_line2: Line | None = None
    address_line3: Line | None = None
    company_name: str | None = None
    email: Annotated[str, Meta(max_length=64)] | None = None
    phone_number: Annotated[str, Meta(min_length=1, max_length=20)] | None = None

    def lines(self) -> list[str]:
        """Return the address as it stands on a label."""
        city = " ".join(part for part in (self.city, self.state_or_region, self.postal_code) if part)
        parts = (
            self.name,
            self.company_name,
            self.address_line1,
            self.address_line2,
            self.address_line3,
            city,
            self.country_code,
        )
        return [part for part in parts if part]

    def place(self) -> tuple[str, str, str]:
        """Return city, state and country."""
        return self.city, self.state_or_region, self.country_code


class Currency(_Table, frozen=True):
    """An amount of money."""

    value: float
    unit: Annotated[str, Meta(min_length=3, max_length=3)]


class Dimensions(_Table, frozen=True):
    """The sides of a package."""

    length: Annotated[float, Meta(gt=0)]
    width: Annotated[float, Meta(gt=0)]
    height: Annotated[float, Meta(gt=0)]
    unit: Literal["INCH", "CENTIMETER"]

    def longest(self) -> float:
        """Return the longest side in centimetres."""
        return max(self.length, self.width, self.height) * (2.54 if self.unit == "INCH" else 1)


_GRAMS = {"GRAM": 1.0, "KILOGRAM": 1000.0, "OUNCE": 28.349523125, "POUND": 453.59237}


class Weight(_Table, frozen=True):
    """A weight; the unit is GRAM, whatever the model's examples say."""

    unit: Literal["GRAM", "KILOGRAM", "OUNCE", "POUND"]
    value: Annotated[float, Meta(gt=0)]

    def grams(self) -> float:
        """Return the weight in grams."""
        return self.value * _GRAMS[self.unit]


class Item(_Table, frozen=True):
    """Units of an item; for Amazon's orders ``item_identifier`` is the order item id."""

    quantity: Annotated[int, Meta(ge=1)]
    item_identifier: str | None = None
    item_value: Currency | None = None
    description: str | None = None


class Package(_Table, frozen=True):
    """A package."""

    dimensions: Dimensions
    weight: Weight
    insured_value: Currency
    package_client_reference_id: str
    items: Annotated[list[Item], Meta(min_length=1)]
    seller_display_name: str | None = None


class OrderDetails(_Table, frozen=True):
    """The order of Amazon."""

    order_id: str


class Channel(_Table, frozen=True):
    """Where the order came from."""

    channel_type: Literal["AMAZON", "EXTERNAL"]
    amazon_order_details: OrderDetails | None = None
    amazon_shipment_details: dict[str, Any] | None = None


class Size(_Table, frozen=True):
    """The size of a document."""

    width: float
    length: float
    unit: Literal["INCH", "CENTIMETER"]


class Specification(_Table, frozen=True):
    """The documents that are asked for; must be one of the rate's own."""

    format: Literal["PDF", "PNG", "ZPL"]
    size: Size
    need_file_joining: bool
    requested_document_types: Annotated[list[Literal["PACKSLIP", "LABEL", "RECEIPT", "CUSTOM_FORM"]], Meta(min_length=1)]
    dpi: int | None = None
    page_layout: str | None = None


class GetRates(_Table, frozen=True):
    """Body of getRates."""

    ship_from: Address
    packages: Annotated[list[Package], Meta(min_length=1)]
    channel_details: Channel
    ship_to: Address | None = None
    return_to: Address | None = None
    ship_date: Annotated[datetime, Meta(tz=True)] | None = None
    shipment_type: Literal["FORWARD", "RETURNS"] | None = None
    value_added_services: dict[str, Any] = {}


class ServiceId(_Table, frozen=True):
    """A value-added service that is chosen."""

    id: str


class PurchaseShipment(_Table, frozen=True):
    """Body of purchaseShipment."""

    request_token: str
    rate_id: str
    requested_document_specification: Specification
    requested_value_added_services: list[ServiceId] = []
    additional_inputs: dict[str, Any] | None = None


class ServiceSelection(_Table, frozen=True):
    """Services in the order of preference."""

    service_id: Annotated[list[str], Meta(min_length=1)]


class OneClickShipment(GetRates, frozen=True, kw_only=True):
    """Body of oneClickShipment."""

    label_specifications: Specification
    service_selection: ServiceSelection
    value_added_services_details: list[ServiceId] = []


class DirectPurchase(_Table, frozen=True):
    """Body of directPurchaseShipment: only the channel is required, the rest has defaults (sp-api 6.2)."""

    channel_details: Channel
    ship_from: Address | None = None
    ship_to: Address | None = None
    packages: list[Package] = []
    label_specifications: Specification | None = None


class GetTracking(_Table, frozen=True):
    """Query of getTracking."""

    tracking_id: Annotated[str, Meta(min_length=1)]
    carrier_id: Annotated[str, Meta(min_length=1)]


class GetDocuments(_Table, frozen=True):
    """Query of getShipmentDocuments."""

    package_client_reference_id: Annotated[str, Meta(min_length=1)]
    format: Literal["PDF", "PNG", "ZPL"] | None = None
    dpi: float | None = None


class GetAdditionalInputs(_Table, frozen=True):
    """Query of getAdditionalInputs."""

    request_token: Annotated[str, Meta(min_length=1)]
    rate_id: Annotated[str, Meta(min_length=1)]


class References(_Table, frozen=True):
    """Body of getCarrierAccounts and getUnmanifestedShipments: references of integrators, which change nothing here."""

    client_reference_details: list[dict[str, Any]] = []


class Attribute(_Table, frozen=True):
    """A field of the form that links an account."""

    attribute_name: str | None = None
    property_group: str | None = None
    value: str | None = None


class LinkAccount(_Table, frozen=True):
    """Body of linkCarrierAccount."""

    carrier_account_type: str
    carrier_account_attributes: list[Attribute]


class UnlinkAccount(_Table, frozen=True):
    """Body of unlinkCarrierAccount."""

    account_id: str | None = None


class GenerateForm(_Table, frozen=True):
    """Body of generateCollectionForm."""

    carrier_id: str
    ship_from_address: Address | None = None


class FormRange(_Table, frozen=True):
    """From when to when."""

    start_date: Annotated[datetime, Meta(tz=True)] | None = None
    end_date: Annotated[datetime, Meta(tz=True)] | None = None


class FormHistory(_Table, frozen=True):
    """Body of getCollectionFormHistory."""

    max_results: Annotated[int, Meta(ge=1)] = 20
    carrier_id: str | None = None
    date_range: FormRange | None = None


class GetAccessPoints(_Table, frozen=True):
    """Query of getAccessPoints."""

    access_point_types: list[
        Literal["HELIX", "CAMPUS_LOCKER", "OMNI_LOCKER", "ODIN_LOCKER", "DOBBY_LOCKER", "CORE_LOCKER", "3P", "CAMPUS_ROOM"]
    ]
    country_code: Annotated[str, Meta(min_length=2, max_length=2)]
    postal_code: Annotated[str, Meta(min_length=1)]


class NdrData(_Table, frozen=True):
    """When to come again."""

    reschedule_date: Annotated[datetime, Meta(tz=True)] | None = None
    additional_address_notes: str | None = None


class NdrFeedback(_Table, frozen=True):
    """Body of submitNdrFeedback."""

    tracking_id: str
    ndr_action: Literal["RESCHEDULE", "REATTEMPT", "RTO"]
    ndr_request_data: NdrData | None = None


class CreateClaim(_Table, frozen=True):
    """Body of createClaim."""

    tracking_id: str
    claim_reason: Literal[
        "LOST_IN_TRANSIT", "DAMAGED_IN_TRANSIT", "DELIVERED_NOT_RECEIVED", "ITEM_MISSING_SWITCHEROO", "COD_ABUSE"
    ]
    settlement_type: Literal["REFUND", "CERTIFICATE_OF_FACT"]
    declared_value: Currency | None = None
    is_replacement_package_sent: bool = False
