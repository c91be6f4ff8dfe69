"""Show what is personal about orders to somebody who may see it, and keep in the journal that it was shown."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from shipby.buyers.reads import open_personal
from shipby.buyers.rules.facts import PersonalFacts
from shipby.journal.rules import EventFacts
from shipby.journal.writes import note_many
from shipby.shop.rules import Scope
from shipby.words.actors import Actor

PURPOSES = frozenset({"order_page", "phone", "packing_slip", "address_label", "command"})


@transaction.atomic(durable=True)
def reveal_personal(
    *, scope: Scope, order_keys: Sequence[int], purpose: str, actor: Actor, now: datetime
) -> dict[int, PersonalFacts]:
    """Names, addresses and messages of orders of ``scope``; orders with nothing (left) to know are missing.

    One event per order that was opened (amazon-policy 7.2: data access is logged). ``purpose`` is one of :data:`PURPOSES`.

    Raises:
        ValueError: the purpose is none of them.
    """
    if purpose not in PURPOSES:
        raise ValueError(f"{purpose!r} is no purpose for opening the vault")
    found = open_personal(order_keys, accounts=scope.account_ids)
    note_many(
        [
            EventFacts(
                actor=actor,
                at=now,
                kind="personal_revealed",
                subject="order",
                subject_key=order_key,
                shop_id=scope.shop_id,
                details={"purpose": purpose},
            )
            for order_key in found
        ]
    )
    return found
