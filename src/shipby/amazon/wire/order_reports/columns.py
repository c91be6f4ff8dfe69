"""Columns of the three order reports by header name (sp-api 5.2, amazon-policy 8.4): any order, any generation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from shipby.amazon.wire.order_reports.refusals import MissingColumns, NoKnownHeader
from shipby.amazon.wire.order_reports.shapes import ReportType


@dataclass(frozen=True, slots=True)
class At:
    """Where the columns stand that Shipby uses; a field is the header name with underscores, or our word for it.

    -1 = the report lacks it.
    Readers put one empty cell behind each row, so -1 reads as empty.
    """

    order_id: int = -1
    order_item_id: int = -1
    sku: int = -1
    asin: int = -1
    product_name: int = -1
    quantity_purchased: int = -1
    quantity_shipped: int = -1
    quantity_to_ship: int = -1
    item_status: int = -1
    order_status: int = -1
    fulfillment_channel: int = -1
    sales_channel: int = -1
    purchase_date: int = -1
    payments_date: int = -1
    reporting_date: int = -1
    last_updated_date: int = -1
    promise_date: int = -1
    ship_by_earliest: int = -1
    ship_by_latest: int = -1
    earliest_delivery_date: int = -1
    latest_delivery_date: int = -1
    scheduled_delivery_start_date: int = -1
    scheduled_delivery_end_date: int = -1
    delivery_start_date: int = -1
    delivery_end_date: int = -1
    ship_service_level: int = -1
    ship_service_name: int = -1
    currency: int = -1
    item_price: int = -1
    item_tax: int = -1
    shipping_price: int = -1
    shipping_tax: int = -1
    gift_wrap_price: int = -1
    item_promotion_discount: int = -1
    ship_promotion_discount: int = -1
    gift_wrap_type: int = -1
    gift_message_text: int = -1
    customized_url: int = -1
    is_transparency: int = -1
    is_prime: int = -1
    is_business_order: int = -1
    is_premium_order: int = -1
    is_global_express: int = -1
    is_replacement_order: int = -1
    is_exchange_order: int = -1
    is_ispu_order: int = -1
    is_pickup_point_order: int = -1
    is_amazon_invoiced: int = -1
    is_iba: int = -1
    signature_confirmation_recommended: int = -1
    verge_of_cancellation: int = -1
    verge_of_lateshipment: int = -1
    payment_method: int = -1
    cod_collectible_amount: int = -1
    original_order_id: int = -1
    is_buyer_requested_cancellation: int = -1
    buyer_requested_cancel_reason: int = -1
    purchase_order_number: int = -1
    ship_city: int = -1
    ship_state: int = -1
    ship_country: int = -1
    address_type: int = -1
    recipient_name: int = -1
    ship_address_1: int = -1
    ship_address_2: int = -1
    ship_address_3: int = -1
    ship_postal_code: int = -1
    ship_phone_number: int = -1
    delivery_instructions: int = -1
    buyer_name: int = -1
    buyer_email: int = -1
    buyer_phone_number: int = -1
    buyer_company_name: int = -1


TAX_COLUMNS: tuple[str, ...] = (
    "cpf",
    "buyer-citizen-name",
    "buyer-citizen-id",
    "buyer-identification-number",
    "buyer-identification-type",
    "buyer-tax-registration-id",
    "buyer-tax-registration-country",
    "buyer-vat-number",
    "order-invoice-type",
    "invoice-business-legal-name",
    "invoice-business-address",
    "invoice-business-tax-id",
    "invoice-business-tax-office",
)
"""Columns kept as they are among the buyer's tax ids."""

_ALSO_CALLED: dict[str, str] = {
    "amazon-order-id": "order-id",
    "amazon-order-item-id": "order-item-id",
    "amazon-order-item-code": "order-item-id",
    "quantity": "quantity-purchased",
    "shipping-address-type": "address-type",
    "item-name": "product-name",
}
"""Other names -> the name used here; the name used here wins where a report has both."""

