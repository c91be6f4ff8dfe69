"""The words by which orders are found: cut in one way when they are stored and when they are looked for.

PostgreSQL's own parser guesses: it takes "C/HDMI-Kabel" for the path of a file and "FG.3" for a host, so that a word in there is
never found. Cut here, it only meets plain words.
"""

import re
import unicodedata
from collections.abc import Iterable

_GAPS = re.compile(r"[\W_]+")
_LONGEST_WORD = 500
"""A word of a text search holds 2,046 bytes; no word that people look for comes near."""


def words_of(text: str) -> str:
    """Letters and digits of ``text`` in words parted by one space, without case (``ß`` = ``ss``) and width."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return _GAPS.sub(" ", plain.casefold()).strip()


def search_words(order_id: str, texts: Iterable[str]) -> str:
    """What an order is found by: its id, also without hyphens, and the words of ``texts`` (SKUs, ASINs, titles)."""
    return words_of(" ".join((order_id, order_id.replace("-", ""), *texts)))


def text_search(text: str) -> str:
    """``text`` as a raw ``tsquery``: its words side by side, the last one by its beginning; empty where it holds no word."""
    words = [f"'{word[:_LONGEST_WORD]}'" for word in words_of(text).split()]
    return " <-> ".join(words) + ":*" if words else ""
