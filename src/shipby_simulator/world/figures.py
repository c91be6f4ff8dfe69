"""The seller's figures as Amazon counts them, out of what really happened (amazon-policy 1 and 10).

Any instant can be asked for: what was not known then does not count. What the policy leaves open is decided so: late shipment by
ship-by date without cancelled orders, cancellation by order date, valid tracking over all categories, no invoices.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from shipby_simulator.core.clock import DAY, HOUR
from shipby_simulator.world.state import OrderState, Package

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World

_LONGEST = 62 * DAY
"""So far back an order can still count: 60 days of defects, up to the end of a day."""
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]{6,38}[A-Za-z0-9]")
_OWN_FORM = {"UPS": re.compile(r"1Z[0-9A-Z]{16}"), "USPS": re.compile(r"\d{20,22}|[A-Z]{2}\d{9}US")}
"""Forms of tracking numbers (amazon-policy 3.5); other carriers' numbers only must be plain signs."""


class Sent(msgspec.Struct, frozen=True, gc=False):
    """A package: when it was confirmed, first scanned and delivered (0: not), its units, whether the number can be right."""

    confirmed: int
    scanned: int
    delivered: int
    units: int
    right: bool


class Case(msgspec.Struct, frozen=True, gc=False):
    """An order as far as the figures need it; ``defects`` are (from, until or 0, kind)."""

    place: str
    by_amazon: bool
    created: int
    paid: int
    ship_by: int
    deliver_by: int
    confirmed: int
    cancelled: int
    fault: bool
    defects: list[tuple[int, int, str]]
    sent: list[Sent]


class Rate(msgspec.Struct, frozen=True):
    """A figure: ``count`` of ``total`` in a window (``until`` is excluded); below or above its target it is good."""

    since: int
    until: int
    count: int
    total: int
    target: float
    below: bool = True

    @property
    def value(self) -> float:
        """Return the share, 0 where there is nothing to judge."""
        return round(self.count / self.total, 8) if self.total else 0.0

    @property
    def status(self) -> str:
        """Return GOOD, BAD, or NONE for an empty window; exactly the target is good only where more is better."""
        if not self.total:
            return "NONE"
        return "GOOD" if (self.value < self.target if self.below else self.value >= self.target) else "BAD"


class Defects(msgspec.Struct, frozen=True):
    """The order defect rate and its kinds; an order counts once however many defects it has (amazon-policy 1.1)."""

    rate: Rate
    claims: int
    chargebacks: int
    feedback: int


class Figures(msgspec.Struct, frozen=True):
    """All figures at an instant."""

    late_shipment: Rate
    cancellation: Rate
    defects: Defects
    defects_by_amazon: Defects
    valid_tracking: Rate
    on_time: Rate
    on_time_units: Rate


def cases(world: "World", account: int, since: int, until: int) -> list[Case]:
    """Return every order that can count at some instant from ``since`` to ``until``."""
    book = world.books[account]
    numbers = range(bisect_left(book.created, since - _LONGEST), bisect_left(book.created, until))
    return [_known(world, account, n) for n in numbers]


def _known(world: "World", account: int, n: int) -> Case:
    """Return an order's case; those of orders that closed before the start and stayed untouched are remembered."""
    book = world.books[account]
    if n >= book.past or n in book.orders:
        return _case(world, account, n)
    found = book.cases.get(n)
    if found is None:
        found = book.cases[n] = _case(world, account, n)
    return found


def _case(world: "World", account: int, n: int) -> Case:
    book = world.books[account]
    facts, order = book.facts(n), book.view(n)
    by_seller = order.cancelled_by == "MERCHANT" or order.cancelled_why == "NotConfirmedInTime"
    return Case(
        place=facts.place.id,
        by_amazon=facts.by_amazon,
        created=facts.created,
        paid=order.paid,
        ship_by=facts.ship_by,
        deliver_by=facts.deliver_by,
        confirmed=order.confirmed,
        cancelled=order.cancelled_at,
        fault=by_seller and not order.cancel_asked,
        defects=_defects(order),
        sent=[_sent(world, order, package, past=n < book.past) for package in order.packages],
    )


def _defects(order: OrderState) -> list[tuple[int, int, str]]:
    found = []
    if order.feedback and order.feedback[1] <= 2:
        found.append((order.feedback[0], 0, "feedback"))
    if order.claim:
        end = order.claim.get("decided", 0) if order.claim["state"] == "DENIED" else 0
        found.append((order.claim["at"], end, "claims"))
    if order.chargeback:
        found.append((order.chargeback, 0, "chargebacks"))
    return found


