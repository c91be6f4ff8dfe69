"""Fields of a template. They only gather; what a template may say is decided by ``documents.rules``."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any, ClassVar, Final

from babel import Locale, UnknownLocaleError
from django import forms
from django.forms import BoundField
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from shipby.documents.rules.template import (
    ORDERED,
    PAPERS,
    PARTS,
    WORDED,
    Kind,
    OwnWords,
    PaperSize,
    Part,
    Template,
    TextSize,
    read_template,
)
from shipby.web.say import say
from shipby.web.settings.forms import SettingsForm
from shipby.words.refusals import Refusal

TITLES: Final = {
    Kind.PACKING_SLIP: _("Packing slip"),
    Kind.ADDRESS_LABEL: _("Address label"),
    Kind.PICK_LIST: _("Pick list"),
}
PARTS_SAID: Final = {
    Part.LOGO: _("Logo"),
    Part.SHIP_FROM: _("Sender"),
    Part.BARCODE: _("Barcode"),
    Part.QR: _("QR code"),
    Part.DETAILS: _("Order number, day and service"),
    Part.SKU: _("SKU"),
    Part.ASIN: _("ASIN"),
    Part.BIN: _("Bin"),
    Part.ORDERS: _("Orders it is for"),
    Part.GIFT_MESSAGE: _("Gift message"),
}
PAPERS_SAID: Final = {
    PaperSize.A4: _("A4"),
    PaperSize.LETTER: _("Letter"),
    PaperSize.A6: _("A6"),
    PaperSize.FOUR_BY_SIX: _("4x6 in"),
}
_AS_IT_COMES: Final = {
    Kind.PACKING_SLIP: _("A4, or Letter where the marketplace uses it"),
    Kind.ADDRESS_LABEL: _("4x6 in, as it comes"),
    Kind.PICK_LIST: _("A4, or Letter where the warehouse uses it"),
}
SIZES_SAID: Final = {TextSize.SMALL: _("Small"), TextSize.NORMAL: _("Normal"), TextSize.LARGE: _("Large")}
_PLACES_SAID: Final = {
    (Kind.PACKING_SLIP, "head"): _("Above the items"),
    (Kind.PACKING_SLIP, "foot"): _("Below the items"),
    (Kind.ADDRESS_LABEL, "foot"): _("Below the address"),
}
_ALL: Final = "all"
"""Stands for "" (every other language) in names of fields."""


@dataclass(frozen=True, slots=True)
class Worded:
    """Own words in one language."""

    code: str
    language: str
    fields: list[BoundField]

    @property
    def is_open(self) -> bool:
        """Whether its fields are shown at once: something stands there, or it is for all languages."""
        return self.code == _ALL or any(field.value() or field.errors for field in self.fields)


class TemplateForm(SettingsForm):
    """One kind of document in the languages of its marketplaces. ``logo`` is the digest of a logo that is kept already."""

    field_of: ClassVar = {"not_a_picture": "upload", "picture_too_large": "upload", "logo_gone": "upload"}

    paper = forms.ChoiceField(label=_("Paper"), required=False)
    text_size = forms.ChoiceField(label=_("Size of the text"), choices=[(size.value, said) for size, said in SIZES_SAID.items()])
    shows = forms.MultipleChoiceField(label=_("Shows"), required=False, widget=forms.CheckboxSelectMultiple)
    order = forms.ChoiceField(label=_("Order of an item's codes"), required=False)
    upload = forms.FileField(
        label=_("Logo (PNG or JPEG)"),
        required=False,
        allow_empty_file=True,
        help_text=_("At most 5 MB. It is printed at the top, at most 4 inches wide."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )
    logo = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    no_logo = forms.BooleanField(label=_("Take the logo off"), required=False)

    def __init__(self, *args: Any, kind: Kind, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.languages = kind, ("", *(code for code in languages if code))
        self._offer("paper", [("", _AS_IT_COMES[kind]), *((paper.value, PAPERS_SAID[paper]) for paper in PAPERS[kind])])
        self._offer("shows", [(part.value, PARTS_SAID[part]) for part in PARTS[kind]])
        orders = [(",".join(codes), ", ".join(str(PARTS_SAID[code]) for code in codes)) for codes in permutations(ORDERED[kind])]
        self._offer("order", orders)
        gone = () if Part.LOGO in PARTS[kind] else ("upload", "logo", "no_logo")
        as_it_fits = ("text_size", "order") if kind is Kind.ADDRESS_LABEL else ()
        for name in (*gone, *as_it_fits):
            del self.fields[name]
        for code in self.languages:
            for place in WORDED[kind]:
                widget = forms.Textarea(attrs={"rows": 3, "dir": "auto"} | ({"lang": code} if code else {}))
                self.fields[f"{place}_{code or _ALL}"] = forms.CharField(
                    label=_PLACES_SAID[kind, place], required=False, widget=widget
                )

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    @classmethod
    def of(cls, template: Template, *, logo: str, number: int, languages: Sequence[str]) -> "TemplateForm":
        """The form of a template as it stands."""
        kind = template.kind
        facts: dict[str, Any] = {
            "paper": template.paper.value if template.paper else "",
            "text_size": template.text_size.value,
            "shows": [part.value for part in template.shows],
            "order": ",".join(template.order or ORDERED[kind]),
            "logo": logo,
            "seen": str(number),
        }
        for code in ("", *languages):
            told = template.words.get(code, OwnWords())
            facts |= {f"{place}_{code or _ALL}": getattr(told, place) for place in WORDED[kind]}
        return cls(initial=facts, kind=kind, languages=languages, auto_id="template-%s")

    def data_of(self, values: dict[str, Any]) -> dict[str, Any]:
        """The template as data, of what is in the fields; a language without words of its own is left out."""
        words, shows = {}, set(values["shows"])
        if values.get("upload") and not values["no_logo"]:
            shows.add(Part.LOGO.value)  # who hands in a logo wants it printed
        for code in self.languages:
            told = {place: _lines(values[f"{place}_{code or _ALL}"]) for place in WORDED[self.kind]}
            if any(told.values()):
                words[code] = told
        return {
            "kind": self.kind.value,
            "paper": values["paper"] or None,
            "text_size": values.get("text_size", TextSize.NORMAL.value),
            "shows": [part.value for part in PARTS[self.kind] if part.value in shows],
            "words": words,
            "order": values["order"].split(",") if values.get("order") else [],
        }

    def say_no(self, refusal: Refusal) -> None:
        """Put a refusal beside its field; one about words beside every field whose words it is about."""
        wrong = [name for name in self._worded() if refusal.code == self._refusal_of(name)]
        for name in wrong:
            self.add_error(name, say(refusal))
        if not wrong:
            super().say_no(refusal)

    def _worded(self) -> list[str]:
        return [f"{place}_{code or _ALL}" for code in self.languages for place in WORDED[self.kind]]

    def _refusal_of(self, name: str) -> str:
        place = name.partition("_")[0]
        try:
            read_template({"kind": self.kind.value, "words": {"": {place: _lines(self.cleaned_data[name])}}})
        except Refusal as refusal:
            return refusal.code
        return ""

    @property
    def own_words(self) -> list["Worded"]:
        """Languages with their fields."""
        return [
            Worded(code or _ALL, said_language(code), [self[f"{place}_{code or _ALL}"] for place in WORDED[self.kind]])
            for code in self.languages
            if WORDED[self.kind]
        ]


def said_language(code: str) -> str:
    """A language in the reader's own; "" = all that have no words of their own."""
    if not code:
        return gettext("All other languages")
    try:
        return Locale(code).get_display_name(get_language() or "en") or code
    except (UnknownLocaleError, ValueError):
        return code


def _lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines())
