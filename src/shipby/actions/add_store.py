"""Add a store: a seller account in one marketplace."""

from datetime import datetime

from django.db import transaction

from shipby.journal.writes import note
from shipby.shop import writes
from shipby.shop.reads import find_account
from shipby.shop.rules.settings import NotHere, read_marketplace
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def add_store(*, account_id: int, marketplace_id: str, actor: Actor, now: datetime) -> int:
    """The account's store in a marketplace; its id. One that stands already is returned as it is.

    Zone, currency and language are the marketplace's (``words.marketplaces``) and can be changed.

    Raises:
        NotHere: no such account.
        UnknownMarketplace, WrongRegion: the account can't sell there.
    """
    account = find_account(account_id)
    if account is None:
        raise NotHere
    marketplace = read_marketplace(marketplace_id, account_region=account.region)
    store_id, is_new = writes.add_store(account_id=account_id, marketplace=marketplace, now=now)
    if is_new:
        note(
            actor=actor,
            at=now,
            kind="store_added",
            subject="store",
            subject_key=store_id,
            account_id=account_id,
            shop_id=account.shop_id,
            details={"marketplace_id": marketplace.id},
        )
    return store_id
