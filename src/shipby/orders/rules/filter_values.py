"""The values of a filter, and how the text of each is read.

A reader takes the text of one value, the whole word it stands in and the place of that word; it answers with the value or
refuses. None uses a regular expression, so that no text can be slow.
"""

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from shipby.orders.rules.filter_refusals import (
    BadFilter,
    EmptyRange,
    MissingValue,
    NotACountry,
    NotADay,
    NotAnAmount,
    NotANumber,
    PersonalInFilter,
    UnknownValue,
)
from shipby.words.countries import COUNTRIES
from shipby.words.marketplaces import BY_COUNTRY, BY_ID, BY_SALES_CHANNEL, MARKETPLACES

DIGEST_LENGTH = 16
"""Hexadecimal digits of the keyed hash of a personal term."""
MOST_DAYS = 3650
CURRENCIES = frozenset(row.currency for row in MARKETPLACES)
_Bound = TypeVar("_Bound", int, Decimal)
_CENT = Decimal("0.01")
_MOST_AMOUNT_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Text:
    """A word; ``is_prefix`` where it ended in ``*``."""

    text: str
    is_prefix: bool = False

    def __str__(self) -> str:
        return quoted(self.text) + ("*" if self.is_prefix else "")


@dataclass(frozen=True, slots=True)
class Numbers:
    """Whole numbers from ``low`` to ``high``, both included; ``None`` = no bound."""

    low: int | None
    high: int | None

    def __str__(self) -> str:
        return _range(self.low, self.high)


@dataclass(frozen=True, slots=True)
class Amounts:
    """Money from ``low`` to ``high``, both included; ``None`` = no bound, empty ``currency`` = any."""

    low: Decimal | None
    high: Decimal | None
    currency: str = ""

    def __str__(self) -> str:
        is_bound = self.low is not None or self.high is not None
        return (_range(self.low, self.high) if is_bound else "") + self.currency


@dataclass(frozen=True, slots=True)
class Days:
    """Days of the warehouse from ``low`` to ``high``, both included; ``None`` = no bound."""

    low: date | None
    high: date | None

    def __str__(self) -> str:
        return _range(self.low, self.high)


@dataclass(frozen=True, slots=True)
class Hidden:
    """The keyed hash of something personal (``buyers.reads.search_terms``); nobody can read the term from it."""

    digest: str

    def __str__(self) -> str:
        return f"#{self.digest}"


Value = Text | Numbers | Amounts | Days | Hidden
Reader = Callable[[str, str, int], Value]


def letters_of(word: str) -> str:
    """``word`` without case, hyphens, underscores and spaces: Amazon writes its words in all of these ways."""
    return "".join(character for character in word.lower() if character not in "-_ ")


def near(word: str, words: Iterable[str]) -> list[str]:
    """The known words most like ``word``, or all of them."""
    known = list(words)
    return difflib.get_close_matches(word[:40].lower(), known, n=3, cutoff=0.5) or known


def one_of(words: tuple[str, ...], aliases: dict[str, str] | None = None) -> Reader:
    """A reader of these words and no others; ``aliases`` = letters of another way to write one -> the word."""
    known = {letters_of(word): word for word in words} | (aliases or {})

    def read(text: str, whole: str, start: int) -> Value:
        word = known.get(letters_of(text))
        if word is None:
            raise UnknownValue(whole, start, near(text, words))
        return Text(word)

    return read


def read_text(text: str, whole: str, start: int) -> Value:
    """Any word; a star at its end asks for its beginning."""
    word = text.rstrip("*")
    if not word.strip():
        raise MissingValue(whole, start)
    return Text(word, is_prefix=word != text)


def read_country(text: str, whole: str, start: int) -> Value:
    """A code of two letters."""
    code = "GB" if text.upper() == "UK" else text.upper()
    if code not in COUNTRIES:
        raise NotACountry(whole, start)
    return Text(code)


def read_channel(text: str, whole: str, start: int) -> Value:
    """A sales channel: Amazon's name of it, its country, or its marketplace id; orders from elsewhere begin with Non-Amazon."""
    upper = {"UK": "GB"}.get(text.upper(), text.upper())
    found = BY_SALES_CHANNEL.get(text.casefold()) or BY_COUNTRY.get(upper) or BY_ID.get(upper)
    if found is not None:
        return Text(found.sales_channel)
    if text.casefold().startswith("non-amazon"):
        return Text(text.rstrip("*"), is_prefix=text.endswith("*"))
    raise UnknownValue(whole, start, near(text, [row.sales_channel for row in MARKETPLACES]))


def read_number(text: str, whole: str, start: int) -> Value:
    """A whole number or a range of them."""

    def one(digits: str, step: int) -> int:
        if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
            raise NotANumber(whole, start)
        return int(digits) + step

    return Numbers(*_bounds(text, one, whole, start))


