"""Which store an order belongs to."""

from collections.abc import Mapping

from shipby.words.marketplaces import BY_SALES_CHANNEL


def store_of(marketplace_id: str, sales_channel: str, stores: Mapping[str, int]) -> int | None:
    """The store by marketplace, else by sales channel; an order that names neither belongs to the account's only one.

    ``stores`` = marketplace id -> store of the account. ``None`` = the account has no such store.
    """
    channel = BY_SALES_CHANNEL.get(sales_channel.casefold())
    told = marketplace_id or (channel.id if channel else "")
    if not told and not sales_channel and len(stores) == 1:
        return next(iter(stores.values()))
    return stores.get(told)
