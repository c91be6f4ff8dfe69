"""Amazon's list of orders against ours: what is missing or stale is named, noted as an alarm, and asked for by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shipby.intake.reads.sync import ProofRow
from shipby.intake.rules.sync import Priority, Reason
from shipby.intake.writes.sync import OrderToRead, add_proof, add_to_read, change_sync
from shipby.journal.writes import note
from shipby.orders.reads.standings import seen_of
from shipby.shop.reads import find_account
from shipby.words.actors import SHIPBY

NAMED = 100
"""So many missing orders stand in the event by name; all of them in the count."""


@dataclass(frozen=True, slots=True)
class CountedOrder:
    """One order of Amazon's list. ``updated_at`` ``None`` = the list does not say."""

    order_id: str
    status: str
    updated_at: datetime | None


@transaction.atomic(durable=True)
def note_count(
    *, account_id: int, since: datetime, until: datetime, road: str, told: Sequence[CountedOrder], now: datetime
) -> ProofRow:
    """Keep a count. Orders that were updated after ``until`` are left out: they are still on their way here.

    Stale = here with another status than Amazon lists, though Amazon's word is not younger than the cursor.
    """
    settled = [order for order in told if order.updated_at is None or order.updated_at <= until]
    here = seen_of(account_id, [order.order_id for order in settled])
    missing = sorted(order.order_id for order in settled if order.order_id not in here)
    stale = sorted(
        order.order_id
        for order in settled
        if (seen := here.get(order.order_id)) is not None
        and order.status
        and seen.status != order.status
        and (order.updated_at is None or seen.version_at <= order.updated_at)
    )
    proof = ProofRow(account_id, now, since, until, road, len(settled), len(here), tuple(missing), tuple(stale))
    add_proof(
        account_id,
        told={
            "made_at": now,
            "since": since,
            "until": until,
            "road": road,
            "amazon_count": proof.amazon_count,
            "here_count": proof.here_count,
            "missing": missing,
            "stale": stale,
        },
    )
    add_to_read(
        account_id,
        [OrderToRead(name, Priority.NEW, Reason.MISSED) for name in missing]
        + [OrderToRead(name, Priority.CHANGED, Reason.STALE) for name in stale],
        now=now,
    )
    change_sync(account_id, swept_at=now)
    if missing or stale:
        account = find_account(account_id)
        assert account is not None
        note(
            actor=SHIPBY,
            at=now,
            kind="orders_missed",
            subject="account",
            subject_key=account_id,
            account_id=account_id,
            shop_id=account.shop_id,
            details={"missing": missing[:NAMED], "stale": stale[:NAMED], "count": len(missing) + len(stale)},
        )
    return proof
