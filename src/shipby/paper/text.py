"""Text of strangers made printable: control characters and emoji dropped, what the font lacks marked, lines wrapped.

Nothing is cached here: the texts are personal.
"""

import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass

MISSING = "\N{REPLACEMENT CHARACTER}"
"""Drawn in place of a character that the font lacks, so that nobody takes the text for whole."""
ELLIPSIS = "…"

_EMOJI = (
    (0x20E3, 0x20E3),  # keycap
    (0x2600, 0x27BF),  # weather, stars, dingbats
    (0x2B00, 0x2BFF),
    (0xFE00, 0xFE0F),  # variation selectors
    (0x1F000, 0x1FAFF),
    (0xE0000, 0xE0FFF),  # tags
)
_DROPPED = {"Cc", "Cf", "Cs", "Co"}


@dataclass(frozen=True, slots=True, repr=False)
class Printable:
    """Text that can be drawn. ``is_whole`` is false where a character was marked as missing or the text was cut."""

    text: str
    is_whole: bool


def printable(text: str, covered: Collection[int], *, limit: int) -> Printable:
    """``text`` on one line of at most ``limit`` characters, without control characters, format characters and emoji.

    A character outside ``covered`` (code points of the font) is replaced by its plain form where that is covered
    (full-width digits, for example), else by :data:`MISSING`.
    """
    cut = len(text) > limit * 4
    flat = unicodedata.normalize("NFC", text[: limit * 4])
    drawn: list[str] = []
    is_whole = not cut
    for char in flat:
        form = _form(char, covered)
        if form is None:
            is_whole = False
            form = MISSING
        drawn.append(form)
    line = " ".join("".join(drawn).split())
    if len(line) > limit:
        return Printable(line[: limit - 1].rstrip() + ELLIPSIS, is_whole=False)
    return Printable(line, is_whole)


def _form(char: str, covered: Collection[int]) -> str | None:
    code = ord(char)
    if char.isspace():
        return " "
    if unicodedata.category(char) in _DROPPED or any(first <= code <= last for first, last in _EMOJI):
        return ""
    if code in covered:
        return None if char == MISSING else char
    plain = unicodedata.normalize("NFKC", char)
    return plain if plain != char and all(ord(part) in covered for part in plain) else None


def wrap(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """``text`` in lines no wider than ``width``; a word that is wider by itself is broken between characters."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if measure(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _broken(word, width, measure)
        lines.extend(full)
    return [*lines, line] if line else lines


def _broken(word: str, width: float, measure: Callable[[str], float]) -> list[str]:
    parts: list[str] = []
    part = ""
    for char in word:
        if part and measure(part + char) > width:
            parts.append(part)
            part = ""
        part += char
    return [*parts, part]
