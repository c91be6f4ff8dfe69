"""The names that a filter may hold, and reading a filter with them."""

from collections.abc import Sequence

from django.db import connection

from shipby.orders.rules.names import Names, StoreName
from shipby.orders.rules.query import BadFilter, Query, parse
from shipby.shop.reads import account_names, stores_of

_NAMED = frozenset({"store", "account"})


def names_of(accounts: Sequence[int], *, with_tags: bool = True) -> Names:
    """Stores, seller accounts, and the tags of open orders. Three queries, two without the tags."""
    stores = tuple(StoreName(store.name, store.marketplace_id) for store in stores_of(accounts))
    return Names(stores, tuple(account_names(accounts).values()), _tags(accounts) if with_tags else ())


def read_query(accounts: Sequence[int], text: str) -> Query:
    """Read a filter; stores and accounts in it must be there. No query, or two where it names a store or an account.

    Raises:
        BadFilter: a word is not understood, or names what is not there.
    """
    query = parse(text)
    if any(term.field in _NAMED for term in query.terms):
        return parse(text, names_of(accounts, with_tags=False))
    return query


def read_queries(accounts: Sequence[int], texts: Sequence[str]) -> list[Query | BadFilter]:
    """Read several filters at once; one that can't be read any more gives its refusal. At most two queries in all."""
    names: Names | None = None
    found: list[Query | BadFilter] = []
    for text in texts:
        try:
            query = parse(text)
            if any(term.field in _NAMED for term in query.terms):
                names = names or names_of(accounts, with_tags=False)
                query = parse(text, names)
            found.append(query)
        except BadFilter as refusal:
            found.append(refusal)
    return found


def _tags(accounts: Sequence[int]) -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT unnest(tags) AS tag FROM orders_order WHERE is_open AND account_id = ANY(%s) ORDER BY tag LIMIT 200",
            [list(accounts)],
        )
        return tuple(tag for (tag,) in cursor.fetchall())
