"""Chance out of a seed: the same names give the same numbers, whatever PYTHONHASHSEED says."""

from collections.abc import Sequence
from hashlib import blake2b
from math import exp, log
from typing import TypeVar

T = TypeVar("T")

_MASK = (1 << 64) - 1


def key(*names: str | int) -> int:
    """Return a 64-bit number made of names; the order of names matters."""
    return int.from_bytes(blake2b("\x1f".join(map(str, names)).encode(), digest_size=8).digest(), "big")


class Draw:
    """A stream of chance (splitmix64) that belongs to one purpose, for example ``Draw(seed, "order", 7)``."""

    __slots__ = ("_state",)

    def __init__(self, *names: str | int) -> None:
        self._state = key(*names)

    def bits(self) -> int:
        """Return 64 random bits."""
        self._state = state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _MASK
        return state ^ (state >> 31)

    def unit(self) -> float:
        """Return a number from 0 up to, not including, 1."""
        return (self.bits() >> 11) * 1.1102230246251565e-16

    def below(self, end: int) -> int:
        """Return a whole number from 0 to ``end - 1``."""
        return (self.bits() >> 11) * end >> 53

    def between(self, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``, both included."""
        return low + self.below(high - low + 1)

    def chance(self, share: float) -> bool:
        """Return whether something that happens in ``share`` of all cases (0 to 1) happens now."""
        return self.unit() < share

    def pick(self, choices: Sequence[T]) -> T:
        """Return one of the choices, each as likely as the others."""
        return choices[self.below(len(choices))]

    def weighted(self, choices: Sequence[tuple[T, float]]) -> T:
        """Return one of the choices by its weight; weights need not add up to 1."""
        point = self.unit() * sum(weight for _, weight in choices)
        for choice, weight in choices:
            point -= weight
            if point < 0:
                return choice
        return choices[-1][0]

    def waiting(self, mean: float) -> float:
        """Return an exponentially distributed waiting time with this mean, in the mean's unit."""
        return -mean * log(1 - self.unit())

    def poisson(self, mean: float) -> int:
        """Return how many independent things happen where ``mean`` are expected."""
        if mean > 60:  # sum of independent parts: exp() would underflow
            half = mean / 2
            return self.poisson(half) + self.poisson(mean - half)
        limit, count, product = exp(-mean), 0, self.unit()
        while product > limit:
            count += 1
            product *= self.unit()
        return count

    def token(self, length: int, letters: str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") -> str:
        """Return a string of random letters."""
        return "".join(letters[self.below(len(letters))] for _ in range(length))

    def uuid(self) -> str:
        """Return an identifier in the shape of a version 4 UUID."""
        text = f"{self.bits():016x}{self.bits():016x}"
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{'89ab'[int(text[16], 16) % 4]}{text[17:20]}-{text[20:]}"
