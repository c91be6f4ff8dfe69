"""What a table of bins would change: the preview that a person says yes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shipby.stock.rules.bin_table import BadBinRow, BinRow, UnknownAccount
from shipby.stock.rules.bins import BinDraft, KnownBin, NoSuchProduct


@dataclass(frozen=True, slots=True)
class PlannedBin:
    """A bin that would change: of which line, from what to what. ``is_new`` = no order has had the SKU."""

    line: int
    account_id: int
    sku: str
    before: str
    after: str
    is_new: bool = False

    @property
    def draft(self) -> BinDraft:
        """What is handed to the act."""
        return BinDraft(self.account_id, self.sku, self.after, None if self.is_new else self.before, self.is_new)


@dataclass(frozen=True, slots=True)
class BinPlan:
    """The preview; ``same`` = bins that stand there already."""

    changes: tuple[PlannedBin, ...]
    same: int
    bad: tuple[BadBinRow, ...]


def plan_bins(
    rows: Sequence[BinRow],
    known: Mapping[str, Sequence[KnownBin]],
    accounts: Mapping[int, str],
    *,
    account_id: int | None,
    keeps_new: bool,
) -> BinPlan:
    """Compare rows with the products of these SKUs.

    A row counts for the account it names, else for ``account_id``, else for every account that has the SKU. ``keeps_new`` = SKUs
    that no order has had are kept too, where it is clear for which account.
    """
    changes: list[PlannedBin] = []
    bad: list[BadBinRow] = []
    same = 0
    by_name = {name.casefold(): key for key, name in accounts.items()}
    for row in rows:
        wanted = by_name.get(row.account.casefold()) if row.account else account_id
        if row.account and wanted is None:
            bad.append(BadBinRow(row.line, row.sku, UnknownAccount(name=row.account[:80])))
            continue
        if wanted is None and len(accounts) == 1:
            (wanted,) = accounts
        there = [product for product in known.get(row.sku, ()) if wanted in (None, product.account_id)]
        if not there and keeps_new and wanted is not None:
            changes.append(PlannedBin(row.line, wanted, row.sku, "", row.bin, is_new=True))
        elif not there:
            bad.append(BadBinRow(row.line, row.sku, NoSuchProduct()))
        same += sum(product.bin == row.bin for product in there)
        changes += [
            PlannedBin(row.line, product.account_id, row.sku, product.bin, row.bin) for product in there if product.bin != row.bin
        ]
    return BinPlan(tuple(changes), same, tuple(bad))
