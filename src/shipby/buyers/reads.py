"""Opening the vault. Only actions call this; every opening for a person is noted (``actions.reveal_personal``)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from shipby.buyers.models import SealedBuyer
from shipby.buyers.rules.facts import BuyerFacts, MessageFacts, PersonalFacts, RecipientFacts
from shipby.buyers.rules.places import place
from shipby.buyers.rules.search_terms import typed_terms
from shipby.keys.ring import DIGESTS, KeyDestroyed, KeyRing, key_ring
from shipby.keys.sealing import Key, unseal


def open_personal(order_keys: Sequence[int], *, accounts: Iterable[int] | None = None) -> dict[int, PersonalFacts]:
    """What is personal about orders, unsealed; orders with nothing left to know are missing.

    ``accounts`` = only orders of these seller accounts. One query.

    Raises:
        SealBroken: a sealed value was changed or moved.
    """
    rows = SealedBuyer.objects.filter(order_id__in=list(order_keys), erased_at__isnull=True)
    if accounts is not None:
        rows = rows.filter(account_id__in=list(accounts))
    ring = key_ring()
    found = {}
    for order_key, account_id, key_id, *sealed in rows.values_list(
        "order_id", "account_id", "key_id", "recipient", "buyer", "messages"
    ):
        key = _key(ring, key_id)
        if key is not None:
            found[order_key] = _open(key, account_id, order_key, sealed)
    return found


def _key(ring: KeyRing, key_id: str) -> Key | None:
    """The key, ``None`` when it was destroyed: then what it sealed is gone, as if it had been erased."""
    try:
        return ring.key(key_id)
    except KeyDestroyed:
        return None


def _open(key: Key, account_id: int, order_key: int, sealed: Sequence[bytes | memoryview | None]) -> PersonalFacts:
    recipient, buyer, messages = (
        None if value is None else unseal(key, bytes(value), bound_to=place(column, account_id, order_key))
        for column, value in zip(("recipient", "buyer", "messages"), sealed, strict=True)
    )
    return PersonalFacts(
        recipient=None if recipient is None else msgspec.json.decode(recipient, type=RecipientFacts),
        buyer=None if buyer is None else msgspec.json.decode(buyer, type=BuyerFacts),
        messages=None if messages is None else msgspec.json.decode(messages, type=MessageFacts),
    )


def search_terms(accounts: Iterable[int], typed: str) -> tuple[str, ...]:
    """Keyed digests by which orders of what was typed are found: ``buyer:#<digest>,#<digest>`` in a filter.

    ``typed`` = a name (whole, or one word of it), an e-mail address or a postal code; every account has digests of its own. Empty
    where nothing was typed. No query.
    """
    words = typed_terms(typed)
    if not words:
        return ()
    ring = key_ring()
    return tuple(ring.key_for(account, DIGESTS).term(word) for account in accounts for word in words)


def digests_of(key: Key, terms: Iterable[str]) -> tuple[str, ...]:
    """Keyed digests of the terms of an order (``buyers.rules.search_terms``), under its account's key for digests."""
    return tuple(key.term(term) for term in terms)


@dataclass(frozen=True, slots=True)
class SealedHead:
    """Under which key an order's personal data lies and when it is erased; ``is_erased`` = it was."""

    key_id: str
    erase_on: date
    is_erased: bool


def sealed_heads(order_keys: Sequence[int]) -> dict[int, SealedHead]:
    """Heads of the vault's rows of orders. One query."""
    rows = SealedBuyer.objects.filter(order_id__in=list(order_keys)).values_list("order_id", "key_id", "erase_on", "erased_at")
    return {key: SealedHead(key_id, erase_on, erased_at is not None) for key, key_id, erase_on, erased_at in rows}


def keys_in_use(key_ids: Sequence[str]) -> set[str]:
    """Those of the keys under which something still lies. One query."""
    return set(
        SealedBuyer.objects.filter(key_id__in=list(key_ids), erased_at__isnull=True).values_list("key_id", flat=True).distinct()
    )


def keys_with_erased(key_ids: Sequence[str]) -> set[str]:
    """Those of the keys under which something was erased. One query."""
    return set(
        SealedBuyer.objects.filter(key_id__in=list(key_ids), erased_at__isnull=False).values_list("key_id", flat=True).distinct()
    )
