"""Make the fonts of ``src/shipby/paper/fonts`` and the list of what each can draw (``coverage.json``).

Needs ``pip install fonttools`` (not a dependency of Shipby) and the files of these packages unpacked below one folder:

- PyPI ``fontpkg-noto-sans`` 2.15 (Latin, Cyrillic, Greek)
- Debian ``fonts-noto-core`` 20201225 (Arabic, Hebrew, Thai)
- Debian ``fonts-morisawa-bizud-gothic`` 1.05 (Japanese)
- Debian ``fonts-droid-fallback`` 6.0.1r16 (Chinese)
- Debian ``fonts-nanum`` 20200506 (Korean)

Usage: ``python tools/paper_fonts.py FOLDER src/shipby/paper/fonts``. The same input gives the same bytes.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

LATIN = (
    (0x20, 0x7E),
    (0xA0, 0x2FF),
    (0x300, 0x36F),
    (0x370, 0x3FF),
    (0x400, 0x52F),
    (0x1E00, 0x1FFF),
    (0x2000, 0x20CF),
    (0x2100, 0x22FF),
    (0x2500, 0x25FF),
    (0xFB00, 0xFB06),
    (0xFFFC, 0xFFFD),
)
KANA_AND_SIGNS = ((0x3000, 0x303F), (0x3040, 0x30FF), (0x31F0, 0x31FF), (0xFF00, 0xFFEF))
HAN = ((0x2E80, 0x2FDF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FA1F))
BOPOMOFO = ((0x3100, 0x312F), (0x31A0, 0x31BF))
HANGUL = ((0x1100, 0x11FF), (0x3130, 0x318F), (0xAC00, 0xD7A3))
ARABIC = ((0x600, 0x6FF), (0x750, 0x77F), (0x8A0, 0x8FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC))
HEBREW = ((0x591, 0x5F4), (0xFB1D, 0xFB4F))
THAI = ((0xE01, 0xE5B),)


@dataclass(frozen=True)
class Face:
    """One font file: where it comes from, what of it is kept. Listed in the order in which they are asked for a character."""

    name: str
    source: str
    ranges: tuple[tuple[int, int], ...]
    weight: int | None = None
    """Of a variable font."""


FACES = (
    Face("NotoSans-Regular", "NotoSans[wdth,wght].ttf", LATIN, 400),
    Face("NotoSans-SemiBold", "NotoSans[wdth,wght].ttf", LATIN, 650),
    Face("NotoSansArabic-Regular", "NotoSansArabic-Regular.ttf", ARABIC),
    Face("NotoSansArabic-Bold", "NotoSansArabic-Bold.ttf", ARABIC),
    Face("NotoSansHebrew-Regular", "NotoSansHebrew-Regular.ttf", HEBREW),
    Face("NotoSansHebrew-Bold", "NotoSansHebrew-Bold.ttf", HEBREW),
    Face("NotoSansThai-Regular", "NotoSansThai-Regular.ttf", THAI),
    Face("NotoSansThai-Bold", "NotoSansThai-Bold.ttf", THAI),
    Face("ShipbyJapanese-Regular", "BIZUDGothic-Regular.ttf", KANA_AND_SIGNS + HAN),
    Face("ShipbyChinese-Regular", "DroidSansFallbackFull.ttf", KANA_AND_SIGNS + HAN + BOPOMOFO),
    Face("ShipbyKorean-Regular", "NanumGothic.ttf", HANGUL),
)


def make(face: Face, sources: Path, folder: Path) -> list[int]:
    """Write one static font without layout tables and hinting; what it can draw."""
    font = TTFont(next(sources.rglob(face.source.replace("[", "[[]"))), recalcTimestamp=False)
    if face.weight is not None:
        font = instancer.instantiateVariableFont(font, {"wght": face.weight, "wdth": 100})
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14])
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "STAT", "HVAR", "MVAR", "DSIG", "BASE", "VORG", "vhea", "vmtx", "mort"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in face.ranges for code in range(first, last + 1)])
    subsetter.subset(font)
    family, style = face.name.split("-")
    names = {1: f"{family} {style}", 2: "Regular", 4: f"{family} {style}", 6: face.name}
    for record in font["name"].names:
        record.string = names.get(record.nameID, record.toUnicode())
    font.recalcTimestamp = False
    font.save(folder / f"{face.name}.ttf")
    return sorted(font.getBestCmap())


def ranges_of(codes: Iterable[int]) -> Iterator[list[int]]:
    """Code points as [first, last]."""
    for _, run in groupby(enumerate(codes), key=lambda pair: pair[1] - pair[0]):
        found = [code for _, code in run]
        yield [found[0], found[-1]]


def main() -> None:
    """Make all of them."""
    sources, folder = Path(sys.argv[1]), Path(sys.argv[2])
    coverage = {face.name: list(ranges_of(make(face, sources, folder))) for face in FACES}
    text = json.dumps(coverage, separators=(",", ":")).replace('],"', '],\n"')
    (folder / "coverage.json").write_text(f"{text}\n", encoding="ascii")


if __name__ == "__main__":
    main()
