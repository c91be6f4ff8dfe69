"""Make the fonts of ``src/shipby/paper/fonts`` out of a variable Noto Sans.

Needs ``pip install fonttools fontpkg-noto-sans==2.15`` (not a dependency of Shipby). Usage:

    python tools/paper_fonts.py "PATH/NotoSans[wdth,wght].ttf" src/shipby/paper/fonts
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

RANGES = (
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
WEIGHTS = {"Regular": 400, "SemiBold": 650}
LAYOUT = ["GSUB", "GPOS", "GDEF", "STAT", "HVAR", "MVAR", "DSIG"]


def make(source: Path, folder: Path, style: str, weight: int) -> None:
    """Write one static, subset font; the same input gives the same bytes."""
    font = instancer.instantiateVariableFont(TTFont(source), {"wght": weight, "wdth": 100})
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14])
    options.drop_tables += LAYOUT
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    subsetter.subset(font)
    names = {1: f"Noto Sans {style}", 2: "Regular", 4: f"Noto Sans {style}", 6: f"NotoSans-{style}"}
    for record in font["name"].names:
        record.string = names.get(record.nameID, record.toUnicode())
    font.recalcTimestamp = False
    font.save(folder / f"NotoSans-{style}.ttf")


if __name__ == "__main__":
    for one_style, one_weight in WEIGHTS.items():
        make(Path(sys.argv[1]), Path(sys.argv[2]), one_style, one_weight)
