"""Why an order is stuck, as far as files can tell: causes with a badge, a sentence and one next step.

A cause is kept with the order by its code. Lateness is not a cause: it follows from the clock (``deadlines``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from shipby.orders.rules.facts import FulfilledBy, Program
from shipby.orders.rules.merge import LineValues, OrderValues
from shipby.orders.rules.search_row import SearchRow
from shipby.orders.rules.standing import Standing
from shipby.orders.rules.status import CLOSED, PENDING, SHIPPABLE, is_open, units_to_ship
from shipby.shipping.rules.confirmation import Confirmation
from shipby.words.text import N_


class Cause(StrEnum):
    """What stops an order, or what it waits for; the order of members is the order in which they block."""

    CONFIRM_REFUSED = "confirm_refused"
    CANCEL_REQUESTED = "cancel_requested"
    ON_HOLD = "on_hold"
    INCOMPLETE = "incomplete"
    VANISHED = "vanished"
    PAYMENT_PENDING = "payment_pending"
    STATUS_UNKNOWN = "status_unknown"
    ADDRESS_MISSING = "address_missing"
    VERGE_OF_CANCELLATION = "verge_of_cancellation"
    CONFIRM_PREPARED = "confirm_prepared"
    CONFIRM_DOWNLOADED = "confirm_downloaded"
    CONFIRM_SENT = "confirm_sent"
    AMAZON_CONFIRMS = "amazon_confirms"
    NO_SHIP_BY = "no_ship_by"


class Level(StrEnum):
    """How a cause is coloured; always together with its icon and words."""

    RED = "red"
    AMBER = "amber"
    ACCENT = "acc"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a person reads: badge, sentence, the one next step; ``icon`` is a Lucide name."""

    badge: str
    sentence: str
    next_step: str
    level: Level
    icon: str


MEANINGS: dict[Cause, Meaning] = {
    Cause.CONFIRM_REFUSED: Meaning(
        N_("Confirm refused"),
        N_("Amazon refused the shipping confirmation."),
        N_("Correct the parcel"),
        Level.RED,
        "circle-x",
    ),
    Cause.CANCEL_REQUESTED: Meaning(
        N_("Buyer asked to cancel"),
        N_("The buyer asked Amazon to cancel this order."),
        N_("Answer before shipping"),
        Level.AMBER,
        "hand",
    ),
    Cause.ON_HOLD: Meaning(N_("On hold"), N_("Somebody put this order on hold."), N_("Release it to ship"), Level.AMBER, "pause"),
    Cause.INCOMPLETE: Meaning(
        N_("Incomplete"),
        N_("A row of this order could not be read and lies in quarantine."),
        N_("Settle the row in quarantine"),
        Level.AMBER,
        "file-exclamation-point",
    ),
    Cause.VANISHED: Meaning(
        N_("No longer unshipped"),
        N_("Amazon's newest unshipped report no longer holds this order, and Shipby did not confirm it."),
        N_("Look it up in Seller Central"),
        Level.AMBER,
        "circle-question-mark",
    ),
    Cause.PAYMENT_PENDING: Meaning(
        N_("Payment pending"),
        N_("Amazon has not cleared the payment. It must not be shipped yet."),
        N_("Wait for Amazon"),
        Level.PLAIN,
        "hourglass",
    ),
    Cause.STATUS_UNKNOWN: Meaning(
        N_("Unknown status"),
        N_("Amazon's status of this order is new to Shipby."),
        N_("Look it up in Seller Central"),
        Level.AMBER,
        "circle-question-mark",
    ),
    Cause.ADDRESS_MISSING: Meaning(
        N_("No address yet"),
        N_("The report brought no place to ship to."),
        N_("Import the unshipped orders report"),
        Level.AMBER,
        "map-pin-off",
    ),
    Cause.VERGE_OF_CANCELLATION: Meaning(
        N_("Amazon will cancel"),
        N_("Amazon says this order is about to be cancelled because it was not confirmed."),
        N_("Ship and confirm it first"),
        Level.RED,
        "flame",
    ),
    Cause.CONFIRM_PREPARED: Meaning(
        N_("Packed, not confirmed"),
        N_("The confirmation waits for the next file."),
        N_("Download the confirmation file"),
        Level.ACCENT,
        "package-check",
    ),
    Cause.CONFIRM_DOWNLOADED: Meaning(
        N_("File not uploaded"),
        N_("The confirmation is in a file that was downloaded."),
        N_("Upload it to Amazon, then say so"),
        Level.ACCENT,
        "file-up",
    ),
    Cause.CONFIRM_SENT: Meaning(
        N_("Waiting for Amazon"),
        N_("The confirmation was uploaded; Amazon has not answered yet."),
        N_("Import the processing report"),
        Level.PLAIN,
        "clock",
    ),
    Cause.AMAZON_CONFIRMS: Meaning(
        N_("Amazon confirms"),
        N_("Ship+ orders are confirmed by Amazon itself."),
        N_("Nothing to confirm"),
        Level.PLAIN,
        "badge-check",
    ),
    Cause.NO_SHIP_BY: Meaning(
        N_("No ship-by time"),
        N_("No report has told a ship-by time for this order."),
        N_("Import the unshipped orders report"),
        Level.PLAIN,
        "calendar-x",
    ),
}

