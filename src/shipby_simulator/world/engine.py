"""The world's engine: a queue of happenings that the clock works off in order, and numbers that are never given twice."""

import heapq
from collections.abc import Callable
from typing import Any

from shipby_simulator.core.draw import Draw
from shipby_simulator.world.book import Book
from shipby_simulator.world.catalogue import Catalogue
from shipby_simulator.world.sellers import Seller, sellers
from shipby_simulator.world.settings import Scenario
from shipby_simulator.world.state import AccountState, OrderState, State

Happening = Callable[["World", int, int, Any], None]
"""What happens at an event: world, account, order number (or -1), argument."""


class World:
    """Everything there is: sellers, their order books, and the state that changes."""

    def __init__(self, seed: int, scenario: Scenario, accounts: int, now: int, happenings: dict[str, Happening]) -> None:
        self.seed, self.settings = seed, scenario
        self.start = now
        self.sellers: list[Seller] = sellers(seed, accounts)
        self.state = State(now=now, accounts=[AccountState(secret=seller.client_secret) for seller in self.sellers])
        self.catalogues = [Catalogue(seed, seller, scenario.orders.catalogue) for seller in self.sellers]
        self.books = [Book(self, number) for number in range(accounts)]
        self.happenings = happenings

    @property
    def now(self) -> int:
        """Return the present: the instant of the happening at work, else of the clock's last look."""
        return self.state.now

    def number(self, purpose: str) -> int:
        """Return the next running number of a purpose, from 1."""
        value = self.state.counters.get(purpose, 0) + 1
        self.state.counters[purpose] = value
        return value

    def draw(self, *names: str | int) -> Draw:
        """Return the stream of chance of a purpose."""
        return Draw(self.seed, *names)

    def later(self, at: int, kind: str, account: int = -1, n: int = -1, argument: Any = None) -> None:
        """Let something happen at an instant, in the order it was planned among equals."""
        heapq.heappush(self.state.events, (at, self.number("event"), kind, account, n, argument))

    def run(self, until: int) -> None:
        """Let everything happen up to and including an instant, which becomes the present."""
        events, state = self.state.events, self.state
        while events and events[0][0] <= until:
            at, _, kind, account, n, argument = heapq.heappop(events)
            state.now = max(state.now, at)
            self.happenings[kind](self, account, n, argument)
        state.now = max(state.now, until)

    def seller_of(self, seller_id: str) -> Seller | None:
        """Return the seller with this merchant token."""
        return next((seller for seller in self.sellers if seller.seller_id == seller_id), None)

    def order(self, account: int, n: int) -> OrderState:
        """Return an order for changing: from now on it is kept."""
        return self.books[account].touch(n)

    def delay(self, bounds: tuple[float, float], *names: str | int) -> int:
        """Return a drawn delay in milliseconds within [least, most] seconds."""
        low, high = bounds
        return int((low + (high - low) * self.draw("delay", *names).unit()) * 1000)
