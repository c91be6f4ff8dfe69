"""Calls of a partner's operation: taken from the account's bucket before they leave, and what the answer says of the rate.

The bucket is one row that all runners share and that a restart does not refill (sp-api 11.1).
"""

from datetime import datetime

from django.db import transaction

from shipby.outbox import writes


@transaction.atomic(durable=True)
def spend_call(*, account_id: int, operation: str, rate: float, burst: float, keep: float = 0, now: datetime) -> datetime | None:
    """Take one call: ``None`` = it may leave, else when to ask again. ``keep`` calls stay for more urgent ones.

    ``rate`` (calls per second) and ``burst`` are the published ones, used until an answer tells better.
    """
    return writes.spend_call(account_id, operation, rate=rate, burst=burst, keep=keep, now=now)


@transaction.atomic(durable=True)
def settle_call(*, account_id: int, operation: str, rate: float | None) -> None:
    """An answer came; ``rate`` = what its header says, ``None`` = nothing."""
    writes.settle_call(account_id, operation, rate=rate)


@transaction.atomic(durable=True)
def note_throttled(*, account_id: int, operation: str, published_rate: float, now: datetime) -> datetime:
    """The partner refused a call for its rate: when to try again.

    The believed rate never falls below a tenth of the published one.
    """
    return writes.empty_bucket(account_id, operation, least_rate=published_rate / 10, now=now)
