"""The filter language: one text for the search box, the address of the page and the command line.

Grammar::

    query  = { term } ;                               terms are joined by "and"
    term   = [ "-" ] ( field ":" values | word ) ;    a leading "-" means "not"
    values = value { "," value } ;                    a comma means "or"
    value  = quoted | range | bare ;
    range  = [ bare ] ".." [ bare ] | ( ">" | "<" | ">=" | "<=" ) bare ;
    word   = quoted | bare ;                          finds order id, SKU, title word, tracking number, city
    quoted = '"' { any character but '"' } '"' ;
    bare   = { any character but white space, '"' and "," } ;

Words are read whole, by a scanner without regular expressions, so nothing in a query can explode. Whatever is not understood is
refused with its place; nothing is ignored. The words of a field may be written as Amazon writes them (``PartiallyShipped``,
``PARTIALLY_SHIPPED``).

A query is about open orders (``Query.is_about_open``) unless it asks for others: by a status of theirs (``status:shipped``,
``closed``, ``confirmed``, ``all``) or by ``is:fba``. So ``status:unshipped`` means what is still to ship: an order that Shipby
knows to be gone may be called unshipped for ever by the last report that held it.
"""

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from shipby.orders.rules.search_row import CAUSE_CODES
from shipby.words.countries import COUNTRIES
from shipby.words.refusals import Refusal
from shipby.words.text import N_

LONGEST = 2000
MOST_TERMS = 40


class BadFilter(Refusal):
    """The filter can't be read; ``start`` and ``end`` are the place of the word in the text."""

    code = "bad_filter"
    sentence = N_("“%(word)s” is not understood.")
    remedy = N_("Leave it out, or put it in quotes to find the word itself.")

    def __init__(self, word: str, start: int, known: Iterable[str] = ()) -> None:
        self.start = start
        self.end = start + len(word)
        super().__init__(word=word[:60], known=", ".join(known))


class UnknownField(BadFilter):
    """No field has this name."""

    sentence = N_("There is no field “%(word)s”.")
    remedy = N_("Fields are %(known)s. To find the word itself, put it in quotes.")


class UnknownValue(BadFilter):
    """The field does not know this value."""

    sentence = N_("“%(word)s” names nothing that orders have.")
    remedy = N_("Try %(known)s.")


class MissingValue(BadFilter):
    """Nothing stands behind the colon or the comma, or between the quotes."""

    sentence = N_("“%(word)s” lacks a value.")
    remedy = N_("Write it behind the colon, such as sku:MUG-1.")


class OpenQuote(BadFilter):
    """A quote is not closed."""

    sentence = N_("The quote at “%(word)s” is not closed.")
    remedy = N_("Add a closing quote.")


class NotANumber(BadFilter):
    """A quantity is not a whole number or a range of them."""

    sentence = N_("“%(word)s” is not a whole number.")
    remedy = N_("Write qty:2, qty:>1 or qty:2..5.")


class NotADay(BadFilter):
    """Neither a day nor a word for one."""

    sentence = N_("“%(word)s” is neither a day nor a word for one.")
    remedy = N_("Try %(known)s, or a day such as due:2026-11-24.")


class EmptyRange(BadFilter):
    """A range in which nothing can lie."""

    sentence = N_("Nothing can lie in “%(word)s”.")
    remedy = N_("Write the smaller end first.")


class NotACountry(BadFilter):
    """Not the code of a country."""

    sentence = N_("“%(word)s” is not a country.")
    remedy = N_("Use a code of two letters, such as country:US.")


class TooLong(BadFilter):
    """More text or more terms than a filter may have."""

    sentence = N_("The filter is too long.")
    remedy = N_("Use fewer words; a filter holds at most 40.")


@dataclass(frozen=True, slots=True)
class Text:
    """A word; ``is_prefix`` where it ended in ``*``."""

    text: str
    is_prefix: bool = False

    def __str__(self) -> str:
        return _quoted(self.text) + ("*" if self.is_prefix else "")


@dataclass(frozen=True, slots=True)
class Numbers:
    """Whole numbers from ``low`` to ``high``, both included; ``None`` = no bound."""

    low: int | None
    high: int | None

    def __str__(self) -> str:
        return _range(self.low, self.high)


@dataclass(frozen=True, slots=True)
class Days:
    """Days of the warehouse from ``low`` to ``high``, both included; ``None`` = no bound."""

    low: date | None
    high: date | None

    def __str__(self) -> str:
        return _range(self.low, self.high)


Value = Text | Numbers | Days


@dataclass(frozen=True, slots=True)
class Term:
    """One condition; ``field`` is empty for a free word. Several values are alternatives."""

    field: str
    values: tuple[Value, ...]
    is_not: bool = False

    def __str__(self) -> str:
        text = ",".join(str(value) for value in self.values)
        return f"{'-' if self.is_not else ''}{self.field + ':' if self.field else ''}{text}"


