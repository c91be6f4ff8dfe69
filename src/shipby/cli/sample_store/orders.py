"""The invented orders of the sample store: how many are due when and where."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from shipby.cli.sample_store.featured import featured
from shipby.cli.sample_store.making import OrderMaker, SampleOrder
from shipby.cli.sample_store.people import a_buyer

_DUE: tuple[tuple[str, dict[int, int]], ...] = (
    ("US", {0: 19, 1: 21, 2: 23, 3: 4, 4: 4, 5: 2, 8: 1}),
    ("CA", {0: 4, 1: 4, 2: 3, 5: 1}),
    ("DE", {-1: 1, 1: 8, 2: 5, 4: 1}),
    ("GB", {1: 5, 2: 3, 3: 1}),
    ("PL", {1: 2, 2: 1}),
    ("FR", {1: 2, 2: 2}),
    ("IT", {1: 1, 3: 1}),
    ("ES", {1: 2}),
    ("JP", {1: 3, 2: 2}),
)
"""Country -> days from today (at the warehouse) -> plain orders due then. Featured orders come on top."""

_OLD: tuple[tuple[str, str, str, int], ...] = (
    ("US", "Shipped", "Merchant", 54),
    ("CA", "Shipped", "Merchant", 5),
    ("DE", "Shipped", "Merchant", 10),
    ("GB", "Shipped", "Merchant", 5),
    ("JP", "Shipped", "Merchant", 3),
    ("US", "Cancelled", "Merchant", 8),
    ("DE", "Cancelled", "Merchant", 3),
    ("US", "Pending", "Merchant", 4),
    ("US", "Shipped", "Amazon", 14),
    ("DE", "Shipped", "Amazon", 4),
    ("US", "Unshipped", "Amazon", 3),
    ("US", "Pending", "Amazon", 1),
)


def sample_orders(*, seed: int, now: datetime) -> tuple[SampleOrder, ...]:
    """About 300 orders, about 170 of them open and 46 due today at the warehouse, in a stable order."""
    maker = OrderMaker(seed, now)
    due = [maker.plain(country, days) for country, days_due in _DUE for days, count in days_due.items() for _ in range(count)]
    old = [maker.old(country, status, channel) for country, status, channel, count in _OLD for _ in range(count)]
    return (*featured(maker), *_with_greeks_and_bulgarians(maker, due), *old)


def many_orders(*, seed: int, now: datetime, rows: int) -> Iterator[SampleOrder]:
    """Plain orders of Amazon.com until their lines make ``rows`` rows; for measurements."""
    maker = OrderMaker(f"{seed}/many", now)
    left = rows
    while left > 0:
        order = maker.plain("US", maker.draws.whole(-1, 9))
        order = replace(order, lines=order.lines[:left])
        left -= len(order.lines)
        yield order


def _with_greeks_and_bulgarians(maker: OrderMaker, orders: list[SampleOrder]) -> list[SampleOrder]:
    """Every second order of the Italian and Polish store fronts goes to Greece or Bulgaria."""
    abroad = {"IT": "GR", "PL": "BG"}
    seen: set[str] = set()
    moved = []
    for order in orders:
        country = order.market.country
        goes = country in abroad and country not in seen
        (seen.add if goes else seen.discard)(country)
        moved.append(replace(order, buyer=a_buyer(maker.draws, abroad[country])) if goes else order)
    return moved
