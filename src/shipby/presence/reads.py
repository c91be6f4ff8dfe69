"""Telling who is there."""

from dataclasses import dataclass
from datetime import datetime

from shipby.presence.models import Visit
from shipby.presence.rules import oldest_standing


@dataclass(frozen=True, slots=True)
class VisitRow:
    """Somebody who is there, and since when."""

    person_id: int
    since: datetime


def visits_of(subject: str, subject_key: int, *, now: datetime) -> list[VisitRow]:
    """Who is at the thing, who came first in front. One query."""
    rows = Visit.objects.filter(subject=subject, subject_key=subject_key, seen_at__gte=oldest_standing(now))
    return [VisitRow(*row) for row in rows.order_by("since", "person_id").values_list("person_id", "since")]
