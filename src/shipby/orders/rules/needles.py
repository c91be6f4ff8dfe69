"""What in a filter an index finds by itself: words, numbers and buyers somebody remembers."""

from collections.abc import Callable, Mapping

from shipby.orders.rules.filter_values import Text, Value
from shipby.orders.rules.query import Query, Term
from shipby.orders.rules.search_words import anything_search, packed, text_search

EXACT = frozenset({"order", "buyer"})
"""Fields with an index of their own, by which a handful of orders is found."""


def exact_terms(query: Query) -> tuple[Term, ...]:
    """Terms that name a handful of orders: whole order numbers, buyers."""
    return tuple(
        term for term in query.terms if term.field in EXACT and not term.is_not and not any(map(_is_open_end, term.values))
    )


def needle_of(query: Query) -> str:
    """A raw ``tsquery`` that every order the filter finds matches; empty where the filter holds no words.

    What it finds still has to be compared with the filter itself.
    """
    parts = []
    for term in query.terms:
        if term.field in _SEARCHES and not term.is_not:
            searches = [_SEARCHES[term.field](value) for value in term.values if isinstance(value, Text)]
            if all(searches):
                parts.append(" | ".join(f"({search})" for search in searches))
    return " & ".join(f"({part})" for part in parts)


def _is_open_end(value: Value) -> bool:
    return isinstance(value, Text) and value.is_prefix


def _beginning(value: Text) -> str:
    return text_search(value.text, is_whole=not value.is_prefix)


_SEARCHES: Mapping[str, Callable[[Text], str]] = {
    "": lambda value: anything_search(value.text),
    "order": _beginning,
    "sku": _beginning,
    "asin": _beginning,
    "title": lambda value: text_search(value.text, weight="A"),
    "city": _beginning,
    "po": _beginning,
    "tracking": lambda value: text_search(packed(value.text), is_whole=True),
}
