"""The objects of Orders 2026-01-01 as they come over the wire, with only the fields that are used (sp-api 2.3)."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

_MOST_LINES = 5000

Instant = Annotated[datetime, Meta(tz=True)]
"""A moment with its zone: one without could be any hour, and a deadline is never guessed."""


class Form(Struct, rename="camel", gc=False):
    """An object of Amazon's answer."""


class MoneyForm(Form):
    amount: Decimal = Decimal(0)
    currency_code: str = ""


class ChannelForm(Form):
    marketplace_id: str = ""
    marketplace_name: str = ""


class BuyerForm(Form):
    buyer_name: str = ""
    buyer_email: str = ""
    buyer_company_name: str = ""
    buyer_purchase_order_number: str = ""


class ExtendedForm(Form):
    complement: str = ""
    neighborhood: str = ""


class AddressForm(Form):
    name: str = ""
    company_name: str = ""
    address_line1: str = ""
    address_line2: str = ""
    address_line3: str = ""
    city: str = ""
    district_or_county: str = ""
    state_or_region: str = ""
    municipality: str = ""
    postal_code: str = ""
    country_code: str = ""
    phone: str = ""
    address_type: str = ""
    extended_fields: ExtendedForm | None = None


class PreferenceForm(Form):
    drop_off_location: str = ""
    address_instruction: str = ""


class RecipientForm(Form):
    delivery_address: AddressForm | None = None
    delivery_preference: PreferenceForm | None = None


class WindowForm(Form):
    earliest_date_time: Instant | None = None
    latest_date_time: Instant | None = None


class FulfillmentForm(Form):
    fulfillment_status: str
    fulfilled_by: str = "MERCHANT"
    fulfillment_service_level: str = ""
    ship_by_window: WindowForm = msgspec.field(default_factory=WindowForm)
    deliver_by_window: WindowForm = msgspec.field(default_factory=WindowForm)


class DetailForm(Form):
    subtype: str = ""
    value: MoneyForm = msgspec.field(default_factory=MoneyForm)


class BreakdownForm(Form):
    type: str = ""
    subtotal: MoneyForm = msgspec.field(default_factory=MoneyForm)
    detailed_breakdowns: list[DetailForm] = []


class ProceedsForm(Form):
    breakdowns: list[BreakdownForm] = []
    grand_total: MoneyForm | None = None
    proceeds_total: MoneyForm | None = None


class CustomizationForm(Form):
    customized_url: str = ""


class ProductForm(Form):
    asin: str = ""
    title: str = ""
    seller_sku: str = ""
    customization: CustomizationForm | None = None


class CancelRequestForm(Form):
    requester: str = ""
    cancel_reason: str = ""


class CancellationForm(Form):
    cancellation_request: CancelRequestForm | None = None


class GiftForm(Form):
    gift_message: str = ""
    gift_wrap_level: str = ""


class PackingForm(Form):
    gift_option: GiftForm | None = None


class ConstraintsForm(Form):
    cash_on_delivery: str = ""
    signature_confirmation: str = ""


class ShippingForm(Form):
    shipping_constraints: ConstraintsForm = msgspec.field(default_factory=ConstraintsForm)


class ItemFulfillmentForm(Form):
    quantity_fulfilled: int | None = None
    quantity_unfulfilled: int | None = None
    packing: PackingForm = msgspec.field(default_factory=PackingForm)
    shipping: ShippingForm = msgspec.field(default_factory=ShippingForm)


class ItemForm(Form):
    order_item_id: str
    quantity_ordered: Annotated[int, Meta(ge=0)]
    product: ProductForm
    programs: list[str] = []
    proceeds: ProceedsForm | None = None
    cancellation: CancellationForm | None = None
    fulfillment: ItemFulfillmentForm = msgspec.field(default_factory=ItemFulfillmentForm)


class RegistrationForm(Form):
    entity_type: str = ""
    tax_registration_type: str = ""
    tax_registration_number: str = ""


class TaxForm(Form):
    tax_registrations: list[RegistrationForm] = []


class AssociatedForm(Form):
    order_id: str = ""
    association_type: str = ""


class PackageItemForm(Form):
    order_item_id: str
    quantity: int


class PackageForm(Form):
    package_reference_id: str
    carrier: str = ""
    shipping_service: str = ""
    tracking_number: str = ""
    ship_time: Instant | None = None
    created_time: Instant | None = None
    package_items: list[PackageItemForm] = []


class OrderForm(Form):
    order_id: str
    created_time: Instant
    last_updated_time: Instant
    sales_channel: ChannelForm
    order_items: Annotated[list[ItemForm], Meta(max_length=_MOST_LINES)]
    fulfillment: FulfillmentForm
    programs: list[str] = []
    associated_orders: list[AssociatedForm] = []
    buyer: BuyerForm | None = None
    recipient: RecipientForm | None = None
    proceeds: ProceedsForm | None = None
    tax: TaxForm = msgspec.field(default_factory=TaxForm)
    packages: list[PackageForm] = []


class PaginationForm(Form):
    next_token: str = ""


class PageForm(Form):
    orders: list[msgspec.Raw]
    pagination: PaginationForm | None = None
    last_updated_before: Instant | None = None
    created_before: Instant | None = None


class SingleForm(Form):
    order: msgspec.Raw
