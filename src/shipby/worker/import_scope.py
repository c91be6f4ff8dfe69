"""Whose orders a file holds: the seller account it belongs to, and the stores it shows."""

from datetime import datetime

from shipby.actions.add_account import add_account
from shipby.actions.add_store import add_store
from shipby.amazon.wire.order_reports import ReportHead
from shipby.shop.reads import AccountRow, StoreRow, stores_of
from shipby.words.actors import Actor
from shipby.words.marketplaces import BY_COUNTRY, BY_ID, BY_SALES_CHANNEL, Marketplace
from shipby.words.refusals import Refusal
from shipby.words.text import N_


class WhichAccount(Refusal):
    """Several accounts, none named."""

    code = "which_account"
    sentence = N_("There are several seller accounts, and the file does not say which one it belongs to.")
    remedy = N_("Choose one of: %(accounts)s.")


class NoSuchAccount(Refusal):
    """An account that is not there."""

    code = "no_such_account"
    sentence = N_("There is no seller account called %(account)s.")
    remedy = N_("Choose one of: %(accounts)s.")


def named_account(accounts: list[AccountRow], *, account_id: int | None, account_name: str) -> AccountRow:
    """The account that was named, else the only one.

    Raises:
        NoSuchAccount: none is called so.
        WhichAccount: there are several, and none was named.
    """
    names = ", ".join(account.name for account in accounts)
    if account_id is not None:
        found = [account for account in accounts if account.id == account_id]
    elif account_name:
        found = [account for account in accounts if account.name.casefold() == account_name.casefold()]
    else:
        found = accounts
    if not found:
        raise NoSuchAccount(account=account_name or account_id, accounts=names)
    if len(found) > 1:
        raise WhichAccount(accounts=names)
    return found[0]


def make_account(shop_id: int, head: ReportHead, *, name: str, actor: Actor, now: datetime) -> int:
    """A file account named after what the file tells, or as it was asked for."""
    told = _marketplaces_of(head)
    name = name or (told[0].sales_channel if len(told) == 1 else "Amazon")
    return add_account(shop_id=shop_id, name=name, actor=actor, now=now)


def make_stores(account_id: int, head: ReportHead, *, actor: Actor, now: datetime) -> list[StoreRow]:
    """The account's stores, with those added that the file shows: by sales channel; by country only where there is none yet."""
    stores = stores_of([account_id])
    known = {store.marketplace_id for store in stores}
    told = _channels_of(head) or ([] if stores else _marketplaces_of(head))
    for marketplace in told:
        if marketplace.id not in known:
            add_store(account_id=account_id, marketplace_id=marketplace.id, actor=actor, now=now)
    return stores_of([account_id])


def _marketplaces_of(head: ReportHead) -> list[Marketplace]:
    """Marketplaces that the file shows: its sales channels, else the country where most orders go."""
    country = BY_COUNTRY.get(head.ship_country or "")
    return _channels_of(head) or ([country] if country else [])


def _channels_of(head: ReportHead) -> list[Marketplace]:
    return [BY_SALES_CHANNEL[name.casefold()] for name in head.sales_channels if name.casefold() in BY_SALES_CHANNEL]


def country_of(stores: list[StoreRow]) -> str | None:
    """The country of the account's only store."""
    countries = {BY_ID[store.marketplace_id].country for store in stores if store.marketplace_id in BY_ID}
    return countries.pop() if len(countries) == 1 else None


def compared_channels(head: ReportHead, stores: list[StoreRow]) -> list[str] | None:
    """Sales channels that the report speaks of; ``None`` = all of the account.

    A report without the column covers the whole account where that has one store; else only orders that name no channel.
    """
    if head.sales_channels:
        return list(head.sales_channels)
    return None if len(stores) <= 1 else [""]
