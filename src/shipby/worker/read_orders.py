"""Reading an account's orders from Amazon, one step at a time: single orders that are urgent, then windows (reliability 3.6).

The same steps run in the worker's job, in ``shipby sync``, and on a virtual clock in tests.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

import structlog

from shipby.actions.read_window import (
    ReadPage,
    drop_reports,
    drop_window,
    forget_order,
    note_trouble,
    open_window,
    put_off,
    record_page,
    record_single,
)
from shipby.actions.record_orders import ReceivedBadRow, Recorded
from shipby.amazon.gateway import Gateway
from shipby.amazon.operations import GET_ORDER, SEARCH_ORDERS
from shipby.amazon.orders import OrdersWindow, get_order, search_orders
from shipby.amazon.wire.orders import SOURCE, ReadOrder
from shipby.intake.reads.sync import SyncRow, ToReadRow, next_to_read, sync_of
from shipby.intake.rules.sync import OVERLAP, POLL_EVERY, REPORT_SECONDS, SETTLED
from shipby.shop.reads import find_account
from shipby.words.ports import ports
from shipby.words.troubles import BrokenAnswer, NoAccess, NoAnswer, NothingSent, Refused, Throttled, Trouble
from shipby.worker.metered import Metered, NotYet
from shipby.worker.read_reports import NoReports, Round, begin_round, round_of, work_round

_log = structlog.get_logger(__name__)

SOON = timedelta(seconds=20)
"""How long after a call that failed by chance the next one is made; longer each time."""
NO_ACCESS_EVERY = timedelta(minutes=15)
"""How often a lock that does not open is tried (reliability 3.2 n)."""
KEPT_SEARCHES = 2
"""Searches left in the bucket when a long window goes on by reports: to ask whether an empty one is really empty."""
_MOST_WAIT = timedelta(minutes=15)


class Did(Enum):
    """What a step did."""

    READ = "read"
    WAITS = "waits"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``until`` = when the next one has something to do, where this one could not go on."""

    did: Did
    until: datetime | None = None


