"""The truth: what really happened in the pretend store, so that a test can compare a client's belief with it."""

from heapq import nsmallest
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta

from shipby_simulator.core.clock import iso
from shipby_simulator.core.refusal import not_found
from shipby_simulator.door.own import Asked, Own
from shipby_simulator.world.book import Book
from shipby_simulator.world.state import Package

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World

Limit = Annotated[int, Meta(ge=1, le=1000)]


class Version(msgspec.Struct, frozen=True):
    """A change of an order: when, the status after it, what happened."""

    at: str
    status: str
    what: str


class TrueItem(msgspec.Struct, frozen=True):
    """A line of an order; ``total`` is what the buyer pays for it, in the currency's smallest unit."""

    id: str
    sku: str
    asin: str
    title: str
    quantity: int
    shipped: int
    cancelled: int
    total: int


class TruePackage(msgspec.Struct, frozen=True):
    """A package that was confirmed; ``shown`` says whether order data shows it yet."""

    account: int
    order_id: str
    reference: str
    by: str
    at: str
    shows_at: str
    shown: bool
    edits: int
    carrier: str
    service: str
    tracking: str
    ship_time: str
    items: dict[str, int]


class TrueOrder(msgspec.Struct, frozen=True):
    """An order as it really is; money in the currency's smallest unit, "" where something did not happen."""

    account: int
    n: int
    order_id: str
    marketplace_id: str
    created: str
    updated: str
    status: str
    kinds: list[str]
    fulfilled_by: str
    ship_by: str
    deliver_by: str
    currency: str
    total: int
    paid: str
    confirmed: str
    delivered: str
    cancel_asked: str
    cancel_reason: str
    cancelled: str
    cancelled_by: str
    cancelled_why: str
    items: list[TrueItem]
    packages: list[TruePackage]
    refunds: list[dict[str, Any]]
    returns: list[dict[str, Any]]
    messages: list[dict[str, Any]]
    feedback: int
    claim: dict[str, Any] | None
    chargeback: str
    history: list[Version]


class TrueOrders(msgspec.Struct, frozen=True):
    """A page of orders; ``next`` goes into ``after`` for the next page."""

    orders: list[TrueOrder]
    next: int | None


class OrdersAsked(msgspec.Struct, frozen=True):
    """Which orders: ``changed`` leaves out what was closed before the start and never touched."""

    account: int = 0
    after: int = -1
    limit: Limit = 100
    changed: bool = False
    status: str = ""


class AccountAsked(msgspec.Struct, frozen=True):
    """Which account; -1 is all."""

    account: int = -1


class Confirmations(msgspec.Struct, frozen=True):
    """Every package that was confirmed since the start."""

    confirmations: list[TruePackage]


class Cancellation(msgspec.Struct, frozen=True):
    """An order that was cancelled, whole or in part."""

    account: int
    order_id: str
    at: str
    by: str
    why: str
    items: dict[str, int]
    whole: bool


class Cancellations(msgspec.Struct, frozen=True):
    """Every cancellation since the start."""

    cancellations: list[Cancellation]


class CallsAsked(msgspec.Struct, frozen=True):
    """Which calls: ``after`` is a call's number."""

    operation: str = ""
    account: int = -1
    after: int = 0
    limit: Limit = 1000


class TrueCall(msgspec.Struct, frozen=True):
    """A call as it came in and went out; status 0 means that no answer was sent."""

    number: int
    at: str
    operation: str
    account: int
    method: str
    target: str
    status: int
    code: str
    fault: str


class Calls(msgspec.Struct, frozen=True):
    """Calls in order, and how many there were by operation and status over all."""

    calls: list[TrueCall]
    counts: dict[str, dict[str, int]]


class Coming(msgspec.Struct, frozen=True):
    """Something that will happen unless the seller's acts prevent it."""

    at: str
    what: str
    account: int
    order_id: str


