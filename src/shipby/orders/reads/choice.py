"""What chosen orders are, counted: before something is done to all of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from shipby.orders.models import Order
from shipby.orders.rules.facts import FulfilledBy
from shipby.orders.rules.status import CLOSED


@dataclass(frozen=True, slots=True)
class Choice:
    """How many are here; of these how many are on hold, and how many closed or shipped by Amazon."""

    here: int
    held: int
    not_ours: int


def choice_of(accounts: Sequence[int], order_ids: Sequence[str]) -> Choice:
    """One query."""
    is_ours = Q(fulfilled_by=FulfilledBy.MERCHANT.value) & ~Q(status__in=[*map(str, CLOSED)])
    found = Order.objects.filter(account_id__in=accounts, order_id__in=order_ids).aggregate(
        here=Count("id"), held=Count("id", filter=Q(is_held=True) & is_ours), not_ours=Count("id", filter=~is_ours)
    )
    return Choice(**found)
