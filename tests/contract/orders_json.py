"""The JSON of ``shipby orders`` and ``shipby order`` as programs rely on it. Changing a line here breaks somebody's script.

Strict: a field more, a field less, or a value of another type does not decode.
"""

from typing import Annotated

from msgspec import Meta, Struct

Instant = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$")]
Day = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d$")]
Amount = Annotated[str, Meta(pattern=r"^-?\d+(\.\d+)?$")]
Word = Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9_]*$")]
Code = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$")]
Known = Annotated[str, Meta(min_length=1)]
"""A text that is known; what is not known is null, never empty."""
Units = Annotated[int, Meta(ge=0)]


class Item(Struct, forbid_unknown_fields=True):
    order_item_id: Known | None
    sku: Known | None
    asin: Known | None
    title: Known | None
    quantity_ordered: Units
    quantity_shipped: Units
    quantity_to_ship: Units
    price: Amount | None
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}$")] | None


class ListedOrder(Struct, forbid_unknown_fields=True):
    order_id: Annotated[str, Meta(pattern=r"^\d{3}-\d{7}-\d{7}$")]
    status: Word
    fulfilled_by: Annotated[str, Meta(pattern=r"^(MERCHANT|AMAZON)$")]
    store: Known | None
    marketplace: Known | None
    purchased_at: Instant
    ship_by: Instant | None
    deliver_by: Instant | None
    service_level: Word | None
    is_prime: bool | None
    is_business: bool | None
    hold: bool
    cancel_requested: bool | None
    causes: list[Code]
    city: Known | None
    region: Known | None
    country: Annotated[str, Meta(pattern=r"^[A-Z]{2}$")] | None
    items: Annotated[list[Item], Meta(min_length=1)]


class Recipient(Struct, forbid_unknown_fields=True):
    name: Known | None
    company: Known | None
    address_lines: list[Known]
    district: Known | None
    postal_code: Known | None
    phone: Known | None
    delivery_instructions: Known | None
    city: Known | None
    region: Known | None
    country: Known | None


class Buyer(Struct, forbid_unknown_fields=True):
    name: Known | None
    email: Known | None
    phone: Known | None
    company: Known | None


class PersonalOrder(ListedOrder, forbid_unknown_fields=True):
    recipient: Recipient | None
    buyer: Buyer | None
    gift_message: Known | None


class Parcel(Struct, forbid_unknown_fields=True):
    parcel: Annotated[int, Meta(ge=1)]
    carrier: Known
    carrier_name: Known | None
    service: Known | None
    tracking: Known
    ship_date: Day
    state: Code
    refusal: Known | None


class Event(Struct, forbid_unknown_fields=True):
    at: Instant
    event: Code
    by: str
    cause: Known | None


class WholeOrder(ListedOrder, forbid_unknown_fields=True):
    parcels: list[Parcel]
    timeline: list[Event]


class Fault(Struct, forbid_unknown_fields=True):
    code: Code
    message: Known
    what_to_do: Known


class Refused(Struct, forbid_unknown_fields=True):
    error: Fault
