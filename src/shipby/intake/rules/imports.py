"""States of an import and of a quarantined row, and when a later file settles a row."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from shipby.words.refusals import Refusal
from shipby.words.text import N_

HOUSE = 0
"""Account number of keys that belong to no seller account: those of files whose account is not known yet."""

SILENCE = timedelta(minutes=2)
"""How long a reader may show no sign of life before the page says that it stopped."""


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


class RowMark(msgspec.Struct, frozen=True):
    """What a quarantined row is known by; empty = the row had none that could be trusted."""

    order_item_id: str
    sku: str


def settles(row: RowMark, lines: Iterable[RowMark], *, is_whole: bool) -> bool:
    """Whether a later file brought the row whole (settled design 9).

    ``lines`` are the lines it brought of the same order. A row that says neither item nor SKU could be any of them: then the
    order must have come without a bad row (``is_whole``).
    """
    if row.order_item_id:
        return any(line.order_item_id == row.order_item_id for line in lines)
    if row.sku:
        return any(line.sku == row.sku for line in lines)
    return is_whole


def has_stopped(state: str, touched_at: datetime | None, *, now: datetime) -> bool:
    """Whether an import that says it runs has shown no sign of life for :data:`SILENCE`."""
    return state == ImportState.RUNNING and touched_at is not None and now - touched_at > SILENCE


class NotTakenBack(Refusal):
    """An import that cannot be taken back."""

    code = "import_not_taken_back"
    sentence = N_("This import can't be taken back.")
    remedy = N_("Correct what is wrong on the orders themselves.")


class NotAReportOfOrders(NotTakenBack):
    """Only what brought orders in can be taken out again."""

    code = "import_not_of_orders"
    sentence = N_("Only a report of orders that was imported to its end can be taken back.")
    remedy = N_("An import that stopped half-way can be run again: upload the same file.")


class TooLateToTakeBack(NotTakenBack):
    """The snapshots are gone."""

    code = "import_too_old"
    sentence = N_("This import is more than %(days)s days old.")


class WorkedOnSince(NotTakenBack):
    """Something was done on its orders: taking it back would lose that."""

    code = "import_worked_on"
    sentence = N_("Something was done since on an order of this import: %(what)s, by %(who)s.")


OWN_EVENTS = frozenset({"order_imported", "order_changed", "order_vanished", "order_reappeared"})
"""What an import itself does to orders."""


# Where sealed values lie: part of what their seals authenticate.


def raw_place(account_id: int, order_id: str) -> str:
    """Place of a raw version."""
    return f"intake.raw|{account_id}|{order_id}"


def quarantine_place(account_id: int, line: int) -> str:
    """Place of a quarantined row."""
    return f"intake.quarantine|{account_id}|{line}"


def replaced_place(account_id: int, order_key: int) -> str:
    """Place of what was personal about an order before an import."""
    return f"intake.replaced|{account_id}|{order_key}"


def spool_place(spool_name: str) -> str:
    """Place of the one-off key of an uploaded file."""
    return f"intake.spool|{spool_name}"
