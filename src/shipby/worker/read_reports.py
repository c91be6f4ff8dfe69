"""Reading a window by reports where a search would take longer: asked for, looked after, fetched, taken in like any other file.

A report is one call for any number of rows; the three of a round together tell what a search page tells (sp-api 5.2).
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import BinaryIO

import msgspec
import structlog

from shipby.actions.read_window import close_window, note_reports
from shipby.amazon.operations import CREATE_REPORT, GET_REPORT, GET_REPORT_DOCUMENT, RESTRICTED_TOKEN, SEARCH_ORDERS
from shipby.amazon.orders import OrdersWindow, search_orders
from shipby.amazon.reports import (
    BY_LAST_UPDATE,
    ORDERS,
    RESTRICTED,
    UNSHIPPED,
    create_report,
    fetch,
    get_report,
    get_report_document,
    restricted_token,
)
from shipby.amazon.wire.reports import Progress
from shipby.intake.reads.sync import SyncRow
from shipby.keys.spool import SpoolReader, SpoolWriter, one_off_secret, spool_folder
from shipby.shop.reads import AccountRow, figure, stores_of
from shipby.words.actors import SHIPBY
from shipby.words.ports import ports
from shipby.words.refusals import Refusal
from shipby.worker.import_file import ImportedOrders, run_import
from shipby.worker.metered import Metered, NotYet

LOOK_EVERY = timedelta(seconds=5)
GIVE_UP_AFTER = timedelta(minutes=30)
MOST_DAYS_BACK = timedelta(days=60)
"""The order report covers no more (sp-api 5.2)."""
_MOST_MARKETPLACES = 25
NOTHING = "-"
"""In place of a document's number where there was nothing to report."""

_log = structlog.get_logger(__name__)


class Asked(msgspec.Struct):
    """One report of a round. ``state``: to be asked for, awaited, ready, taken in."""

    type: str
    since: datetime | None
    until: datetime | None
    report_id: str = ""
    document_id: str = ""
    is_taken: bool = False


class Round(msgspec.Struct):
    """The reports of one window, kept with it so that a stopped reader goes on."""

    until: datetime
    began_at: datetime
    asked: list[Asked]


class NoReports(Exception):
    """The round came to nothing: throttled, cancelled or broken. The window is searched on."""


def round_of(sync: SyncRow) -> Round | None:
    """The round that the window is in, ``None`` = it is searched."""
    return msgspec.convert(sync.reports, type=Round, strict=False) if sync.reports else None


def begin_round(account_id: int, *, since: datetime, until: datetime, now: datetime) -> None:
    """Read the rest of the window by reports. Its page token stays: where the round comes to nothing, the search goes on."""
    step = timedelta(days=figure("report_days", on=now.date()))
    asked, begin = [], since
    while begin < until:
        asked.append(Asked(BY_LAST_UPDATE, begin, min(begin + step, until)))
        begin += step
    asked += [Asked(ORDERS, max(since, until - MOST_DAYS_BACK), until), Asked(UNSHIPPED, None, None)]
    _keep(account_id, Round(until, now, asked))


def _keep(account_id: int, round_: Round) -> None:
    note_reports(account_id=account_id, until=round_.until, reports=msgspec.to_builtins(round_))


def work_round(account: AccountRow, metered: Metered, round_: Round) -> tuple[ImportedOrders | None, datetime | None]:
    """Do the next thing of a round: what a report brought, and when to come again (``None`` = now).

    Raises:
        NoReports: it came to nothing.
        NotYet, Trouble: the next call cannot be made, or failed.
    """
    now = ports.clock.now()
    if now - round_.began_at > GIVE_UP_AFTER:
        raise NoReports
    if (unasked := next((one for one in round_.asked if not one.report_id), None)) is not None:
        unasked.report_id = _ask(metered, unasked, _marketplaces(account.id))
        _keep(account.id, round_)
        return None, None
    if not _all_ready(account.id, metered, round_):
        return None, now + LOOK_EVERY
    if (waiting := next((one for one in round_.asked if not one.is_taken), None)) is not None:
        taken = _take(account, metered, waiting, round_.until)
        waiting.is_taken = True
        _keep(account.id, round_)
        return taken, None
    close_window(account_id=account.id, now=now)
    return None, None


