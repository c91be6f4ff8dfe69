"""Adding events. There is no other change: the journal is append only."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db import connection

from shipby.journal.rules import EventFacts
from shipby.words.actors import Actor

_COPY = (
    "COPY journal_event (shop_id, account_id, subject, subject_key, kind, actor_kind, actor_key, actor_name, at, cause, details) "
    "FROM STDIN"
)


def note(  # noqa: PLR0913  (an event has this many sides)
    *,
    actor: Actor,
    at: datetime,
    kind: str,
    subject: str,
    subject_key: int,
    account_id: int | None = None,
    shop_id: int | None = None,
    cause: str = "",
    details: dict[str, object] | None = None,
) -> None:
    """Write one event; see :class:`EventFacts`. One query, inside the caller's transaction."""
    note_many(
        [
            EventFacts(
                actor=actor,
                at=at,
                kind=kind,
                subject=subject,
                subject_key=subject_key,
                account_id=account_id,
                shop_id=shop_id,
                cause=cause,
                details=details or {},
            )
        ]
    )


def note_many(events: Sequence[EventFacts]) -> None:
    """Write events in their order with one COPY, inside the caller's transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("note_many needs an open transaction")
    if not events:
        return
    texts: dict[int, str] = {}
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for event in events:
            # Many events of one act share their details.
            text = texts.get(id(event.details))
            if text is None:
                text = texts[id(event.details)] = msgspec.json.encode(event.details).decode()
            actor = event.actor
            copy.write_row(
                (
                    event.shop_id,
                    event.account_id,
                    event.subject,
                    event.subject_key,
                    event.kind,
                    actor.kind.value,
                    actor.key,
                    actor.name,
                    event.at,
                    event.cause,
                    text,
                )
            )