BLOCKING = frozenset(
    {
        Cause.CONFIRM_REFUSED,
        Cause.CANCEL_REQUESTED,
        Cause.ON_HOLD,
        Cause.INCOMPLETE,
        Cause.VANISHED,
        Cause.PAYMENT_PENDING,
        Cause.STATUS_UNKNOWN,
        Cause.ADDRESS_MISSING,
    }
)
"""Causes with which an order should not be shipped; the rest only says what it waits for."""

_OF_CONFIRMATION = {
    Confirmation.REFUSED: Cause.CONFIRM_REFUSED,
    Confirmation.PREPARED: Cause.CONFIRM_PREPARED,
    Confirmation.DOWNLOADED: Cause.CONFIRM_DOWNLOADED,
    Confirmation.SENT: Cause.CONFIRM_SENT,
}


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the causes of one order follow from: how it stands, and how its parcels stand."""

    order: Standing
    confirmation: Confirmation | None = None
    units_confirmed: int = 0
    tracking_numbers: tuple[str, ...] = ()


def causes_of(situation: Situation) -> tuple[Cause, ...]:
    """The causes of an open merchant order, the one that blocks first in front; none for orders that are not worked on here."""
    order = situation.order
    if order.fulfilled_by != FulfilledBy.MERCHANT or order.status in CLOSED:
        return ()
    is_pending = order.status in PENDING
    has = {
        Cause.CANCEL_REQUESTED: order.cancel_requested is True,
        Cause.ON_HOLD: order.is_held,
        Cause.INCOMPLETE: order.is_incomplete,
        Cause.VANISHED: order.has_vanished and situation.confirmation is None,
        Cause.PAYMENT_PENDING: is_pending,
        Cause.STATUS_UNKNOWN: not is_pending and order.status not in SHIPPABLE,
        Cause.ADDRESS_MISSING: order.status in SHIPPABLE and not order.has_place,
        Cause.VERGE_OF_CANCELLATION: order.programs.get(Program.VERGE_OF_CANCELLATION) is True,
        Cause.AMAZON_CONFIRMS: order.programs.get(Program.FBM_SHIP_PLUS) is True,
        Cause.NO_SHIP_BY: not is_pending and not order.has_ship_by,
    }
    if situation.confirmation in _OF_CONFIRMATION:
        has[_OF_CONFIRMATION[situation.confirmation]] = True
    found = [cause for cause, is_so in has.items() if is_so]
    return tuple(cause for cause in Cause if cause in found) if found else ()


def search_row_of(situation: Situation) -> SearchRow:
    """What the order's own row repeats of its situation."""
    order = situation.order
    stays = is_open(
        status=order.status,
        fulfilled_by=order.fulfilled_by,
        ordered=order.ordered,
        shipped=order.shipped,
        cancelled=order.cancelled,
        units_confirmed=situation.units_confirmed,
    )
    return SearchRow(
        order_key=order.order_key,
        is_open=stays,
        units_to_ship=units_to_ship(ordered=order.ordered, shipped=order.shipped, cancelled=order.cancelled),
        confirmation=situation.confirmation.value if situation.confirmation else "",
        units_confirmed=situation.units_confirmed,
        causes=tuple(cause.value for cause in causes_of(situation)) if stays else (),
        tracking_numbers=situation.tracking_numbers,
        is_held=order.is_held,
        is_incomplete=order.is_incomplete,
    )


def first_search_row(order_key: int, values: OrderValues, lines: Sequence[LineValues]) -> SearchRow:
    """The search row of an order that was just told of for the first time: nobody has done anything with it yet."""
    return search_row_of(
        Situation(
            Standing(
                order_key=order_key,
                status=values.status,
                fulfilled_by=values.fulfilled_by,
                programs=values.programs,
                ordered=sum(line.quantity_ordered for line in lines),
                shipped=sum(line.quantity_shipped for line in lines),
                cancelled=sum(line.quantity_cancelled for line in lines),
                has_ship_by=values.ship_by_latest is not None,
                has_place=bool(values.city or values.country),
                cancel_requested=values.cancel_requested,
                has_vanished=False,
                is_held=False,
                is_incomplete=False,
            )
        )
    )
