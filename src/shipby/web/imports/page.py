"""What the pages of imports show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shipby.intake.reads.imports import ImportRow, QuarantineRow
from shipby.intake.rules.imports import ImportState, has_stopped

REPORTS: dict[str, Any] = {
    "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING": _("Unshipped orders"),
    "GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING": _("Order report"),
    "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL": _("All orders"),
    "PROCESSING_REPORT": _("Processing report"),
}


@dataclass(frozen=True, slots=True)
class StateWords:
    """How a state is shown."""

    badge: Any
    icon: str
    level: str


STATES: dict[ImportState, StateWords] = {
    ImportState.WAITING: StateWords(_("Waiting"), "clock", "plain"),
    ImportState.RUNNING: StateWords(_("Reading"), "refresh-cw", "acc"),
    ImportState.DONE: StateWords(_("Done"), "circle-check", "green"),
    ImportState.REFUSED: StateWords(_("Refused"), "circle-x", "red"),
    ImportState.BROKEN: StateWords(_("Stopped"), "triangle-alert", "amber"),
    ImportState.TAKEN_BACK: StateWords(_("Taken back"), "undo-2", "plain"),
}


@dataclass(frozen=True, slots=True)
class ShownImport:
    """An import with its words. ``is_moving`` = the page asks again; ``percent`` of the rows worked."""

    row: ImportRow
    words: StateWords
    report: Any
    account: str
    is_moving: bool
    percent: int

    @property
    def is_processing_report(self) -> bool:
        """Whether the file answered a confirmation file."""
        return bool(self.row.result)

    @property
    def is_undoable(self) -> bool:
        """Whether taking it back may be offered."""
        return self.row.state is ImportState.DONE and not self.row.result and self.row.account_id is not None


def shown(row: ImportRow, accounts: dict[int, str], *, now: datetime) -> ShownImport:
    """An import in words; one whose reader has gone silent is shown as stopped."""
    stopped = has_stopped(row.state, row.touched_at, now=now)
    state = ImportState.BROKEN if stopped else row.state
    return ShownImport(
        row,
        STATES[state],
        REPORTS.get(row.report_type, ""),
        accounts.get(row.account_id or 0, ""),
        state in {ImportState.WAITING, ImportState.RUNNING},
        min(100, 100 * row.rows_read // row.row_count) if row.row_count else 0,
    )


@dataclass(frozen=True, slots=True)
class Details:
    """One import with the rows it set aside; ``more_rows`` of them are not drawn."""

    shown: ShownImport
    rows: list[QuarantineRow]
    more_rows: int
    accepted: int
    refused: list[dict[str, str]]


def details(item: ShownImport, rows: list[QuarantineRow], *, limit: int) -> Details:
    """An import in full."""
    result = item.row.result
    return Details(
        item, rows[:limit], max(0, item.row.quarantined_count - limit), result.get("accepted", 0), result.get("refused", [])
    )
