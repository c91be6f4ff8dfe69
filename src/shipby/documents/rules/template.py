"""How a document looks, as data: paper, size of the text, what is shown, own words by language.

A template is plain data from the settings. It names no file, address or markup, so it can reach nothing; whatever is not in this
specification is refused with the name of the field. ``as_data`` and ``read_template`` are each other's inverse.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from shipby.words.refusals import Refusal
from shipby.words.text import N_

MOST_CHARACTERS, MOST_LINES = 600, 12
_Choice = TypeVar("_Choice", bound=StrEnum)
_PLACE = re.compile(r"\{(\w{1,40})\}")


class PaperSize(StrEnum):
    """Paper that documents are printed on: A4, US Letter, A6 (105 x 148 mm), 4 x 6 inches."""

    A4 = "a4"
    LETTER = "letter"
    A6 = "a6"
    FOUR_BY_SIX = "4x6"


class Kind(StrEnum):
    """The documents that have a template."""

    PACKING_SLIP = "packing_slip"
    ADDRESS_LABEL = "address_label"
    PICK_LIST = "pick_list"


class TextSize(StrEnum):
    """How large the text is; addresses on labels are always as large as they fit."""

    SMALL = "small"
    NORMAL = "normal"
    LARGE = "large"


SCALES = {TextSize.SMALL: 0.88, TextSize.NORMAL: 1.0, TextSize.LARGE: 1.18}


class Part(StrEnum):
    """What can be shown or left out."""

    LOGO = "logo"
    SHIP_FROM = "ship_from"
    BARCODE = "barcode"
    QR = "qr"
    DETAILS = "details"
    SKU = "sku"
    ASIN = "asin"
    BIN = "bin"
    ORDERS = "orders"
    GIFT_MESSAGE = "gift_message"


PARTS: Mapping[Kind, tuple[Part, ...]] = {
    Kind.PACKING_SLIP: (
        Part.LOGO,
        Part.SHIP_FROM,
        Part.BARCODE,
        Part.QR,
        Part.DETAILS,
        Part.SKU,
        Part.ASIN,
        Part.BIN,
        Part.GIFT_MESSAGE,
    ),
    Kind.ADDRESS_LABEL: (Part.LOGO, Part.SHIP_FROM, Part.BARCODE),
    Kind.PICK_LIST: (Part.BARCODE, Part.BIN, Part.SKU, Part.ASIN, Part.ORDERS),
}
"""What each kind can show."""

_NOT_AT_FIRST = {Part.LOGO, Part.ASIN, Part.BIN}
PAPERS: Mapping[Kind, tuple[PaperSize, ...]] = {
    Kind.PACKING_SLIP: tuple(PaperSize),
    Kind.ADDRESS_LABEL: (PaperSize.FOUR_BY_SIX, PaperSize.A6),
    Kind.PICK_LIST: (PaperSize.A4, PaperSize.LETTER),
}
"""On what each kind can be printed."""

ORDERED: Mapping[Kind, tuple[Part, ...]] = {
    Kind.PACKING_SLIP: (Part.SKU, Part.ASIN, Part.BIN),
    Kind.ADDRESS_LABEL: (),
    Kind.PICK_LIST: (Part.SKU, Part.ASIN),
}
"""The codes of an item whose order can be chosen, as they come."""

WORDED: Mapping[Kind, tuple[str, ...]] = {Kind.PACKING_SLIP: ("head", "foot"), Kind.ADDRESS_LABEL: ("foot",), Kind.PICK_LIST: ()}
"""Where each kind has own words: above the items, below them."""

PLACES: Mapping[Kind, tuple[str, ...]] = {
    Kind.PACKING_SLIP: ("order", "store", "placed", "service"),
    Kind.ADDRESS_LABEL: ("order", "store"),
    Kind.PICK_LIST: (),
}
"""What own words may quote, in braces: ``Thank you for order {order}``."""


_LETTER_COUNTRIES = frozenset({"US", "CA", "MX"})


def usual_paper(country: str) -> PaperSize:
    """The paper of a country's offices, where no template names one."""
    return PaperSize.LETTER if country in _LETTER_COUNTRIES else PaperSize.A4


class BadTemplate(Refusal):
    """A field of a template that is not in the specification, or has a value that it can't have."""

    code = "bad_template"
    sentence = N_("The template's field “%(field)s” cannot be used.")
    remedy = N_("Choose one of the values that the page offers.")


class UnknownPlace(Refusal):
    """Own words that quote something that the document does not know."""

    code = "unknown_place"
    sentence = N_("There is nothing to put in for {%(place)s}.")
    remedy = N_("Use one of these, or leave the braces out: %(known)s.")


