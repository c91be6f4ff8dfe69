"""Single-key shortcuts, and the keys that a person chooses for them (ui 5; WCAG 2.2, 2.1.4)."""

from collections.abc import Mapping
from typing import Final

from shipby.words.refusals import Refusal
from shipby.words.text import N_

KEYS: Final[Mapping[str, str]] = {
    "j": N_("Next"),
    "k": N_("Previous"),
    "x": N_("Select"),
    "o": N_("Open"),
    "f": N_("Add filter"),
    "v": N_("Views"),
    "c": N_("Confirm shipped"),
    "h": N_("Hold or release"),
    "t": N_("Tag"),
    "n": N_("Note"),
    "p": N_("Packing slip"),
    "l": N_("Pick list"),
    "b": N_("Buy label"),
    "z": N_("Undo"),
}
"""Shortcut -> what it does. G, / and ? stay as they are."""

_TAKEN = frozenset("g")


class BadKey(Refusal):
    """Not one letter or digit, or one that something else has."""

    code = "bad_key"
    sentence = N_("%(key)s can't be the key for %(shortcut)s.")
    remedy = N_("Choose one letter or digit that no other shortcut has; G goes to pages.")


def read_keys(chosen: Mapping[str, str]) -> dict[str, str]:
    """The keys to keep: only those that differ from the shortcut itself. Empty = as at first.

    Raises:
        BadKey: not one letter or digit, or a key for two shortcuts.
    """
    kept: dict[str, str] = {}
    for shortcut, label in KEYS.items():
        key = (chosen.get(shortcut, "").strip() or shortcut).lower()
        if len(key) != 1 or not key.isalnum() or key in _TAKEN or key in kept.values():
            raise BadKey(key=key[:10].upper(), shortcut=label)
        kept[shortcut] = key
    return {shortcut: key for shortcut, key in kept.items() if key != shortcut}
