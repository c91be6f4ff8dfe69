"""What a bulk run is, in which states it can be, what may be done with it (ui 3.7: preview then do, partial success)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from shipby.words.refusals import Refusal
from shipby.words.text import N_

MOST_ORDERS: Final = 20_000
"""Orders in one run."""
CHUNK: Final = 200
"""Orders in one transaction of a run."""


class BulkAct(StrEnum):
    """What a run does to each order. An ``UNDO_`` run takes back what another did."""

    HOLD = "hold"
    RELEASE = "release"
    TAG = "tag"
    NOTE = "note"
    UNDO_HOLD = "undo_hold"
    UNDO_RELEASE = "undo_release"
    UNDO_TAG = "undo_tag"
    UNDO_NOTE = "undo_note"


UNDONE_BY: Final[Mapping[BulkAct, BulkAct]] = MappingProxyType(
    {
        BulkAct.HOLD: BulkAct.UNDO_HOLD,
        BulkAct.RELEASE: BulkAct.UNDO_RELEASE,
        BulkAct.TAG: BulkAct.UNDO_TAG,
        BulkAct.NOTE: BulkAct.UNDO_NOTE,
    }
)
"""Act -> the act that takes it back."""


class RunState(StrEnum):
    """Waiting for a worker, at work, stopped by a person, through, or broken by a fault that a person must see."""

    WAITING = "waiting"
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"
    BROKEN = "broken"


LIVE: Final = frozenset({RunState.WAITING, RunState.RUNNING})


class Outcome(StrEnum):
    """What became of an order: not worked yet, done, left as it was with a reason, refused with a reason."""

    OPEN = ""
    DONE = "done"
    LEFT = "left"
    FAILED = "failed"


class NothingChosen(Refusal):
    """A run without orders."""

    code = "nothing_chosen"
    sentence = N_("Nothing was chosen.")
    remedy = N_("Select orders in the list first.")


class TooManyOrders(Refusal):
    """More orders than one run takes."""

    code = "too_many_orders"
    sentence = N_("One run takes at most %(most)s orders; these are more.")
    remedy = N_("Narrow the filter and work on them in parts.")


class RunNotLive(Refusal):
    """It has ended: there is nothing to stop."""

    code = "run_not_live"
    sentence = N_("This run has ended already.")
    remedy = N_("What it did can be undone as a whole.")


class NoUndo(Refusal):
    """Undone already, still at work, or an undo itself."""

    code = "no_undo"
    sentence = N_("This run can't be undone now.")
    remedy = N_("A run is undone once, when it has ended. An undo is not undone: do it again instead.")


class NothingFailed(Refusal):
    """No order failed, so there is nothing to try again."""

    code = "nothing_failed"
    sentence = N_("No order of this run failed.")
    remedy = N_("Look at the results.")


@dataclass(frozen=True, slots=True)
class Run:
    """A bulk run. ``words``: what the act was told (``reason``, ``add``, ``remove``, ``text``).

    ``query`` = the filter it was chosen by, empty = orders were chosen one by one. Instants in UTC.
    """

    id: int
    shop_id: int
    act: BulkAct
    words: Mapping[str, Any]
    query: str
    state: RunState
    total: int
    done: int
    left: int
    failed: int
    made_at: datetime
    made_by: str
    started_at: datetime | None
    ended_at: datetime | None
    undoes: int | None
    undone_by: int | None

    @property
    def worked(self) -> int:
        """Orders that have an outcome."""
        return self.done + self.left + self.failed

    @property
    def is_live(self) -> bool:
        """Whether it is still to be worked on."""
        return self.state in LIVE

    @property
    def may_undo(self) -> bool:
        """Whether it can be taken back: it has ended, did something, and was not taken back before."""
        return not self.is_live and bool(self.done) and self.act in UNDONE_BY and self.undone_by is None

    def seconds_left(self, now: datetime) -> float | None:
        """How long it will take at the pace so far; ``None`` = not known yet, or ended."""
        if not self.is_live or self.started_at is None or not self.worked:
            return None
        return (now - self.started_at).total_seconds() / self.worked * (self.total - self.worked)


@dataclass(frozen=True, slots=True)
class RunDraft:
    """A run to be made. ``request_key`` names the form that asks for it; ``undoes`` = the run that it takes back."""

    request_key: str
    act: BulkAct
    words: Mapping[str, Any]
    query: str = ""
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """An order of a run. ``back`` is what its undo needs: nothing personal."""

    number: int
    order_id: str
    outcome: Outcome = Outcome.OPEN
    why: str = ""
    back: Mapping[str, Any] = field(default_factory=dict)


def refuse_number(order_ids: Sequence[str]) -> None:
    """A run has orders, and not too many.

    Raises:
        NothingChosen, TooManyOrders: it is so.
    """
    if not order_ids:
        raise NothingChosen
    if len(order_ids) > MOST_ORDERS:
        raise TooManyOrders(most=MOST_ORDERS)
