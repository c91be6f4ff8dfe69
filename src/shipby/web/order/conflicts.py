"""Two people on one order: what happened since a form was shown, and whether it matters for what the form does."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from django.http import QueryDict

from shipby.journal.reads import EventRow, events_since
from shipby.orders.reads.detail import OrderDetail, order_detail
from shipby.orders.rules.marks import ChangedMeanwhile
from shipby.shop.rules import Scope
from shipby.web.order.page import timeline
from shipby.web.order.timeline import Moment

T = TypeVar("T")

_STATE: Final = frozenset({"order_changed", "order_vanished", "parcel_confirmed"})
HOLDING: Final = _STATE | {"order_held", "order_released"}
"""What somebody who puts an order on hold must hear of first."""
RELEASING: Final = frozenset({"order_held", "order_released", "order_changed"})
PARCELS: Final = _STATE | {
    "order_held",
    "note_added",
    "note_brought_back",
    "parcel_corrected",
    "parcel_withdrawn",
    "confirmation_exported",
    "confirmation_accepted",
    "confirmation_probably_accepted",
    "confirmation_refused",
}
"""What somebody who enters, corrects or withdraws a parcel must hear of first."""

_WEIGHTY: Final = frozenset({"status", "cancel_requested", "cancel_reason", "ship_by_latest", "city", "region", "country"})
_MOST: Final = 50
_TRIES: Final = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """The order as it stood on the page: its row version and its newest event; ``None`` where the form does not say."""

    version: int | None
    event: int | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """What others did meanwhile, newest first. ``about``: ``hold``, ``release`` or ``parcel``; ``typed``: the reason typed."""

    about: str
    news: Sequence[Moment]
    typed: str = ""


def seen_of(post: QueryDict) -> Seen:
    """What the form says that was seen."""
    return Seen(_number(post.get("version", "")), _number(post.get("seen", "")))


def news_since(detail: OrderDetail, seen: Seen) -> list[Moment]:
    """What happened since, as lines of the timeline, notes with their words."""
    if seen.event is None:
        return []
    events = _events(detail.order_key, seen)
    written = {event.details.get("note") for event in events}
    return timeline(events, [note for note in detail.notes if note.note_key in written])


def settle(detail: OrderDetail, scope: Scope, seen: Seen, minded: frozenset[str], act: Callable[[int | None], T]) -> T:
    """Act on the order as the person saw it; where only things happened since that don't matter to it, on the order as it is.

    ``minded`` are the kinds of events that matter; ``act`` takes the expected row version.

    Raises:
        ChangedMeanwhile: something that matters happened since.
    """
    version = seen.version
    for _ in range(_TRIES):
        try:
            return act(version)
        except ChangedMeanwhile:
            now = order_detail(scope.account_ids, detail.order_id)
            # First the version, then the events: what happens between the two is noticed by the next try.
            if now is None or seen.event is None or _matters(_events(detail.order_key, seen), minded):
                raise
            version = now.row_version
    return act(version)


def _events(order_key: int, seen: Seen) -> list[EventRow]:
    assert seen.event is not None
    found = events_since("order", order_key, after=seen.event, limit=_MOST)
    return [event for event in found if event.kind != "personal_revealed"]


def _matters(events: Sequence[EventRow], minded: frozenset[str]) -> bool:
    return len(events) >= _MOST or any(
        event.kind in minded and (event.kind != "order_changed" or _is_weighty(event.details)) for event in events
    )


def _is_weighty(details: Mapping[str, Any]) -> bool:
    """Whether an import changed more than dates and amounts."""
    return any(details.get(name) for name in ("status", "lines", "personal")) or bool(
        _WEIGHTY.intersection(details.get("columns", ()))
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
