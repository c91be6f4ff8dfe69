"""Refusals: the expected "no" of a rule, with a sentence a packer understands.

A refusal is defined beside the rule that raises it, as a subclass with its own ``code``, ``sentence``
and ``remedy``. Doors show it; nobody logs it as an error.
"""

from typing import ClassVar

from shipby.words.text import N_


class Refusal(Exception):
    """An expected "no".

    ``code`` is stable and machine-readable (``snake_case``). ``sentence`` says what is wrong,
    ``remedy`` what to do about it; both are English message ids with ``%(name)s`` places that are
    filled from the keyword arguments. Doors translate the ids before they fill them.
    """

    code: ClassVar[str] = "refused"
    sentence: ClassVar[str] = N_("This can't be done.")
    remedy: ClassVar[str] = ""

    def __init__(self, **params: object) -> None:
        self.params = params
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """The sentence in English, filled in."""
        return self.sentence % self.params

    @property
    def what_to_do(self) -> str:
        """The remedy in English, filled in; empty where there is none."""
        return self.remedy % self.params
