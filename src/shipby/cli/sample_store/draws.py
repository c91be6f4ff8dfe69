"""Repeatable chance for invented data: the same seed gives the same store on every machine."""

from collections.abc import Sequence
from random import Random  # noqa: TID251  (sample data must be repeatable from a seed; nothing here is a secret)
from typing import TypeVar

_Thing = TypeVar("_Thing")


class Draws:
    """A stream of draws. ``branch`` gives an independent stream, so that adding a draw in one place moves no other."""

    def __init__(self, seed: int | str) -> None:
        self._seed = str(seed)
        self._random = Random(self._seed)  # noqa: S311

    def branch(self, name: str) -> "Draws":
        """An independent stream of the same seed."""
        return Draws(f"{self._seed}/{name}")

    def whole(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def one_of(self, things: Sequence[_Thing]) -> _Thing:
        """One of ``things``."""
        return things[self.whole(0, len(things) - 1)]

    def happens(self, share: float) -> bool:
        """True in ``share`` of the draws."""
        return self._random.random() < share

    def digits(self, count: int) -> str:
        """A decimal number of ``count`` digits, zeros in front included."""
        return str(self.whole(0, 10**count - 1)).zfill(count)

    def letters(self, count: int) -> str:
        """Lower-case letters and digits, as in Amazon's anonymous mail addresses."""
        return "".join(self.one_of("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(count))
