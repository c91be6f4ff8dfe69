"""What the pages of shipments show, as frozen facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from shipby.outbox.reads import BatchInfo
from shipby.outbox.rules import BatchState
from shipby.shipping.reads import ShipmentRow
from shipby.shipping.rules.confirmation import Confirmation


@dataclass(frozen=True, slots=True)
class StateWords:
    """How a state is shown: tab, badge, and what comes next."""

    tab: Any
    badge: Any
    icon: str
    level: str
    next_step: Any


STATES: Mapping[Confirmation, StateWords] = {
    Confirmation.PREPARED: StateWords(
        _("Waiting for upload"), _("Waiting"), "clock", "plain", _("Download the confirmation file.")
    ),
    Confirmation.DOWNLOADED: StateWords(
        _("Downloaded"), _("Downloaded"), "file-down", "blue", _("Upload the file to Amazon, then say so here.")
    ),
    Confirmation.SENT: StateWords(_("Sent"), _("Sent"), "upload", "blue", _("Upload Amazon's processing report.")),
    Confirmation.PROBABLY_ACCEPTED: StateWords(
        _("Probably accepted"),
        _("Probably accepted"),
        "check",
        "blue",
        _("It left Amazon's unshipped report. The processing report makes it certain."),
    ),
    Confirmation.ACCEPTED: StateWords(_("Accepted"), _("Accepted"), "circle-check", "green", _("Done.")),
    Confirmation.REFUSED: StateWords(
        _("Refused"), _("Refused"), "triangle-alert", "red", _("Correct the parcel on the order and send it again.")
    ),
}
"""Tabs in their order; withdrawn parcels have none."""

BATCH_STATES: Mapping[BatchState, StateWords] = {
    BatchState.DOWNLOADED: StateWords(
        "", _("Downloaded"), "file-down", "blue", _("Upload the file to Amazon, then press “I uploaded it”.")
    ),
    BatchState.SENT: StateWords("", _("Sent"), "upload", "blue", _("Upload Amazon's processing report when it is ready.")),
    BatchState.SETTLED: StateWords("", _("Answered"), "circle-check", "green", _("Amazon has answered every row.")),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab; ``count`` is text, because it stops at a thousand."""

    state: Confirmation
    name: Any
    count: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A parcel with its words."""

    row: ShipmentRow
    words: StateWords


@dataclass(frozen=True, slots=True)
class ShownBatch:
    """A file with its words and the account it belongs to."""

    info: BatchInfo
    words: StateWords
    account: str


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """Rows that wait for the next file of an account."""

    account_id: int
    account: str
    rows: int


def shown(rows: Sequence[ShipmentRow]) -> list[Shown]:
    """Parcels with their words."""
    return [Shown(row, STATES[row.confirmation]) for row in rows]


def shown_batches(infos: Sequence[BatchInfo], names: Mapping[int, str]) -> list[ShownBatch]:
    """Files with their words; ``names`` of accounts by id."""
    return [ShownBatch(info, BATCH_STATES[info.state], names.get(info.account_id, "")) for info in infos]


def tabs(counts: Mapping[Confirmation, int], current: Confirmation, *, most: int) -> list[Tab]:
    """The tabs with their counts."""
    return [
        Tab(state, words.tab, f"{most}+" if counts[state] >= most else str(counts[state]), state is current)
        for state, words in STATES.items()
    ]
