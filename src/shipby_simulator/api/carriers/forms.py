"""What goes to the carriers and comes back. Money is a decimal string; times are ISO 8601 in UTC; weights are grams."""

from typing import Annotated

import msgspec
from msgspec import Meta

Line = Annotated[str, Meta(max_length=60)]
Name = Annotated[str, Meta(min_length=1, max_length=60)]
Reference = Annotated[str, Meta(max_length=100)]
Length = Annotated[int, Meta(ge=1, le=5000)]


class CarrierAddress(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An address; ``country`` is an ISO 3166 code of two letters."""

    name: Name
    street1: Name
    city: Name
    country: Annotated[str, Meta(pattern="^[A-Z]{2}$")]
    company: Line = ""
    street2: Line = ""
    street3: Line = ""
    state: Line = ""
    postal_code: Annotated[str, Meta(max_length=12)] = ""
    phone: Annotated[str, Meta(max_length=40)] = ""
    email: Annotated[str, Meta(max_length=100)] = ""

    def lines(self) -> list[str]:
        """Return the address as it stands on a label."""
        town = " ".join(part for part in (self.city, self.state, self.postal_code) if part)
        return [part for part in (self.name, self.company, self.street1, self.street2, self.street3, town, self.country) if part]


class CarrierParcel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A parcel to be sent."""

    weight_grams: Annotated[int, Meta(ge=1, le=1_000_000)]
    length_mm: Length = 200
    width_mm: Length = 150
    height_mm: Length = 50


class RatesAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a price is asked for."""

    from_address: CarrierAddress
    to_address: CarrierAddress
    parcel: CarrierParcel


class CarrierRate(msgspec.Struct, frozen=True):
    """A price that holds until ``expires_at``."""

    rate_id: str
    service: str
    service_name: str
    carrier: str
    amount: str
    currency: str
    earliest_delivery: str
    latest_delivery: str
    expires_at: str


class NotOffered(msgspec.Struct, frozen=True):
    """A service that does not carry the parcel, and why."""

    service: str
    code: str
    message: str


class CarrierRates(msgspec.Struct, frozen=True):
    """Prices, the cheapest first."""

    rates: list[CarrierRate]
    not_offered: list[NotOffered]


class LabelAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A purchase: by ``rate_id`` at the quoted price, or by ``service`` at the price of the moment.

    ``reference`` is the shipper's own, printed on the label; ``external_id`` belongs to the carrier of kind unique alone.
    """

    from_address: CarrierAddress
    to_address: CarrierAddress
    parcel: CarrierParcel
    rate_id: str = ""
    service: str = ""
    reference: Reference = ""
    external_id: Reference = ""


class CarrierLabel(msgspec.Struct, frozen=True):
    """A label. ``status`` is purchased, void_pending, refunded or refund_refused; ``documents`` are links by format."""

    id: str
    status: str
    carrier: str
    service: str
    tracking_number: str
    amount: str
    currency: str
    created_at: str
    reference: str
    external_id: str
    latest_delivery: str
    refund_at: str
    documents: dict[str, str]


class CarrierLabels(msgspec.Struct, frozen=True):
    """Labels in the order they were bought; ``next`` goes into ``after`` for the next page."""

    labels: list[CarrierLabel]
    next: str | None


class CarrierFailure(msgspec.Struct, frozen=True):
    """Why something was refused."""

    code: str
    message: str


class LabelRequest(msgspec.Struct, frozen=True):
    """A purchase at the carrier of kind async. ``status`` is requested, done or failed."""

    id: str
    status: str
    reference: str
    created_at: str
    label: CarrierLabel | None
    error: CarrierFailure | None


class LabelRequests(msgspec.Struct, frozen=True):
    """Purchases at the carrier of kind async, in order; ``next`` goes into ``after`` for the next page."""

    requests: list[LabelRequest]
    next: str | None


class LabelsAsked(msgspec.Struct, frozen=True):
    """Which labels: by the shipper's reference, from an instant on."""

    reference: str = ""
    created_after: str = ""
    after: str = ""
    limit: Annotated[int, Meta(ge=1, le=100)] = 50


class ByExternalId(msgspec.Struct, frozen=True):
    """Which label: by the shipper's unique outside id."""

    external_id: str


class DocumentAsked(msgspec.Struct, frozen=True):
    """In which format a label is wanted: pdf, png or zpl; png and zpl at 203 or 300 dots per inch."""

    format: Annotated[str, Meta(pattern="^(pdf|png|zpl)$")] = "pdf"
    dpi: Annotated[int, Meta(ge=203, le=300)] = 203


class TrackingEvent(msgspec.Struct, frozen=True):
    """A scan; ``code`` is the word of Shipping v2 for it (sp-api 6.2)."""

    at: str
    code: str
    status: str
    city: str
    state: str
    country: str


class Tracker(msgspec.Struct, frozen=True):
    """A parcel as its carrier sees it: status, promise, scans with the latest first."""

    tracking_number: str
    carrier: str
    service: str
    status: str
    latest_delivery: str
    delivered_at: str
    events: list[TrackingEvent]


class TrackersAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Up to a hundred numbers at once."""

    tracking_numbers: Annotated[list[str], Meta(min_length=1, max_length=100)]


class Trackers(msgspec.Struct, frozen=True):
    """Parcels, and the numbers nobody knows."""

    trackers: list[Tracker]
    unknown: list[str]


class InvoiceAsked(msgspec.Struct, frozen=True):
    """Which month, such as 2026-11, in UTC; ``format`` is json or csv."""

    month: Annotated[str, Meta(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
    format: Annotated[str, Meta(pattern="^(json|csv)$")] = "json"


class InvoiceLine(msgspec.Struct, frozen=True):
    """Money that moved: a charge, or a refund with a negative amount."""

    at: str
    type: str
    label_id: str
    tracking_number: str
    reference: str
    amount: str


class Invoice(msgspec.Struct, frozen=True):
    """A month's account, the ground truth of what postage cost."""

    month: str
    currency: str
    total: str
    lines: list[InvoiceLine]
