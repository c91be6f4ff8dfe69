"""What the pages of runs show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext as _

from shipby.bulk.rules import BulkAct, Item, Outcome, Run, RunState
from shipby.web.formats import rough_span_text
from shipby.words.text import N_


@dataclass(frozen=True, slots=True)
class StateWords:
    """How a state is shown."""

    badge: str
    icon: str
    level: str


STATES: Final[Mapping[RunState, StateWords]] = {
    RunState.WAITING: StateWords(N_("Waiting"), "clock", "plain"),
    RunState.RUNNING: StateWords(N_("At work"), "refresh-cw", "acc"),
    RunState.STOPPED: StateWords(N_("Stopped"), "circle-stop", "amber"),
    RunState.DONE: StateWords(N_("Done"), "circle-check", "green"),
    RunState.BROKEN: StateWords(N_("Broken off"), "triangle-alert", "red"),
}
OUTCOMES: Final[Mapping[Outcome, StateWords]] = {
    Outcome.OPEN: StateWords(N_("Not worked on"), "clock", "plain"),
    Outcome.DONE: StateWords(N_("Done"), "circle-check", "green"),
    Outcome.LEFT: StateWords(N_("Left as it is"), "circle-minus", "plain"),
    Outcome.FAILED: StateWords(N_("Failed"), "circle-x", "red"),
}
_UNDO_TITLES: Final = frozenset({BulkAct.UNDO_HOLD, BulkAct.UNDO_RELEASE, BulkAct.UNDO_TAG, BulkAct.UNDO_NOTE})


@dataclass(frozen=True, slots=True)
class Shown:
    """A run in words. ``time_left`` empty = not known."""

    run: Run
    title: str
    told: str
    state: StateWords
    time_left: str


@dataclass(frozen=True, slots=True)
class Line:
    """What became of an order."""

    order_id: str
    outcome: StateWords
    why: str


def shown(run: Run, now: datetime) -> Shown:
    """A run as the list and its page show it."""
    seconds = run.seconds_left(now)
    left = "" if seconds is None else rough_span_text(timedelta(seconds=max(1, round(seconds))))
    state = STATES[run.state]
    return Shown(run, title_of(run), told_of(run), StateWords(gettext(state.badge), state.icon, state.level), left)


def title_of(run: Run) -> str:
    """What it does to how many orders."""
    if run.act in _UNDO_TITLES:
        return _("Undo of run %(number)d") % {"number": run.undoes or 0}
    words = {
        BulkAct.HOLD: ngettext("Put %(number)d order on hold", "Put %(number)d orders on hold", run.total),
        BulkAct.RELEASE: ngettext("Release %(number)d order", "Release %(number)d orders", run.total),
        BulkAct.TAG: ngettext("Tag %(number)d order", "Tag %(number)d orders", run.total),
        BulkAct.NOTE: ngettext("Write a note on %(number)d order", "Write a note on %(number)d orders", run.total),
    }
    return words[run.act] % {"number": run.total}


def told_of(run: Run) -> str:
    """The reason, tags or text that it was told."""
    words: Mapping[str, Any] = run.words
    tags = [f"+{tag}" for tag in words.get("add", ())] + [f"\u2212{tag}" for tag in words.get("remove", ())]
    return str(words.get("reason") or words.get("text") or " ".join(tags))


def lines_of(items: Sequence[Item]) -> list[Line]:
    """Results in the language of the page."""
    return [Line(item.order_id, _words(item.outcome), why_of(item)) for item in items]


def why_of(item: Item) -> str:
    """Why an order was left or failed; empty where it was done."""
    return gettext(item.why) % item.back.get("params", {}) if item.why else ""


def _words(outcome: Outcome) -> StateWords:
    words = OUTCOMES[outcome]
    return StateWords(gettext(words.badge), words.icon, words.level)
