"""States of an intent, a batch and a row, and which may follow which (reliability 3.5)."""

from enum import StrEnum


class IntentState(StrEnum):
    """Life of one effect. ``SENT`` = it has left the house and may have happened; ``IN_DOUBT`` = no verdict came."""

    PREPARED = "prepared"
    SENT = "sent"
    IN_DOUBT = "in_doubt"
    DONE = "done"
    REJECTED = "rejected"
    NOT_DONE = "not_done"
    WITHDRAWN = "withdrawn"


LIVE = frozenset({IntentState.PREPARED, IntentState.SENT, IntentState.IN_DOUBT, IntentState.DONE})
"""At most one intent of a subject is in these states: a partial unique index guarantees it."""

FOLLOWS: dict[IntentState, frozenset[IntentState]] = {
    IntentState.PREPARED: frozenset({IntentState.SENT, IntentState.WITHDRAWN}),
    IntentState.SENT: frozenset({IntentState.DONE, IntentState.REJECTED, IntentState.IN_DOUBT}),
    IntentState.IN_DOUBT: frozenset({IntentState.DONE, IntentState.REJECTED, IntentState.NOT_DONE}),
    IntentState.DONE: frozenset(),
    IntentState.REJECTED: frozenset(),
    IntentState.NOT_DONE: frozenset(),
    IntentState.WITHDRAWN: frozenset(),
}


class BatchState(StrEnum):
    """A file's way: produced, uploaded by a person ("I uploaded it"), answered by Amazon's processing report."""

    DOWNLOADED = "downloaded"
    SENT = "sent"
    SETTLED = "settled"


class RowState(StrEnum):
    """Amazon's verdict on one row of a file."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


def may_follow(before: IntentState, after: IntentState) -> bool:
    """Whether an intent may go from ``before`` to ``after``."""
    return after in FOLLOWS[before]
