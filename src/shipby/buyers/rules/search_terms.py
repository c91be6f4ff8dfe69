"""The personal words by which an order is found: matched whole, never kept (settled design 4).

A name is found whole, whatever the order of its words, and by each single word; an e-mail address and a postal code whole. What
is stored and what is typed go through the same normalisation, then through a keyed hash.
"""

import unicodedata

from shipby.buyers.rules.facts import PersonalFacts
from shipby.orders.rules.search_words import words_of

MOST_TERMS = 24
_LONGEST = 200


def terms_of(personal: PersonalFacts | None) -> tuple[str, ...]:
    """The normalised words of an order's buyer and recipient, each once, at most 24."""
    if personal is None:
        return ()
    names: list[str | None] = []
    others: list[str | None] = []
    if (buyer := personal.buyer) is not None:
        names += [buyer.name, buyer.company]
        others.append(_folded(buyer.email))
    if (recipient := personal.recipient) is not None:
        names += [recipient.name, recipient.company]
        others.append(_code(recipient.postal_code))
    words = [word for name in dict.fromkeys(names) for word in _name_terms(name)]
    return tuple(dict.fromkeys(word for word in (*others, *words) if word))[:MOST_TERMS]


def typed_terms(text: str) -> tuple[str, ...]:
    """The normalised words that may be meant by what somebody typed: a name, an e-mail address or a postal code."""
    folded = _folded(text)
    if "@" in folded:
        return (folded,)
    return tuple(dict.fromkeys(word for word in (_whole_name(text), _code(text)) if word))


def _folded(text: str | None) -> str:
    """Without case, width, and all but single spaces."""
    cut = (text or "")[:_LONGEST]
    return " ".join((cut if cut.isascii() else unicodedata.normalize("NFKC", cut)).casefold().split())


def _code(text: str | None) -> str:
    """A postal code: neither spaces nor hyphens tell two apart."""
    return _folded(text).replace(" ", "").replace("-", "")


def _name_words(text: str | None) -> list[str]:
    return words_of((text or "")[:_LONGEST].replace("'", "").replace("\u2019", "")).split()


def _whole_name(text: str | None) -> str:
    return " ".join(sorted(_name_words(text)))


def _name_terms(text: str | None) -> list[str]:
    words = _name_words(text)
    return [" ".join(sorted(words)), *words]
