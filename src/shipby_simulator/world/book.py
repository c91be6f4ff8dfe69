"""The order book of one account: compact for what is closed, whole for what still moves.

A closed order from before the start is its number and two instants; all else is drawn again when somebody asks. Orders that
came later, or that somebody changed, keep an OrderState.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from shipby_simulator.core.draw import key
from shipby_simulator.world.arrivals import past_times
from shipby_simulator.world.facts import Facts, facts_of
from shipby_simulator.world.past import past_of, past_update
from shipby_simulator.world.state import OrderState

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World
    from shipby_simulator.world.figures import Case

_MOD = 10**14
_PREFIX = {"NA": ("111", "112", "113", "114"), "EU": ("302", "303", "304", "306"), "FE": ("249", "250", "503", "504")}
_KEPT = 20_000

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(OrderState).decode


class Book:
    """The orders of one account, by running number ``n`` from 0."""

    def __init__(self, world: "World", account: int) -> None:
        self.world, self.account = world, account
        self.region = world.sellers[account].region
        self.created = array("q")
        self.updated = array("q")
        self.past, self.past_end = 0, 0
        self._log_at, self._log_n = array("q"), array("i")
        self._facts: dict[int, Facts] = {}
        self._views: dict[int, OrderState] = {}
        self.cases: dict[int, Case] = {}
        seed = world.seed
        self._order_factor, self._order_shift = _factor(seed, "order ids"), key(seed, "order shift") % _MOD
        self._item_factor, self._item_shift = _factor(seed, "item ids"), key(seed, "item shift") % _MOD
        self._inverse = pow(self._order_factor, -1, _MOD)

    def fill(self, count: int, days: float, end: int) -> None:
        """Lay down ``count`` closed orders over the ``days`` before an instant."""
        world = self.world
        self.past, self.past_end = count, end
        self.created = past_times(world, self.account, count, days, end)
        self.updated = array("q", (past_update(world, self.account, n, at) for n, at in enumerate(self.created)))
        self._rebuild()

    def _rebuild(self) -> None:
        """Make the log of updates anew."""
        pairs = [*zip(self.updated, range(len(self.updated)), strict=True)]
        pairs += [(_decode(form).updated, n) for n, (_, form) in self.lagging.items()]
        pairs.sort()
        self._log_at, self._log_n = array("q", (at for at, _ in pairs)), array("i", (n for _, n in pairs))

    def order_id(self, n: int) -> str:
        """Return Amazon's number of an order: 3-7-7 digits, never the same twice."""
        whole = n * 256 + self.account
        digits = f"{(whole * self._order_factor + self._order_shift) % _MOD:014d}"
        return f"{_PREFIX[self.region][n & 3]}-{digits[:7]}-{digits[7:]}"

    def item_id(self, n: int, item: int) -> str:
        """Return an order item's number: 14 digits."""
        whole = (n * 256 + self.account) * 64 + item
        return f"{(whole * self._item_factor + self._item_shift) % _MOD:014d}"

    def find(self, order_id: str) -> int | None:
        """Return an order's running number, or None for an order that is not this account's."""
        digits = order_id.replace("-", "")[3:]
        if len(digits) != 14 or not digits.isdecimal():
            return None
        n, account = divmod((int(digits) - self._order_shift) * self._inverse % _MOD, 256)
        if account != self.account or n >= len(self.created) or self.order_id(n) != order_id:
            return None
        return n

    def facts(self, n: int) -> Facts:
        """Return what was true of an order when it was placed."""
        found = self._facts.get(n)
        if found is None:
            if len(self._facts) >= _KEPT:
                self._facts.clear()
            found = self._facts[n] = facts_of(self.world, self.account, n, self.created[n])
        return found

    def add(self, created: int, status: str) -> int:
        """Take in a new order and return its number."""
        n = len(self.created)
        self.created.append(created)
        self.updated.append(created)
        self._log(created, n)
        self.world.state.accounts[self.account].created.append(created)
        facts = self.facts(n)
        empty = [0] * len(facts.items)
        self.orders[n] = OrderState(
            n, status, created, shipped=empty, cancelled=empty.copy(), history=[(created, status, "placed")]
        )
        return n

    @property
    def prior(self) -> dict[int, bytes]:
        """Return the forms that orders had before their last change."""
        return self.world.state.accounts[self.account].prior

    @property
    def lagging(self) -> dict[int, tuple[int, bytes]]:
        """Return the older forms that lists still show, and until when."""
        return self.world.state.accounts[self.account].lagging

    @property
    def orders(self) -> dict[int, OrderState]:
        """Return the orders that are kept whole."""
        return self.world.state.accounts[self.account].orders

    def view(self, n: int) -> OrderState:
        """Return an order for reading only."""
        kept = self.orders.get(n)
        if kept is not None:
            return kept
        found = self._views.get(n)
        if found is None:
            if len(self._views) >= _KEPT:
                self._views.clear()
            found = self._views[n] = past_of(self.world, self.account, n)
        return found

    def touch(self, n: int) -> OrderState:
        """Return an order for changing; from now on it is kept whole."""
        kept = self.orders.get(n)
        if kept is None:
            kept = self.orders[n] = past_of(self.world, self.account, n)
            self._views.pop(n, None)
        return kept

    def before_change(self, n: int) -> OrderState:
        """Return an order for a change that buyers of old news may miss: its present form is set aside first."""
        order = self.touch(n)
        self.prior[n] = _encode(order)
        return order

    def changed(self, n: int, what: str, lag: int = 0) -> None:
        """Note that an order changed now: a new lastUpdatedTime, which lists may show ``lag`` milliseconds late."""
        order, now = self.orders[n], self.world.now
        order.updated = now
        order.history.append((now, order.status, what))
        if lag and n in self.prior and n not in self.lagging:
            self.lagging[n] = (now + lag, self.prior[n])
            self.world.later(now + lag, "publish", self.account, n)
        self.updated[n] = now
        self._log(now, n)

    def _log(self, at: int, n: int) -> None:
        self._log_at.append(at)
        self._log_n.append(n)

    def publish(self, n: int) -> None:
        """Let lists show an order's latest form."""
        self.lagging.pop(n, None)

    def shown(self, n: int) -> OrderState:
        """Return an order as lists show it: perhaps an older form."""
        lagging = self.lagging.get(n)
        return _decode(lagging[1]) if lagging else self.view(n)

    def stale(self, n: int) -> OrderState:
        """Return the form an order had before its last change, or the present one where there was none."""
        prior = self.prior.get(n)
        return _decode(prior) if prior else self.view(n)

    def created_between(self, low: int, high: int, after: tuple[int, int]) -> Iterator[tuple[int, int]]:
        """Yield (created, n) in order for low <= created <= high, strictly after a position."""
        at, end = bisect_left(self.created, max(low, after[0])), bisect_right(self.created, high)
        for n in range(at, end):
            if (self.created[n], n) > after:
                yield self.created[n], n

    def updated_between(self, low: int, high: int, after: tuple[int, int]) -> Iterator[tuple[int, int]]:
        """Yield (updated, n) in order, as lists show it, for low <= updated <= high, strictly after a position."""
        start, end = bisect_left(self._log_at, max(low, after[0])), bisect_right(self._log_at, high)
        index = start
        while index < end:
            at = self._log_at[index]
            group = {self._log_n[index]}
            index += 1
            while index < end and self._log_at[index] == at:
                group.add(self._log_n[index])
                index += 1
            for n in sorted(group):
                if (at, n) > after and self._shown_update(n) == at:
                    yield at, n

    def _shown_update(self, n: int) -> int:
        """Return the lastUpdatedTime that lists show."""
        lagging = self.lagging.get(n)
        return _decode(lagging[1]).updated if lagging else self.updated[n]

    def restore(self) -> None:
        """Make the indexes anew after the state was read back."""
        mine = self.world.state.accounts[self.account]
        self.created = self.created[: self.past] + array("q", mine.created)
        self.updated = self.updated[: self.past] + array("q", mine.created)
        for n in range(self.past):
            self.updated[n] = past_update(self.world, self.account, n, self.created[n])
        for n, order in mine.orders.items():
            self.updated[n] = order.updated
        self._facts.clear()
        self._views.clear()
        self.cases.clear()
        self._rebuild()


def _factor(seed: int, purpose: str) -> int:
    """Return a factor that has an inverse modulo 10^14."""
    factor = key(seed, purpose) % _MOD | 1
    return factor if factor % 5 else factor + 2
