"""What stands on a label or slip of 4 by 6 inches: texts, lines and a Code 128 barcode, in inches from the top left."""

import unicodedata
from textwrap import wrap

import msgspec
from reportlab.graphics.barcode import code128

WIDTH, LENGTH = 4.0, 6.0
MARK = "PRETEND LABEL - NOT POSTAGE"


class Text(msgspec.Struct, frozen=True):
    """A line of text; ``y`` is its base line, ``size`` its height in points."""

    x: float
    y: float
    size: float
    text: str
    bold: bool = False


class Bar(msgspec.Struct, frozen=True):
    """The barcode, centred in the width."""

    y: float
    height: float
    data: str


class Sheet(msgspec.Struct, frozen=True):
    """A page; ``rules`` are the heights of horizontal lines."""

    texts: list[Text]
    rules: list[float]
    bar: Bar | None = None


class Face(msgspec.Struct, frozen=True):
    """What a label tells; addresses as lines, ``custom`` is the seller's own text."""

    tracking: str
    carrier: str
    service: str
    sender: list[str]
    receiver: list[str]
    order: str
    grams: float
    custom: str = ""


def label(face: Face) -> Sheet:
    """Lay out a shipping label."""
    texts = [Text(0.2, 0.4, 14, face.carrier[:14], bold=True), Text(1.85, 0.38, 8, face.service[:26], bold=True)]
    texts += [Text(0.2, 0.75 + 0.15 * row, 8, line) for row, line in enumerate(_wrapped(face.sender, 38, 5))]
    texts.append(Text(2.9, 0.75, 8, f"{face.grams:g} g"))
    texts.append(Text(0.2, 1.75, 8, "SHIP TO", bold=True))
    lines = _wrapped(face.receiver, 30, 8)
    texts += [Text(0.4, 2.0 + 0.22 * row, 11, line, bold=row == 0) for row, line in enumerate(lines)]
    texts.append(Text(0.2, 3.92, 8, "TRACKING #", bold=True))
    texts.append(Text(0.6, 5.28, 11, face.tracking[:30], bold=True))
    texts.append(Text(0.2, 5.6, 8, " ".join(part for part in (face.custom, face.order) if part)[:48]))
    texts.append(Text(0.2, 5.85, 8, MARK, bold=True))
    return Sheet(texts, [0.5, 1.55, 3.75, 5.42], Bar(4.05, 1.0, face.tracking))


def _wrapped(lines: list[str], width: int, most: int) -> list[str]:
    """Return lines of at most ``width`` signs; where they are too many, the last one (the country) still stands."""
    rows = [row for line in lines for row in wrap(line, width)]
    return rows if len(rows) <= most else [*rows[: most - 1], rows[-1]]


def slip(order: str, lines: list[tuple[int, str, str]]) -> Sheet:
    """Lay out a packing slip: (quantity, SKU, title) per line, as many as fit."""
    texts = [Text(0.2, 0.4, 14, "Packing slip", bold=True), Text(0.2, 0.7, 10, order)]
    for row, (quantity, sku, title) in enumerate(lines[:14]):
        texts.append(Text(0.2, 1.15 + 0.32 * row, 8, f"{quantity} x {title}"[:52]))
        texts.append(Text(0.45, 1.28 + 0.32 * row, 7, sku))
    if len(lines) > 14:
        texts.append(Text(0.2, 5.62, 8, f"and {len(lines) - 14} more"))
    texts.append(Text(0.2, 5.85, 8, MARK, bold=True))
    return Sheet(texts, [0.85])


def bars(data: str) -> list[int]:
    """Return the widths of bars and spaces in turn, in modules, as Code 128 writes the data. Raises ValueError."""
    code = code128.Code128(data)
    code.validate()  # type: ignore[no-untyped-call]
    if not code.valid:
        raise ValueError(f"Code 128 cannot hold {data!r}")
    code.encode()  # type: ignore[no-untyped-call]
    code.decompose()  # type: ignore[no-untyped-call]
    return [ord(sign.lower()) - ord("a") + 1 for sign in code.decomposed if sign.lower() != "s"]


def latin(text: str) -> str:
    """Return a text in the letters that the label's own font has; other scripts become question marks, as on many a label."""
    found = []
    for sign in unicodedata.normalize("NFKC", text):
        plain = sign if ord(sign) < 256 else unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode()
        found.append(plain or ("" if unicodedata.combining(sign) else "?"))
    return "".join(sign if sign.isprintable() else " " for sign in "".join(found))
