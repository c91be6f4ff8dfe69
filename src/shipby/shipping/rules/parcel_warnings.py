"""What a person should know about a parcel before or after confirming it. A warning never blocks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from shipby.shipping.rules.carriers import OTHER
from shipby.shipping.rules.parcel_facts import OrderToShip, ParcelContent
from shipby.shipping.rules.tracking_numbers import Verdict, check, recognise
from shipby.words.text import N_

_SENTENCES: Mapping[str, str] = {
    "check_digit_failed": N_("The check digit of this tracking number is wrong. Look for a typing error."),
    "form_unknown": N_("This does not look like a tracking number of %(carrier)s. Look for a typing error."),
    "other_carrier": N_("This looks like a tracking number of %(carrier)s."),
    "carrier_other": N_("Parcels of the carrier Other may not count as valid tracking at Amazon."),
    "tracking_used_before": N_("This tracking number was already used on order %(order_ids)s."),
    "cancel_requested": N_("The buyer asked to cancel this order."),
    "ship_by_passed": N_("The ship-by time has passed: Amazon will count this as a late shipment."),
    "vanished": N_("The order was missing in Amazon's newest unshipped report. It may be cancelled, or confirmed elsewhere."),
    "refused_before": N_("Amazon refused exactly this before. It may refuse it again."),
    "same_parcel": N_("This parcel was already there. Nothing was added."),
}


@dataclass(frozen=True, slots=True)
class ParcelWarning:
    """A stable ``code``, and the ``sentence`` (an English message id) with its ``params``."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The message id, with ``%(name)s`` places."""
        return _SENTENCES[self.code]

    @property
    def message(self) -> str:
        """The sentence in English, filled in."""
        return self.sentence % self.params


def warnings_of(
    order: OrderToShip, content: ParcelContent, *, used_by: tuple[str, ...], now: datetime
) -> tuple[ParcelWarning, ...]:
    """All warnings, about the number first. ``used_by`` = other orders with this tracking number."""
    return (*_of_number(content, order.ship_from), *_of_order(order, used_by, now))


def _of_number(content: ParcelContent, ship_from: str) -> Iterator[ParcelWarning]:
    if content.carrier_code == OTHER:
        yield ParcelWarning("carrier_other")
    else:
        verdict = check(content.tracking_number, content.carrier_code)
        if verdict is Verdict.FAILED_CHECK:
            yield ParcelWarning("check_digit_failed")
        if verdict in {Verdict.VALID, Verdict.MATCHES_FORM}:
            return
        if verdict is Verdict.UNKNOWN_FORM:
            yield ParcelWarning("form_unknown", {"carrier": content.carrier_code})
    # Ten plain digits are a valid number of half a dozen carriers: only a passed check names another one.
    for found in recognise(content.tracking_number, ship_from=ship_from or None):
        if found.verdict is Verdict.VALID and found.carrier_code not in {OTHER, content.carrier_code}:
            yield ParcelWarning("other_carrier", {"carrier": found.carrier_name})
            return


def _of_order(order: OrderToShip, used_by: tuple[str, ...], now: datetime) -> Iterator[ParcelWarning]:
    if used_by:
        yield ParcelWarning("tracking_used_before", {"order_ids": ", ".join(used_by[:3])})
    if order.cancel_requested:
        yield ParcelWarning("cancel_requested")
    if order.ship_by_latest is not None and order.ship_by_latest < now:
        yield ParcelWarning("ship_by_passed")
    if order.vanished_at is not None:
        yield ParcelWarning("vanished")
