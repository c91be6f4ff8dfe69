"""Check digits of tracking numbers, each a small sum (amazon-policy 3.5)."""

from collections.abc import Sequence

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def value_of(letter: str) -> int:
    """A character's value in mod 10 sums: digits as they are, letters (ASCII - 3) mod 10."""
    return int(letter) if letter.isdigit() else (ord(letter) - 3) % 10


def mod_10(serial: str, *, even: int, odd: int) -> str:
    """Sum of the characters times ``even`` or ``odd`` by index from 0 = leftmost; what is missing to the next ten."""
    total = sum(value_of(letter) * (odd if place % 2 else even) for place, letter in enumerate(serial))
    return str(-total % 10)


def mod_10_from_right(serial: str) -> str:
    """Times 3 and 1 from the right."""
    total = sum(value_of(letter) * (1 if place % 2 else 3) for place, letter in enumerate(reversed(serial)))
    return str(-total % 10)


def weighted_mod_11(serial: str, weights: Sequence[int]) -> str:
    """Weighted sum mod 11 mod 10."""
    return str(sum(int(digit) * weight for digit, weight in zip(serial, weights, strict=True)) % 11 % 10)


def s10(serial: str) -> str:
    """The Universal Postal Union's check digit over 8 digits."""
    rest = sum(int(digit) * weight for digit, weight in zip(serial, (8, 6, 4, 2, 3, 5, 9, 7), strict=True)) % 11
    return {0: "5", 1: "0"}.get(rest, str(11 - rest))


def mod_7(serial: str) -> str:
    """The number's rest by 7."""
    return str(int(serial) % 7)


def luhn(serial: str) -> str:
    """Luhn: every second digit from the right doubled, with its digits added up."""
    doubled = [int(digit) * (1 if place % 2 else 2) for place, digit in enumerate(reversed(serial))]
    return str(-sum(value - 9 if value > 9 else value for value in doubled) % 10)


def iso_7064_mod_37_36(serial: str) -> str:
    """ISO 7064 mod 37,36: the check character of DPD."""
    rest = 36
    for letter in serial:
        rest = (rest + _ALPHABET.index(letter)) % 36 or 36
        rest = rest * 2 % 37
    return _ALPHABET[(1 - rest) % 36]
