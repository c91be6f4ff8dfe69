"""What may be typed next in a filter: the words offered while somebody types, and the place they take in the text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shipby.orders.rules.fields import BY_ANY_NAME, FIELDS, Field, Kind
from shipby.orders.rules.filter_values import is_space, quoted
from shipby.orders.rules.names import Names
from shipby.words.countries import COUNTRIES
from shipby.words.text import N_

MOST_OFFERS = 12
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Offer:
    """A text to put in, and a message id that says what it finds; empty where it says so itself.

    ``is_whole``: a term ends here, so a space may follow.
    """

    text: str
    words: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Completion:
    """Offers for the text from ``start`` to ``end``."""

    start: int
    end: int
    offers: tuple[Offer, ...]


VALUE_WORDS = {
    ("due", "overdue"): N_("ship-by has passed"),
    ("due", "today"): N_("to hand over today"),
    ("due", "tomorrow"): N_("to hand over tomorrow"),
    ("due", "none"): N_("no ship-by is known"),
    ("status", "open"): N_("still to ship"),
    ("status", "closed"): N_("no longer on the desk"),
    ("status", "confirmed"): N_("confirmed here"),
    ("status", "all"): N_("open and closed"),
    ("is", "held"): N_("on hold"),
    ("is", "blocked"): N_("something stops it"),
    ("is", "ready"): N_("nothing stops it"),
    ("is", "confirmed"): N_("confirmed here"),
    ("is", "cancel-requested"): N_("the buyer asked to cancel"),
    ("is", "overdue"): N_("ship-by has passed"),
    ("is", "fba"): N_("shipped by Amazon"),
    ("is", "gift"): N_("gifts"),
    ("is", "business"): N_("business buyers"),
    ("is", "multi-line"): N_("several items"),
    ("is", "vanished"): N_("no longer in Amazon's report"),
    ("fulfilment", "merchant"): N_("shipped by you"),
    ("fulfilment", "amazon"): N_("shipped by Amazon"),
}
"""What a value finds, where the word alone does not say it."""


_NAMED_BY_VALUE = ("is", "status", "due", "service")
"""Fields whose values people type without the field."""


def complete(text: str, cursor: int, names: Names) -> Completion:
    """Offers for the word that the cursor stands in or behind; none inside of a word that is complete or free."""
    cursor = max(0, min(cursor, len(text)))
    start = _start_of_word(text, cursor)
    word = text[start:cursor]
    if len(text) > _LONGEST:
        return Completion(start, cursor, ())
    body = start + (word.startswith("-") and len(word) > 1)
    name, colon, typed = text[body:cursor].partition(":")
    if not colon:
        return Completion(body, _end(text, cursor, ":"), tuple(_fields(name))[:MOST_OFFERS])
    field = BY_ANY_NAME.get(name.lower().replace("_", "-"))
    if field is None:
        return Completion(cursor, cursor, ())
    value = typed.rpartition(",")[2]
    offers = tuple(_values(field, value.lstrip('"'), names))
    return Completion(cursor - len(value), _end(text, cursor, ","), offers[:MOST_OFFERS])


def _start_of_word(text: str, cursor: int) -> int:
    """Where the word before the cursor begins; white space between quotes parts no words."""
    start, is_quoted = 0, False
    for place, character in enumerate(text[:cursor]):
        if character == '"':
            is_quoted = not is_quoted
        elif not is_quoted and is_space(character):
            start = place + 1
    return start


def _end(text: str, cursor: int, stop: str) -> int:
    """Where the rest of what stands at the cursor ends: it is replaced too, a colon behind a field included."""
    end = cursor
    while end < len(text) and not is_space(text[end]) and text[end] not in f'",{stop}':
        end += 1
    return end + 1 if stop == ":" and end < len(text) and text[end] == ":" else end


def _fields(typed: str) -> Iterator[Offer]:
    wanted = typed.lower().replace("_", "-")
    found = [name for name in FIELDS if name.startswith(wanted)]
    if wanted:
        others = [field.name for alias, field in BY_ANY_NAME.items() if alias.startswith(wanted)]
        found = list(dict.fromkeys([*found, *others]))
    for name in found:
        yield Offer(f"{name}:", FIELDS[name].words, is_whole=False)
    for name in _NAMED_BY_VALUE if wanted else ():
        for value in FIELDS[name].choices:
            if value.startswith(wanted):
                yield Offer(f"{name}:{value}", VALUE_WORDS.get((name, value), ""), is_whole=True)


def _values(field: Field, typed: str, names: Names) -> Iterator[Offer]:
    wanted = typed.casefold()
    for value in _known(field, names):
        if value.casefold().startswith(wanted):
            yield Offer(quoted(value), VALUE_WORDS.get((field.name, value), ""), is_whole=True)


def _known(field: Field, names: Names) -> Iterable[str]:
    if field.kind is Kind.STORE:
        return [store.name for store in names.stores]
    if field.kind is Kind.ACCOUNT:
        return names.accounts
    if field.kind is Kind.TAG:
        return names.tags
    return sorted(COUNTRIES) if field.kind is Kind.COUNTRY else field.choices
