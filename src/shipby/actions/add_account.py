"""Add a seller account."""

from datetime import datetime

from django.db import transaction

from shipby.journal.writes import note
from shipby.shop import writes
from shipby.shop.reads import accounts_of
from shipby.shop.rules import AccountKind
from shipby.shop.rules.settings import NotHere, check_name_free, read_name, read_region
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def add_account(
    *, shop_id: int, name: str, kind: AccountKind = AccountKind.FILE, region: str = "", actor: Actor, now: datetime
) -> int:
    """A new seller account; its id. ``region`` is NA, EU, FE, or empty where it is not known yet.

    Raises:
        NotHere: no such shop.
        NameMissing, NameTaken, UnknownRegion: it can't be called so, or lies nowhere.
    """
    account_name, account_region = read_name(name), read_region(region)
    if not writes.lock_shop(shop_id):
        raise NotHere
    check_name_free(account_name, [account.name for account in accounts_of(shop_id)])
    account_id = writes.add_account(shop_id=shop_id, name=account_name, kind=kind, region=account_region, now=now)
    note(
        actor=actor,
        at=now,
        kind="account_added",
        subject="account",
        subject_key=account_id,
        account_id=account_id,
        shop_id=shop_id,
        details={"kind": kind.value, "region": account_region},
    )
    return account_id
