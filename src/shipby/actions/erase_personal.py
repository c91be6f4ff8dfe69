"""Erase personal data that is due: rows are emptied, then the keys of past days destroyed, so that old backups say nothing.

One step is one transaction; the job takes steps until nothing is left to do. Stopped anywhere, the next run goes on.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from shipby.buyers import reads as buyers
from shipby.buyers.writes import blank_due as blank_buyers
from shipby.buyers.writes import move_to_key as move_buyers
from shipby.intake.reads import imports as intake
from shipby.intake.reads.imports import stale_imports
from shipby.intake.writes.imports import blank_due as blank_intake
from shipby.intake.writes.imports import change_import, drop_old_snapshots
from shipby.intake.writes.imports import move_to_key as move_intake
from shipby.journal.writes import note
from shipby.keys.ring import key_ring
from shipby.keys.sealing import Key
from shipby.orders.writes.record import forget_digests, hold_account
from shipby.shop.reads import figure
from shipby.words.actors import SHIPBY

ROWS_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Erased:
    """What one step emptied: orders in the vault, other sealed rows. ``is_all`` = nothing due is left."""

    orders: int
    others: int
    is_all: bool


@transaction.atomic(durable=True)
def erase_due(*, now: datetime) -> Erased:
    """Empty rows that are due, at most some thousand; how many."""
    today = now.date()
    orders = blank_buyers(today, now=now, limit=ROWS_AT_ONCE)
    forget_digests(orders)
    others = blank_intake(today, limit=ROWS_AT_ONCE)
    drop_old_snapshots(now - timedelta(days=figure("take_back_days", on=today)))
    return Erased(len(orders), others, len(orders) < ROWS_AT_ONCE and others < ROWS_AT_ONCE)


@transaction.atomic(durable=True)
def drop_stale_uploads(*, before: datetime) -> list[str]:
    """Give up uploads that no job has finished since ``before``; the names of their spooled files, which may go now."""
    stale = stale_imports(before)
    for import_id, _ in stale:
        change_import(import_id, spool_name="", spool_key_id="", spool_secret=None)
    return [name for _, name in stale]


@transaction.atomic(durable=True)
def note_erased(*, orders: int, others: int, keys: int, now: datetime) -> None:
    """One event for a day's erasure: counts only."""
    note(
        actor=SHIPBY,
        at=now,
        kind="personal_erased",
        subject="vault",
        subject_key=0,
        details={"orders": orders, "other_rows": others, "keys": keys},
    )


def destroy_day_keys(*, now: datetime) -> int:
    """Destroy the keys of days whose time is over and under which nothing lies any more; how many.

    A key still in use stays: the rows under it were not emptied yet. No transaction: the ring is a file.
    """
    days: int = figure("personal_data_days", on=now.date())
    past = [key_id for _, _, key_id in key_ring().days_before(_first_kept(now.date(), days))]
    return key_ring().destroy(set(past) - _in_use(past))


def renew_account_key(*, account_id: int) -> int:
    """Give an account a fresh key of its own where something under the present one was erased; how many old keys were destroyed.

    What still lies under the old ones is moved. Only a destroyed key makes old backups forget.
    """
    ring = key_ring()
    present = ring.key_for(account_id, None)
    if present.id in buyers.keys_with_erased([present.id]) | intake.keys_with_erased([present.id]):
        present = _renew(account_id)
    old = ring.retired(account_id)
    for key_id in old:
        while _move_some(account_id, key_id, present.id):
            pass
    return ring.destroy(set(old) - _in_use(old))


@transaction.atomic(durable=True)
def _renew(account_id: int) -> Key:
    # Under the account's lock, so that no import seals with the key that is about to go.
    hold_account(account_id)
    return key_ring().renew(account_id)


@transaction.atomic(durable=True)
def _move_some(account_id: int, key_id: str, fresh: str) -> int:
    hold_account(account_id)
    ring = key_ring()
    keys = ring.key(key_id), ring.key(fresh)
    return move_buyers(*keys, limit=ROWS_AT_ONCE) + move_intake(*keys, limit=ROWS_AT_ONCE)


def _in_use(key_ids: list[str]) -> set[str]:
    return buyers.keys_in_use(key_ids) | intake.keys_in_use(key_ids)


def _first_kept(today: date, days: int) -> date:
    return today - timedelta(days=days - 1)
