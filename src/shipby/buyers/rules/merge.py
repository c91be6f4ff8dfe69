"""Putting together what several sources say about people: what a source lacks never overwrites what is known."""

from typing import TypeVar

import msgspec

from shipby.buyers.rules.facts import BuyerFacts, MessageFacts, PersonalFacts, RecipientFacts

_Part = TypeVar("_Part", RecipientFacts, BuyerFacts, MessageFacts)


def merge_personal(known: PersonalFacts | None, told: PersonalFacts | None, *, wins: bool) -> PersonalFacts | None:
    """``known`` and ``told`` as one; where both speak, ``told`` counts when it ``wins``. ``None`` = nothing is known."""
    if known is None or told is None:
        return told if known is None else known
    return PersonalFacts(
        recipient=_merge(known.recipient, told.recipient, wins=wins),
        buyer=_merge(known.buyer, told.buyer, wins=wins),
        messages=_merge(known.messages, told.messages, wins=wins),
    )


def changed_parts(before: PersonalFacts | None, after: PersonalFacts | None) -> list[str]:
    """Names of the parts that differ: ``recipient``, ``buyer``, ``messages``; no values."""
    empty = PersonalFacts()
    before, after = before or empty, after or empty
    return [name for name in PersonalFacts.__struct_fields__ if getattr(before, name) != getattr(after, name)]


def _merge(known: _Part | None, told: _Part | None, *, wins: bool) -> _Part | None:
    if known is None or told is None:
        return told if known is None else known
    first, last = (known, told) if wins else (told, known)
    merged: dict[str, object] = {}
    for name in type(known).__struct_fields__:
        before, after = getattr(first, name), getattr(last, name)
        merged[name] = {**before, **after} if isinstance(before, dict) else (before if after is None else after)
    return msgspec.convert(merged, type=type(known))
