"""Pick lists: their states, what may be on them, what may be done with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shipby.words.refusals import Refusal
from shipby.words.text import N_

MOST_ORDERS = 500
NEXT = 30
"""Orders that "the next by deadline" takes where nobody says another number."""


class PickState(StrEnum):
    """Open: nobody has taken anything. Discarded: made by mistake, or no longer wanted."""

    OPEN = "open"
    PICKING = "picking"
    DONE = "done"
    DISCARDED = "discarded"


LIVE = frozenset({PickState.OPEN, PickState.PICKING})


class Mode(StrEnum):
    """By which the lines stand: the way through the bins, or the SKU."""

    BIN = "bin"
    SKU = "sku"


class OnList(StrEnum):
    """How an order is on a list: waiting on a live one, all of it picked, some of it missing, taken off."""

    LIVE = "live"
    PICKED = "picked"
    SHORT = "short"
    DROPPED = "dropped"


class CannotPick(Refusal):
    """Why an order is left out of a list; ``detail`` = what the sentence names."""

    code = "cannot_pick"


class UnknownOrder(CannotPick):
    code = "unknown_order"
    sentence = N_("No order has this number.")
    remedy = N_("Look for it in the list of orders.")


class NothingLeft(CannotPick):
    code = "nothing_left"
    sentence = N_("Nothing of this order is left to ship.")


class AlreadyPacked(CannotPick):
    code = "already_packed"
    sentence = N_("A parcel is entered for this order.")


class OrderStopped(CannotPick):
    code = "order_stopped"
    sentence = N_("Something stops this order.")
    remedy = N_("Open it to see what to do; then put it on the next list.")


class OnAnotherList(CannotPick):
    code = "on_another_list"
    sentence = N_("The order is on pick list %(detail)s already.")
    remedy = N_("Pick it there, or take it off that list.")


SKIPS: Mapping[str, type[CannotPick]] = {
    kind.code: kind for kind in (UnknownOrder, NothingLeft, AlreadyPacked, OrderStopped, OnAnotherList)
}
"""Reasons by their code, as a list keeps them."""


class TooManyOrders(Refusal):
    """More than one person walks for."""

    code = "too_many_to_pick"
    sentence = N_("These are more than %(most)s orders, too many for one pick list.")
    remedy = N_("Make several lists.")


class NoSuchPickList(Refusal):
    code = "no_such_pick_list"
    sentence = N_("This pick list is not there.")
    remedy = N_("Go back to the pick lists.")


class NoSuchLine(Refusal):
    code = "no_such_pick_line"
    sentence = N_("This line is no longer on the pick list.")
    remedy = N_("Look at the list as it is now.")


class ListIsOver(Refusal):
    """It is done or discarded."""

    code = "pick_list_is_over"
    sentence = N_("Pick list %(number)s is over already.")
    remedy = N_("Open it again if something is to be changed.")


class ListIsLive(Refusal):
    """It is not over, so it can't be opened again."""

    code = "pick_list_is_live"
    sentence = N_("Pick list %(number)s is open already.")


class LinesAreOpen(Refusal):
    """A list is finished when every line is."""

    code = "lines_are_open"
    sentence = N_("%(number)s lines are neither picked nor short.")
    remedy = N_("Tick them, or say that everything else is picked.")


class BadPicked(Refusal):
    code = "bad_picked"
    sentence = N_("%(picked)s is not a number from 0 to %(quantity)s.")
    remedy = N_("Enter how many units you took.")


class LineChanged(Refusal):
    """Somebody else said something else of the line since the person looked."""

    code = "pick_line_changed"
    sentence = N_("%(who)s changed this line meanwhile.")
    remedy = N_("Look at it and enter it again if yours is right.")


class NoOrdersLeft(Refusal):
    """Every order was taken off it."""

    code = "no_orders_left"
    sentence = N_("No order is left on pick list %(number)s.")
    remedy = N_("Make a new list.")


class OrdersElsewhere(Refusal):
    """Orders of a list that is over went to another one."""

    code = "orders_elsewhere"
    sentence = N_("Orders of this list are on another pick list by now, such as %(order)s.")
    remedy = N_("Finish or discard that list first.")


@dataclass(frozen=True, slots=True)
class Skip:
    """An order that was left out, with the code of :data:`SKIPS`; ``detail`` = list number, or the cause that stops it."""

    order_id: str
    code: str
    detail: str = ""

    @property
    def refusal(self) -> Refusal:
        """The reason in words."""
        return SKIPS.get(self.code, CannotPick)(detail=self.detail)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An order that somebody wants on a list. ``stopped_by`` = the cause that blocks it; ``live_list`` = a list it is on."""

    order_id: str
    is_open: bool
    units: int
    is_packed: bool
    stopped_by: str = ""
    live_list: int | None = None


def skip_of(order: Candidate) -> Skip | None:
    """Why the order is left out; ``None`` = it can go on a list."""
    if not order.is_open or not order.units:
        return Skip(order.order_id, NothingLeft.code)
    if order.live_list is not None:
        return Skip(order.order_id, OnAnotherList.code, str(order.live_list))
    if order.is_packed:
        return Skip(order.order_id, AlreadyPacked.code)
    return Skip(order.order_id, OrderStopped.code, order.stopped_by) if order.stopped_by else None


def refuse_over(number: int, state: str) -> None:
    """Only a live list can be worked on.

    Raises:
        ListIsOver: it is done or discarded.
    """
    if state not in LIVE:
        raise ListIsOver(number=number)


def read_picked(text: str, quantity: int) -> int:
    """How many units a person says they took.

    Raises:
        BadPicked: no number, or more than there are to take.
    """
    text = text.strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 9) or int(text) > quantity:
        raise BadPicked(picked=text[:12] or "-", quantity=quantity)
    return int(text)