def _ask(metered: Metered, asked: Asked, marketplaces: list[str]) -> str:
    return metered.call(
        CREATE_REPORT,
        lambda gateway: create_report(gateway, asked.type, marketplaces, since=asked.since, until=asked.until),
    )


def _all_ready(account_id: int, metered: Metered, round_: Round) -> bool:
    waiting = [one for one in round_.asked if not one.document_id]
    ready = [one for one in waiting if _is_ready(metered, one)]
    if ready:
        _keep(account_id, round_)
    return len(ready) == len(waiting)


def _marketplaces(account_id: int) -> list[str]:
    return [store.marketplace_id for store in stores_of([account_id])][:_MOST_MARKETPLACES]


def _is_ready(metered: Metered, asked: Asked) -> bool:
    found = metered.call(GET_REPORT, lambda gateway: get_report(gateway, asked.report_id))
    if found.progress in {Progress.CANCELLED, Progress.FATAL}:
        if found.progress is Progress.CANCELLED and _has_nothing(metered, asked):
            asked.document_id, asked.is_taken = NOTHING, True
            return True
        raise NoReports
    asked.document_id = found.document_id
    return bool(found.document_id)


def _has_nothing(metered: Metered, asked: Asked) -> bool:
    """Whether there was nothing to report. A cancelled report never proves it, it may have been throttled: a search is asked too.

    The unshipped report only adds addresses to what the others told.
    """
    if asked.since is None or asked.until is None:
        return True
    return is_empty(metered, asked.since, asked.until, by_creation=asked.type != BY_LAST_UPDATE)


def is_empty(metered: Metered, since: datetime, until: datetime, *, by_creation: bool) -> bool:
    """Whether a search shows no order of that time either: one call.

    Raises:
        NotYet, Trouble: it cannot be made, or failed.
    """
    window = OrdersWindow(since, until, by_creation=by_creation)
    page = metered.call(SEARCH_ORDERS, lambda gateway: search_orders(gateway, window, most=1))
    return not page.orders and not page.next_token


def _take(account: AccountRow, metered: Metered, asked: Asked, until: datetime) -> ImportedOrders | None:
    """Fetch a document, sealed on disk, and take it in; what it says is at least as new as the window's end."""
    with fetched(metered, asked.type, asked.document_id) as stream:
        try:
            found = run_import(
                stream,
                shop_id=account.shop_id,
                actor=SHIPBY,
                now=ports.clock.now,
                file_name=f"{asked.type} {asked.report_id}",
                account_id=account.id,
                made_at=until,
            )
        except Refusal as refusal:
            _log.warning("report_refused", account_id=account.id, report=asked.report_id, code=refusal.code)
            raise NoReports from refusal
    return found if isinstance(found, ImportedOrders) else None


@contextmanager
def fetched(metered: Metered, report_type: str, document_id: str) -> Iterator[BinaryIO]:
    """A report's document as a readable file; on disk it lies sealed, and goes when the block ends.

    Raises:
        NotYet, Trouble: a call cannot be made, or failed.
    """
    token = ""
    if report_type in RESTRICTED:
        token = metered.call(RESTRICTED_TOKEN, lambda gateway: restricted_token(gateway, document_id))
    document = metered.call(GET_REPORT_DOCUMENT, lambda gateway: get_report_document(gateway, document_id, token=token))
    path, secret = spool_folder() / f"report-{ports.ids.uuid().hex}", one_off_secret()
    try:
        with SpoolWriter(path, secret) as writer:
            fetch(metered.gateway, document, writer)
        with io.BufferedReader(SpoolReader(path, secret), buffer_size=1 << 18) as stream:
            yield stream
    finally:
        path.unlink(missing_ok=True)


__all__ = ["NoReports", "NotYet", "Round", "begin_round", "fetched", "round_of", "work_round"]
