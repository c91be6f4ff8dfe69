"""Marking of sentences that a person will read, in code that knows nothing of Django.

``N_`` only marks a sentence for the message catalogues; the door that shows it translates it.
"""


def N_(message: str) -> str:  # noqa: N802  (gettext's own name for "mark, do not translate")
    """Return ``message`` unchanged; extraction finds it by this call."""
    return message
