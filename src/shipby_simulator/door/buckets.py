"""Token buckets per application, account and operation (sp-api 11.1)."""

from shipby_simulator.door.call import Op
from shipby_simulator.world.engine import World


def rate_of(world: World, op: Op, account: int) -> tuple[float, int]:
    """Return rate per second and burst in force: changed at run time, by the scenario, or Amazon's default."""
    rates = world.state.rates
    for name in (f"{account}/{op.name}", op.name, "*"):
        if name in rates:
            return rates[name]
    return world.settings.rates.get(op.name) or world.settings.rates.get("*") or (op.rate, op.burst)


def take(world: World, op: Op, client: str, account: int) -> bool:
    """Take a token; False means 429. Whether a refused call costs one is a setting (UNVERIFIED)."""
    rate, burst = rate_of(world, op, account)
    name = f"{client}/{account}/{op.name}"
    now = world.state.now
    left, since = world.state.buckets.get(name, (float(burst), now))
    left = min(float(burst), left + (now - since) / 1000 * rate)
    allowed = left >= 1 - 1e-9
    if allowed:
        left -= 1
    elif world.settings.amazon.throttled_call_costs:
        left = max(0.0, left - 1)
    world.state.buckets[name] = (left, now)
    if allowed and world.settings.amazon.transient_throttle:
        return not world.draw("transient", world.number("transient")).chance(world.settings.amazon.transient_throttle)
    return allowed
