"""The simulator's own controls under ``/_simulator/``."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta

from shipby_simulator.core.clock import iso, parse_duration, parse_instant
from shipby_simulator.core.refusal import Refusal, invalid, not_found
from shipby_simulator.core.wire import Request, Response
from shipby_simulator.door.call import answer
from shipby_simulator.door.faults import BODIES, KINDS
from shipby_simulator.world.state import Fault

if TYPE_CHECKING:
    from shipby_simulator.app import Simulator

Control = Callable[["Simulator", Request], Response]


class ClockChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of POST /_simulator/clock: move by a duration, to an instant, or change the mode."""

    advance: str | None = None
    to: str | None = None
    mode: str | None = None


class FaultOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of POST /_simulator/faults; ``from`` and ``until`` are instants."""

    kind: str
    operation: str = "*"
    share: Annotated[float, Meta(ge=0, le=1)] = 1.0
    skip: Annotated[int, Meta(ge=0)] = 0
    count: Annotated[int, Meta(ge=1)] | None = None
    start: str | None = msgspec.field(default=None, name="from")
    until: str | None = None
    status: Annotated[int, Meta(ge=400, le=599)] = 503
    body: str = ""
    effect: bool = False
    delay_ms: Annotated[int, Meta(ge=0, le=600_000)] = 8000
    account: int | None = None


class RateChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of POST /_simulator/rates: ``operation`` may be ``*``; without rate the default comes back."""

    operation: str
    rate: Annotated[float, Meta(gt=0)] | None = None
    burst: Annotated[int, Meta(ge=1)] = 1
    account: int | None = None


class AccountChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of POST /_simulator/accounts: roles (empty list: all), revoked or not."""

    account: int
    roles: list[str] | None = None
    revoked: bool | None = None


def read(request: Request, table: Any) -> Any:
    """Read the body of a control. Raises Refusal that names the field."""
    try:
        return msgspec.json.decode(request.body or b"{}", type=table)
    except msgspec.DecodeError as error:
        raise invalid(f"{request.path}: {error}") from None


def clock(simulator: "Simulator", request: Request) -> Response:
    """Tell the time, or move it."""
    if request.method == "POST":
        change: ClockChange = read(request, ClockChange)
        try:
            if change.mode is not None:
                simulator.clock.change(change.mode)
            if change.advance is not None:
                simulator.clock.advance(parse_duration(change.advance))
            if change.to is not None:
                target = parse_instant(change.to)
                if target < simulator.clock.now():
                    raise invalid(f"to: the clock stands at {iso(simulator.clock.now())} and does not go back.")
                simulator.clock.set(target)
        except ValueError as error:
            raise invalid(str(error)) from None
        simulator.catch_up()
    return answer({"now": iso(simulator.world.now), "mode": simulator.clock.mode})


def the_faults(simulator: "Simulator", request: Request) -> Response:
    """List, add or clear faults."""
    world = simulator.world
    if request.method == "DELETE":
        world.state.faults.clear()
    if request.method == "POST":
        order: FaultOrder = read(request, FaultOrder)
        _check_fault(simulator, order)
        number = world.number("fault order")
        world.state.faults.insert(
            0,
            Fault(
                f"fault-{number}", order.kind, order.operation, order.share, order.skip, order.count,
                start=parse_instant(order.start) if order.start else 0,
                until=parse_instant(order.until) if order.until else None,
                status=order.status, body=order.body or BODIES.get(order.kind, ("",))[0], effect=order.effect,
                delay_ms=order.delay_ms, account=order.account,
            ),
        )  # fmt: skip
    return answer({"faults": world.state.faults, "kinds": KINDS})


OTHERS = ("token", "document", "sqs", "carrier.")
"""Where faults can strike beside Amazon's operations."""


def _check_fault(simulator: "Simulator", order: FaultOrder) -> None:
    if order.kind not in KINDS:
        raise invalid(f"kind: {order.kind!r} is none of {', '.join(KINDS)}")
    allowed = BODIES.get(order.kind)
    if allowed and order.body and order.body not in allowed:
        raise invalid(f"body: {order.body!r} is none of {', '.join(allowed)}")
    known = order.operation == "*" or order.operation.startswith(OTHERS) or order.operation in simulator.gate.names
    prefix = order.operation.removesuffix("*")
    if not known and not (order.operation.endswith("*") and any(name.startswith(prefix) for name in simulator.gate.names)):
        raise invalid(f"operation: the simulator knows no operation {order.operation!r}; see /_simulator/rates")


def rates(simulator: "Simulator", request: Request) -> Response:
    """List the rates in force, or change one."""
    state = simulator.world.state
    if request.method == "POST":
        change: RateChange = read(request, RateChange)
        if change.operation != "*" and change.operation not in simulator.gate.names:
            raise invalid(f"operation: the simulator knows no operation {change.operation!r}")
        name = change.operation if change.account is None else f"{change.account}/{change.operation}"
        if change.rate is None:
            state.rates.pop(name, None)
        else:
            state.rates[name] = (change.rate, change.burst)
    table = {op.name: {"rate": op.rate, "burst": op.burst, "method": op.method, "path": op.path} for op in simulator.gate.table}
    changed = {name: {"rate": rate, "burst": burst} for name, (rate, burst) in state.rates.items()}
    return answer({"defaults": table, "changed": changed})


def accounts(simulator: "Simulator", request: Request) -> Response:
    """List the accounts, or change roles and authorisation of one."""
    world = simulator.world
    if request.method == "POST":
        change: AccountChange = read(request, AccountChange)
        if not 0 <= change.account < len(world.sellers):
            raise invalid(f"account: there is no account {change.account}")
        account = world.state.accounts[change.account]
        if change.roles is not None:
            account.roles = list(change.roles)
        if change.revoked is not None:
            account.revoked = change.revoked
    cards = [
        {**seller.card(), "client_secret": account.secret, "roles": account.roles, "revoked": account.revoked}
        for seller, account in zip(world.sellers, world.state.accounts, strict=True)
    ]
    return answer({"accounts": cards})


CONTROLS: dict[str, Control] = {
    "/_simulator/clock": clock,
    "/_simulator/faults": the_faults,
    "/_simulator/rates": rates,
    "/_simulator/accounts": accounts,
}


def handle(simulator: "Simulator", request: Request) -> Response:
    """Answer a control."""
    control = CONTROLS.get(request.path.rstrip("/"))
    if control is None:
        return not_found(f"No control {request.path}; there are {', '.join(sorted(CONTROLS))}.").response()
    try:
        return control(simulator, request)
    except Refusal as refusal:
        return refusal.response()
