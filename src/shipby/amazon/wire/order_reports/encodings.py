"""Which encoding a report is in (settled design 11, reliability B22)."""

import codecs
from collections.abc import Iterable, Iterator

from charset_normalizer import from_bytes

from shipby.amazon.wire.order_reports.refusals import UnknownEncoding

UTF_8 = "utf-8"
BOM_UTF_8 = codecs.BOM_UTF8
WIDE = frozenset({"utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"})
"""Encodings in which a line end is not one byte: such text is turned into UTF-8 before it is cut into lines."""

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, UTF_8),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_SAME: dict[str, str] = {
    "shift_jis": "cp932",
    "shift_jis_2004": "cp932",
    "ms932": "cp932",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "utf-8-sig": UTF_8,
}
"""What people call it -> what Amazon's files really hold: the Windows sets contain the others."""

_ALIASES: dict[str, str] = {"windows-31j": "cp932", "cswindows31j": "cp932", "ansi": "cp1252", "unicode": "utf-16"}

_ALLOWED = (
    UTF_8,
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "cp1252",
    "cp932",
    "euc_jp",
    "cp1250",
    "cp1251",
    "cp1254",
    "iso8859-2",
    "iso8859-9",
    "iso8859-15",
    "mac-roman",
    "gb18030",
    "big5",
    "euc_kr",
)

_GOOD_PER_BAD = 20
"""Cut characters happen in UTF-8 titles; other encodings hardly ever look like UTF-8 twenty times for one failure."""


def named_encoding(name: str) -> str:
    """The encoding a person asked for, by Python's name.

    Raises:
        UnknownEncoding: not one of those that reports come in.
    """
    try:
        word = name.strip().lower().replace("\0", "")
        found = codecs.lookup(_ALIASES.get(word, word)).name
    except (LookupError, ValueError):
        found = ""
    found = _SAME.get(found, found)
    if found not in _ALLOWED:
        raise UnknownEncoding(encoding=name[:40], known=", ".join(_ALLOWED[:6]))
    return found


def encoding_by_mark(start: bytes) -> str | None:
    """The encoding by byte order mark; without one, UTF-16 by its zero bytes."""
    for mark, name in _BOMS:
        if start.startswith(mark):
            return name
    sample = start[:400]
    zeros = [sample[0::2].count(0), sample[1::2].count(0)]
    if max(zeros) * 5 < len(sample) or min(zeros) * 4 > max(zeros):
        return None
    return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"


def narrow(blocks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Blocks in which line ends and tabs are single bytes: wide encodings become UTF-8, a byte order mark goes."""
    if encoding not in WIDE:
        yield from _without_mark(blocks)
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    is_first = True
    for block, is_last in _with_end(blocks):
        text = decoder.decode(block, is_last)
        if is_first and text:
            text, is_first = text.removeprefix("\ufeff"), False
        if text:
            yield text.encode(UTF_8, "replace")


def line_encoding(encoding: str) -> str:
    """The encoding of the lines that ``narrow`` gives."""
    return UTF_8 if encoding in WIDE else encoding


class Utf8Check:
    """Whether blocks together are UTF-8, counted so far as needed to tell cut characters from another encoding."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder(UTF_8)("surrogateescape")
        self.good = 0
        self.bad = 0

    def take(self, block: bytes, *, final: bool = False) -> None:
        """Look at one more block."""
        if not final and block.isascii() and self._decoder.getstate()[0] == b"":
            return
        text = self._decoder.decode(block, final)
        bad = len(text) - len(text.encode(UTF_8, "ignore").decode(UTF_8))
        self.bad += bad
        self.good += len(text) - bad - len(text.encode("ascii", "ignore"))

    @property
    def is_utf_8(self) -> bool:
        """Every character decodes, or so many that the rest must be cut characters."""
        return self.bad == 0 or self.good >= _GOOD_PER_BAD * self.bad


def encoding_by_country(country: str | None, sample: bytes) -> str:
    """The encoding of a report that is not UTF-8: Japan writes cp932, everybody else cp1252; unknown is looked at."""
    if country is not None:
        return "cp932" if country == "JP" else "cp1252"
    best = from_bytes(sample, cp_isolation=["cp932", "cp1252"], enable_fallback=False).best() if sample else None
    return best.encoding if best is not None else "cp1252"


def decodes(blocks: Iterable[bytes], encoding: str) -> bool:
    """Whether every byte has a character in ``encoding``."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        for block, is_last in _with_end(blocks):
            decoder.decode(block, is_last)
    except UnicodeDecodeError:
        return False
    return True


def _with_end(blocks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    for block in blocks:
        yield block, False
    yield b"", True


def _without_mark(blocks: Iterable[bytes]) -> Iterator[bytes]:
    is_first = True
    for block in blocks:
        yield block.removeprefix(BOM_UTF_8) if is_first else block
        is_first = False
