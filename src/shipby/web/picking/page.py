"""What the pages of pick lists show, as frozen facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext as _

from shipby.orders.reads.filtering import WAITING
from shipby.orders.reads.rows import QueueRow, rows_of
from shipby.packing.reads import PickLineRow, PickListDetail, PickListRow
from shipby.packing.rules.pick_lists import OnList, PickState, Skip
from shipby.shop.rules import Scope
from shipby.web.orders import Badge, badges_of, is_blocked
from shipby.words.text import N_

_BADGES: Mapping[PickState, Badge] = {
    PickState.OPEN: Badge("plain", "circle", N_("Open")),
    PickState.PICKING: Badge("blue", "footprints", N_("Picking")),
    PickState.DONE: Badge("green", "circle-check", N_("Done")),
    PickState.DISCARDED: Badge("plain", "ban", N_("Discarded")),
}


@dataclass(frozen=True, slots=True)
class ShownList:
    """A list in the table, with its state in words."""

    row: PickListRow
    badge: Badge
    progress: str
    short: str


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line: ``error`` = why what was sent could not be kept, ``typed`` = what was sent; ``is_next`` = the first open one."""

    row: PickLineRow
    is_next: bool = False
    error: str = ""
    typed: str = ""

    @property
    def state(self) -> str:
        """A class of the style sheet: ``open``, ``picked`` or ``short``."""
        if self.row.picked is None:
            return "open"
        return "short" if self.row.is_short else "picked"


@dataclass(frozen=True, slots=True)
class Stopped:
    """An order of the list that should not be shipped any more."""

    order_id: str
    badge: Badge


@dataclass(frozen=True, slots=True)
class Left:
    """An order that was left out when the list was made."""

    order_id: str
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list, open."""

    shown: ShownList
    lines: tuple[ShownLine, ...]
    stopped: tuple[Stopped, ...]
    left_out: tuple[Left, ...]
    short_orders: tuple[str, ...]
    open_lines: int
    is_live: bool
    may_see: bool
    problem: str = ""


def shown_list(row: PickListRow) -> ShownList:
    """A list with its state in words: "Picking by Dario, 12 of 30", "short 1"."""
    badge = _BADGES[row.state]
    text = gettext(badge.text)
    if row.state is PickState.PICKING and row.picker:
        text = _("Picking by %(name)s") % {"name": row.picker}
    lines = {"settled": row.settled, "lines": row.lines}
    short = ngettext("%(number)d unit short", "%(number)d units short", row.short) % {"number": row.short} if row.short else ""
    return ShownList(row, Badge(badge.level, badge.icon, text), _("%(settled)d of %(lines)d lines") % lines, short)


def page_of(
    scope: Scope, detail: PickListDetail, *, may_see: bool, line_key: int = 0, error: str = "", typed: str = "", problem: str = ""
) -> ListPage:
    """The page; ``line_key`` = the line that ``error`` is about. At most two queries more than the list itself."""
    following = next((line.key for line in detail.lines if line.picked is None), 0)
    is_live = detail.row.is_live
    live = [order_id for order_id, state in detail.orders if state is OnList.LIVE]
    return ListPage(
        shown=shown_list(detail.row),
        lines=tuple(
            ShownLine(line, line.key == following, error, typed)
            if line.key == line_key
            else ShownLine(line, line.key == following)
            for line in detail.lines
        ),
        stopped=stopped_of(rows_of(scope.account_ids, live)) if is_live else (),
        left_out=left_out_of(detail.skipped),
        short_orders=tuple(order_id for order_id, state in detail.orders if state is OnList.SHORT)
        if detail.row.state is PickState.DONE
        else (),
        open_lines=sum(line.picked is None for line in detail.lines),
        is_live=is_live,
        may_see=may_see,
        problem=problem,
    )


def left_out_of(skipped: Sequence[Skip]) -> tuple[Left, ...]:
    """Orders that were left out, each with its reason; one that something stops says what."""
    found = []
    for skip in skipped:
        refusal = skip.refusal
        sentence = gettext(refusal.sentence) % refusal.params
        if skip.code == "order_stopped" and skip.detail:
            sentence = f"{sentence} {badges_of([skip.detail])[0].text}."
        found.append(Left(skip.order_id, sentence, gettext(refusal.remedy) if refusal.remedy else ""))
    return tuple(found)


def stopped_of(rows: Sequence[QueueRow]) -> tuple[Stopped, ...]:
    """Orders that changed since they were put on the list, so that nothing should be taken for them."""
    found = []
    for row in rows:
        if row.confirmation in WAITING:
            found.append(Stopped(row.order_id, Badge("plain", "package-check", _("A parcel is entered"))))
        elif not row.is_open:
            found.append(Stopped(row.order_id, Badge("red", "ban", _("No longer open"))))
        elif is_blocked(row.causes):
            found.append(Stopped(row.order_id, badges_of(row.causes)[0]))
    return tuple(found)
