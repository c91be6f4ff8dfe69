"""The fields of the filter language as data: name, what it finds, an example, its values, other names people type.

Amazon's own lists and searches filter by these (amazon-policy 8.1, 8.2); the words of a field may be written as Amazon writes
them (``PartiallyShipped``, ``PARTIALLY_SHIPPED``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from shipby.orders.rules.facts import Program
from shipby.orders.rules.filter_values import (
    CURRENCIES,
    Reader,
    days_or,
    one_of,
    read_amount,
    read_channel,
    read_country,
    read_hidden,
    read_number,
    read_text,
)
from shipby.orders.rules.search_row import CAUSE_CODES
from shipby.words.marketplaces import MARKETPLACES
from shipby.words.text import N_


class Kind(Enum):
    """What stands behind the colon, so that a form can offer the right control."""

    WORD = "word"
    CHOICE = "choice"
    NUMBER = "number"
    MONEY = "money"
    DAY = "day"
    COUNTRY = "country"
    STORE = "store"
    ACCOUNT = "account"
    TAG = "tag"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``label`` is its short name on a page, ``words`` say what it finds; ``choices`` are the words it knows."""

    name: str
    kind: Kind
    label: str
    words: str
    example: str
    read: Reader
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


SHIP_BY_WORDS = ("overdue", "today", "tomorrow", "yesterday", "this-week", "later", "none")
PURCHASED_WORDS = ("today", "yesterday", "this-week", "last-week", "this-month", "last-month", "this-year", "last-year")
DUE_WORDS = SHIP_BY_WORDS
STATUS_WORDS = {
    "pending-availability": "PENDING_AVAILABILITY",
    "pending": "PENDING",
    "unshipped": "UNSHIPPED",
    "partially-shipped": "PARTIALLY_SHIPPED",
    "shipped": "SHIPPED",
    "cancelled": "CANCELLED",
    "unfulfillable": "UNFULFILLABLE",
    "invoice-unconfirmed": "INVOICE_UNCONFIRMED",
}
OPEN_STATUSES = frozenset({"pending-availability", "pending", "unshipped", "partially-shipped", "invoice-unconfirmed", "open"})
STATUS_GROUPS = ("open", "closed", "confirmed", "all")
SERVICES = {
    "standard": "STANDARD",
    "expedited": "EXPEDITED",
    "next-day": "NEXT_DAY",
    "second-day": "SECOND_DAY",
    "same-day": "SAME_DAY",
    "priority": "PRIORITY",
    "scheduled": "SCHEDULED",
    "free-economy": "FREE_ECONOMY",
    "prime": "PRIME",
}
MARKS = {
    "prime": Program.PRIME.value,
    "business": Program.AMAZON_BUSINESS.value,
    "premium": Program.PREMIUM.value,
    "gift": Program.GIFT.value,
    "replacement": Program.REPLACEMENT.value,
    "exchange": Program.EXCHANGE.value,
    "transparency": Program.TRANSPARENCY.value,
    "customized": Program.CUSTOMIZATION.value,
    "cod": Program.CASH_ON_DELIVERY.value,
    "pickup-point": Program.PICKUP_POINT.value,
    "store-pickup": Program.IN_STORE_PICK_UP.value,
    "ship-plus": Program.FBM_SHIP_PLUS.value,
    "easy-ship": Program.AMAZON_EASY_SHIP.value,
    "invoiced-by-amazon": Program.INVOICE_BY_AMAZON.value,
    "preorder": Program.PREORDER.value,
    "global-express": Program.GLOBAL_EXPRESS.value,
    "signature": Program.SIGNATURE_RECOMMENDED.value,
    "near-cancellation": Program.VERGE_OF_CANCELLATION.value,
    "near-late": Program.VERGE_OF_LATE_SHIPMENT.value,
}
STATES = (
    *("held", "cancel-requested", "incomplete", "vanished", "blocked", "ready", "confirmed", "overdue", "fba"),
    *("tagged", "multi-line"),
)
HAS = ("note", "tag", "tracking", "ship-by", "deliver-by", "value")
FULFILMENT = {"merchant": "MERCHANT", "amazon": "AMAZON"}
CAUSES = tuple(code.replace("_", "-") for code in CAUSE_CODES)

