"""Telling what happened."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from shipby.journal.models import Event


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event; fields as in :class:`shipby.journal.rules.EventFacts`. ``id`` rises with time."""

    id: int
    at: datetime
    kind: str
    subject: str
    subject_key: int
    actor_kind: str
    actor_key: str
    actor_name: str
    cause: str
    details: Mapping[str, object] = field(default_factory=dict)


_COLUMNS = ("id", "at", "kind", "subject", "subject_key", "actor_kind", "actor_key", "actor_name", "cause", "details")


def events_of(subject: str, subject_key: int, *, limit: int = 100, after: int | None = None) -> list[EventRow]:
    """Events of one thing, newest first; ``after`` = the last event id already shown. One query."""
    rows = Event.objects.filter(subject=subject, subject_key=subject_key)
    if after is not None:
        rows = rows.filter(id__lt=after)
    return [EventRow(*row) for row in rows.order_by("-id").values_list(*_COLUMNS)[:limit]]


def events_since(subject: str, subject_key: int, *, after: int, limit: int = 50) -> list[EventRow]:
    """What happened to one thing since the event ``after``, newest first, at most ``limit``. One query."""
    rows = Event.objects.filter(subject=subject, subject_key=subject_key, id__gt=after).order_by("-id")
    return [EventRow(*row) for row in rows.values_list(*_COLUMNS)[:limit]]


def event_of_cause(subject: str, subject_key: int, *, cause: str) -> EventRow | None:
    """The first event of one thing that ``cause`` led to, ``None`` = it has led to nothing yet. One query."""
    row = (
        Event.objects.filter(subject=subject, subject_key=subject_key, cause=cause).order_by("id").values_list(*_COLUMNS).first()
    )
    return EventRow(*row) if row else None


def changes_of(subject: str, subject_key: int) -> list[tuple[str, str]]:
    """Kind and actor's name of the newest events of one thing, newest first. One query."""
    rows = Event.objects.filter(subject=subject, subject_key=subject_key).order_by("-id")
    return list(rows.values_list("kind", "actor_name")[:20])


def events_since_cause(subject: str, keys: Sequence[int], *, cause: str, ignored: Iterable[str], limit: int) -> list[EventRow]:
    """The first events of things since ``cause`` began to change them; of its own, the kinds in ``ignored`` do not count.

    Looking at personal data on a page is no event of its own here: it changes nothing. Two queries.
    """
    began = Event.objects.filter(cause=cause).order_by("id").values_list("id", flat=True).first()
    rows = Event.objects.filter(subject=subject, subject_key__in=list(keys), id__gt=began or 0)
    rows = rows.exclude(cause=cause, kind__in=list(ignored)).exclude(
        kind="personal_revealed", details__purpose__in=["order_page", "command"]
    )
    return [EventRow(*row) for row in rows.order_by("id").values_list(*_COLUMNS)[:limit]]
