"""Everything that changes while the simulator runs, as plain structs: it can be written out and read back whole.

Times are milliseconds since 1970 in UTC. Money is in the currency's smallest unit (cents, yen). What can be drawn again from
the seed (products, buyers, addresses, closed orders) is not kept here.
"""

from typing import Any

import msgspec

Event = tuple[int, int, str, int, int, Any]
"""When, running number, kind, account, order number (or -1), argument."""


class PackageItem(msgspec.Struct):
    """Units of one order item in a package; ``item`` counts from 0 inside the order."""

    item: int
    quantity: int
    codes: list[str] = []


class Package(msgspec.Struct):
    """A shipment confirmation, by its packageReferenceId. ``visible`` is when order data shows it."""

    reference: str
    created: int
    visible: int
    carrier: str
    service: str
    tracking: str
    ship_time: int
    items: list[PackageItem]
    applied: bool = False
    by: str = "seller"
    edits: int = 0


class Refund(msgspec.Struct):
    """Money given back for one item of an order; amounts by component, positive for the buyer."""

    id: str
    item: int
    at: int
    posted: int
    reason: str
    components: list[tuple[str, int]]
    adjustment: str = ""
    quantity: int = 0
    effective: bool = True


class OrderState(msgspec.Struct):
    """What has happened to an order. ``history`` lists (when, status, what happened); ``updated`` is lastUpdatedTime."""

    n: int
    status: str
    updated: int
    paid: int = 0
    shipped: list[int] = []
    cancelled: list[int] = []
    cancel_asked: int = 0
    cancel_reason: str = ""
    cancelled_at: int = 0
    cancelled_by: str = ""
    cancelled_why: str = ""
    confirmed: int = 0
    acknowledged: str = ""
    packages: list[Package] = []
    refunds: list[Refund] = []
    returns: list[dict[str, Any]] = []
    messages: list[dict[str, Any]] = []
    history: list[tuple[int, str, str]] = []
    delivered: int = 0
    feedback: tuple[int, int] | None = None
    claim: dict[str, Any] | None = None
    chargeback: int = 0
    amazon_label: bool = False
    verification: dict[str, Any] | None = None


class Parcel(msgspec.Struct):
    """A parcel on its way; ``scans`` are planned in full when it sets out, only those up to now can be seen."""

    tracking: str
    carrier: str
    service: str
    account: int
    n: int
    created: int
    scans: list[tuple[int, str, str]]
    outcome: str
    promised: int
    valid: bool = True
    cost: int = 0
    label: str = ""


class Label(msgspec.Struct):
    """Paid postage: bought at Amazon (``mfn``, ``v2``) or at a carrier of one of five kinds.

    ``status`` is requested, failed, purchased, void_pending, refunded or refund_refused; ``box`` names what it is stuck on,
    so that a second label for the same box can be told; ``spare`` labels lie in a drawer.
    """

    id: str
    kind: str
    account: int
    n: int
    created: int
    tracking: str
    carrier: str
    service: str
    amount: int
    currency: str
    status: str
    formats: list[str]
    request: dict[str, Any] = {}
    reference: str = ""
    key: str = ""
    refund_at: int = 0
    box: str = ""
    spare: bool = False
    changed: int = 0


class Posting(msgspec.Struct):
    """Money that moved: ``kind`` is where the label was bought; ``amount`` is negative for a refund."""

    at: int
    kind: str
    account: int
    label: str
    amount: int
    currency: str


class Quote(msgspec.Struct):
    """Rates somebody was told. ``offers``: rate id to (service id, amount); they die ten minutes after ``created``."""

    token: str
    account: int
    kind: str
    n: int
    created: int
    currency: str
    request: dict[str, Any]
    offers: dict[str, tuple[str, int]]


class Document(msgspec.Struct):
    """A feed's, report's or message's document; the link dies at ``dies``."""

    id: str
    account: int
    content_type: str
    created: int
    dies: int
    content: bytes | None = None
    gzip: bool = False
    restricted: bool = False
    upload: bool = False


