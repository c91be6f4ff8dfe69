"""The situation of orders, put together from the rooms below."""

from collections.abc import Sequence

from shipby.diagnosis.rules import Situation, search_row_of
from shipby.orders.reads.standings import standings_of
from shipby.orders.rules.search_row import SearchRow
from shipby.orders.rules.standing import Standing
from shipby.shipping.reads import ParcelSummary, confirmations_of


def search_rows(order_keys: Sequence[int]) -> list[SearchRow]:
    """The search rows of these orders as they should stand now. At most four queries, whatever their number."""
    parcels = confirmations_of(order_keys)
    return [search_row_of(_situation(order, parcels.get(order.order_key))) for order in standings_of(order_keys)]


def _situation(order: Standing, parcels: ParcelSummary | None) -> Situation:
    if parcels is None:
        return Situation(order)
    return Situation(order, parcels.confirmation, parcels.units_confirmed, parcels.tracking_numbers)
