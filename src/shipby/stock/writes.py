"""Products and bins: noted, changed. All demand an open transaction."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import connection

from shipby.stock.models import BinChange, Product
from shipby.stock.rules.bins import KnownBin

# In one order, so that two who write products never wait for each other in a circle.
_SEE = """
INSERT INTO stock_product (account_id, sku, asin, title, bin, first_seen_at, changed_at)
SELECT %(account)s, told.sku, told.asin, told.title, '', %(now)s, %(now)s
FROM unnest(%(skus)s::text[], %(asins)s::text[], %(titles)s::text[]) AS told (sku, asin, title)
WHERE NOT EXISTS (SELECT FROM stock_product known WHERE known.account_id = %(account)s AND known.sku = told.sku
                  AND known.title = told.title AND known.asin = told.asin)
ORDER BY told.sku COLLATE "C"
ON CONFLICT (account_id, sku) DO UPDATE
SET asin = COALESCE(NULLIF(excluded.asin, ''), stock_product.asin),
    title = COALESCE(NULLIF(excluded.title, ''), stock_product.title), changed_at = excluded.changed_at
"""
_SET = """
UPDATE stock_product SET bin = told.bin, changed_at = %(now)s
FROM unnest(%(keys)s::bigint[], %(bins)s::text[]) AS told (id, bin) WHERE stock_product.id = told.id
"""


def see_products(account_id: int, seen: Iterable[tuple[str, str, str]], *, now: datetime) -> None:
    """Note SKUs that orders name, with ASIN and title; what is known already costs nothing. One statement."""
    _demand_transaction()
    products = {sku: (asin, title) for sku, asin, title in seen if sku}
    if not products:
        return
    values: dict[str, int | datetime | list[str]] = {
        "account": account_id,
        "skus": list(products),
        "asins": [asin for asin, _ in products.values()],
        "titles": [title for _, title in products.values()],
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SEE, values)


def lock_products(named: Collection[tuple[int, str]]) -> dict[tuple[int, str], KnownBin]:
    """Hold the products of these accounts and SKUs until the transaction ends; unknown ones are left out. One query."""
    _demand_transaction()
    rows = Product.objects.select_for_update(no_key=True).order_by("account_id", "sku")
    rows = rows.filter(account_id__in={account for account, _ in named}, sku__in=list({sku for _, sku in named}))
    found = (KnownBin(*row) for row in rows.values_list("id", "account_id", "sku", "bin"))
    return {(known.account_id, known.sku): known for known in found if (known.account_id, known.sku) in named}


def lock_products_by_key(accounts: Sequence[int], keys: Collection[int]) -> dict[int, KnownBin]:
    """Hold these products of the accounts until the transaction ends. One query."""
    _demand_transaction()
    rows = Product.objects.select_for_update(no_key=True).order_by("account_id", "sku")
    rows = rows.filter(account_id__in=accounts, id__in=list(keys))
    return {row[0]: KnownBin(*row) for row in rows.values_list("id", "account_id", "sku", "bin")}


def write_bins(bins: dict[int, str], *, now: datetime) -> None:
    """Write bins by product key. One statement."""
    _demand_transaction()
    with connection.cursor() as cursor:
        cursor.execute(_SET, {"keys": list(bins), "bins": list(bins.values()), "now": now})


def add_products(added: Sequence[tuple[int, str, str]], *, now: datetime) -> list[KnownBin]:
    """Products (account, SKU, bin) that no order has had, as they are now. One statement for each thousand."""
    _demand_transaction()
    rows = [
        Product(account_id=account, sku=sku, bin=name, first_seen_at=now, changed_at=now) for account, sku, name in sorted(added)
    ]
    return [KnownBin(row.pk, row.account_id, row.sku, row.bin) for row in Product.objects.bulk_create(rows, batch_size=1000)]


def keep_change(shop_id: int, places: Sequence[tuple[int, str, str]], *, now: datetime) -> int:
    """Keep what a person changed at once (product, before, after); its number. One statement."""
    _demand_transaction()
    return BinChange.objects.create(shop_id=shop_id, at=now, places=places).pk


def take_change(shop_id: int, change_id: int, *, now: datetime) -> list[tuple[int, str, str]] | None:
    """The places of a change that is now undone; ``None`` where there is none or it was undone before. Two statements."""
    _demand_transaction()
    change = BinChange.objects.select_for_update().filter(shop_id=shop_id, id=change_id, undone_at__isnull=True).first()
    if change is None:
        return None
    BinChange.objects.filter(id=change.pk).update(undone_at=now)
    return [(key, before, after) for key, before, after in change.places]


def _demand_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("products are written only inside a transaction")
