"""When orders come: a curve of the day and the week, a peak, a burst."""

from array import array
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from shipby_simulator.core.clock import HOUR, MINUTE
from shipby_simulator.core.draw import Draw

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World

_HOURS = (
    0.35,
    0.25,
    0.2,
    0.2,
    0.25,
    0.4,
    0.6,
    0.85,
    1.05,
    1.2,
    1.3,
    1.35,
    1.35,
    1.3,
    1.25,
    1.25,
    1.3,
    1.35,
    1.5,
    1.65,
    1.75,
    1.6,
    1.15,
    0.65,
)
"""Orders by hour of the local day, mean about 1."""
_WEEKDAYS = (1.08, 1.03, 1.0, 0.98, 0.93, 0.92, 1.06)
"""Orders by weekday, Monday first."""
_MEAN = sum(_HOURS) / 24
_OFFSET = {"NA": -8, "EU": 1, "FE": 9}


def weight(ms: int, region: str) -> float:
    """Return how many times the average hour's orders come in this hour."""
    local = datetime.fromtimestamp(ms / 1000 + _OFFSET[region] * 3600, UTC)
    return _HOURS[local.hour] / _MEAN * _WEEKDAYS[local.weekday()]


def past_times(world: "World", account: int, count: int, days: float, end: int) -> "array[int]":
    """Return the instants of ``count`` past orders, ascending, over the days before ``end``."""
    hours = max(1, round(days * 24))
    region = world.sellers[account].region
    first = end - hours * HOUR
    weights = [weight(first + hour * HOUR, region) for hour in range(hours)]
    total, times, reached = sum(weights), array("q"), 0.0
    for hour, share in enumerate(weights):
        reached += share
        wanted = round(count * reached / total) - len(times)
        draw = Draw(world.seed, "past hour", account, hour)
        times.extend(sorted(first + hour * HOUR + draw.below(HOUR) for _ in range(wanted)))
    return times


def hour(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001  (every happening has these)
    """Plan the orders of the hour that begins now, and the next hour."""
    orders, now = world.settings.orders, world.now
    since = (now - world.start) / HOUR
    factor = orders.peak_factor if orders.peak_from_hours <= since < orders.peak_from_hours + orders.peak_hours else 1.0
    draw = world.draw("hour", account, now // HOUR)
    mean = orders.per_day / 24 * weight(now, world.sellers[account].region) * factor
    times = [now + draw.below(HOUR) for _ in range(draw.poisson(mean))]
    if orders.burst_orders and 0 <= orders.burst_at_hours - since < 1:
        begin = now + round((orders.burst_at_hours - since) * HOUR)
        times += [begin + draw.below(10 * MINUTE) for _ in range(orders.burst_orders)]
    for at in sorted(times):
        world.later(at, "order", account)
    world.later(now + HOUR, "hour", account)
