"""Calls that keep to Amazon's rates: each is taken from the account's bucket before it leaves, and teaches the bucket."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from shipby.actions.spend_call import note_throttled, settle_call, spend_call
from shipby.amazon.gateway import Gateway
from shipby.amazon.http import Answer
from shipby.amazon.operations import Operation
from shipby.words.ports import ports
from shipby.words.troubles import Throttled

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class NotYet(Exception):
    """The bucket is empty: nothing was sent. ``until`` = when there will be a call."""

    until: datetime


@dataclass
class Metered:
    """One account's calls. ``calls`` counts those that were sent, by operation; ``throttled`` those that Amazon refused."""

    account_id: int
    gateway: Gateway
    calls: Counter[str] = field(default_factory=Counter)
    throttled: int = 0
    peer_now: datetime | None = None
    """Amazon's own time at the last answer."""

    def call(self, operation: Operation, make: Callable[[Gateway], tuple[_Result, Answer]], *, keep: float = 0) -> _Result:
        """Make one call. ``keep`` calls stay in the bucket for more urgent ones.

        Raises:
            NotYet: the bucket is empty; nothing was sent.
            Trouble: what became of the call. ``Throttled`` says when to try again.
        """
        published = {"rate": operation.rate, "burst": operation.burst}
        until = spend_call(account_id=self.account_id, operation=operation.name, **published, keep=keep, now=ports.clock.now())
        if until is not None:
            raise NotYet(until)
        self.calls[operation.name] += 1
        try:
            result, answer = make(self.gateway)
        except Throttled as trouble:
            self.throttled += 1
            trouble.until = note_throttled(
                account_id=self.account_id, operation=operation.name, published_rate=operation.rate, now=ports.clock.now()
            )
            raise
        self.peer_now = answer.date or self.peer_now
        settle_call(account_id=self.account_id, operation=operation.name, rate=answer.rate)
        return result
