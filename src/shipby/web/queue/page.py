"""What the queue shows, put together from frozen rows; templates only print it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shipby.deadlines.rules import Level, level_of
from shipby.orders.reads.filtering import WAITING
from shipby.orders.reads.queue import DayCount, DeadlineCounts, QueueRow
from shipby.orders.rules.query import Days, Query, Term, Text
from shipby.orders.rules.sorting import BY_SHIP_BY, Sort
from shipby.web.formats import (
    clock_text,
    count_text,
    day_text,
    full_text,
    promise_text,
    rough_span_text,
    when_text,
)
from shipby.web.orders import (
    Badge,
    Due,
    Tag,
    badges_of,
    closed_badge,
    closed_due,
    due_of,
    is_blocked,
    place_of,
    store_code,
    tags_of,
)
from shipby.web.queue.columns import extra_cells
from shipby.web.queue.filters import address
from shipby.web.queue.here import Here


@dataclass(frozen=True, slots=True)
class Instant:
    """An instant as a row shows it: short, in full with its zone, and for machines."""

    text: str
    full: str
    machine: str


@dataclass(frozen=True, slots=True)
class Row:
    """One order of the table."""

    order_id: str
    href: str
    due: Due
    store: str
    purchased: Instant
    title: str
    sku: str
    more: str
    units: int
    place: str
    deliver: str
    tags: Sequence[Tag]
    own_tags: Sequence[str]
    badge: Badge
    more_causes: int
    is_blocked: bool
    is_ready: bool
    version: int
    extra: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """How rows are shown: the list they stand in, further columns, names of accounts."""

    query: Query
    here: Here
    sort: Sort | None = None
    extra: Sequence[str] = ()
    accounts: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """Orders of one deadline day."""

    name: str
    words: str
    is_late: bool
    at_risk: str
    ready_words: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a cell's bar, in hundredths of its width."""

    kind: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the deadline strip: a filter link with a count."""

    name: str
    href: str
    count: int
    words: str
    icon: str = ""
    bar: Sequence[Part] = ()
    is_late: bool = False
    is_current: bool = False


def row_of(row: QueueRow, look: Look, fact: str = "") -> Row:
    """One order as the table shows it. The link carries the filter, so that the order page knows its neighbours.

    ``fact`` is what is known behind the first cause; it stands where else the next step does.
    """
    here, blocked = look.here, is_blocked(row.causes)
    badges = badges_of(row.causes) if row.is_open else [closed_badge(row.status, row.fulfilled_by)]
    deliver = ""
    if row.deliver_by:
        day = promise_text(row.deliver_by, now=here.now, zone=here.zone, language=here.language)
        deliver = _("Deliver by %(day)s") % {"day": day}
    return Row(
        order_id=row.order_id,
        href=order_address(row.order_id, look.query, look.sort),
        due=_due_of(row, here, is_blocked=blocked),
        store=store_code(row.marketplace_id, row.sales_channel),
        purchased=instant_of(row.purchased_at, here),
        title=row.title,
        sku=row.sku,
        more=_("+%(number)d more") % {"number": row.line_count - 1} if row.line_count > 1 else "",
        units=row.units_to_ship or row.unit_count,
        place=place_of(row.city, row.region, row.country),
        deliver=deliver,
        tags=tags_of(row.programs, row.service_level),
        own_tags=row.tags,
        badge=replace(badges[0], next=fact or badges[0].next),
        more_causes=len(badges) - 1,
        is_blocked=blocked,
        is_ready=row.is_open and not blocked and row.confirmation not in WAITING,
        version=row.row_version,
        extra=extra_cells(look.extra, row, here, look.accounts) if look.extra else (),
    )


def instant_of(at: datetime, here: Here) -> Instant:
    """An instant in the zone of the page."""
    short = when_text(at, now=here.now, zone=here.zone, language=here.language)
    return Instant(short, full_text(at, zone=here.zone, language=here.language), at.isoformat())


def _due_of(row: QueueRow, here: Here, *, is_blocked: bool) -> Due:
    if not row.is_open:
        return closed_due(row.ship_by, zone=here.zone, language=here.language)
    return due_of(row.ship_by, is_blocked=is_blocked, now=here.now, zone=here.zone, language=here.language)


def order_address(order_id: str, query: Query, sort: Sort | None = None) -> str:
    """The order's page, which keeps filter and sort for previous and next."""
    tail = address(query, sort).removeprefix("/orders/")
    return f"/orders/{order_id}/{tail}"


def groups_of(rows: Sequence[QueueRow], look: Look, counts: DeadlineCounts, facts: Mapping[int, str]) -> list[Group]:
    """Rows in groups by deadline, as they come; a list in another order is one group without a count."""
    if not rows:
        return []
    if not look.query.is_about_open or look.sort not in {None, BY_SHIP_BY}:
        shown = [row_of(row, look, facts.get(row.order_key, "")) for row in rows]
        return [Group("" if look.sort else _("Newest first"), "", False, "", "", shown)]
    by_day = {day.day: day for day in counts.days}
    groups = []
    for (level, day), found in groupby(rows, key=lambda row: _deadline(row, look.here)):
        members = list(found)
        shown = [row_of(row, look, facts.get(row.order_key, "")) for row in members]
        groups.append(_group(level, by_day.get(day) if day else None, shown, members[0].ship_by, counts, look.here))
    return groups


