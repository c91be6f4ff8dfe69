"""Products and their bins, as pages and acts need them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, Case, Count, Q, QuerySet, When

from shipby.stock.models import Product
from shipby.stock.rules.bins import KnownBin

Place = tuple[bool, str, int]
"""Where a list of products goes on: whether the last one has a bin, its SKU, its key."""


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product; empty text = not known."""

    product_key: int
    account_id: int
    sku: str
    asin: str
    title: str
    bin: str


@dataclass(frozen=True, slots=True)
class ProductPage:
    """One page of products; ``after`` = the place to go on from, ``None`` = there are no more."""

    rows: tuple[ProductRow, ...]
    after: Place | None


@dataclass(frozen=True, slots=True)
class BinCounts:
    """How many products there are, and of how many the bin is not known."""

    products: int
    without_bin: int


_COLUMNS = ("id", "account_id", "sku", "asin", "title", "bin")
_HAS_BIN = Case(When(bin="", then=False), default=True, output_field=BooleanField())


def bins_of(accounts: Sequence[int], skus: Iterable[str]) -> dict[tuple[int, str], str]:
    """Bins by account and SKU; those that are not known are missing. One query."""
    found = Product.objects.filter(account_id__in=accounts, sku__in=list(set(skus))).exclude(bin="")
    return {(account, sku): name for account, sku, name in found.values_list("account_id", "sku", "bin")}


def products_named(accounts: Sequence[int], skus: Iterable[str]) -> dict[str, list[KnownBin]]:
    """Products of these SKUs, by SKU, in the order of their accounts. One query."""
    found: dict[str, list[KnownBin]] = {}
    rows = Product.objects.filter(account_id__in=accounts, sku__in=list(set(skus))).order_by("account_id", "sku")
    for row in rows.values_list("id", "account_id", "sku", "bin"):
        known = KnownBin(*row)
        found.setdefault(known.sku, []).append(known)
    return found


def products_by_key(accounts: Sequence[int], keys: Collection[int]) -> dict[int, ProductRow]:
    """Products of these accounts by their keys; others are left out. One query."""
    rows = Product.objects.filter(account_id__in=accounts, id__in=list(keys)).values_list(*_COLUMNS)
    return {row[0]: ProductRow(*row) for row in rows}


def bin_counts(accounts: Sequence[int]) -> BinCounts:
    """One query."""
    found = Product.objects.filter(account_id__in=accounts).aggregate(all=Count("id"), without=Count("id", filter=Q(bin="")))
    return BinCounts(found["all"], found["without"])


def without_bin_among(accounts: Sequence[int], named: Collection[tuple[int, str]]) -> list[int]:
    """Keys of the products among these (account, SKU) whose bin is not known. One query."""
    rows = Product.objects.filter(account_id__in=accounts, sku__in=list({sku for _, sku in named}), bin="")
    return [key for key, account, sku in rows.values_list("id", "account_id", "sku") if (account, sku) in named]


def products_page(
    accounts: Sequence[int],
    *,
    find: str = "",
    is_without_bin: bool = False,
    keys: Sequence[int] | None = None,
    after: Place | None = None,
    limit: int = 50,
) -> ProductPage:
    """Products without a bin first, then by SKU. One query.

    ``find`` = words of which each is in SKU or title, or begins ASIN or bin; ``keys`` = only these.
    """
    found = _found(accounts, find, is_without_bin=is_without_bin, keys=keys).annotate(has_bin=_HAS_BIN)
    if after is not None:
        has_bin, sku, key = after
        behind = Q(has_bin=has_bin, sku__gt=sku) | Q(has_bin=has_bin, sku=sku, id__gt=key)
        found = found.filter(behind if has_bin else behind | Q(has_bin=True))
    rows = [ProductRow(*row) for row in found.order_by("has_bin", "sku", "id").values_list(*_COLUMNS)[: limit + 1]]
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    return ProductPage(tuple(shown), (bool(last.bin), last.sku, last.product_key) if last else None)


def all_products(accounts: Sequence[int], *, after_key: int = 0, limit: int = 2000) -> list[ProductRow]:
    """Products by key, behind ``after_key``: to go through all in chunks. One query."""
    rows = Product.objects.filter(account_id__in=accounts, id__gt=after_key).order_by("id").values_list(*_COLUMNS)
    return [ProductRow(*row) for row in rows[:limit]]


def _found(accounts: Sequence[int], find: str, *, is_without_bin: bool, keys: Sequence[int] | None) -> "QuerySet[Product]":
    found = Product.objects.filter(account_id__in=accounts)
    if is_without_bin:
        found = found.filter(bin="")
    if keys is not None:
        found = found.filter(id__in=keys)
    for word in find.split()[:8]:
        found = found.filter(
            Q(sku__icontains=word) | Q(title__icontains=word) | Q(asin__istartswith=word) | Q(bin__istartswith=word)
        )
    return found