_KNOWN_UNUSED = frozenset(
    [
        "days-past-promise",
        "payment-method-details",
        "number-of-items",
        "already-paid",
        "payment-method-fee",
        "points-granted",
        "customized-page",
        "price-designation",
        "licensee-name",
        "license-number",
        "license-state",
        "license-expiration-date",
        "default-ship-from-address-name",
        "default-ship-from-address-field-1",
        "default-ship-from-address-field-2",
        "default-ship-from-address-field-3",
        "default-ship-from-city",
        "default-ship-from-state",
        "default-ship-from-country",
        "default-ship-from-postal-code",
        "store-chain-store-id",
        "ioss-number",
        "is-shipping-settings-automation-enabled",
        "ssa-carrier",
        "ssa-ship-method",
        "tax-collection-model",
        "tax-collection-responsible-party",
        "pickup-point-type",
        "bill-name",
        "bill-address-1",
        "bill-address-2",
        "bill-address-3",
        "bill-city",
        "bill-state",
        "bill-postal-code",
        "bill-country",
        "item-promotion-id",
        "ship-promotion-id",
        "delivery-time-zone",
        "merchant-order-id",
        "order-channel",
        "url",
        "gift-wrap-tax",
        "promotion-ids",
        "shipment-status",
        "handling-time",
        "effective-handling-time",
        "handling-time-source",
        "transit-time",
        "transit-time-source",
        "transit-time-ship-from-city",
        "transit-time-ship-from-state",
        "transit-time-ship-from-country",
        "fulfilled-by",
        "is-heavy-or-bulky",
        "vat-exclusive-item-price",
        "vat-exclusive-shipping-price",
        "vat-exclusive-giftwrap-price",
        "is-sold-by-ab",
    ]
)

_FIELDS = tuple(field.name for field in fields(At))
_OUR_WORDS = {"ship_by_earliest": "earliest-ship-date", "ship_by_latest": "latest-ship-date"}
_USED = {_OUR_WORDS.get(name, name.replace("_", "-")): name for name in _FIELDS}
KNOWN = frozenset(_USED) | frozenset(TAX_COLUMNS) | _KNOWN_UNUSED | frozenset(_ALSO_CALLED)

_UNSHIPPED_ONLY = frozenset({"quantity-to-ship", "quantity-shipped", "days-past-promise", "promise-date", "reporting-date"})
_ALL_ORDERS_ONLY = frozenset({"amazon-order-id", "last-updated-date", "fulfillment-channel", "item-status"})


@dataclass(frozen=True, slots=True)
class Layout:
    """The header of one report, understood. ``twice`` pairs the places of columns that stand in the header more than once."""

    report_type: ReportType
    columns: tuple[str, ...]
    at: At
    tax: tuple[tuple[str, int], ...]
    twice: tuple[tuple[int, int], ...]

    @property
    def unknown_columns(self) -> tuple[str, ...]:
        """Header names this code has never seen."""
        return tuple(name for name in self.columns if name not in KNOWN)


def column_name(cell: str) -> str:
    """A header cell as it is compared: lower case, hyphens, no spaces around."""
    return "-".join(cell.replace("\ufeff", "").strip().casefold().replace("_", " ").replace("-", " ").split())


def column_names(header: str) -> tuple[str, ...]:
    """The header's cells as they are compared; empty cells behind the last name go."""
    return tuple(column_name(cell) for cell in header.rstrip("\t\r\n ").split("\t"))


def layout_of(columns: Sequence[str]) -> Layout:
    """What kind of report the columns are and where they stand.

    Raises:
        NoKnownHeader: no order report has these columns.
        MissingColumns: order number, quantity, or both SKU and item id are missing.
    """
    places, twice = _places(columns)
    if "order-id" not in places:
        raise NoKnownHeader
    missing = [name for name in ("quantity-purchased",) if name not in places]
    if "sku" not in places and "order-item-id" not in places:
        missing.append("order-item-id")
    if missing:
        raise MissingColumns(columns=", ".join(missing))
    at = At(**{_USED[name]: place for name, place in places.items() if name in _USED})
    tax = tuple((name, places[name]) for name in TAX_COLUMNS if name in places)
    return Layout(_report_type(frozenset(columns)), tuple(columns), at, tax, twice)


def _places(columns: Sequence[str]) -> tuple[Mapping[str, int], tuple[tuple[int, int], ...]]:
    """Name -> first place, under the name used here; and the places of every repetition."""
    places: dict[str, int] = {}
    twice: list[tuple[int, int]] = []
    for place, name in enumerate(columns):
        if name in places and (name in _USED or name in TAX_COLUMNS):
            twice.append((places[name], place))
        places.setdefault(name, place)
    for other, name in _ALSO_CALLED.items():
        if other in places:
            places.setdefault(name, places[other])
    return places, tuple(twice)


def _report_type(columns: frozenset[str]) -> ReportType:
    if columns & _UNSHIPPED_ONLY and "amazon-order-id" not in columns:
        return ReportType.UNSHIPPED
    return ReportType.ALL_ORDERS if columns & _ALL_ORDERS_ONLY else ReportType.ORDERS