def read_amount(text: str, whole: str, start: int) -> Value:
    """An amount of money or a range of amounts, with or without a currency before or behind it."""
    currency = "".join(character for character in text if character.isalpha()).upper()
    if currency and (currency not in CURRENCIES or currency not in text.upper()):
        raise NotAnAmount(whole, start)
    place = text.upper().find(currency)
    numbers = (text[:place] + text[place + len(currency) :]).strip()
    if not numbers and currency:
        return Amounts(None, None, currency)

    def one(digits: str, step: int) -> Decimal:
        units, dot, cents = digits.partition(".")
        is_number = digits.isascii() and units.isdigit() and (not dot or cents.isdigit())
        if not is_number or len(units) > _MOST_AMOUNT_DIGITS or len(cents) > 2:
            raise NotAnAmount(whole, start)
        return Decimal(digits) + step * _CENT

    return Amounts(*_bounds(numbers, one, whole, start), currency)


def days_or(words: tuple[str, ...], *, past: bool = True, future: bool = True) -> Reader:
    """A reader of days, months, years and ranges of them, of ``words``, and of ``last-7`` and ``next-7``."""
    known = {letters_of(word): word for word in words}
    counted = (*(("last",) if past else ()), *(("next",) if future else ()))
    examples = (*words, *(f"{name}-7" for name in counted))

    def read(text: str, whole: str, start: int) -> Value:
        letters = letters_of(text)
        word = known.get(letters) or _counted(letters, counted)
        if word:
            return Text(word)

        def refuse() -> BadFilter:
            return NotADay(whole, start, near(text, examples))

        (low_text, low_step), (high_text, high_step) = _ends(text)
        try:
            low = _moved(_span(low_text)[1 if low_step else 0], low_step) if low_text else None
            high = _moved(_span(high_text)[0 if high_step else 1], high_step) if high_text else None
        except (ValueError, OverflowError):
            raise refuse() from None
        if (low is None and high is None) or (low is not None and high is not None and low > high):
            raise EmptyRange(whole, start)
        return Days(low, high)

    return read


def read_hidden(text: str, whole: str, start: int) -> Value:
    """The hash of a personal term; the term itself is refused."""
    digest = text[1:].lower()
    if not text.startswith("#") or len(digest) != DIGEST_LENGTH or not set(digest) <= set("0123456789abcdef"):
        raise PersonalInFilter(whole, start)
    return Hidden(digest)


def is_e_mail(word: str) -> bool:
    """Whether a free word is an e-mail address."""
    name, at, host = word.strip().partition("@")
    return bool(at and name and not any(character.isspace() for character in word.strip())) and "." in host.strip(".")


def is_space(character: str) -> bool:
    """White space, or a character that can't be seen, such as a mark of direction."""
    return character.isspace() or not character.isprintable()


def quoted(text: str) -> str:
    """``text`` as a value that reads back as itself."""
    is_plain = not any(is_space(character) or character in '",:*' for character in text) and text[0] not in "-<>"
    return text if is_plain else f'"{text}"'


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


def _bounds(text: str, read: Callable[[str, int], _Bound], whole: str, start: int) -> tuple[_Bound | None, _Bound | None]:
    low, high = (read(*end) if end[0] else None for end in _ends(text))
    if (low is None and high is None) or (low is not None and high is not None and low > high):
        raise EmptyRange(whole, start)
    return low, high


def _span(text: str) -> tuple[date, date]:
    """First and last day of a year, a month or a day as ISO 8601 writes them."""
    if not text.isascii() or not text.replace("-", "").isdigit():
        raise ValueError(text)
    first = date.fromisoformat({4: f"{text}-01-01", 7: f"{text}-01"}.get(len(text), text))
    if len(text) == 4:
        return first, first.replace(month=12, day=31)
    if len(text) == 7:
        return first, (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first, first


def _moved(day: date, step: int) -> date:
    return date.fromordinal(day.toordinal() + step)


def _counted(letters: str, names: tuple[str, ...]) -> str:
    """``last-7`` for ``last7``, ``last7d`` and ``last7days``; empty where it is none."""
    for name in names:
        digits = letters.removeprefix(name).removesuffix("s").removesuffix("day").removesuffix("d")
        is_number = digits.isascii() and digits.isdigit() and len(digits) < 6
        if letters.startswith(name) and is_number and 1 <= int(digits) <= MOST_DAYS:
            return f"{name}-{int(digits)}"
    return ""


def _range(low: object, high: object) -> str:
    if low == high:
        return str(low)
    return f"{'' if low is None else low}..{'' if high is None else high}"
