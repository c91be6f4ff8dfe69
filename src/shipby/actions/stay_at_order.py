"""Say that a person looks at an order, so that others there see it. Nothing of it is kept, so nothing is noted in the journal."""

from datetime import datetime

from django.db import transaction

from shipby.orders.reads.detail import order_keys
from shipby.orders.rules.marks import NoSuchOrder
from shipby.presence.reads import VisitRow, visits_of
from shipby.presence.writes import stay
from shipby.shop.rules import Scope


@transaction.atomic(durable=True)
def stay_at_order(*, scope: Scope, order_id: str, person_id: int, now: datetime) -> list[VisitRow]:
    """Note the visit, or that it goes on; returns the others who are there.

    Raises:
        NoSuchOrder: the order is not here.
    """
    key = order_keys(scope.account_ids, [order_id]).get(order_id)
    if key is None:
        raise NoSuchOrder(order_id=order_id)
    stay("order", key, person_id=person_id, now=now)
    return [visit for visit in visits_of("order", key, now=now) if visit.person_id != person_id]
