"""A refusal in the reader's language."""

from django.utils.translation import gettext

from shipby.words.refusals import Refusal


def say(refusal: Refusal) -> str:
    """What is wrong and what to do about it, translated and filled in."""
    parts = [gettext(text) % refusal.params for text in (refusal.sentence, refusal.remedy) if text]
    return " ".join(parts)
