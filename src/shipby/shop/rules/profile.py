"""What a person can choose for themselves."""

from dataclasses import dataclass

from shipby.words.refusals import Refusal
from shipby.words.text import N_

THEMES = ("", "light", "dark")
DENSITIES = ("", "compact")
LANGUAGES = ("", "en")


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
