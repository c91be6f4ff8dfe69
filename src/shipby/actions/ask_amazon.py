"""A person asks that something be read from Amazon again: one order, or all of a time."""

from datetime import datetime

from django.db import transaction

from shipby.intake.reads.sync import sync_of
from shipby.intake.rules.sync import Priority, Reason
from shipby.intake.writes import sync as writes
from shipby.intake.writes.sync import OrderToRead
from shipby.journal.writes import note
from shipby.shop.reads import find_account
from shipby.shop.rules.access import NoAccessYet
from shipby.shop.rules.settings import NotHere
from shipby.words.actors import Actor
from shipby.words.ids import is_order_id
from shipby.words.refusals import Refusal
from shipby.words.text import N_


class NoOrderNumber(Refusal):
    """Not the form of an order number."""

    code = "no_order_number"
    sentence = N_("%(text)s is not an Amazon order number.")
    remedy = N_("It looks like 113-4857201-9936201.")


class NoSuchTime(Refusal):
    """A beginning in the future, or longer ago than Amazon keeps."""

    code = "no_such_time"
    sentence = N_("Orders can be read again from a day of the last two years on.")
    remedy = N_("Enter such a day.")


MOST_DAYS = 730
"""Amazon keeps orders for two years (sp-api 2.2)."""


@transaction.atomic(durable=True)
def check_order(*, account_id: int, order_id: str, actor: Actor, now: datetime) -> None:
    """Have one order read as the next thing of all.

    Raises:
        NoOrderNumber, NoAccessYet: it can't be asked for.
    """
    text = order_id.strip()
    if not is_order_id(text):
        raise NoOrderNumber(text=text[:40])
    _connected(account_id)
    writes.add_to_read(account_id, [OrderToRead(text, Priority.DUE_TODAY, Reason.ASKED)], now=now)
    _note(account_id, "order_asked", actor, now, {"order_id": text})


@transaction.atomic(durable=True)
def read_again(*, account_id: int, since: datetime, actor: Actor, now: datetime) -> None:
    """Have everything that was updated since then read again; nothing that is here is lost or doubled.

    Raises:
        NoSuchTime, NoAccessYet: it can't be asked for.
    """
    if not 0 < (now - since).total_seconds() <= MOST_DAYS * 86_400:
        raise NoSuchTime
    _connected(account_id)
    writes.lock_sync(account_id)
    sync = sync_of(account_id)
    assert sync is not None
    writes.change_sync(
        account_id,
        since=min(since, sync.since),
        window_since=since,
        window_until=None,
        page_token="",
        page_token_until=None,
        pages_read=0,
        reports={},
        not_before=None,
    )
    _note(account_id, "range_asked", actor, now, {"since": since.isoformat()})


def _connected(account_id: int) -> None:
    account = find_account(account_id)
    if account is None:
        raise NotHere
    if sync_of(account_id) is None:
        raise NoAccessYet(account=account.name)


def _note(account_id: int, kind: str, actor: Actor, now: datetime, details: dict[str, object]) -> None:
    account = find_account(account_id)
    assert account is not None
    note(
        actor=actor,
        at=now,
        kind=kind,
        subject="account",
        subject_key=account_id,
        account_id=account_id,
        shop_id=account.shop_id,
        details=details,
    )
