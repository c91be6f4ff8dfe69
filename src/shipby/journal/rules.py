"""What an event is, before it is written."""

from datetime import datetime

import msgspec

from shipby.words.actors import Actor


class EventFacts(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Something that happened at ``at`` (UTC) to ``subject`` number ``subject_key``, our row id.

    ``kind`` is a stable word (``order_imported``), ``cause`` what led to it (``import:12``), ``details`` the facts of the
    sentence, plain values only and never personal ones.
    """

    actor: Actor
    at: datetime
    kind: str
    subject: str
    subject_key: int
    account_id: int | None = None
    shop_id: int | None = None
    cause: str = ""
    details: dict[str, object] = {}