class TooMuchText(Refusal):
    """Own words that would not fit."""

    code = "too_much_text"
    sentence = N_("The text is too long for a document.")
    remedy = N_("Use at most 600 characters in 12 lines.")


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What the seller adds in one language: above the items and below them. Plain text; lines end where it says so."""

    head: str = ""
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of document. ``paper`` None = what its marketplace uses; ``words`` by language, "" = all others."""

    kind: Kind
    paper: PaperSize | None = None
    text_size: TextSize = TextSize.NORMAL
    shows: frozenset[Part] = frozenset()
    words: Mapping[str, OwnWords] = field(default_factory=dict)
    order: tuple[Part, ...] = ()
    """In which order an item's codes stand, those that are shown; () = as they come."""

    @property
    def codes(self) -> tuple[Part, ...]:
        """The codes of an item that are shown, in their order."""
        return tuple(part for part in self.order or ORDERED[self.kind] if part in self.shows)

    def words_in(self, language: str) -> OwnWords:
        """Own words for a language; those for all others where it has none."""
        return self.words.get(language) or self.words.get("") or OwnWords()


def default_template(kind: Kind) -> Template:
    """What is printed until somebody chooses."""
    return Template(kind, shows=frozenset(PARTS[kind]) - _NOT_AT_FIRST | ({Part.BIN} if kind is Kind.PICK_LIST else set()))


def as_data(template: Template) -> dict[str, Any]:
    """The template as JSON can hold it."""
    return {
        "kind": template.kind.value,
        "paper": template.paper.value if template.paper else None,
        "text_size": template.text_size.value,
        "shows": [part.value for part in PARTS[template.kind] if part in template.shows],
        "words": {language: {"head": words.head, "foot": words.foot} for language, words in sorted(template.words.items())},
        "order": [part.value for part in template.order or ORDERED[template.kind]],
    }


def read_template(data: object) -> Template:
    """A template out of plain data.

    Raises:
        BadTemplate: it is no object, a field is unknown, or a value is none that the field can have.
        UnknownPlace, TooMuchText: own words can't be used as they are.
    """
    fields = _checked(data, {"kind", "paper", "text_size", "shows", "words", "order"}, "template")
    kind = _one_of(Kind, fields.get("kind"), "kind")
    paper = None if fields.get("paper") is None else _one_of(PaperSize, fields["paper"], "paper")
    if paper is not None and paper not in PAPERS[kind]:
        raise BadTemplate(field="paper")
    shown, words = fields.get("shows", []), fields.get("words", {})
    if not isinstance(shown, list) or not isinstance(words, dict) or len(words) > 40:
        raise BadTemplate(field="shows" if not isinstance(shown, list) else "words")
    parts = frozenset(_one_of(Part, part, "shows") for part in shown)
    if parts - set(PARTS[kind]):
        raise BadTemplate(field="shows")
    return Template(
        kind,
        paper,
        _one_of(TextSize, fields.get("text_size", TextSize.NORMAL.value), "text_size"),
        parts,
        {_language(language): _own_words(told, kind) for language, told in words.items()},
        _order(fields.get("order", []), kind),
    )


def filled(text: str, values: Mapping[str, str]) -> str:
    """Own words with what they quote put in; braces around anything else stay as they are."""
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)


def _checked(data: object, known: set[str], name: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise BadTemplate(field=name)
    if unknown := sorted(str(key) for key in data if key not in known):
        raise BadTemplate(field=unknown[0][:40])
    return data


def _one_of(choices: type[_Choice], value: object, name: str) -> _Choice:
    if not isinstance(value, str) or value not in {*map(str, choices)}:
        raise BadTemplate(field=name)
    return choices(value)


def _language(code: object) -> str:
    if not isinstance(code, str) or (code and not (code.isascii() and code.isalpha() and len(code) <= 3)):
        raise BadTemplate(field="words")
    return code


def _order(value: object, kind: Kind) -> tuple[Part, ...]:
    if not isinstance(value, list):
        raise BadTemplate(field="order")
    order = tuple(_one_of(Part, part, "order") for part in value)
    if order and sorted(order) != sorted(ORDERED[kind]):
        raise BadTemplate(field="order")
    return () if order == ORDERED[kind] else order


def _own_words(data: object, kind: Kind) -> OwnWords:
    told = _checked(data, {"head", "foot"}, "words")
    for text in told.values():
        if not isinstance(text, str) or any(unicodedata.category(char) in {"Cc", "Cs"} and char not in "\t\r\n" for char in text):
            raise BadTemplate(field="words")
        if len(text) > MOST_CHARACTERS or len(text.splitlines()) > MOST_LINES:
            raise TooMuchText
        for place in _PLACE.findall(text):
            if place not in PLACES[kind]:
                known = ", ".join(f"{{{name}}}" for name in PLACES[kind])
                raise UnknownPlace(place=place, known=known or "-")
    return OwnWords(told.get("head", ""), told.get("foot", ""))
