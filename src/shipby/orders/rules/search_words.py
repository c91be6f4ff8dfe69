"""The words by which orders are found: cut in one way when they are stored and when they are looked for.

PostgreSQL's own parser guesses: it takes "C/HDMI-Kabel" for the path of a file and "FG.3" for a host, so that a word in there is
never found. Cut here, it only meets plain words. One search column holds everything (``orders.writes.search``): words of titles
with weight A, other words, and marks that no typed word can be: the month of purchase, by which old months are left alone.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime

_GAPS = re.compile(r"[\W_]+")
_LONGEST_WORD = 500
"""A word of a text search holds 2,046 bytes; no word that people look for comes near."""


def words_of(text: str) -> str:
    """Letters and digits of ``text`` in words parted by one space, without case (``ß`` = ``ss``) and width."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return _GAPS.sub(" ", plain.casefold()).strip()


def search_words(order_id: str, texts: Iterable[str]) -> str:
    """What an order is found by: its id, also without hyphens, and the words of ``texts`` (SKUs, ASINs, city ...)."""
    return words_of(" ".join((order_id, order_id.replace("-", ""), *texts)))


def packed(text: str) -> str:
    """A tracking number as it is stored: without spaces and dashes, in capitals."""
    return "".join(character for character in text.upper() if character.isalnum())


def text_search(text: str, *, is_whole: bool = False, weight: str = "") -> str:
    """``text`` as a raw ``tsquery``: its words side by side, the last one by its beginning unless ``is_whole``.

    ``weight`` = only words of this weight. Empty where it holds no word.
    """
    words = [f"'{word[:_LONGEST_WORD]}'" for word in words_of(text).split()]
    if not words:
        return ""
    ends = ["" for _ in words[1:]] + ["" if is_whole else "*"]
    marked = [word + (f":{end}{weight}" if end or weight else "") for word, end in zip(words, ends, strict=True)]
    return " <-> ".join(marked)


def anything_search(text: str) -> str:
    """``text`` as what a person remembers of an order: its words, or a tracking number that was typed in groups."""
    words = text_search(text)
    whole = packed(text).casefold()[:_LONGEST_WORD]
    return f"({words}) | '{whole}'" if " " in words and whole else words


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