def _sent(world: "World", order: OrderState, package: Package, *, past: bool) -> Sent:
    units = sum(part.quantity for part in package.items)
    number = package.tracking
    form = _OWN_FORM.get(package.carrier, _PLAIN)
    right = bool(package.carrier) and bool(_PLAIN.fullmatch(number)) and bool(form.fullmatch(number))
    parcel = world.state.parcels.get(number)
    if parcel is not None:
        scans = [at for at, code, _ in parcel.scans if code not in {"ReadyForReceive", "InfoReceived"}]
        arrived = next((at for at, code, _ in parcel.scans if code == "Delivered"), 0)
        return Sent(package.created, scans[0] if scans else 0, arrived, units, right and parcel.valid)
    if past:  # closed before the start: its parcel is not kept
        return Sent(package.created, package.created + 3 * HOUR, order.delivered, units, right)
    return Sent(package.created, 0, 0, units, right)


def figures(found: Iterable[Case], at: int, place: str = "") -> Figures:
    """Count the figures as they stand at an instant; windows are whole UTC days and end with the last full one."""
    end = at // DAY * DAY
    mine = [case for case in found if (not place or case.place == place) and 0 < case.paid <= at]
    ours = [case for case in mine if not case.by_amazon]
    return Figures(
        late_shipment=_late(ours, at, end),
        cancellation=_cancelled(ours, at, end),
        defects=_defective(ours, at, end),
        defects_by_amazon=_defective([case for case in mine if case.by_amazon], at, end),
        valid_tracking=_valid(ours, at, end),
        on_time=_on_time(ours, at, end, units=False),
        on_time_units=_on_time(ours, at, end, units=True),
    )


def _late(ours: list[Case], at: int, end: int) -> Rate:
    """Count what was confirmed after ship-by, or is overdue unconfirmed, over 30 days (amazon-policy 1.3)."""
    since = end - 30 * DAY
    judged = [case for case in ours if since <= case.ship_by < end and not 0 < case.cancelled <= at]
    late = sum(case.confirmed > case.ship_by or not 0 < case.confirmed <= at for case in judged)
    return Rate(since, end, late, len(judged), 0.04)


def _cancelled(ours: list[Case], at: int, end: int) -> Rate:
    """Count cancellations that are the seller's fault over 7 days (amazon-policy 1.2)."""
    since = end - 7 * DAY
    judged = [case for case in ours if since <= case.created < end]
    return Rate(since, end, sum(case.fault and 0 < case.cancelled <= at for case in judged), len(judged), 0.025)


def _defective(judged: list[Case], at: int, end: int) -> Defects:
    """Count orders with a defect over 60 days, by order date (amazon-policy 1.1)."""
    since = end - 60 * DAY
    kinds = {"claims": 0, "chargebacks": 0, "feedback": 0}
    total = bad = 0
    for case in judged:
        if since <= case.created < end:
            total += 1
            known = {kind for begin, over, kind in case.defects if begin <= at and not 0 < over <= at}
            bad += bool(known)
            for kind in known:
                kinds[kind] += 1
    return Defects(Rate(since, end, bad, total, 0.01), **kinds)


def _packages(ours: list[Case], at: int, since: int, until: int) -> list[tuple[Case, Sent]]:
    """Return the packages confirmed by an instant whose promised delivery lies in a window."""
    return [(case, one) for case in ours if since <= case.deliver_by < until for one in case.sent if one.confirmed <= at]


def _is_valid(case: Case, one: Sent, at: int) -> bool:
    """Return whether tracking is valid: scanned, entered before delivery, at most 17 days late (amazon-policy 1.4)."""
    overdue = min(one.delivered, at) if one.delivered else at
    in_time = overdue <= case.deliver_by + 17 * DAY
    entered = not one.delivered or one.confirmed <= one.delivered
    return one.right and 0 < one.scanned <= at and entered and in_time


def _valid(ours: list[Case], at: int, end: int) -> Rate:
    since = end - 30 * DAY
    judged = _packages(ours, at, since, end)
    return Rate(since, end, sum(_is_valid(case, one, at) for case, one in judged), len(judged), 0.95, below=False)


def _on_time(ours: list[Case], at: int, end: int, *, units: bool) -> Rate:
    """Count tracked packages, or their units, delivered by the promise: 14 days that end 7 days ago (amazon-policy 1.5)."""
    since, until = end - 21 * DAY, end - 7 * DAY
    judged = [(case, one) for case, one in _packages(ours, at, since, until) if _is_valid(case, one, at)]
    total = sum(one.units if units else 1 for _, one in judged)
    good = sum((one.units if units else 1) for case, one in judged if 0 < one.delivered <= min(at, case.deliver_by))
    return Rate(since, until, good, total, 0.9, below=False)
