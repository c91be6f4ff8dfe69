"""Reading orders from Amazon window by window: what a page brought is recorded, and the cursor moves with the last page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from shipby.actions.record_orders import ReceivedBadRow, Recorded, record_orders
from shipby.buyers.rules.received import Received
from shipby.intake.reads.sync import sync_of
from shipby.intake.rules.sync import TOKEN_LIFE, Priority, Reason
from shipby.intake.writes import sync as writes
from shipby.intake.writes.sync import OrderToRead
from shipby.words.actors import SHIPBY

ECHO_IS_YOUNG = timedelta(minutes=1)
"""Amazon echoes a bound two minutes ago; what is shown of the last three is not settled yet (reliability 3.6)."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page as it came. ``asked_token`` = the token it was asked for with, ``until`` = the bound of its window."""

    received: Sequence[Received]
    bad: Sequence[ReceivedBadRow] = ()
    source: str = ""
    asked_token: str = field(default="", repr=False)
    next_token: str = field(default="", repr=False)
    until: datetime | None = None


@transaction.atomic(durable=True)
def open_window(*, account_id: int, since: datetime, now: datetime) -> None:
    """Begin to read what was updated since then; a window that is open already is dropped, the cursor stays."""
    writes.lock_sync(account_id)
    writes.change_sync(
        account_id,
        window_since=since,
        window_until=None,
        page_token="",
        page_token_until=None,
        pages_read=0,
        reports={},
        last_read_at=now,
    )


@transaction.atomic(durable=True)
def drop_window(*, account_id: int) -> None:
    """Give a window up: it is read again from the cursor (reliability 3.2 f)."""
    writes.lock_sync(account_id)
    writes.change_sync(account_id, window_since=None, window_until=None, page_token="", page_token_until=None, reports={})


def record_page(*, account_id: int, page: ReadPage, now: datetime) -> Recorded:
    """Record a page; the last one moves the cursor in the same transaction.

    A page of a window that somebody else has moved on meanwhile is recorded, which does no harm, and moves nothing.
    """
    twice = _twice(page.received)

    def move(recorded: Recorded) -> None:
        writes.lock_sync(account_id)
        sync = sync_of(account_id)
        again = [OrderToRead(name, Priority.CHANGED, Reason.SAME_VERSION) for name in twice]
        again += [OrderToRead(row.order_id, Priority.CHANGED, Reason.UNREADABLE) for row in page.bad if row.order_id]
        writes.add_to_read(account_id, again, now=now)
        if sync is None or sync.window_since is None or sync.page_token != page.asked_token:
            return
        until = sync.window_until or (page.until and page.until - ECHO_IS_YOUNG)
        brought = sync.brought + len(recorded.new)
        if page.next_token:
            writes.change_sync(
                account_id,
                window_until=until,
                page_token=page.next_token,
                page_token_until=now + TOKEN_LIFE,
                pages_read=sync.pages_read + 1,
                brought=brought,
                last_read_at=now,
                trouble=None,
            )
            return
        writes.change_sync(account_id, **_reached(sync.reached_at, until), brought=brought, last_read_at=now)

    return record_orders(
        page.received,
        account_id=account_id,
        source=page.source,
        received_at=now,
        made_at=None,
        actor=SHIPBY,
        import_id=None,
        bad_rows=page.bad,
        then=move,
    )


@transaction.atomic(durable=True)
def close_window(*, account_id: int, now: datetime) -> None:
    """The window was read to its end by reports: the cursor moves to its bound."""
    writes.lock_sync(account_id)
    sync = sync_of(account_id)
    if sync is not None and sync.window_until is not None:
        writes.change_sync(account_id, **_reached(sync.reached_at, sync.window_until), last_read_at=now)


def _reached(reached_at: datetime | None, until: datetime | None) -> dict[str, Any]:
    """Columns of a window that is done; the cursor never goes back."""
    assert until is not None
    reached = max(reached_at, until) if reached_at else until
    return {
        "reached_at": reached,
        "window_since": None,
        "window_until": None,
        "page_token": "",
        "page_token_until": None,
        "pages_read": 0,
        "reports": {},
        "trouble": None,
    }


def _twice(received: Sequence[Received]) -> list[str]:
    """Orders that stand on the page twice with different words: which of them holds is asked for again."""
    seen: dict[str, bytes] = {}
    found = set()
    for item in received:
        order_id = str(item.order.order_id)
        if seen.setdefault(order_id, item.raw) != item.raw:
            found.add(order_id)
    return sorted(found)


# -- reports of a window


@transaction.atomic(durable=True)
def note_reports(*, account_id: int, until: datetime, reports: dict[str, Any]) -> None:
    """Keep which reports of the open window were asked for."""
    writes.lock_sync(account_id)
    writes.change_sync(account_id, window_until=until, reports=reports)


@transaction.atomic(durable=True)
def drop_reports(*, account_id: int) -> None:
    """The reports came to nothing: the window is searched on from the page where that stood."""
    writes.lock_sync(account_id)
    writes.change_sync(account_id, reports={})


# -- single orders


def record_single(*, account_id: int, page: ReadPage, order_id: str, now: datetime) -> Recorded:
    """Record an order that was read by itself; it no longer waits."""
    return record_orders(
        page.received,
        account_id=account_id,
        source=page.source,
        received_at=now,
        made_at=None,
        actor=SHIPBY,
        import_id=None,
        bad_rows=page.bad,
        then=lambda _: writes.remove_to_read(account_id, [order_id]),
    )


@transaction.atomic(durable=True)
def ask_for(*, account_id: int, orders: Sequence[OrderToRead], now: datetime) -> None:
    """Have orders read by themselves."""
    writes.add_to_read(account_id, orders, now=now)


@transaction.atomic(durable=True)
def put_off(*, account_id: int, order_id: str, until: datetime) -> None:
    """Reading one order failed: not again before ``until``."""
    writes.put_off(account_id, order_id, until=until)


@transaction.atomic(durable=True)
def forget_order(*, account_id: int, order_id: str) -> None:
    """Amazon does not know the order: it is not asked for again."""
    writes.remove_to_read(account_id, [order_id])


# -- troubles


@transaction.atomic(durable=True)
def note_trouble(*, account_id: int, told: dict[str, Any], not_before: datetime) -> None:
    """Keep the last call that failed, for the page of the account, and make none before ``not_before``."""
    writes.change_sync(account_id, trouble=told, not_before=not_before)


@transaction.atomic(durable=True)
def wait_until(*, account_id: int, until: datetime) -> None:
    """Nothing can be read before then: a bucket is empty."""
    writes.change_sync(account_id, not_before=until)