class Feed(msgspec.Struct):
    """A feed on its way through IN_QUEUE, IN_PROGRESS to DONE, CANCELLED or FATAL."""

    id: str
    account: int
    type: str
    marketplaces: list[str]
    document: str
    created: int
    status: str = "IN_QUEUE"
    started: int = 0
    ended: int = 0
    result: str = ""


class Report(msgspec.Struct):
    """A report that was asked for or that a schedule made."""

    id: str
    account: int
    type: str
    marketplaces: list[str]
    options: dict[str, str]
    start: int
    end: int
    created: int
    status: str = "IN_QUEUE"
    started: int = 0
    ended: int = 0
    document: str = ""
    schedule: str = ""
    throttled: bool = False


class Schedule(msgspec.Struct):
    """A report schedule; ``next`` is when the next report is made."""

    id: str
    account: int
    type: str
    marketplaces: list[str]
    options: dict[str, str]
    period: str
    next: int


class Subscription(msgspec.Struct):
    """A subscription to a type of notification."""

    id: str
    account: int
    type: str
    version: str
    destination: str
    directive: dict[str, Any] | None = None


class Destination(msgspec.Struct):
    """Where notifications go; ``client`` is the application that made it."""

    id: str
    name: str
    client: str
    resource: dict[str, Any]


class Message(msgspec.Struct):
    """A message in a queue; invisible until ``visible``; ``receipt`` is the last handle."""

    id: str
    body: str
    sent: int
    visible: int
    receipt: str = ""
    received: int = 0
    first: int = 0


class Token(msgspec.Struct):
    """An access token or restricted data token."""

    account: int
    client: str
    dies: int
    scope: str = ""
    restricted: list[dict[str, Any]] | None = None


class CallRecord(msgspec.Struct):
    """One call as the truth shows it."""

    number: int
    at: int
    operation: str
    account: int
    method: str
    target: str
    status: int
    code: str = ""
    fault: str = ""


class Fault(msgspec.Struct):
    """A fault that waits for calls; ``skip`` calls go by first, ``count`` None means for ever."""

    id: str
    kind: str
    operation: str = "*"
    share: float = 1.0
    skip: int = 0
    count: int | None = None
    start: int = 0
    until: int | None = None
    status: int = 503
    body: str = "html"
    effect: bool = False
    delay_ms: int = 8000
    account: int | None = None
    hits: int = 0


class AccountState(msgspec.Struct):
    """One seller account: its keys, roles, stock and what happened to its orders."""

    revoked: bool = False
    secret: str = ""
    old_secrets: list[tuple[str, int]] = []
    roles: list[str] = []
    history: int = 0
    created: list[int] = []
    orders: dict[int, OrderState] = {}
    prior: dict[int, bytes] = {}
    lagging: dict[int, tuple[int, bytes]] = {}
    stock: dict[str, int] = {}
    submissions: list[dict[str, Any]] = []
    lead_times: dict[str, int] = {}
    warehouse: dict[str, tuple[int, int]] = {}


class State(msgspec.Struct):
    """The whole changing world."""

    now: int
    counters: dict[str, int] = {}
    accounts: list[AccountState] = []
    events: list[Event] = []
    parcels: dict[str, Parcel] = {}
    labels: dict[str, Label] = {}
    boxes: dict[str, list[str]] = {}
    quotes: dict[str, Quote] = {}
    postings: list[Posting] = []
    carrier_accounts: dict[str, dict[str, Any]] = {}
    manifests: dict[str, dict[str, Any]] = {}
    parcel_claims: dict[str, dict[str, Any]] = {}
    carrier_keys: dict[str, int] = {}
    documents: dict[str, Document] = {}
    feeds: dict[str, Feed] = {}
    reports: dict[str, Report] = {}
    schedules: dict[str, Schedule] = {}
    subscriptions: dict[str, Subscription] = {}
    destinations: dict[str, Destination] = {}
    queues: dict[str, list[Message]] = {}
    queue_attributes: dict[str, dict[str, str]] = {}
    tokens: dict[str, Token] = {}
    buckets: dict[str, tuple[float, int]] = {}
    rates: dict[str, tuple[float, int]] = {}
    faults: list[Fault] = []
    rate_requests: dict[str, dict[str, Any]] = {}
    replays: dict[str, dict[str, Any]] = {}
    calls: list[CallRecord] = []
