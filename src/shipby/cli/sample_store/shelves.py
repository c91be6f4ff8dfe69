"""Where the invented shop's goods lie."""

from datetime import datetime

from shipby.actions.set_bins import set_bins
from shipby.cli.sample_store.files import JAPAN
from shipby.cli.sample_store.goods import GOODS
from shipby.cli.sample_store.opening import SampleShop
from shipby.stock.reads import all_products
from shipby.stock.rules.bins import BinDraft

_AISLES = "GHKM"
_PLACES = {good.sku: number for number, good in enumerate(GOODS)}


def shelve(shop: SampleShop, *, now: datetime) -> None:
    """Give most products a bin; packs of two and what Japan buys have none yet: pages tell of such, too."""
    accounts = [key for name, key in shop.accounts.items() if name != JAPAN]
    drafts = [
        BinDraft(product.account_id, product.sku, _bin_of(_PLACES[product.sku]))
        for product in all_products(accounts)
        if product.sku in _PLACES
    ]
    set_bins(scope=shop.scope, drafts=drafts, actor=shop.desk, now=now)


def _bin_of(number: int) -> str:
    aisle, place = divmod(number * 7, len(GOODS))
    return f"{_AISLES[aisle % len(_AISLES)]}-{place // 4 + 1}-{place % 4 + 1}"
