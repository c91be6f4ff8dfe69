"""Rename a seller account, or say which region and seller it is."""

from datetime import datetime

from django.db import transaction

from shipby.journal.writes import note
from shipby.shop.reads import accounts_of
from shipby.shop.rules.settings import NotHere, check_name_free, check_version, read_name, read_region, read_seller_id
from shipby.shop.writes import lock_shop, save_account
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def change_account(
    *, shop_id: int, account_id: int, name: str, region: str, seller_id: str, seen: str | None = None, actor: Actor, now: datetime
) -> None:
    """Save an account of the shop; the same again changes nothing. ``seen`` = the version that the form showed.

    Raises:
        NotHere: not an account of this shop.
        ChangedMeanwhile: somebody saved since.
        Refusal: a value breaks a rule, or the name is taken.
    """
    wanted = (read_name(name), read_region(region), read_seller_id(seller_id))
    if not lock_shop(shop_id):
        raise NotHere
    accounts = {account.id: account for account in accounts_of(shop_id)}
    account = accounts.get(account_id)
    if account is None:
        raise NotHere
    if wanted == (account.name, account.region, account.seller_id):
        return
    check_version(seen, account.version)
    check_name_free(wanted[0], [other.name for other in accounts.values() if other.id != account_id])
    save_account(account_id, name=wanted[0], region=wanted[1], seller_id=wanted[2])
    note(
        actor=actor,
        at=now,
        kind="account_changed",
        subject="account",
        subject_key=account_id,
        account_id=account_id,
        shop_id=shop_id,
        details={"region": wanted[1]},
    )
