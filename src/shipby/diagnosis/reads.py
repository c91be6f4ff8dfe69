"""The situation of orders, put together from the rooms below."""

from collections.abc import Sequence

from shipby.diagnosis.rules import Situation, search_row_of
from shipby.orders.reads.situations import standings_of
from shipby.orders.rules.search_row import SearchRow
from shipby.shipping.reads import confirmations_of


def search_rows(order_keys: Sequence[int]) -> list[SearchRow]:
    """The search rows of these orders as they should stand now. At most four queries, whatever their number."""
    confirmations = confirmations_of(order_keys)
    rows = []
    for stands in standings_of(order_keys):
        parcels = confirmations.get(stands.order_key)
        rows.append(
            search_row_of(
                Situation(
                    order_key=stands.order_key,
                    status=stands.status,
                    fulfilled_by=stands.fulfilled_by,
                    programs=stands.programs,
                    ordered=stands.ordered,
                    shipped=stands.shipped,
                    cancelled=stands.cancelled,
                    has_ship_by=stands.has_ship_by,
                    has_place=stands.has_place,
                    cancel_requested=stands.cancel_requested,
                    has_vanished=stands.has_vanished,
                    is_held=stands.is_held,
                    is_incomplete=stands.is_incomplete,
                    confirmation=parcels.confirmation if parcels else None,
                    units_confirmed=parcels.units_confirmed if parcels else 0,
                    tracking_numbers=parcels.tracking_numbers if parcels else (),
                )
            )
        )
    return rows