@dataclass(frozen=True, slots=True)
class Query:
    """All conditions, joined by "and". Equal queries have equal ``text``."""

    terms: tuple[Term, ...] = ()

    @property
    def text(self) -> str:
        """The canonical text; reading it again gives this query."""
        return " ".join(str(term) for term in self.terms)

    def with_term(self, term: Term) -> "Query":
        """Return the query with ``term``; another term of the same field and sign gives way."""
        kept = tuple(old for old in self.terms if not term.field or (old.field, old.is_not) != (term.field, term.is_not))
        return Query((*kept, term))

    def without(self, term: Term) -> "Query":
        """Return the query without ``term``."""
        return Query(tuple(old for old in self.terms if old != term))

    def without_field(self, field: str) -> "Query":
        """Return the query without any term of ``field``."""
        return Query(tuple(old for old in self.terms if old.field != field))

    @property
    def is_about_open(self) -> bool:
        """Whether only open orders are meant: so unless a status or ``is:fba`` asks for others."""
        return not any(_asks_for_others(term) for term in self.terms)


def _asks_for_others(term: Term) -> bool:
    words = {value.text for value in term.values if isinstance(value, Text)}
    if term.field == "status":
        return bool(words & {"open", "all"}) if term.is_not else not words <= OPEN_STATUSES
    return term.field == "is" and not term.is_not and "fba" in words


DUE_WORDS = ("overdue", "today", "tomorrow", "this-week", "later", "none")
STATUS_WORDS = {
    "pending-availability": "PENDING_AVAILABILITY",
    "pending": "PENDING",
    "unshipped": "UNSHIPPED",
    "partially-shipped": "PARTIALLY_SHIPPED",
    "shipped": "SHIPPED",
    "cancelled": "CANCELLED",
    "unfulfillable": "UNFULFILLABLE",
    "invoice-unconfirmed": "INVOICE_UNCONFIRMED",
}
OPEN_STATUSES = frozenset({"pending-availability", "pending", "unshipped", "partially-shipped", "invoice-unconfirmed", "open"})
STATUS_GROUPS = ("open", "closed", "confirmed", "all")
SERVICES = {
    "standard": "STANDARD",
    "expedited": "EXPEDITED",
    "next-day": "NEXT_DAY",
    "second-day": "SECOND_DAY",
    "same-day": "SAME_DAY",
    "priority": "PRIORITY",
    "scheduled": "SCHEDULED",
    "free-economy": "FREE_ECONOMY",
    "prime": "PRIME",
}
MARKS = {
    "prime": "PRIME",
    "business": "AMAZON_BUSINESS",
    "premium": "PREMIUM",
    "gift": "GIFT",
    "replacement": "REPLACEMENT",
    "exchange": "EXCHANGE",
    "transparency": "TRANSPARENCY",
    "customized": "CUSTOMIZATION",
    "cod": "CASH_ON_DELIVERY",
    "pickup-point": "PICKUP_POINT",
    "ship-plus": "FBM_SHIP_PLUS",
}
STATES = ("held", "cancel-requested", "incomplete", "vanished", "blocked", "ready", "confirmed", "fba", "tagged", "multi-line")

_ALIASES = {"canceled": "cancelled", "partial": "partiallyshipped", "hold": "held", "cancel": "cancelrequested"}


def _one_of(words: tuple[str, ...]) -> "Reader":
    known = {_letters(word): word for word in words}

    def read(text: str, whole: str, start: int) -> Value:
        letters = _letters(text)
        word = known.get(_ALIASES.get(letters, letters))
        if word is None:
            raise UnknownValue(whole, start, _near(text.lower(), words))
        return Text(word)

    return read


def _letters(word: str) -> str:
    """``word`` without case, hyphens, underscores and spaces: Amazon writes its words in all of these ways."""
    return "".join(character for character in word.lower() if character not in "-_ ")


def _near(word: str, words: Iterable[str]) -> list[str]:
    """The known words most like ``word``, or all of them."""
    known = list(words)
    return difflib.get_close_matches(word[:40], known, n=3, cutoff=0.5) or known


def _text(text: str, whole: str, start: int) -> Value:
    word = text.rstrip("*")
    if not word:
        raise MissingValue(whole, start)
    return Text(word, is_prefix=word != text)


def _country(text: str, whole: str, start: int) -> Value:
    code = "GB" if text.upper() == "UK" else text.upper()
    if code not in COUNTRIES:
        raise NotACountry(whole, start)
    return Text(code)


def _ends(text: str) -> tuple[tuple[str, int], tuple[str, int]]:
    """The two ends of a range, or twice the same value; each with the step that a strict bound takes."""
    if ".." in text:
        low, _, high = text.partition("..")
        return (low, 0), (high, 0)
    for sign, step in ((">=", 0), ("<=", 0), (">", 1), ("<", -1)):
        if text.startswith(sign):
            end = (text[len(sign) :], step)
            return (end, ("", 0)) if sign[0] == ">" else (("", 0), end)
    return (text, 0), (text, 0)


