"""The simulator's controls: clock, faults, rates, accounts."""

from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from shipby_simulator.core.clock import iso, parse_duration, parse_instant
from shipby_simulator.core.refusal import invalid
from shipby_simulator.door.faults import BODIES, KINDS, can_strike, swarm
from shipby_simulator.door.own import Asked, Own
from shipby_simulator.world.state import Fault

if TYPE_CHECKING:
    from shipby_simulator.app import Simulator


class ClockChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Move the clock by an ISO 8601 duration or to an instant, or let it go on in another mode (manual, real, xN)."""

    advance: str | None = None
    to: str | None = None
    mode: str | None = None


class Now(msgspec.Struct, frozen=True):
    """The simulator's time."""

    now: str
    mode: str


class FaultOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fault; ``from`` and ``until`` are instants, ``share`` is of the calls, ``skip`` calls go by before ``count`` are hit."""

    kind: str
    operation: str = "*"
    share: Annotated[float, Meta(ge=0, le=1)] = 1.0
    skip: Annotated[int, Meta(ge=0)] = 0
    count: Annotated[int, Meta(ge=1)] | None = None
    start: str | None = msgspec.field(default=None, name="from")
    until: str | None = None
    status: Annotated[int, Meta(ge=200, le=599)] = 503
    body: str = ""
    effect: bool = False
    delay_ms: Annotated[int, Meta(ge=0, le=600_000)] = 8000
    account: int | None = None


class Faults(msgspec.Struct, frozen=True):
    """The faults that wait, the youngest first, and what kinds there are."""

    faults: list[Fault]
    kinds: list[str]


class Swarm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A set of faults drawn from the seed, for the coming hours."""

    hours: Annotated[float, Meta(gt=0, le=10_000)] = 24.0
    operation: str = "*"


class RateChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rate limit; ``operation`` may be ``*``; without ``rate`` the default comes back."""

    operation: str
    rate: Annotated[float, Meta(gt=0)] | None = None
    burst: Annotated[int, Meta(ge=1)] = 1
    account: int | None = None


class Rate(msgspec.Struct, frozen=True, omit_defaults=True):
    """Calls per second and burst of an operation."""

    rate: float
    burst: int
    method: str = ""
    path: str = ""


class Rates(msgspec.Struct, frozen=True):
    """Amazon's default rates, and those that were changed: by operation, or ``account/operation``."""

    defaults: dict[str, Rate]
    changed: dict[str, Rate]


class AccountChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Roles of an account's application (empty list: all), authorisation revoked or not."""

    account: int
    roles: list[str] | None = None
    revoked: bool | None = None


class Account(msgspec.Struct, frozen=True):
    """What a client needs to log in to an account, and what it may do there."""

    name: str
    seller_id: str
    region: str
    marketplace_ids: list[str]
    client_id: str
    client_secret: str
    refresh_token: str
    roles: list[str]
    revoked: bool


class Accounts(msgspec.Struct, frozen=True):
    """All seller accounts."""

    accounts: list[Account]


def tell_time(asked: Asked) -> Now:
    """Tell the time."""
    return Now(iso(asked.world.now), asked.simulator.clock.mode)


def move_clock(asked: Asked) -> Now:
    """Move the clock; everything due until then happens."""
    change: ClockChange = asked.body
    clock = asked.simulator.clock
    try:
        if change.mode is not None:
            clock.change(change.mode)
        if change.advance is not None:
            clock.advance(parse_duration(change.advance))
        if change.to is not None:
            target = parse_instant(change.to)
            if target < clock.now():
                raise invalid(f"to: the clock stands at {iso(clock.now())} and does not go back.")
            clock.set(target)
    except ValueError as error:
        raise invalid(str(error)) from None
    asked.simulator.catch_up()
    return tell_time(asked)


def list_faults(asked: Asked) -> Faults:
    """List the faults that wait."""
    return Faults(asked.world.state.faults, [*KINDS])


def clear_faults(asked: Asked) -> Faults:
    """Clear all faults, the scenario's too."""
    asked.world.state.faults.clear()
    return list_faults(asked)


