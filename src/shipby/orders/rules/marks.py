"""What people may put on orders: holds, tags, notes, and what they are told when they may not."""

import unicodedata

from shipby.orders.rules.facts import FulfilledBy
from shipby.orders.rules.locked import LockedOrder
from shipby.orders.rules.status import CLOSED
from shipby.words.refusals import Refusal
from shipby.words.text import N_

LONGEST_TAG = 40
LONGEST_REASON = 200
LONGEST_NOTE = 4000
MOST_TAGS = 20


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
    """Somebody else changed the order since the page was shown."""

    code = "changed_meanwhile"
    sentence = N_("Order %(order_id)s was changed since this page was shown.")
    remedy = N_("Look at what changed, then try again.")


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


def cleaned(text: str, *, most: int) -> str:
    """Text of a person without control characters but line ends.

    Raises:
        TooLongText: it is longer than ``most`` characters.
    """
    kept = "".join(c for c in text.replace("\r\n", "\n") if c == "\n" or not unicodedata.category(c).startswith("C")).strip()
    if len(kept) > most:
        raise TooLongText(most=most)
    return kept
