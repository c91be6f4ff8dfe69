"""Pause a seller account, or let it go on."""

from datetime import datetime

from django.db import transaction

from shipby.journal.writes import note
from shipby.shop.reads import access_of, accounts_of
from shipby.shop.rules.access import NoAccessYet
from shipby.shop.rules.settings import NotHere
from shipby.shop.writes import lock_shop, save_account
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def pause_account(*, shop_id: int, account_id: int, is_paused: bool, actor: Actor, now: datetime) -> None:
    """While an account is paused, no call is made for it. The same again changes nothing.

    Raises:
        NotHere: no such account of this shop.
        NoAccessYet: it is not connected.
    """
    if not lock_shop(shop_id):
        raise NotHere
    account = next((row for row in accounts_of(shop_id) if row.id == account_id), None)
    if account is None:
        raise NotHere
    if account_id not in access_of([account_id]):
        raise NoAccessYet(account=account.name)
    if (account.paused_at is not None) == is_paused:
        return
    save_account(account_id, paused_at=now if is_paused else None)
    note(
        actor=actor,
        at=now,
        kind="account_paused" if is_paused else "account_resumed",
        subject="account",
        subject_key=account_id,
        account_id=account_id,
        shop_id=shop_id,
    )