def add_fault(asked: Asked) -> Faults:
    """Add a fault before those that wait."""
    order: FaultOrder = asked.body
    world = asked.world
    _check_fault(asked.simulator, order)
    if order.account is not None:
        asked.account(order.account)
    start, until = _instant("from", order.start), _instant("until", order.until)
    number = world.number("fault order")
    world.state.faults.insert(
        0,
        Fault(
            f"fault-{number}", order.kind, order.operation, order.share, order.skip, order.count, start=start or 0,
            until=until, status=order.status, body=order.body or BODIES.get(order.kind, ("",))[0], effect=order.effect,
            delay_ms=order.delay_ms, account=order.account,
        ),
    )  # fmt: skip
    return list_faults(asked)


def draw_faults(asked: Asked) -> Faults:
    """Add a drawn set of faults before those that wait."""
    order: Swarm = asked.body
    if not can_strike(order.operation, asked.simulator.gate.names):
        raise invalid(f"operation: the simulator knows no operation {order.operation!r}; see /_simulator/rates")
    swarm(asked.world, order.hours, order.operation)
    return list_faults(asked)


def _instant(name: str, text: str | None) -> int | None:
    """Read an instant of a fault. Raises Refusal."""
    if text is None:
        return None
    try:
        return parse_instant(text)
    except ValueError:
        raise invalid(f"{name}: {text!r} is no instant such as 2026-11-23T12:00:00Z") from None


def _check_fault(simulator: "Simulator", order: FaultOrder) -> None:
    if order.kind not in KINDS:
        raise invalid(f"kind: {order.kind!r} is none of {', '.join(KINDS)}")
    allowed = BODIES.get(order.kind)
    if allowed and order.body and order.body not in allowed:
        raise invalid(f"body: {order.body!r} is none of {', '.join(allowed)}")
    if not can_strike(order.operation, simulator.gate.names):
        raise invalid(f"operation: the simulator knows no operation {order.operation!r}; see /_simulator/rates")


def list_rates(asked: Asked) -> Rates:
    """List the rate limits."""
    table = {op.name: Rate(op.rate, op.burst, op.method, op.path) for op in asked.simulator.gate.table}
    return Rates(table, {name: Rate(rate, burst) for name, (rate, burst) in asked.world.state.rates.items()})


def change_rate(asked: Asked) -> Rates:
    """Change a rate limit from now on."""
    change: RateChange = asked.body
    state = asked.world.state
    if change.operation != "*" and change.operation not in asked.simulator.gate.names:
        raise invalid(f"operation: the simulator knows no operation {change.operation!r}")
    name = change.operation if change.account is None else f"{asked.account(change.account)}/{change.operation}"
    if change.rate is None:
        state.rates.pop(name, None)
    else:
        state.rates[name] = (change.rate, change.burst)
    return list_rates(asked)


def list_accounts(asked: Asked) -> Accounts:
    """List the accounts."""
    pairs = zip(asked.world.sellers, asked.world.state.accounts, strict=True)
    cards = [
        Account(
            seller.name, seller.seller_id, seller.region, [place.id for place in seller.marketplaces], seller.client_id,
            account.secret, seller.refresh_token, account.roles, account.revoked,
        )
        for seller, account in pairs
    ]  # fmt: skip
    return Accounts(cards)


def change_account(asked: Asked) -> Accounts:
    """Change roles and authorisation of an account."""
    change: AccountChange = asked.body
    account = asked.world.state.accounts[asked.account(change.account)]
    if change.roles is not None:
        account.roles = list(change.roles)
    if change.revoked is not None:
        account.revoked = change.revoked
    return list_accounts(asked)


ROWS = [
    Own("GET", "/_simulator/clock", "Tell the time.", tell_time, answer=Now),
    Own("POST", "/_simulator/clock", "Move the clock, or change how it runs.", move_clock, body=ClockChange, answer=Now),
    Own("GET", "/_simulator/faults", "List the faults that wait.", list_faults, answer=Faults),
    Own("POST", "/_simulator/faults", "Add a fault.", add_fault, body=FaultOrder, answer=Faults),
    Own("DELETE", "/_simulator/faults", "Clear all faults.", clear_faults, answer=Faults),
    Own("POST", "/_simulator/faults/drawn", "Add a set of faults drawn from the seed.", draw_faults, body=Swarm, answer=Faults),
    Own("GET", "/_simulator/rates", "List the rate limits.", list_rates, answer=Rates),
    Own("POST", "/_simulator/rates", "Change a rate limit.", change_rate, body=RateChange, answer=Rates),
    Own("GET", "/_simulator/accounts", "List the seller accounts and their keys.", list_accounts, answer=Accounts),
    Own("POST", "/_simulator/accounts", "Change roles and authorisation.", change_account, body=AccountChange, answer=Accounts),
]
