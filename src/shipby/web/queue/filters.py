"""The filter as chips and offers. Every chip and offer only writes filter text; the address holds it."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.utils.translation import gettext
from django.utils.translation import gettext as _

from shipby.orders.rules.fields import FIELDS
from shipby.orders.rules.query import BadFilter, Hidden, Query, Term, Text, parse
from shipby.orders.rules.sorting import Sort
from shipby.words.text import N_


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition; ``without`` is the address of the page without it."""

    field: str
    value: str
    without: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A condition that can be added: its text, what it finds, the address of the page with it."""

    text: str
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Bad:
    """A filter that can't be read: the sentence, and the typed text cut at the word that is not understood."""

    sentence: str
    remedy: str
    before: str
    word: str
    after: str


_OFFERS: Final[tuple[tuple[str, str], ...]] = (
    ("due:overdue", N_("ship-by has passed")),
    ("due:today", N_("to hand over today")),
    ("due:tomorrow", N_("to hand over tomorrow")),
    ("is:blocked", N_("something stops it")),
    ("is:held", N_("on hold")),
    ("is:cancel-requested", N_("the buyer asked to cancel")),
    ("is:gift", N_("gifts")),
    ("is:business", N_("business buyers")),
    ("qty:>1", N_("more than one unit")),
    ("sku:MUG-*", N_("a SKU, a star for its end")),
    ("country:US", N_("where it goes")),
    ("status:shipped", N_("closed orders of a status")),
)


def address(query: Query, sort: Sort | None = None, **more: str) -> str:
    """The queue with this filter and sort; ``sort`` None = as such a list comes."""
    parts = ({"q": query.text} if query.terms else {}) | ({"sort": sort.text} if sort else {}) | more
    return f"/orders/?{urlencode(parts)}" if parts else "/orders/"


def chips_of(query: Query, sort: Sort | None = None) -> list[Chip]:
    """One chip a condition."""
    return [Chip(_name(term), _values(term), address(query.without(term), sort)) for term in query.terms]


def offers_of(query: Query) -> list[Offer]:
    """Conditions that are not in the filter yet."""
    found = []
    for text, words in _OFFERS:
        (term,) = parse(text).terms
        if term not in query.terms:
            found.append(Offer(text, gettext(words), address(query.with_term(term))))
    return found


def bad_of(refusal: BadFilter, typed: str) -> Bad:
    """The refusal in the language of the page; its reasons are message ids themselves."""
    params = {name: gettext(str(value)) if value and name in {"why", "hint"} else value for name, value in refusal.params.items()}
    start, end = refusal.start, min(refusal.end, len(typed))
    return Bad(gettext(refusal.sentence) % params, gettext(refusal.remedy) % params, typed[:start], typed[start:end], typed[end:])


def _name(term: Term) -> str:
    name = gettext(FIELDS[term.field].label) if term.field else _("Words")
    return _("%(field)s not") % {"field": name} if term.is_not else name


def _values(term: Term) -> str:
    if all(isinstance(value, Hidden) for value in term.values):
        return _("hidden term")
    return ", ".join(_value(value) for value in term.values)


def _value(value: object) -> str:
    return (value.text + ("*" if value.is_prefix else "")) if isinstance(value, Text) else str(value)
