"""What people may put on orders: holds, tags, notes, and what they are told when they may not."""

import unicodedata
from collections.abc import Callable, Iterable

from shipby.orders.rules.facts import FulfilledBy
from shipby.orders.rules.locked import LockedOrder
from shipby.orders.rules.status import CLOSED
from shipby.words.refusals import Refusal
from shipby.words.text import N_

LONGEST_TAG = 40
LONGEST_REASON = 200
LONGEST_NOTE = 4000
MOST_TAGS = 20
LONGEST_FORM = 40
_NO_CHANGE = frozenset({"personal_revealed"})


class NoSuchOrder(Refusal):
    """Nobody here has this order."""

    code = "no_such_order"
    sentence = N_("There is no order %(order_id)s here.")
    remedy = N_("Check the number, or import the report that holds it.")


class NotWorkedOnHere(Refusal):
    """Amazon ships it, or it is over."""

    code = "not_worked_on_here"
    sentence = N_("Order %(order_id)s is not worked on here: it is %(status)s, shipped by %(fulfilled_by)s.")
    remedy = N_("Only open orders that you ship yourself can be held.")


class BadTag(Refusal):
    """A tag that can't be searched for."""

    code = "bad_tag"
    sentence = N_("“%(tag)s” can't be a tag.")
    remedy = N_("Use up to 40 letters, digits, hyphens and dots, without spaces.")


class TooManyTags(Refusal):
    """An order with more tags than anybody can read."""

    code = "too_many_tags"
    sentence = N_("Order %(order_id)s would have more than 20 tags.")
    remedy = N_("Remove one first.")


class EmptyNote(Refusal):
    """A note without words."""

    code = "empty_note"
    sentence = N_("The note is empty.")
    remedy = N_("Write at least a word.")


class TooLongText(Refusal):
    """More text than the field holds."""

    code = "too_long"
    sentence = N_("The text is longer than %(most)s characters.")
    remedy = N_("Shorten it.")


class ChangedMeanwhile(Refusal):
    """The order was changed since the page was shown: who did, and the kind of the event."""

    code = "changed_meanwhile"
    sentence = N_("Order %(order_id)s was changed since this page was shown, last by %(who)s: %(what)s.")
    remedy = N_("Look at what changed, then try again.")


def refuse_changed(order: LockedOrder, expected_version: int | None, told: Callable[[], Iterable[tuple[str, str]]]) -> None:
    """Refuse an act that was decided on an older picture of the order.

    ``expected_version`` is the row version that the person saw, ``None`` = any. ``told`` gives kind and actor of the newest
    events, newest first; it is asked only where the versions differ.

    Raises:
        ChangedMeanwhile: it names the last change.
    """
    if expected_version is None or expected_version == order.row_version:
        return
    changes = [(kind, who) for kind, who in told() if kind not in _NO_CHANGE]
    kind, who = changes[0] if changes else ("changed", "Shipby")
    raise ChangedMeanwhile(order_id=order.order_id, who=who, what=kind.replace("_", " "))


def refuse_hold(order: LockedOrder) -> None:
    """Refuse a hold that would mean nothing.

    Raises:
        NotWorkedOnHere: Amazon ships the order, or it is shipped or cancelled.
    """
    if order.fulfilled_by != FulfilledBy.MERCHANT or order.status in CLOSED:
        raise NotWorkedOnHere(
            order_id=order.order_id, status=order.status.replace("_", " ").lower(), fulfilled_by=order.fulfilled_by.lower()
        )


def tag_of(text: str) -> str:
    """The tag as it is kept: lower case, composed.

    Raises:
        BadTag: it holds anything but letters, digits, hyphens, dots and underscores, or is too long.
    """
    tag = unicodedata.normalize("NFC", text).strip().lower()
    if not tag or len(tag) > LONGEST_TAG or not all(character.isalnum() or character in "-._" for character in tag):
        raise BadTag(tag=text[:60])
    return tag


def cause_of_form(form: str) -> str:
    """The cause of what a form did, by which the same form sent twice is known; empty for a name that is none of ours."""
    is_ours = 0 < len(form) <= LONGEST_FORM and form.isascii() and form.isalnum()
    return f"form:{form}" if is_ours else ""


def cleaned(text: str, *, most: int) -> str:
    """Text of a person without control characters but line ends.

    Raises:
        TooLongText: it is longer than ``most`` characters.
    """
    kept = "".join(c for c in text.replace("\r\n", "\n") if c == "\n" or not unicodedata.category(c).startswith("C")).strip()
    if len(kept) > most:
        raise TooLongText(most=most)
    return kept
