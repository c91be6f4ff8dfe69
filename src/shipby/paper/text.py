"""Text of strangers made printable: control characters and emoji dropped, what the font lacks marked, lines wrapped.

Nothing is cached here: the texts are personal.
"""

import unicodedata
from collections.abc import Callable, Container, Iterator
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
_NOT_FIRST = frozenset(
    chr(code)
    for code in (
        *(0x3001, 0x3002, 0xFF0C, 0xFF0E, 0x30FB, 0xFF1A, 0xFF1B, 0xFF1F, 0xFF01, 0xFF09, 0xFF3D, 0xFF5D),  # punctuation
        *(0x300D, 0x300F, 0x3011, 0x3009, 0x300B),  # closing brackets
        *(0x3005, 0x30FC, 0x309D, 0x309E, 0x3041, 0x3043, 0x3045, 0x3047, 0x3049, 0x3063, 0x3083, 0x3085, 0x3087),
        *(0x30A1, 0x30A3, 0x30A5, 0x30A7, 0x30A9, 0x30C3, 0x30E3, 0x30E5, 0x30E7),  # repetition, length, small kana
    )
)
"""Signs that must not begin a line in Japanese and Chinese."""


@dataclass(frozen=True, slots=True, repr=False)
class Printable:
    """Text that can be drawn. ``is_whole`` is false where a character was marked as missing or the text was cut."""

    text: str
    is_whole: bool


def printable(text: str, covered: Container[int], *, limit: int) -> Printable:
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


def _form(char: str, covered: Container[int]) -> str | None:
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
    for gap, word in pieces(text):
        longer = f"{line}{gap}{word}" if line else word
        if measure(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _broken(word, width, measure)
        lines.extend(full)
    return [*lines, line] if line else lines


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """Where a line may end: (gap before it, piece). Words part at spaces, East Asian ones between any two characters.

    A sign that must not begin a line stays with what stands before it.
    """
    for word in text.split(" "):
        gap, piece = " ", ""
        for char in word:
            if piece and char not in _NOT_FIRST and (_is_wide(char) or _is_wide(piece[-1])):
                yield gap, piece
                gap, piece = "", ""
            piece += char
        yield gap, piece


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def _broken(word: str, width: float, measure: Callable[[str], float]) -> list[str]:
    parts: list[str] = []
    part = ""
    for char in word:
        if part and not unicodedata.combining(char) and unicodedata.category(char) != "Mn" and measure(part + char) > width:
            parts.append(part)
            part = ""
        part += char
    return [*parts, part]
