"""The filter language: one text for the search box, the address of the page and the command line.

Grammar::

    query  = { term } ;                               terms are joined by "and"
    term   = [ "-" ] ( field ":" values | word ) ;    a leading "-" means "not"
    values = value { "," value } ;                    a comma means "or"
    value  = quoted | range | hidden | bare ;
    range  = [ bare ] ".." [ bare ] | ( ">" | "<" | ">=" | "<=" ) bare ;
    hidden = "#" hexadecimal digits ;                 the keyed hash of something personal
    word   = quoted | bare ;                          finds order id, SKU, ASIN, title word, city, tracking number
    quoted = '"' { any character but '"' } '"' ;
    bare   = { any character but white space, '"' and "," } ;

The fields are in :mod:`shipby.orders.rules.fields`. Words are read whole, by a scanner without regular expressions, so nothing in
a query can explode. Whatever is not understood is refused with its place; nothing is ignored.

A query is about open orders (``Query.is_about_open``) unless it asks for others: by a status of theirs (``status:shipped``,
``closed``, ``confirmed``, ``all``) or by ``is:fba`` or ``fulfilment:amazon``. So ``status:unshipped`` means what is still to
ship: an order that Shipby knows to be gone may be called unshipped for ever by the last report that held it.
"""

from dataclasses import dataclass

from shipby.orders.rules.fields import (
    BY_ANY_NAME,
    DUE_WORDS,
    FIELDS,
    MARKS,
    OPEN_STATUSES,
    SEARCHES,
    SERVICES,
    STATES,
    STATUS_GROUPS,
    STATUS_WORDS,
    Kind,
)
from shipby.orders.rules.filter_refusals import (
    BadFilter,
    EmptyRange,
    MissingValue,
    NotACountry,
    NotADay,
    NotAnAmount,
    NotANumber,
    OpenQuote,
    PersonalInFilter,
    TooLong,
    UnknownAccount,
    UnknownField,
    UnknownStore,
    UnknownValue,
)
from shipby.orders.rules.filter_values import Amounts, Days, Hidden, Numbers, Text, Value, is_e_mail, is_space, near, read_text
from shipby.orders.rules.names import Names

__all__ = [
    "DUE_WORDS",
    "FIELDS",
    "LONGEST",
    "MARKS",
    "MOST_TERMS",
    "OPEN_STATUSES",
    "SERVICES",
    "STATES",
    "STATUS_GROUPS",
    "STATUS_WORDS",
    "Amounts",
    "BadFilter",
    "Days",
    "EmptyRange",
    "Hidden",
    "MissingValue",
    "NotACountry",
    "NotADay",
    "NotANumber",
    "NotAnAmount",
    "Numbers",
    "OpenQuote",
    "PersonalInFilter",
    "Query",
    "Term",
    "Text",
    "TooLong",
    "UnknownAccount",
    "UnknownField",
    "UnknownStore",
    "UnknownValue",
    "Value",
    "parse",
]

LONGEST = 2000
MOST_TERMS = 40


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
        """Whether only open orders are meant: so unless a status or who ships it asks for others."""
        return not any(_asks_for_others(term) for term in self.terms)

    @property
    def looks_further(self) -> bool:
        """Whether it asks for something remembered (a word, a number, a buyer) and says nothing of the order's state.

        Then what is open comes first, and the others that match are worth showing too.
        """
        is_search = any(term.field in SEARCHES and not term.is_not for term in self.terms)
        return is_search and not any(term.field in _OF_OPEN_ORDERS for term in self.terms)

    def has(self, field: str) -> bool:
        """Whether a term asks for ``field``."""
        return any(term.field == field for term in self.terms)


def _asks_for_others(term: Term) -> bool:
    words = {value.text for value in term.values if isinstance(value, Text)}
    if term.field == "status":
        return bool(words & {"open", "all"}) if term.is_not else not words <= OPEN_STATUSES
    if term.field == "fulfilment":
        return ("amazon" in words) is not term.is_not
    return term.field == "is" and not term.is_not and "fba" in words


_OF_OPEN_ORDERS = frozenset({"status", "due", "cause", "is", "fulfilment"})


def parse(text: str, names: Names | None = None) -> Query:
    """Read a query; with ``names``, stores and accounts must be among them.

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
        term, place = _term(text, start, names)
        if term not in terms:
            terms.append(term)
        if len(terms) > MOST_TERMS:
            raise TooLong(text[start:place], start)
        place = _skip_space(text, place)
    return Query(tuple(terms))


def _is_no_text(character: str) -> bool:
    """A character that no database keeps: NUL, or half of a pair of UTF-16 (a byte of the command line that is no UTF-8)."""
    return character == "\0" or "\ud800" <= character <= "\udfff"


def _skip_space(text: str, place: int) -> int:
    while place < len(text) and is_space(text[place]):
        place += 1
    return place


def _term(text: str, start: int, names: Names | None) -> tuple[Term, int]:
    is_not = text[start] == "-" and start + 1 < len(text) and not is_space(text[start + 1])
    field, place = _field(text, start + is_not)
    if not field:
        value, place = _word(text, start, place)
        return Term("", (value,), is_not), place
    values: list[Value] = []
    while True:
        word, is_quoted, place = _value(text, place, stops='",')
        if not word:
            raise MissingValue(text[start:place], start)
        read = _read(field, word, is_quoted, (text[start:place], start), names)
        if read not in values:
            values.append(read)
        if place >= len(text) or text[place] != ",":
            return Term(field, tuple(values), is_not), place
        place += 1


def _word(text: str, start: int, place: int) -> tuple[Text, int]:
    word, is_quoted, end = _value(text, place, stops='"')
    found = word if is_quoted else word.rstrip("*")
    if not found.strip():
        raise MissingValue(text[start:end], start)
    if is_e_mail(found):
        raise PersonalInFilter(text[start:end], start)
    return Text(found), end


def _read(name: str, word: str, is_quoted: bool, whole: tuple[str, int], names: Names | None) -> Value:
    field = FIELDS[name]
    read: Value = Text(word) if is_quoted and field.read is read_text else field.read(word, *whole)
    if names is not None and isinstance(read, Text):
        if field.kind is Kind.STORE and not names.has_store(read.text, is_prefix=read.is_prefix):
            raise UnknownStore(*whole, near(read.text, [store.name for store in names.stores]) or ("-",))
        if field.kind is Kind.ACCOUNT and not names.has_account(read.text, is_prefix=read.is_prefix):
            raise UnknownAccount(*whole, near(read.text, names.accounts) or ("-",))
    return read


def _field(text: str, place: int) -> tuple[str, int]:
    """The field at ``place`` and the place behind its colon; an empty field where a free word stands there."""
    end = place
    while end < len(text) and (text[end].isalpha() or text[end] in "-_"):
        end += 1
    if end == place or end >= len(text) or text[end] != ":":
        return "", place
    field = BY_ANY_NAME.get(text[place:end].lower().replace("_", "-"))
    if field is None:
        raise UnknownField(text[place : end + 1], place, near(text[place:end], FIELDS))
    return field.name, end + 1


def _value(text: str, place: int, *, stops: str) -> tuple[str, bool, int]:
    """One value: its text, whether it was quoted, and the place behind it."""
    if place < len(text) and text[place] == '"':
        end = text.find('"', place + 1)
        if end < 0:
            raise OpenQuote(text[place:], place)
        return text[place + 1 : end], True, end + 1
    end = place
    while end < len(text) and not is_space(text[end]) and text[end] not in stops:
        end += 1
    return text[place:end], False, end
