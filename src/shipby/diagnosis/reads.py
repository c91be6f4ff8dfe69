"""The situation of orders, put together from the rooms below."""

from collections.abc import Mapping, Sequence

from shipby.diagnosis.rules import Cause, Situation, search_row_of
from shipby.orders.reads.detail import hold_reasons
from shipby.orders.reads.standings import standings_of
from shipby.orders.rules.search_row import SearchRow
from shipby.orders.rules.standing import Standing
from shipby.shipping.reads import ParcelSummary, confirmations_of


def search_rows(order_keys: Sequence[int]) -> list[SearchRow]:
    """The search rows of these orders as they should stand now. At most four queries, whatever their number."""
    parcels = confirmations_of(order_keys)
    return [search_row_of(_situation(order, parcels.get(order.order_key))) for order in standings_of(order_keys)]


def facts_of(causes: Mapping[int, Sequence[str]]) -> dict[int, str]:
    """The fact behind the first cause of each order, in the words of Amazon or of a person: why it was refused, why it waits.

    ``causes`` = order key -> its causes. Orders of which nothing more is known are missing. At most three queries, none where no
    order has such a cause.
    """
    first = {key: codes[0] for key, codes in causes.items() if codes}
    refused = [key for key, code in first.items() if code == Cause.CONFIRM_REFUSED]
    held = [key for key, code in first.items() if code == Cause.ON_HOLD]
    facts = {
        key: parcels.refusal or parcels.refusal_code for key, parcels in (confirmations_of(refused) if refused else {}).items()
    }
    facts |= hold_reasons(held) if held else {}
    return {key: fact for key, fact in facts.items() if fact}


def _situation(order: Standing, parcels: ParcelSummary | None) -> Situation:
    if parcels is None:
        return Situation(order)
    return Situation(order, parcels.confirmation, parcels.units_confirmed, parcels.tracking_numbers)