def _deadline(row: QueueRow, here: Here) -> tuple[Level, date | None]:
    level = level_of(row.ship_by, now=here.now, zone=here.zone)
    if row.ship_by is None or level is Level.OVERDUE:
        return level, None
    return level, row.ship_by.astimezone(here.zone).date()


def _group(
    level: Level, day: DayCount | None, rows: Sequence[Row], first: datetime | None, counts: DeadlineCounts, here: Here
) -> Group:
    ready = sum(row.is_ready for row in rows)
    ready_words = _("Select ready (%(number)d)") % {"number": ready} if ready else ""
    if level is Level.OVERDUE:
        words = _("Ship-by has passed. Each one counts as late; ship them first.")
        return Group(_counted(_("Overdue"), counts.overdue, here), words, True, "", ready_words, rows)
    if level is Level.NONE:
        words = _("No report has told when they must be handed over.")
        return Group(_counted(_("No ship-by"), counts.without_ship_by, here), words, False, "", ready_words, rows)
    assert first is not None
    words = _("First ship-by at %(time)s") % {"time": clock_text(first, zone=here.zone, language=here.language)}
    name = day_name(first.astimezone(here.zone).date(), "day", here)
    at_risk = _("%(number)d at risk") % {"number": day.blocked} if day and day.blocked and level is Level.TODAY else ""
    return Group(_counted(name, day.count if day else len(rows), here), words, False, at_risk, ready_words, rows)


def _counted(name: str, number: int, here: Here) -> str:
    return f"{name}, {count_text(number, language=here.language)}"


def day_name(day: date, style: str, here: Here) -> str:
    """A day with its nearness: ``Today, Mon 23``."""
    text = day_text(day, style=style, language=here.language)
    if day == here.today:
        return _("Today, %(day)s") % {"day": text}
    if day == here.today + timedelta(days=1):
        return _("Tomorrow, %(day)s") % {"day": text}
    return text


def strip_of(counts: DeadlineCounts, query: Query, here: Here) -> list[Cell]:
    """Overdue, today, tomorrow, the next day with orders, all later ones, and those without a ship-by time if there are any."""
    by_day = {day.day: day for day in counts.days}
    today, tomorrow = here.today, here.today + timedelta(days=1)
    after = next((day.day for day in counts.days if day.day > tomorrow), tomorrow + timedelta(days=1))
    cells = [_overdue(counts, query)]
    for day, word in ((today, "today"), (tomorrow, "tomorrow"), (after, "")):
        term = _due_term(Text(word) if word else Days(day, day))
        cells.append(
            _cell(
                day_name(day, "weekday", here),
                [by_day.get(day, DayCount(day, 0, 0, 0))],
                term,
                query,
                "timer" if word == "today" else "",
            )
        )
    later = [day for day in counts.days if day.day > after]
    start = later[0].day if later else after + timedelta(days=1)
    name = _("%(day)s and later") % {
        "day": day_text(start, style="weekday" if (start - today).days < 7 else "near", language=here.language)
    }
    cells.append(_cell(name, later, _due_term(Days(start, None)), query))
    if counts.without_ship_by:
        href, is_current = _toggled(query, _due_term(Text("none")))
        cells.append(Cell(_("No ship-by"), href, counts.without_ship_by, _("Amazon named none"), is_current=is_current))
    return cells


def _overdue(counts: DeadlineCounts, query: Query) -> Cell:
    href, is_current = _toggled(query, _due_term(Text("overdue")))
    words = _("Nothing is late")
    if counts.overdue:
        words = _("%(span)s late on average") % {"span": rough_span_text(timedelta(seconds=counts.overdue_seconds))}
    return Cell(_("Overdue"), href, counts.overdue, words, "flame", (), bool(counts.overdue), is_current)


def _cell(name: str, days: Sequence[DayCount], term: Term, query: Query, icon: str = "") -> Cell:
    href, is_current = _toggled(query, term)
    confirmed, blocked = sum(day.confirmed for day in days), sum(day.blocked for day in days)
    count = sum(day.count for day in days)
    ready = count - confirmed - blocked
    parts = [
        ngettext("%(number)d confirmed", "%(number)d confirmed", confirmed) % {"number": confirmed} if confirmed else "",
        ngettext("%(number)d ready", "%(number)d ready", ready) % {"number": ready} if ready else "",
        ngettext("%(number)d blocked", "%(number)d blocked", blocked) % {"number": blocked} if blocked else "",
    ]
    words = " \u00b7 ".join(part for part in parts if part) or _("Nothing to hand over")
    return Cell(name, href, count, words, icon, tuple(_bar(confirmed, ready, blocked)), False, is_current)


def _bar(confirmed: int, ready: int, blocked: int) -> Iterator[Part]:
    """Parts with a gap of 0.7 between them; widths add up to a hundred."""
    parts = [(kind, number) for kind, number in (("f-lab", confirmed), ("f-rdy", ready), ("f-blk", blocked)) if number]
    total, place = confirmed + ready + blocked, 0.0
    for kind, number in parts:
        width = (100 - 0.7 * (len(parts) - 1)) * number / total
        yield Part(kind, f"{place:.2f}", f"{width:.2f}")
        place += width + 0.7


def _due_term(value: Text | Days) -> Term:
    return Term("due", (value,))


def _toggled(query: Query, term: Term) -> tuple[str, bool]:
    """Where the cell leads: to its deadline, or away from it where it is chosen already."""
    if term in query.terms:
        return address(query.without(term)), True
    return address(query.with_term(term)), False
