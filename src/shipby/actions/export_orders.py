"""Note that somebody takes a list of orders out of the desk."""

from datetime import datetime

from django.db import transaction

from shipby.journal.writes import note
from shipby.shop.rules import Scope
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def export_orders(*, scope: Scope, filter_text: str, count: int, actor: Actor, now: datetime) -> None:
    """Note who exported which list and how many orders were in it. A filter holds nothing personal (settled design 5)."""
    note(
        actor=actor,
        at=now,
        kind="orders_exported",
        subject="shop",
        subject_key=scope.shop_id,
        shop_id=scope.shop_id,
        details={"filter": filter_text[:500], "count": count},
    )