def _number(text: str, whole: str, start: int) -> Value:
    def one(digits: str, step: int) -> int | None:
        if not digits:
            return None
        if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
            raise NotANumber(whole, start)
        return int(digits) + step

    low, high = (one(*end) for end in _ends(text))
    if (low is None and high is None) or (low is not None and high is not None and low > high):
        raise EmptyRange(whole, start)
    return Numbers(low, high)


def _day(text: str, whole: str, start: int) -> Value:
    def one(digits: str, step: int) -> date | None:
        if not digits:
            return None
        try:
            return date.fromordinal(date.fromisoformat(digits).toordinal() + step)
        except (ValueError, OverflowError):
            raise NotADay(whole, start, _near(text.lower(), DUE_WORDS)) from None

    if text.lower() in DUE_WORDS:
        return Text(text.lower())
    low, high = (one(*end) for end in _ends(text))
    if (low is None and high is None) or (low is not None and high is not None and low > high):
        raise EmptyRange(whole, start)
    return Days(low, high)


Reader = Callable[[str, str, int], Value]

FIELDS: dict[str, Reader] = {
    "status": _one_of((*STATUS_WORDS, *STATUS_GROUPS)),
    "due": _day,
    "store": _text,
    "sku": _text,
    "qty": _number,
    "service": _one_of(tuple(SERVICES)),
    "is": _one_of((*MARKS, *STATES)),
    "country": _country,
    "tag": _text,
    "cause": _one_of(tuple(code.replace("_", "-") for code in CAUSE_CODES)),
    "account": _text,
    "order": _text,
    "tracking": _text,
}
"""The fields and how a value of each is read."""


def parse(text: str) -> Query:
    """Read a query.

    Raises:
        BadFilter: a word is not understood; it names the place.
    """
    if len(text) > LONGEST:
        raise TooLong(text[LONGEST : LONGEST + 20], LONGEST)
    text = "".join(" " if _is_no_text(character) else character for character in text)
    terms: list[Term] = []
    place = _skip_space(text, 0)
    while place < len(text):
        start = place
        term, place = _term(text, start)
        if term not in terms:
            terms.append(term)
        if len(terms) > MOST_TERMS:
            raise TooLong(text[start:place], start)
        place = _skip_space(text, place)
    return Query(tuple(terms))


def _is_no_text(character: str) -> bool:
    """A character that no database keeps: NUL, or half of a pair of UTF-16 (a byte of the command line that is no UTF-8)."""
    return character == "\0" or "\ud800" <= character <= "\udfff"


def _is_space(character: str) -> bool:
    """White space, or a character that can't be seen, such as a mark of direction."""
    return character.isspace() or not character.isprintable()


def _skip_space(text: str, place: int) -> int:
    while place < len(text) and _is_space(text[place]):
        place += 1
    return place


def _term(text: str, start: int) -> tuple[Term, int]:
    is_not = text[start] == "-" and start + 1 < len(text) and not _is_space(text[start + 1])
    field, place = _field(text, start + is_not)
    if not field:
        word, is_quoted, place = _value(text, place, stops='"')
        found = word if is_quoted else word.rstrip("*")
        if not found.strip():
            raise MissingValue(text[start:place], start)
        return Term("", (Text(found),), is_not), place
    values: list[Value] = []
    while True:
        value, is_quoted, place = _value(text, place, stops='",')
        if not value:
            raise MissingValue(text[start:place], start)
        read = Text(value) if is_quoted and FIELDS[field] is _text else FIELDS[field](value, text[start:place], start)
        if read not in values:
            values.append(read)
        if place >= len(text) or text[place] != ",":
            return Term(field, tuple(values), is_not), place
        place += 1


def _field(text: str, place: int) -> tuple[str, int]:
    """The field at ``place`` and the place behind its colon; an empty field where a free word stands there."""
    end = place
    while end < len(text) and (text[end].isalpha() or text[end] in "-_"):
        end += 1
    if end == place or end >= len(text) or text[end] != ":":
        return "", place
    name = text[place:end].lower()
    if name not in FIELDS:
        raise UnknownField(text[place : end + 1], place, FIELDS)
    return name, end + 1


def _value(text: str, place: int, *, stops: str) -> tuple[str, bool, int]:
    """One value: its text, whether it was quoted, and the place behind it."""
    if place < len(text) and text[place] == '"':
        end = text.find('"', place + 1)
        if end < 0:
            raise OpenQuote(text[place:], place)
        return text[place + 1 : end], True, end + 1
    end = place
    while end < len(text) and not _is_space(text[end]) and text[end] not in stops:
        end += 1
    return text[place:end], False, end


def _quoted(text: str) -> str:
    """``text`` as a value that reads back as itself."""
    is_plain = not any(_is_space(character) or character in '",:*' for character in text) and text[0] not in "-<>"
    return text if is_plain else f'"{text}"'


def _range(low: object, high: object) -> str:
    if low == high:
        return str(low)
    return f"{'' if low is None else low}..{'' if high is None else high}"
