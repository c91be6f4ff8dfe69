"""The third eye: Amazon's own list of orders counted against ours, by a road on which none of them came (reliability 3.6).

A list and a search forget an order now and then; a report is made otherwise. A difference is an alarm, and is repaired by reading
the order itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from shipby.actions.note_count import CountedOrder, note_count
from shipby.amazon.operations import CREATE_REPORT, GET_REPORT
from shipby.amazon.reports import BY_ORDER_DATE, create_report, get_report
from shipby.amazon.wire.order_reports import inspect, read
from shipby.amazon.wire.reports import Progress
from shipby.intake.reads.sync import ProofRow, sync_of
from shipby.shop.reads import AccountRow, connected_accounts, figure, stores_of
from shipby.words.ports import ports
from shipby.words.refusals import Refusal
from shipby.words.text import N_
from shipby.words.troubles import Throttled, Trouble
from shipby.worker.app import task
from shipby.worker.gateways import gateway_for
from shipby.worker.metered import Metered, NotYet
from shipby.worker.read_reports import LOOK_EVERY, fetched, is_empty

GIVE_UP_AFTER = timedelta(minutes=20)
DAYS_BACK = timedelta(days=60)
_Result = TypeVar("_Result")
_log = structlog.get_logger(__name__)


class NotCounted(Refusal):
    """Amazon gave no list."""

    code = "orders_not_counted"
    sentence = N_("Amazon gave no list of the orders of %(account)s to count against.")
    remedy = N_("Try again in an hour. Reading goes on meanwhile.")


@dataclass
class Counter:
    """Counts one account. Waiting goes through the clock's port."""

    account: AccountRow
    metered: Metered
    end: datetime

    @classmethod
    def of(cls, account: AccountRow) -> "Counter":
        """A counter that gives up after a while."""
        return cls(account, Metered(account.id, gateway_for(account)), ports.clock.now() + GIVE_UP_AFTER)

    def count(self) -> ProofRow:
        """Count all orders since the beginning of the reading, at most of the last 60 days, up to the cursor.

        Raises:
            NotCounted: there is no list, or nothing was read yet.
            Trouble: a call failed.
        """
        sync = sync_of(self.account.id)
        if sync is None or sync.reached_at is None:
            raise NotCounted(account=self.account.name)
        until = sync.reached_at
        since = max(sync.since, until - DAYS_BACK)
        told: dict[str, CountedOrder] = {}
        step = timedelta(days=figure("report_days", on=until.date()))
        begin = since
        while begin < until:
            self._read_list(begin, min(begin + step, until), told)
            begin += step
        return note_count(
            account_id=self.account.id, since=since, until=until, road="report", told=list(told.values()), now=ports.clock.now()
        )

    def _read_list(self, since: datetime, until: datetime, told: dict[str, CountedOrder]) -> None:
        marketplaces = [store.marketplace_id for store in stores_of([self.account.id])]
        report_id = self._patiently(
            lambda: self.metered.call(
                CREATE_REPORT, lambda gateway: create_report(gateway, BY_ORDER_DATE, marketplaces, since=since, until=until)
            )
        )
        while True:
            found = self._patiently(lambda: self.metered.call(GET_REPORT, lambda gateway: get_report(gateway, report_id)))
            if found.progress is Progress.DONE:
                break
            if found.progress is Progress.CANCELLED and self._patiently(lambda: self._is_empty(since, until)):
                return
            if found.progress in {Progress.CANCELLED, Progress.FATAL} or ports.clock.now() > self.end:
                raise NotCounted(account=self.account.name)
            ports.clock.sleep(LOOK_EVERY.total_seconds())
        self._patiently(lambda: self._take(found.document_id, told))

    def _is_empty(self, since: datetime, until: datetime) -> bool:
        return is_empty(self.metered, since, until, by_creation=True)

    def _take(self, document_id: str, told: dict[str, CountedOrder]) -> None:
        with fetched(self.metered, BY_ORDER_DATE, document_id) as stream:
            head = inspect(stream)
            for chunk in read(stream, head):
                for item in chunk.orders:
                    order = item.order
                    told[order.order_id] = CountedOrder(order.order_id, order.status or "", order.declared_at)

    def _patiently(self, call: Callable[[], _Result]) -> _Result:
        """Make a call, waiting out the buckets."""
        while True:
            try:
                return call()
            except (NotYet, Throttled) as wait:
                if wait.until > self.end:
                    raise NotCounted(account=self.account.name) from None
                ports.clock.sleep(max(0.05, (wait.until - ports.clock.now()).total_seconds()))


@task("count_orders", every="37 1 * * *", lock="count_orders")
def count_orders(timestamp: int = 0) -> None:
    """Count every connected account, one after the other."""
    for account in connected_accounts():
        try:
            proof = Counter.of(account).count()
        except (Refusal, Trouble) as problem:
            _log.warning("orders_not_counted", account_id=account.id, kind=type(problem).__name__, due=timestamp)
            continue
        _log.info("orders_counted", account_id=account.id, amazon=proof.amazon_count, missing=len(proof.missing))
