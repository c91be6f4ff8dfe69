"""The simulator put together: clock, world, gate and the paths beside Amazon's own."""

import math

from shipby_simulator.api.carriers import endpoints as carriers
from shipby_simulator.core.clock import DAY, HOUR, Clock, http_date
from shipby_simulator.core.wire import Request, Response
from shipby_simulator.door import documents, endpoints, faults, login, sqs
from shipby_simulator.door.call import Op
from shipby_simulator.door.gate import Gate
from shipby_simulator.door.operations import TABLE
from shipby_simulator.door.saved import VERSION, Saved
from shipby_simulator.happenings import HAPPENINGS
from shipby_simulator.world.engine import World
from shipby_simulator.world.settings import Scenario, ScenarioError


class Simulator:
    """One pretend Amazon. ``handle`` answers one request; calls come one after the other."""

    def __init__(
        self, seed: int, scenario: Scenario, *, orders: int, accounts: int, start: int, clock: str, table: list[Op] = TABLE
    ) -> None:
        self.clock = Clock.of(clock, start)
        self.origin = ""
        self.orders, self.start = orders, start
        self.world = make_world(seed, scenario, orders, accounts, start)
        self.table = table
        self.gate = Gate(self.world, table)

    def saved(self) -> Saved:
        """Return the world as it stands, for a file."""
        world = self.world
        return Saved(
            VERSION, world.seed, world.settings, self.orders, len(world.sellers), self.start, self.clock.mode, world.state
        )

    def load(self, saved: Saved) -> None:
        """Put a saved world in the place of the present one; the clock goes on where it stood."""
        world = bare_world(saved.seed, saved.scenario, saved.orders, saved.accounts, saved.start)
        world.state = saved.state
        world.start = saved.start
        for book in world.books:
            book.restore()
        self.orders, self.start = saved.orders, saved.start
        self.clock = Clock.of(saved.clock, saved.state.now)
        self.world, self.gate = world, Gate(world, self.table)

    def date(self) -> str:
        """Return the Date header: the simulator's own time."""
        return http_date(self.clock.now())

    def catch_up(self) -> int:
        """Let everything happen up to the clock's present and return it."""
        self.world.run(self.clock.now())
        return self.world.now

    def handle(self, request: Request) -> Response:
        """Answer a request, whatever it is for."""
        self.catch_up()
        path = request.path
        if path.startswith("/_simulator") or path == "/":
            return endpoints.handle(self, request)
        if path == "/auth/o2/token":
            return self._token(request)
        if path.startswith(carriers.PATH):
            return carriers.handle(self, request)
        if path == sqs.PATH or path.startswith(f"{sqs.PATH}/"):
            return self._queue(request)
        if path.startswith(documents.PATH):
            response, account, struck = documents.handle(self.world, request)
            self.gate.record("document", account, request, response, struck)
            return response
        return self.gate.handle(request, self.origin)

    def _token(self, request: Request) -> Response:
        """Answer a request for a token, unless a fault strikes."""
        return self.gate.beside("token", request, lambda _: login.token_endpoint(self.world, request), faults.THROTTLED.response)

    def _queue(self, request: Request) -> Response:
        """Answer a call of the queue service; a duplicate hides nothing, so that messages come again."""
        return self.gate.beside(
            f"sqs.{sqs.action_of(request)}",
            request,
            lambda struck: sqs.handle(self.world, request, self.origin, self.clock.factor, again=struck == "duplicate"),
            sqs.SqsError("RequestThrottled", "The request was denied due to request throttling.").response,
        )


def make_world(seed: int, scenario: Scenario, orders: int, accounts: int, start: int) -> World:
    """Make the world as it stands at the start: closed orders behind it, open ones on the table."""
    world = bare_world(seed, scenario, orders, accounts, start)
    begin, world.start = world.now, start
    _place_open(world, _open_at_start(scenario, orders), begin, start)
    for number in range(accounts):
        world.later(start, "hour", number)
    faults.from_scenario(world)
    world.run(start)
    return world


def check_names(scenario: Scenario, where: str) -> None:
    """Look whether the operations that a scenario names exist. Raises ScenarioError."""
    names = [op.name for op in TABLE]
    for number, rule in enumerate(scenario.faults, 1):
        if not faults.can_strike(rule.operation, names):
            raise ScenarioError(f"{where}: faults, number {number}: operation: there is no operation {rule.operation!r}.")
    for name in scenario.rates:
        if name != "*" and name not in names:
            raise ScenarioError(f"{where}: rates: there is no operation {name!r}.")


def _open_at_start(scenario: Scenario, orders: int) -> int:
    """Return how many of an account's orders are still open at the start."""
    share = scenario.orders.open_at_start
    return min(orders, math.ceil(orders * share) if share < 1 else int(share))


def bare_world(seed: int, scenario: Scenario, orders: int, accounts: int, start: int) -> World:
    """Make the world with closed orders only, as it stands before the first open one comes.

    Open orders came in the last hours at the scenario's own pace, so that some wait for payment and some are urgent.
    """
    still_open = _open_at_start(scenario, orders)
    warm = math.ceil(still_open / max(scenario.orders.per_day, 0.001) * 24) * HOUR if still_open else 0
    warm = min(warm, 30 * DAY)
    world = World(seed, scenario, accounts, start - warm, HAPPENINGS)
    days = min(float(scenario.history.days), max(2.0, (orders - still_open) / max(scenario.orders.per_day, 0.001)))
    for book in world.books:
        book.fill(orders - still_open, days, start - warm)
    return world


def _place_open(world: World, count: int, begin: int, end: int) -> None:
    """Plan the orders that are open at the start."""
    for book in world.books:
        draw = world.draw("open", book.account)
        for at in sorted(begin + draw.below(max(1, end - begin)) for _ in range(count)):
            world.later(at, "order", book.account)
