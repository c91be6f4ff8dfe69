"""States of an import and of a quarantined row."""

from enum import StrEnum


class ImportState(StrEnum):
    """Life of one file: waiting for the worker, being read, done, refused whole, stopped by a fault, or taken back."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    BROKEN = "broken"
    TAKEN_BACK = "taken_back"


class QuarantineState(StrEnum):
    """A bad row is open until a later file brings it whole (``settled``) or a person drops it (``dismissed``)."""

    OPEN = "open"
    SETTLED = "settled"
    DISMISSED = "dismissed"
