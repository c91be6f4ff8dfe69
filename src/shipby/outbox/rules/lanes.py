"""Leases of a lane: who may work it, until when, and how a late writer is told (settled design 2)."""

from dataclasses import dataclass
from datetime import datetime

from shipby.words.refusals import Refusal
from shipby.words.text import N_


class LaneIsTaken(Refusal):
    """Another runner holds the lane's lease."""

    code = "lane_is_taken"
    sentence = N_("Another process is already working on this.")
    remedy = N_("Wait a moment and try again.")


class LeaseLost(Refusal):
    """The writer's lease number is no longer the lane's, or has run out: it must not commit anything."""

    code = "lease_lost"
    sentence = N_("This work was taken over by another process.")
    remedy = N_("Nothing was changed here. Look at the result of the other process.")


@dataclass(frozen=True, slots=True)
class Lease:
    """A runner's right to a lane: the fencing ``number`` it must show at every commit, and when it ends (UTC)."""

    lane_id: int
    number: int
    until: datetime


def may_take(*, lease_until: datetime | None, now: datetime) -> bool:
    """Whether a lane whose lease ends at ``lease_until`` is free at ``now``. The end itself is free."""
    return lease_until is None or lease_until <= now


def refuse_late_writer(lease: Lease, *, current_number: int, lease_until: datetime | None, now: datetime) -> None:
    """Let only the holder of the current, unexpired lease go on.

    Raises:
        LeaseLost: a newer lease was given out, the lease was handed back, or it has run out.
    """
    if lease.number != current_number or lease_until is None or lease_until <= now:
        raise LeaseLost
