"""Take a change of bins back."""

from datetime import datetime

from django.db import transaction

from shipby.journal.rules import EventFacts
from shipby.journal.writes import note_many
from shipby.shop.rules import Scope
from shipby.stock.rules.bins import NothingToUndo
from shipby.stock.writes import lock_products_by_key, take_change, write_bins
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def undo_bins(*, scope: Scope, change_id: int, actor: Actor, now: datetime) -> tuple[int, int]:
    """Put back the bins that one change replaced: how many, and how many stay because somebody changed them since.

    Raises:
        NothingToUndo: there is no such change in this shop, or it was undone before.
    """
    places = take_change(scope.shop_id, change_id, now=now)
    if places is None:
        raise NothingToUndo
    products = lock_products_by_key(scope.account_ids, [key for key, _, _ in places])
    back = {key: before for key, before, after in places if key in products and products[key].bin == after}
    write_bins(back, now=now)
    note_many(
        [
            EventFacts(
                shop_id=scope.shop_id,
                account_id=products[key].account_id,
                subject="product",
                subject_key=key,
                kind="bin_set",
                actor=actor,
                at=now,
                cause=f"bins:{change_id}:undone",
                details={"before": products[key].bin, "after": before},
            )
            for key, before in back.items()
        ]
    )
    return len(back), len(places) - len(back)
