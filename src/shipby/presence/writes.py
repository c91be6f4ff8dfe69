"""Noting who is there."""

from datetime import datetime

from django.db import connection

from shipby.presence.rules import oldest_standing

_STAY = """
INSERT INTO presence_visit (subject, subject_key, person_id, since, seen_at)
VALUES (%(subject)s, %(key)s, %(person)s, %(now)s, %(now)s)
ON CONFLICT (subject, subject_key, person_id) DO UPDATE SET seen_at = excluded.seen_at,
    since = CASE WHEN presence_visit.seen_at < %(oldest)s THEN excluded.since ELSE presence_visit.since END
"""
# Two pages that clean up at once take different rows instead of waiting for each other.
_CLEAN = (
    "DELETE FROM presence_visit WHERE id IN (SELECT id FROM presence_visit WHERE seen_at < %(oldest)s FOR UPDATE SKIP LOCKED)"
)


def stay(subject: str, subject_key: int, *, person_id: int, now: datetime) -> None:
    """The person is at the thing; a visit that had ended begins anew, ended ones are forgotten. Two statements."""
    if not connection.in_atomic_block:
        raise RuntimeError("visits are written only inside a transaction")
    values: dict[str, str | int | datetime] = {
        "subject": subject,
        "key": subject_key,
        "person": person_id,
        "now": now,
        "oldest": oldest_standing(now),
    }
    with connection.cursor() as cursor:
        cursor.execute(_STAY, values)
        cursor.execute(_CLEAN, values)
