"""The jobs that keep accounts in step with Amazon: one looks who is due, one per account reads until nothing is due."""

from datetime import timedelta

import structlog

from shipby.actions.read_window import wait_until
from shipby.actions.wake_readers import wake_readers
from shipby.shop.reads import connected_accounts
from shipby.words.ports import ports
from shipby.worker.app import task
from shipby.worker.gateways import gateway_for
from shipby.worker.read_orders import Did, Reader

A_TURN = timedelta(minutes=2)
"""How long one job reads before it lets others have its place."""

_log = structlog.get_logger(__name__)


@task("sync_accounts", every="* * * * * */5", at_start=True, lock="sync_accounts")
def sync_accounts(timestamp: int = 0) -> None:  # noqa: ARG001  (every periodic job gets it)
    """Wake the readers of accounts that are due."""
    wake_readers(now=ports.clock.now())


@task("sync_account")
def sync_account(account_id: int) -> None:
    """Read one account until nothing is due now. Stopped anywhere, the next run goes on where this one was."""
    account = next((row for row in connected_accounts() if row.id == account_id), None)
    if account is None:
        return
    reader = Reader.of(account_id, gateway_for(account))
    end = ports.clock.monotonic() + A_TURN.total_seconds()
    step = reader.step()
    while step.did is Did.READ and ports.clock.monotonic() < end:
        step = reader.step()
    if step.did is Did.WAITS and step.until is not None:
        wait_until(account_id=account_id, until=step.until)
