"""What a person can choose for themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from shipby.words.refusals import Refusal
from shipby.words.text import N_

THEMES = ("", "light", "dark")
DENSITIES = ("", "compact")
LANGUAGES = ("", "en", "de", "ja")
COLUMNS = (
    *("due", "order", "items", "to", "status"),
    *("purchased", "deliver", "units", "value", "sku", "service", "channel", "tracking", "tags", "account"),
)
"""Columns of the queue, those shown at first in front."""
FIRST_COLUMNS = COLUMNS[:5]
PAGE_SIZES = (25, 50, 100)


class UnknownChoice(Refusal):
    """A choice that is not offered."""

    code = "unknown_choice"
    sentence = N_("%(value)s can't be chosen here.")
    remedy = N_("Choose one of the list.")


@dataclass(frozen=True, slots=True)
class Profile:
    """Theme, density and language; empty = as the system says."""

    theme: str
    density: str
    language: str


def read_profile(*, theme: str, density: str, language: str) -> Profile:
    """The choices, each one that is offered.

    Raises:
        UnknownChoice: one is not.
    """
    for value, offered in ((theme, THEMES), (density, DENSITIES), (language, LANGUAGES)):
        if value not in offered:
            raise UnknownChoice(value=value[:20])
    return Profile(theme, density, language)


def read_columns(columns: Sequence[str], page_size: int) -> tuple[str, ...]:
    """The columns to keep; empty where they are those shown at first. The order's number can't be left out.

    Raises:
        UnknownChoice: a column or a page size that is not offered.
    """
    for column in columns:
        if column not in COLUMNS:
            raise UnknownChoice(value=column[:20])
    if page_size not in PAGE_SIZES:
        raise UnknownChoice(value=str(page_size)[:20])
    kept = tuple(dict.fromkeys(columns))
    if "order" not in kept:
        kept = ("order", *kept)
    return () if kept == FIRST_COLUMNS else kept