class ComingAsked(msgspec.Struct, frozen=True):
    """How much of what comes."""

    account: int = -1
    limit: Limit = 100


class Plans(msgspec.Struct, frozen=True):
    """What buyers, Amazon and the carriers will do, the soonest first."""

    coming: list[Coming]


COMING = {
    "paid": "payment clears", "unpaid": "Amazon gives up waiting for the payment", "cancels": "buyer cancels",
    "asks": "buyer asks to cancel", "address": "address becomes known", "writes": "buyer writes",
    "overdue": "Amazon cancels what is not confirmed", "delivered": "parcel arrives", "missing": "buyer misses the parcel",
    "claim": "buyer files an A-to-z claim", "verdict": "Amazon decides the claim", "feedback": "buyer leaves feedback",
    "return": "buyer returns", "chargeback": "bank takes the money back", "confirmed": "order data shows a confirmation",
    "order": "an order comes",
}  # fmt: skip


def _when(ms: int) -> str:
    return iso(ms) if ms else ""


def _package(book: Book, n: int, package: Package) -> TruePackage:
    facts = book.facts(n)
    return TruePackage(
        book.account, facts.order_id, package.reference, package.by, iso(package.created), iso(package.visible),
        package.applied, package.edits, package.carrier, package.service, package.tracking, _when(package.ship_time),
        {facts.items[part.item].id: part.quantity for part in package.items},
    )  # fmt: skip


def true_order(book: Book, n: int) -> TrueOrder:
    """Return an order with everything that ever happened to it."""
    facts, order = book.facts(n), book.view(n)
    lines = zip(facts.items, order.shipped, order.cancelled, strict=True)
    return TrueOrder(
        account=book.account,
        n=n,
        order_id=facts.order_id,
        marketplace_id=facts.place.id,
        created=iso(facts.created),
        updated=iso(order.updated),
        status=order.status,
        kinds=sorted(facts.kinds),
        fulfilled_by="AMAZON" if facts.by_amazon else "MERCHANT",
        ship_by=iso(facts.ship_by),
        deliver_by=iso(facts.deliver_by),
        currency=facts.place.currency,
        total=facts.total,
        paid=_when(order.paid),
        confirmed=_when(order.confirmed),
        delivered=_when(order.delivered),
        cancel_asked=_when(order.cancel_asked),
        cancel_reason=order.cancel_reason,
        cancelled=_when(order.cancelled_at),
        cancelled_by=order.cancelled_by,
        cancelled_why=order.cancelled_why,
        items=[
            TrueItem(item.id, item.product.sku, item.product.asin, item.product.title, item.quantity, sent, gone, item.total)
            for item, sent, gone in lines
        ],
        packages=[_package(book, n, package) for package in order.packages],
        refunds=[
            msgspec.to_builtins(refund) | {"at": iso(refund.at), "posted": _when(refund.posted)} for refund in order.refunds
        ],
        returns=[_timed(one, "at", "back") for one in order.returns],
        messages=[_timed(one, "at") for one in order.messages],
        feedback=order.feedback[1] if order.feedback else 0,
        claim=_timed(order.claim, "at", "decided") if order.claim else None,
        chargeback=_when(order.chargeback),
        history=[Version(iso(at), status, what) for at, status, what in order.history],
    )


