"""Connect a seller account to Amazon: a new one, or one that was worked by files until now."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from shipby.intake.writes.sync import open_sync
from shipby.journal.writes import note
from shipby.outbox.writes import spend_call
from shipby.shop import writes
from shipby.shop.reads import accounts_of, figure
from shipby.shop.rules import AccountKind
from shipby.shop.rules.settings import NotHere, check_name_free, read_name, read_region, read_seller_id
from shipby.words.actors import Actor
from shipby.words.marketplaces import BY_ID


@dataclass(frozen=True, slots=True)
class GrantedAccess:
    """Keys that Amazon accepted, and what it showed. ``repr`` shows no secret."""

    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)
    marketplace_ids: Sequence[str] = ()
    data_sets: Sequence[str] = ()
    endpoint: str = ""
    login_url: str = ""
    tried: Sequence[tuple[str, float, float]] = ()
    """Calls that the test took out of Amazon's buckets: operation, published rate and burst."""


@transaction.atomic(durable=True)
def connect_account(
    *,
    shop_id: int,
    name: str,
    region: str,
    seller_id: str,
    access: GrantedAccess,
    account_id: int | None = None,
    actor: Actor,
    now: datetime,
) -> int:
    """Save tested keys of an account; its id. ``account_id`` = an account that is there: its orders and their history stay.

    Stores are made for the marketplaces that Amazon named; those that stand already stay as they are. Reading begins with the
    orders of the last days that the figure ``first_load_days`` says.

    Raises:
        NotHere: no such account of this shop.
        Refusal: a value breaks a rule, or the name is taken.
    """
    account_name, account_region, seller = read_name(name), read_region(region), read_seller_id(seller_id)
    if not writes.lock_shop(shop_id):
        raise NotHere
    accounts = {account.id: account for account in accounts_of(shop_id)}
    check_name_free(account_name, [account.name for account in accounts.values() if account.id != account_id])
    if account_id is None:
        account_id = writes.add_account(shop_id=shop_id, name=account_name, kind=AccountKind.API, region=account_region, now=now)
    elif account_id not in accounts:
        raise NotHere
    was_file = account_id in accounts and accounts[account_id].kind is AccountKind.FILE
    writes.save_account(
        account_id, name=account_name, kind=AccountKind.API.value, region=account_region, seller_id=seller, paused_at=None
    )
    writes.save_access(
        account_id,
        secret=access.client_secret,
        refresh_token=access.refresh_token,
        now=now,
        is_new_secret=True,
        client_id=access.client_id,
        endpoint=access.endpoint,
        login_url=access.login_url,
        data_sets=list(access.data_sets),
        tested_at=now,
    )
    for marketplace_id in access.marketplace_ids:
        if marketplace_id in BY_ID:
            writes.add_store(account_id=account_id, marketplace=BY_ID[marketplace_id], now=now)
    days: int = figure("first_load_days", on=now.date())
    open_sync(account_id, since=now - timedelta(days=days))
    for operation, rate, burst in access.tried:
        spend_call(account_id, operation, rate=rate, burst=burst, keep=0, now=now)
    note(
        actor=actor,
        at=now,
        kind="account_connected",
        subject="account",
        subject_key=account_id,
        account_id=account_id,
        shop_id=shop_id,
        details={
            "region": account_region,
            "was_file": was_file,
            "marketplaces": list(access.marketplace_ids),
            "data_sets": list(access.data_sets),
        },
    )
    return account_id
