"""The words by which orders are found: cut in one way when they are stored and when they are looked for.

PostgreSQL's own parser guesses: it takes "C/HDMI-Kabel" for the path of a file and "FG.3" for a host, so that a word in there is
never found. Cut here, it only meets plain words. One search column holds everything (``orders.writes.search``): words of titles
with weight A, other words, and marks that no typed word can be: the month of purchase, by which old months are left alone.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

Known = Mapping[str, tuple[str, ...]]
"""The beginning of a word -> the words that begin so."""
NOTHING_KNOWN: Known = {}

_GAPS = re.compile(r"[\W_]+")
_LONGEST_WORD = 500
"""A word of a text search holds 2,046 bytes; no word that people look for comes near."""


def words_of(text: str) -> str:
    """Letters and digits of ``text`` in words parted by one space, without case (``ß`` = ``ss``) and width."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return _GAPS.sub(" ", plain.casefold()).strip()


def search_words(order_id: str, codes: Iterable[str], texts: Iterable[str]) -> str:
    """What an order is found by: its id and ``codes`` (SKUs ...), also as one word each, and the words of ``texts`` (city)."""
    whole = [joined(code) for code in (order_id, *codes)]
    return " ".join(filter(None, (words_of(" ".join((order_id, *codes, *texts))), *whole)))


def joined(text: str) -> str:
    """``text`` as one word: a code of several parts is found at once."""
    return words_of(text).replace(" ", "")


def packed(text: str) -> str:
    """A tracking number as it is stored: without spaces and dashes, in capitals."""
    return "".join(character for character in text.upper() if character.isalnum())


def text_search(text: str, *, is_whole: bool = False, weight: str = "", known: Known = NOTHING_KNOWN) -> str:
    """``text`` as a raw ``tsquery``: its words side by side, the last one by its beginning unless ``is_whole``.

    ``weight`` = only words of this weight. ``known`` = the words that begin so, which then stand for the beginning. Empty where
    it holds no word.
    """
    words = [word[:_LONGEST_WORD] for word in words_of(text).split()]
    if not words:
        return ""
    suffix = f":{weight}" if weight else ""
    last = _beginning(words[-1], weight, known.get(words[-1])) if not is_whole else f"'{words[-1]}'{suffix}"
    return " <-> ".join([*(f"'{word}'{suffix}" for word in words[:-1]), last])


def _beginning(word: str, weight: str, known: tuple[str, ...] | None) -> str:
    if known is None:
        return f"'{word}':*{weight}"
    suffix = f":{weight}" if weight else ""
    return "(" + " | ".join(f"'{whole}'{suffix}" for whole in dict.fromkeys((word, *known))) + ")"


def anything_search(text: str, known: Known = NOTHING_KNOWN) -> str:
    """``text`` as what a person remembers of an order: its words, or a number that was typed in groups."""
    words = text_search(text, known=known)
    whole = joined(text)[:_LONGEST_WORD]
    return f"({words}) | '{whole}'" if " " in words_of(text) and whole else words


def beginnings_of(text: str) -> list[str]:
    """The word of ``text`` that is found by its beginning; none where only numbers can begin so, of which nobody keeps a list."""
    words = words_of(text).split()
    return [words[-1][:_LONGEST_WORD]] if words and not words[-1].isdecimal() else []


def month_of(instant: datetime) -> int:
    """The number of a month (UTC); the next month has the next number."""
    there = instant.astimezone(UTC)
    return there.year * 12 + there.month - 1


def start_of_month(number: int) -> datetime:
    """The first instant of the month."""
    return datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)


def month_mark(number: int) -> str:
    """The mark of a month of purchase in the search column."""
    return f"@{number // 12:04d}{number % 12 + 1:02d}"


def months_search(first: int, last: int) -> str:
    """A ``tsquery`` for the marks of the months from ``first`` to ``last``."""
    return " | ".join(f"'{month_mark(number)}'" for number in range(first, last + 1))
