"""The figures per day among the truths: what happened that day, and how Amazon would have judged the seller at its end."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shipby_simulator.core.clock import DAY, iso
from shipby_simulator.door.own import Asked, Own
from shipby_simulator.world.figures import Case, Figures, Rate, cases, figures
from shipby_simulator.world.state import OrderState


class TrueRate(msgspec.Struct, frozen=True):
    """A figure at the end of a day: ``count`` of ``total``; status GOOD, BAD or NONE."""

    count: int
    total: int
    rate: float
    status: str


class Day(msgspec.Struct, frozen=True):
    """A UTC day: counts of what happened on it, and the figures of amazon-policy 1 as known at its end."""

    date: str
    placed: int
    confirmed: int
    confirmed_late: int
    cancelled_by_seller: int
    cancelled_by_amazon: int
    cancelled_by_buyer: int
    delivered: int
    refunds: int
    returns: int
    negative_feedback: int
    claims: int
    late_shipment_rate: TrueRate
    cancellation_rate: TrueRate
    order_defect_rate: TrueRate
    valid_tracking_rate: TrueRate
    on_time_delivery_rate: TrueRate
    unit_on_time_delivery_rate: TrueRate


class Days(msgspec.Struct, frozen=True):
    """Days, the earliest first; the last one is still running."""

    days: list[Day]


class DaysAsked(msgspec.Struct, frozen=True):
    """Which days of which account; ``marketplace_id`` empty is all."""

    account: int = 0
    days: Annotated[int, Meta(ge=1, le=50)] = 14
    marketplace_id: str = ""


def _rate(rate: Rate) -> TrueRate:
    return TrueRate(rate.count, rate.total, rate.value, rate.status)


def days(asked: Asked) -> Days:
    """List the figures per day."""
    query: DaysAsked = asked.query
    world, account = asked.world, asked.account(query.account)
    first = world.now // DAY - query.days + 1
    found = cases(world, account, first * DAY, world.now + 1)
    book = world.books[account]
    orders = [
        (order, order.confirmed > book.facts(n).ship_by)
        for n, order in sorted(book.orders.items())
        if query.marketplace_id in {"", book.facts(n).place.id}
    ]
    made = []
    for number in range(first, world.now // DAY + 1):
        begin, end = number * DAY, (number + 1) * DAY
        at = min(world.now, end)
        made.append(_day(begin, end, orders, found, figures(found, at, query.marketplace_id), query.marketplace_id))
    return Days(made)


def _day(
    begin: int, end: int, orders: list[tuple[OrderState, bool]], found: list[Case], judged: Figures, place: str
) -> Day:  # fmt: skip
    def on(at: int) -> bool:
        return begin <= at < end

    kept = [order for order, _ in orders]
    cancelled = [order.cancelled_by for order in kept if on(order.cancelled_at)]
    return Day(
        date=iso(begin)[:10],
        placed=sum(on(case.created) for case in found if place in {"", case.place}),
        confirmed=sum(on(order.confirmed) for order in kept),
        confirmed_late=sum(on(order.confirmed) and late for order, late in orders),
        cancelled_by_seller=cancelled.count("MERCHANT"),
        cancelled_by_amazon=cancelled.count("AMAZON"),
        cancelled_by_buyer=cancelled.count("BUYER"),
        delivered=sum(on(order.delivered) for order in kept),
        refunds=sum(on(refund.at) for order in kept for refund in order.refunds),
        returns=sum(on(one["at"]) for order in kept for one in order.returns),
        negative_feedback=sum(on(said[0]) and said[1] < 3 for said in (order.feedback for order in kept) if said),
        claims=sum(on(claim["at"]) for claim in (order.claim for order in kept) if claim),
        late_shipment_rate=_rate(judged.late_shipment),
        cancellation_rate=_rate(judged.cancellation),
        order_defect_rate=_rate(judged.defects.rate),
        valid_tracking_rate=_rate(judged.valid_tracking),
        on_time_delivery_rate=_rate(judged.on_time),
        unit_on_time_delivery_rate=_rate(judged.on_time_units),
    )


ROWS = [
    Own("GET", "/_simulator/truth/figures", "List what happened per day, and the seller's figures.", days, DaysAsked, answer=Days)
]
