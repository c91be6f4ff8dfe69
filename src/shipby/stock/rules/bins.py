"""Bins: what names one, and in which order they are walked."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shipby.words.refusals import Refusal
from shipby.words.text import N_

LONGEST_BIN = 40
MOST_AT_ONCE = 50_000
"""Bins that are changed in one go."""

_PIECES = re.compile(r"\d+|\D+")

NaturalKey = tuple[tuple[tuple[int, int, str], ...], str]


class BadBin(Refusal):
    """A bin that can't be printed or is too long."""

    code = "bad_bin"
    sentence = N_("This bin can't be kept: it is longer than %(most)s characters or has a character that can't be printed.")
    remedy = N_("Enter a short name such as A-12-3.")


class NoSuchProduct(Refusal):
    """Nothing of this SKU is known in the shop's accounts."""

    code = "no_such_product"
    sentence = N_("No order has had this SKU.")
    remedy = N_("Look for a typing error, or tick that SKUs without an order are kept too.")


class BinChangedMeanwhile(Refusal):
    """Somebody else gave it another bin since the person looked."""

    code = "bin_changed"
    sentence = N_("Somebody changed the bin of %(sku)s to %(bin)s meanwhile.")
    remedy = N_("Look at it and enter yours again if it is right.")


class BinEmptiedMeanwhile(Refusal):
    """Somebody else took its bin away since the person looked."""

    code = "bin_emptied"
    sentence = N_("Somebody emptied the bin of %(sku)s meanwhile.")
    remedy = N_("Look at it and enter yours again if it is right.")


class NothingToUndo(Refusal):
    """The change is not there, or was undone already."""

    code = "nothing_to_undo"
    sentence = N_("This change of bins is undone already.")
    remedy = N_("Look at the bins in the list.")


class TooManyBins(Refusal):
    """More at once than a person can look over."""

    code = "too_many_bins"
    sentence = N_("These are more than %(most)s bins at once.")
    remedy = N_("Split the table and save the parts one after the other.")


@dataclass(frozen=True, slots=True)
class BinDraft:
    """A bin that a person wants.

    ``seen`` = the bin they saw before, ``None`` = they saw none; ``is_new`` = keep a SKU that no order has had.
    """

    account_id: int
    sku: str
    bin: str
    seen: str | None = None
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class KnownBin:
    """A product with its bin as it is now."""

    product_key: int
    account_id: int
    sku: str
    bin: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What becomes of drafts: bins to write, products to add, drafts that change nothing, and those refused with the reason."""

    changes: tuple[tuple[KnownBin, str], ...] = ()
    additions: tuple[BinDraft, ...] = ()
    same: int = 0
    refused: tuple[tuple[BinDraft, Refusal], ...] = ()


def bin_of(text: str) -> str:
    """The bin as it is kept: spaces at the ends and double ones are gone; empty = no bin.

    Raises:
        BadBin: too long, or not printable.
    """
    name = " ".join(text.split())
    if len(name) > LONGEST_BIN or not name.isprintable() or "\ufffd" in name:
        raise BadBin(most=LONGEST_BIN)
    return name


def natural_key(text: str) -> NaturalKey:
    """What names are sorted by so that A2 stands before A10, whatever the case."""
    pieces = (
        (0, int(piece), "") if piece[0].isdecimal() else (1, 0, piece) for piece in _PIECES.findall(text.casefold().strip())
    )
    return tuple(pieces), text


def bin_key(name: str) -> tuple[bool, NaturalKey]:
    """What bins are walked by: those without a bin last."""
    return not name, natural_key(name)


def decide(drafts: Iterable[BinDraft], known: Mapping[tuple[int, str], KnownBin]) -> Decided:
    """Compare what is wanted with what is there; who saw another bin than there is now is refused, the others go through."""
    changes: dict[int, tuple[KnownBin, str]] = {}
    additions: dict[tuple[int, str], BinDraft] = {}
    same = 0
    refused: list[tuple[BinDraft, Refusal]] = []
    for draft in drafts:
        place = (draft.account_id, draft.sku)
        there = known.get(place)
        if there is None and draft.is_new:
            additions[place] = draft
        elif there is None:
            refused.append((draft, NoSuchProduct()))
        elif there.bin == draft.bin:
            same += 1
        elif draft.seen is not None and draft.seen != there.bin:
            refused.append((draft, _meanwhile(there)))
        else:
            changes[there.product_key] = (there, draft.bin)
    return Decided(tuple(changes.values()), tuple(additions.values()), same, tuple(refused))


def _meanwhile(there: KnownBin) -> Refusal:
    return BinChangedMeanwhile(sku=there.sku, bin=there.bin) if there.bin else BinEmptiedMeanwhile(sku=there.sku)
