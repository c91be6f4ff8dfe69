"""What in a filter an index finds by itself: words, numbers and buyers somebody remembers."""

from collections.abc import Callable, Mapping

from shipby.orders.rules.filter_values import Text, Value
from shipby.orders.rules.query import Query, Term
from shipby.orders.rules.search_words import Known, anything_search, beginnings_of, joined, packed, text_search

EXACT = frozenset({"order", "buyer"})
"""Fields with an index of their own, by which a handful of orders is found."""


def exact_terms(query: Query) -> tuple[Term, ...]:
    """Terms that name a handful of orders: whole order numbers, buyers."""
    return tuple(
        term for term in query.terms if term.field in EXACT and not term.is_not and not any(map(_is_open_end, term.values))
    )


def beginnings(query: Query) -> list[str]:
    """The words that the filter finds by their beginnings, each once."""
    found = [word for term, value in _searched(query) for word in _BEGINNINGS.get(term.field, _of_codes)(value)]
    return list(dict.fromkeys(found))


def needle_of(query: Query, known: Known) -> str:
    """A raw ``tsquery`` that every order the filter finds matches; empty where the filter holds no words.

    What it finds still has to be compared with the filter itself. ``known`` = the words that begin as :func:`beginnings` says.
    """
    parts = []
    for term in query.terms:
        if term.field in _SEARCHES and not term.is_not:
            searches = [_SEARCHES[term.field](value, known) for value in term.values if isinstance(value, Text)]
            if all(searches):
                parts.append(" | ".join(f"({search})" for search in searches))
    return " & ".join(f"({part})" for part in parts)


def _searched(query: Query) -> list[tuple[Term, Text]]:
    return [
        (term, value)
        for term in query.terms
        if term.field in _SEARCHES and not term.is_not
        for value in term.values
        if isinstance(value, Text)
    ]


def _is_open_end(value: Value) -> bool:
    return isinstance(value, Text) and value.is_prefix


def _of_codes(value: Text) -> list[str]:
    return beginnings_of(joined(value.text)) if value.is_prefix else []


def _code(value: Text, known: Known) -> str:
    """A code of several parts stands in the search column as one word too."""
    return text_search(joined(value.text), is_whole=not value.is_prefix, known=known)


_SEARCHES: Mapping[str, Callable[[Text, Known], str]] = {
    "": lambda value, known: anything_search(value.text, known),
    "order": _code,
    "sku": _code,
    "asin": _code,
    "title": lambda value, known: text_search(value.text, weight="A", known=known),
    "city": lambda value, known: text_search(value.text, is_whole=not value.is_prefix, known=known),
    "po": _code,
    "tracking": lambda value, _: text_search(packed(value.text), is_whole=True),
}
_BEGINNINGS: Mapping[str, Callable[[Text], list[str]]] = {
    "": lambda value: beginnings_of(value.text),
    "title": lambda value: beginnings_of(value.text),
    "city": lambda value: beginnings_of(value.text) if value.is_prefix else [],
}
