"""Wake the readers of accounts that have something to read from Amazon."""

from datetime import datetime

from django.db import transaction

from shipby.intake.reads.sync import accounts_with_work
from shipby.outbox.writes import wake
from shipby.shop.reads import connected_accounts


@transaction.atomic(durable=True)
def wake_readers(*, now: datetime) -> int:
    """One job per account that is due and has none waiting; how many were added."""
    accounts = [account.id for account in connected_accounts()]
    return sum(
        wake("sync_account", account_id=account_id, lock=f"sync-{account_id}", queueing_lock=f"sync-{account_id}")
        for account_id in accounts_with_work(accounts, now=now)
    )
