"""Say where products lie: one, or a whole table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shipby.journal.rules import EventFacts
from shipby.journal.writes import note_many
from shipby.shop.rules import Scope
from shipby.stock.rules.bins import MOST_AT_ONCE, BinDraft, TooManyBins, bin_of, decide
from shipby.stock.writes import add_products, keep_change, lock_products, write_bins
from shipby.words.actors import Actor
from shipby.words.refusals import Refusal


@dataclass(frozen=True, slots=True)
class BinsSet:
    """How many bins changed, how many stood there already, which were refused; ``change_id`` undoes it, ``None`` = nothing to."""

    changed: int
    same: int
    refused: tuple[tuple[BinDraft, Refusal], ...]
    change_id: int | None


@transaction.atomic(durable=True)
def set_bins(*, scope: Scope, drafts: Sequence[BinDraft], actor: Actor, now: datetime) -> BinsSet:
    """Give products these bins, an empty one takes it away. Undo: ``undo_bins``.

    A draft whose ``seen`` is not what is there now, and one of a product of another shop, is refused; the rest goes through. The
    same again changes nothing. Eight statements whatever the number.

    Raises:
        BadBin: one can't be kept; nothing is changed.
        TooManyBins: more than 50,000 at once.
    """
    if len(drafts) > MOST_AT_ONCE:
        raise TooManyBins(most=MOST_AT_ONCE)
    kept = [BinDraft(one.account_id, one.sku, bin_of(one.bin), one.seen, one.is_new) for one in drafts]
    ours = [one for one in kept if one.account_id in scope.account_ids]
    strangers = [one for one in kept if one.account_id not in scope.account_ids]
    decided = decide(ours, lock_products({(one.account_id, one.sku) for one in ours}))
    places = [(there.product_key, there.bin, after) for there, after in decided.changes]
    accounts = {there.product_key: there.account_id for there, _ in decided.changes}
    write_bins({key: after for key, _, after in places}, now=now)
    added = add_products([(one.account_id, one.sku, one.bin) for one in decided.additions], now=now)
    places += [(new.product_key, "", new.bin) for new in added]
    accounts |= {new.product_key: new.account_id for new in added}
    refused = (*decided.refused, *decide(strangers, {}).refused)
    if not places:
        return BinsSet(0, decided.same, refused, None)
    change_id = keep_change(scope.shop_id, places, now=now)
    note_many(
        [
            EventFacts(
                shop_id=scope.shop_id,
                account_id=accounts[key],
                subject="product",
                subject_key=key,
                kind="bin_set",
                actor=actor,
                at=now,
                cause=f"bins:{change_id}",
                details={"before": before, "after": after},
            )
            for key, before, after in places
        ]
    )
    return BinsSet(len(places), decided.same, refused, change_id)