_STATUS = one_of(
    (*STATUS_WORDS, *STATUS_GROUPS),
    {"canceled": "cancelled", "partial": "partially-shipped", "toship": "unshipped", "any": "all"},
)
_IS = one_of(
    (*MARKS, *STATES),
    {
        "hold": "held",
        "onhold": "held",
        "cancel": "cancel-requested",
        "cancelrequest": "cancel-requested",
        "late": "overdue",
        "b2b": "business",
        "iba": "invoiced-by-amazon",
        "custom": "customized",
        "gifts": "gift",
        "premiumorder": "premium",
        "afn": "fba",
        "multiitem": "multi-line",
        "cashondelivery": "cod",
    },
)
_FULFILMENT = one_of(
    tuple(FULFILMENT),
    {"mfn": "merchant", "fbm": "merchant", "seller": "merchant", "fba": "amazon", "afn": "amazon"},
)

_ALL = (
    Field(
        "order",
        Kind.WORD,
        N_("Order"),
        N_("the order's number, or its beginning with a star"),
        "order:113-4857201-9936201",
        read_text,
        aliases=("order-id", "orderid", "amazon-order-id"),
    ),
    Field(
        "status",
        Kind.CHOICE,
        N_("Status"),
        N_("how far the order is"),
        "status:shipped",
        _STATUS,
        (*STATUS_WORDS, *STATUS_GROUPS),
        ("order-status",),
    ),
    Field(
        "due",
        Kind.DAY,
        N_("Ship-by"),
        N_("the day by which it must be handed over"),
        "due:today",
        days_or(SHIP_BY_WORDS),
        SHIP_BY_WORDS,
        ("ship-by", "shipby", "ship-by-date", "latest-ship-date"),
    ),
    Field(
        "deliver",
        Kind.DAY,
        N_("Deliver-by"),
        N_("the day by which it must arrive"),
        "deliver:this-week",
        days_or(SHIP_BY_WORDS),
        SHIP_BY_WORDS,
        ("deliver-by", "deliverby", "delivery", "latest-delivery-date"),
    ),
    Field(
        "purchased",
        Kind.DAY,
        N_("Order date"),
        N_("the day on which it was ordered"),
        "purchased:last-7",
        days_or(PURCHASED_WORDS, future=False),
        PURCHASED_WORDS,
        ("order-date", "purchase-date", "ordered", "date"),
    ),
    Field(
        "sku",
        Kind.WORD,
        N_("SKU"),
        N_("your SKU of an item, or its beginning with a star"),
        "sku:MUG-*",
        read_text,
        aliases=("seller-sku", "msku"),
    ),
    Field("asin", Kind.WORD, N_("ASIN"), N_("Amazon's number of an item"), "asin:B0C1234567", read_text, aliases=("listing",)),
    Field(
        "title",
        Kind.WORD,
        N_("Title"),
        N_("words of an item's title, the last one by its beginning"),
        'title:"camp mug"',
        read_text,
        aliases=("product", "product-name", "item-name"),
    ),
    Field(
        "qty",
        Kind.NUMBER,
        N_("Units"),
        N_("units of the whole order"),
        "qty:>1",
        read_number,
        aliases=("quantity", "units", "number-of-items"),
    ),
    Field(
        "value",
        Kind.MONEY,
        N_("Value"),
        N_("the order's total, in one currency or in any"),
        "value:>=50EUR",
        read_amount,
        tuple(sorted(CURRENCIES)),
        ("total", "amount", "price"),
    ),
    Field(
        "service",
        Kind.CHOICE,
        N_("Service"),
        N_("the shipping service the buyer chose"),
        "service:expedited",
        one_of(tuple(SERVICES)),
        tuple(SERVICES),
        ("ship-service", "shipping", "ship-service-level"),
    ),
    Field(
        "is",
        Kind.CHOICE,
        N_("Only"),
        N_("a mark of Amazon's or a state on this desk"),
        "is:prime",
        _IS,
        (*MARKS, *STATES),
        ("only", "type", "order-type"),
    ),
    Field("has", Kind.CHOICE, N_("Has"), N_("something is known or noted"), "has:note", one_of(HAS), HAS, ("with",)),
    Field(
        "country",
        Kind.COUNTRY,
        N_("Country"),
        N_("where it goes"),
        "country:US",
        read_country,
        aliases=("ship-country", "destination"),
    ),
    Field(
        "region",
        Kind.WORD,
        N_("Region"),
        N_("state or region it goes to, or its beginning with a star"),
        "region:CA",
        read_text,
        aliases=("state", "province", "ship-state"),
    ),
    Field(
        "city",
        Kind.WORD,
        N_("City"),
        N_("city it goes to, or its beginning with a star"),
        "city:Portland",
        read_text,
        aliases=("town", "ship-city"),
    ),
    Field("store", Kind.STORE, N_("Store"), N_("one of your stores"), "store:US", read_text, aliases=("shop",)),
    Field(
        "channel",
        Kind.CHOICE,
        N_("Sales channel"),
        N_("where it was sold"),
        "channel:Amazon.de",
        read_channel,
        tuple(row.sales_channel for row in MARKETPLACES),
        ("sales-channel", "marketplace"),
    ),
    Field(
        "fulfilment",
        Kind.CHOICE,
        N_("Fulfilment"),
        N_("who ships it"),
        "fulfilment:merchant",
        _FULFILMENT,
        tuple(FULFILMENT),
        ("fulfillment", "fulfilment-channel", "fulfillment-channel", "fulfilled-by", "fulfilled"),
    ),
    Field(
        "account",
        Kind.ACCOUNT,
        N_("Account"),
        N_("one of your seller accounts"),
        "account:North",
        read_text,
        aliases=("seller", "seller-account"),
    ),
    Field(
        "tracking",
        Kind.WORD,
        N_("Tracking"),
        N_("a whole tracking number"),
        "tracking:9400111202555842332669",
        read_text,
        aliases=("tracking-id", "tracking-number", "waybill", "awb"),
    ),
    Field(
        "po",
        Kind.WORD,
        N_("Purchase order"),
        N_("the purchase order number of a business buyer"),
        "po:4500012345",
        read_text,
        aliases=("purchase-order", "purchase-order-number"),
    ),
    Field(
        "buyer",
        Kind.HIDDEN,
        N_("Buyer"),
        N_("name, e-mail or postal code, by the search for buyers"),
        "buyer:#0123456789abcdef",
        read_hidden,
        aliases=("name", "buyer-name", "recipient", "email", "e-mail", "buyer-email", "postal", "postal-code", "postcode", "zip"),
    ),
    Field("tag", Kind.TAG, N_("Tag"), N_("a tag of your own"), "tag:fragile", read_text, aliases=("label", "tags")),
    Field("note", Kind.WORD, N_("Note"), N_("words of a note"), 'note:"call first"', read_text, aliases=("notes", "memo")),
    Field(
        "cause", Kind.CHOICE, N_("Cause"), N_("what stops it"), "cause:on-hold", one_of(CAUSES), CAUSES, ("problem", "blocked-by")
    ),
)
FIELDS: Mapping[str, Field] = {field.name: field for field in _ALL}
"""The fields by name, the commonest first."""

BY_ANY_NAME: Mapping[str, Field] = {alias: field for field in _ALL for alias in (field.name, *field.aliases)}
"""The fields by name and by every other name that people type."""

SEARCHES = frozenset({"", "order", "tracking", "po", "buyer"})
"""Fields that ask for something one remembers of an order: a free word, a number, a buyer."""