@dataclass
class Counts:
    """What was read so far, in orders."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    quarantined: int = 0

    def add(self, recorded: Recorded, bad: int) -> None:
        """Count what became of one page."""
        self.new += len(recorded.new)
        self.changed += len(recorded.changed)
        self.unchanged += len(recorded.unchanged) + len(recorded.older)
        self.quarantined += len(recorded.refused) + bad


@dataclass
class Reader:
    """Reads one account. ``target`` = read up to then and no window after it; ``None`` = poll as time goes by."""

    account_id: int
    metered: Metered
    target: datetime | None = None
    counts: Counts = field(default_factory=Counts)
    failures: int = 0
    _without_reports: bool = False
    last_trouble: Trouble | None = None

    @classmethod
    def of(cls, account_id: int, gateway: Gateway, target: datetime | None = None) -> "Reader":
        """A reader with counts of its own."""
        return cls(account_id, Metered(account_id, gateway), target)

    def step(self) -> Step:
        """Do the next thing that can be done now. Failures are noted, never raised: the next step comes later."""
        try:
            step = self._step()
        except NotYet as wait:
            return Step(Did.WAITS, wait.until)
        except Trouble as trouble:
            return Step(Did.WAITS, self._failed(trouble))
        if step.did is Did.READ:
            self.failures = 0
            self.last_trouble = None
        return step

    def is_done(self) -> bool:
        """Whether all up to ``target`` is here, and no single order waits."""
        sync = sync_of(self.account_id)
        assert self.target is not None
        if sync is None or sync.reached_at is None or sync.reached_at < self.target:
            return False
        return not next_to_read(self.account_id, now=ports.clock.now(), limit=1)

    def _step(self) -> Step:
        sync = sync_of(self.account_id)
        if sync is None:
            return Step(Did.NOTHING)
        now = ports.clock.now()
        waits: list[datetime] = []
        for row in next_to_read(self.account_id, now=now, limit=1):
            try:
                return self._read_single(row)
            except NotYet as wait:
                waits.append(wait.until)
        begin = self._begin(sync, now)
        if sync.window_since is not None:
            return self._read_window(sync)
        if begin is not None and begin <= now:
            open_window(account_id=self.account_id, since=_window_start(sync), now=now)
            opened = sync_of(self.account_id)
            assert opened is not None
            return self._read_page(opened)
        if begin is not None:
            waits.append(begin)
        return Step(Did.WAITS, min(waits)) if waits else Step(Did.NOTHING)

    def _begin(self, sync: SyncRow, now: datetime) -> datetime | None:
        """When the next window begins; ``None`` = no more is wanted."""
        if self.target is not None:
            if sync.reached_at is not None and sync.reached_at >= self.target:
                return None
            return max(now, self.target + SETTLED)
        return (
            now if sync.last_read_at is None or sync.reached_at is None else max(sync.last_read_at + POLL_EVERY, sync.reached_at)
        )

    # -- windows

    def _read_window(self, sync: SyncRow) -> Step:
        """Go on with the window that is open, by the road on which it will be here first."""
        round_ = round_of(sync)
        if round_ is not None:
            return self._work_round(round_)
        try:
            return self._read_page(sync)
        except (NotYet, Throttled) as wait:
            now = ports.clock.now()
            if sync.window_until is None or self._without_reports or (wait.until - now).total_seconds() <= REPORT_SECONDS:
                raise
            assert sync.window_since is not None
            begin_round(self.account_id, since=sync.window_since, until=sync.window_until, now=now)
            return Step(Did.READ)

    def _work_round(self, round_: Round) -> Step:
        account = find_account(self.account_id)
        assert account is not None
        try:
            taken, until = work_round(account, self.metered, round_)
        except NoReports:
            self._without_reports = True
            drop_reports(account_id=self.account_id)
            return Step(Did.READ)
        if taken is not None:
            self.counts.new += taken.new
            self.counts.changed += taken.changed
            self.counts.unchanged += taken.unchanged
            self.counts.quarantined += len(taken.quarantined)
        return Step(Did.READ) if until is None else Step(Did.WAITS, until)

    def _read_page(self, sync: SyncRow) -> Step:
        assert sync.window_since is not None
        token = sync.page_token
        if token and sync.page_token_until is not None and sync.page_token_until <= ports.clock.now():
            drop_window(account_id=self.account_id)
            return Step(Did.READ)
        try:
            page = self.metered.call(
                SEARCH_ORDERS,
                lambda gateway: search_orders(gateway, OrdersWindow(sync.window_since or sync.since), page_token=token),
                keep=KEPT_SEARCHES if token and not self._without_reports else 0,
            )
        except Refused:
            # A page token that is refused, a bound that is too young: the window is read again from the cursor.
            drop_window(account_id=self.account_id)
            raise
        peer_now = self.metered.peer_now or ports.clock.now()
        self._record(page.orders, token, page.next_token, page.until or peer_now - SETTLED)
        return Step(Did.READ)

    def _record(self, orders: tuple[ReadOrder, ...], token: str, next_token: str, until: datetime) -> None:
        bad = _bad_rows(orders)
        recorded = record_page(
            account_id=self.account_id,
            page=ReadPage(_received(orders), bad, SOURCE, token, next_token, until),
            now=ports.clock.now(),
        )
        self.counts.add(recorded, len(bad))
        _log.info(
            "orders_read",
            account_id=self.account_id,
            new=len(recorded.new),
            changed=len(recorded.changed),
            unchanged=len(recorded.unchanged) + len(recorded.older),
            set_aside=len(bad) + len(recorded.refused),
            is_last=not next_token,
        )

    # -- single orders

    def _read_single(self, row: ToReadRow) -> Step:
        now = ports.clock.now()
        try:
            found = self.metered.call(GET_ORDER, lambda gateway: get_order(gateway, row.order_id))
        except Refused as refused:
            if refused.code == "NotFound":
                forget_order(account_id=self.account_id, order_id=row.order_id)
                return Step(Did.READ)
            put_off(account_id=self.account_id, order_id=row.order_id, until=now + _wait(row.tries))
            raise
        except (BrokenAnswer, NoAnswer):
            put_off(account_id=self.account_id, order_id=row.order_id, until=now + _wait(row.tries))
            raise
        bad = _bad_rows((found,))
        recorded = record_single(
            account_id=self.account_id, page=ReadPage(_received((found,)), bad, SOURCE), order_id=row.order_id, now=now
        )
        self.counts.add(recorded, len(bad))
        return Step(Did.READ)

    # -- failures

    def _failed(self, trouble: Trouble) -> datetime:
        """Note a failure; when to try again."""
        now = ports.clock.now()
        if isinstance(trouble, Throttled):
            return trouble.until
        self.failures += 1
        self.last_trouble = trouble
        until = now + (NO_ACCESS_EVERY if isinstance(trouble, NoAccess) else _wait(self.failures - 1))
        note_trouble(account_id=self.account_id, told=told_of(trouble, now), not_before=until)
        _log.warning(
            "amazon_call_failed",
            account_id=self.account_id,
            operation=trouble.operation,
            kind=type(trouble).__name__,
            request_id=trouble.request_id,
        )
        return until


def _window_start(sync: SyncRow) -> datetime:
    return sync.since if sync.reached_at is None else sync.reached_at - OVERLAP


def _wait(failures: int) -> timedelta:
    return min(SOON * int(2 ** min(failures, 10)), _MOST_WAIT)


def _received(orders: tuple[ReadOrder, ...]) -> list:  # type: ignore[type-arg]
    return [order.received for order in orders if order.received is not None]


def _bad_rows(orders: tuple[ReadOrder, ...]) -> list[ReceivedBadRow]:
    """Orders that could not be read, as what is set aside."""
    return [
        ReceivedBadRow(
            line=0,
            code=order.bad.code,
            reason=order.bad.reason % {"where": order.bad.where},
            order_id=order.bad.order_id,
            raw=order.bad.raw,
        )
        for order in orders
        if order.bad is not None
    ]


_TROUBLES: dict[type[Trouble], str] = {
    NothingSent: "nothing_sent",
    NoAnswer: "no_answer",
    BrokenAnswer: "broken_answer",
    NoAccess: "no_access",
    Refused: "refused",
    Throttled: "throttled",
}


def told_of(trouble: Trouble, now: datetime) -> dict[str, str]:
    """A trouble as the page of the account tells it; plain values, nothing personal."""
    return {
        "kind": _TROUBLES.get(type(trouble), "trouble"),
        "operation": trouble.operation,
        "request_id": trouble.request_id,
        "code": getattr(trouble, "code", ""),
        "text": getattr(trouble, "text", ""),
        "at": now.isoformat(),
    }