def _timed(entry: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return an entry of an order with its times written out."""
    return {name: iso(value) if name in names else value for name, value in entry.items()}


def orders(asked: Asked) -> TrueOrders:
    """Page through an account's orders."""
    query: OrdersAsked = asked.query
    book = asked.world.books[asked.account(query.account)]
    numbers = sorted(n for n in book.orders if n > query.after) if query.changed else range(query.after + 1, len(book.created))
    found: list[TrueOrder] = []
    for n in numbers:
        if query.status and book.view(n).status != query.status:
            continue
        if len(found) == query.limit:
            return TrueOrders(found, found[-1].n)
        found.append(true_order(book, n))
    return TrueOrders(found, None)


def one_order(asked: Asked) -> TrueOrder:
    """Return one order."""
    for book in asked.world.books:
        n = book.find(asked.names["order_id"])
        if n is not None:
            return true_order(book, n)
    raise not_found(f"No order {asked.names['order_id']}.")


def books(asked: Asked) -> list[Book]:
    """Return the order books that ``account`` of the query means."""
    number = asked.query.account
    return asked.world.books if number == -1 else [asked.world.books[asked.account(number)]]


def confirmations(asked: Asked) -> Confirmations:
    """List every confirmed package, the oldest first."""
    found = [
        (package.created, book.account, n, _package(book, n, package))
        for book in books(asked)
        for n, order in sorted(book.orders.items())
        if n >= book.past
        for package in order.packages
    ]
    return Confirmations([package for *_, package in sorted(found, key=lambda one: one[:3])])


def cancellations(asked: Asked) -> Cancellations:
    """List every cancellation, the oldest first."""
    found = []
    for book in books(asked):
        for n, order in sorted(book.orders.items()):
            if n >= book.past and any(order.cancelled):
                facts = book.facts(n)
                at = next(at for at, _, what in reversed(order.history) if what.startswith("cancelled by"))
                items = {item.id: gone for item, gone in zip(facts.items, order.cancelled, strict=True) if gone}
                whole = order.status == "CANCELLED"
                form = Cancellation(book.account, facts.order_id, iso(at), order.cancelled_by, order.cancelled_why, items, whole)
                found.append((at, book.account, n, form))
    return Cancellations([form for *_, form in sorted(found, key=lambda one: one[:3])])


def calls(asked: Asked) -> Calls:
    """List calls of all operations, of the token endpoint, documents, queues and carriers."""
    query: CallsAsked = asked.query
    found: list[TrueCall] = []
    counts: dict[str, dict[str, int]] = {}
    for call in asked.world.state.calls:
        if query.operation not in {"", call.operation} or query.account not in {-1, call.account}:
            continue
        by_status = counts.setdefault(call.operation, {})
        by_status[str(call.status)] = by_status.get(str(call.status), 0) + 1
        if call.number > query.after and len(found) < query.limit:
            found.append(
                TrueCall(
                    call.number, iso(call.at), call.operation, call.account, call.method, call.target, call.status, call.code,
                    call.fault,
                )
            )  # fmt: skip
    return Calls(found, counts)


def plans(world: "World", account: int, limit: int) -> list[Coming]:
    """Return what will happen in an account, or in all (-1), the soonest first."""
    events = (event for event in world.state.events if event[2] in COMING and account in {-1, event[3]})
    return [
        Coming(iso(at), COMING[kind], whose, world.books[whose].order_id(n) if n >= 0 else "")
        for at, _, kind, whose, n, _ in nsmallest(limit, events, key=lambda event: event[:2])
    ]


def coming(asked: Asked) -> Plans:
    """List what will happen, the soonest first."""
    query: ComingAsked = asked.query
    return Plans(plans(asked.world, query.account, query.limit))


ROWS = [
    Own("GET", "/_simulator/truth/orders", "Page through an account's orders.", orders, OrdersAsked, answer=TrueOrders),
    Own("GET", "/_simulator/truth/orders/{order_id}", "Return one order with its history.", one_order, answer=TrueOrder),
    Own("GET", "/_simulator/truth/confirmations", "List confirmed packages.", confirmations, AccountAsked, answer=Confirmations),
    Own("GET", "/_simulator/truth/cancellations", "List cancellations.", cancellations, AccountAsked, answer=Cancellations),
    Own("GET", "/_simulator/truth/calls", "List calls, with counts by operation and status.", calls, CallsAsked, answer=Calls),
    Own("GET", "/_simulator/truth/coming", "List what will happen.", coming, ComingAsked, answer=Plans),
]
