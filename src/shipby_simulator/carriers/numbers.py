"""Tracking numbers in the carriers' own forms, with their check digits (amazon-policy 3.5)."""

from collections.abc import Callable

from shipby_simulator.core.draw import Draw

_DIGITS = "0123456789"


def _weighted_check(digits: str, odd: int, even: int) -> str:
    """Return the mod 10 check digit; the first digit is at an even index."""
    total = sum((int(digit) * (odd if index % 2 else even)) for index, digit in enumerate(digits))
    return str(-total % 10)


def usps(draw: Draw) -> str:
    """Return a USPS number: 94, 19 digits and a check digit."""
    body = "94001" + draw.token(16, _DIGITS)
    return body + _weighted_check(body, 1, 3)


def ups(draw: Draw) -> str:
    """Return a UPS number: 1Z, 15 characters and a check digit; letters count (code - 3) mod 10."""
    body = draw.token(6, _DIGITS + "ABCEFHRVWXY") + "03" + draw.token(7, _DIGITS)
    total = sum(
        (int(sign) if sign.isdigit() else (ord(sign) - 3) % 10) * (2 if index % 2 else 1) for index, sign in enumerate(body)
    )
    return f"1Z{body}{-total % 10}"


def fedex(draw: Draw) -> str:
    """Return a FedEx number of 12 digits."""
    body = draw.token(11, _DIGITS)
    total = sum(int(digit) * weight for digit, weight in zip(body, (3, 1, 7) * 4, strict=False))
    return body + str(total % 11 % 10)


def s10(draw: Draw, service: str, country: str) -> str:
    """Return a number of the posts: two letters, eight digits, a check digit, the country."""
    body = draw.token(8, _DIGITS)
    rest = sum(int(digit) * weight for digit, weight in zip(body, (8, 6, 4, 2, 3, 5, 9, 7), strict=True)) % 11
    return f"{service}{body}{ {0: 5, 1: 0}.get(rest, 11 - rest) }{country}"


def dpd(draw: Draw) -> str:
    """Return a DPD number of 14 digits (without the optional check letter)."""
    return "0" + draw.token(13, _DIGITS)


def twelve(draw: Draw) -> str:
    """Return twelve digits, the last one the first eleven modulo 7, as Yamato and Sagawa number."""
    body = draw.token(11, _DIGITS)
    return body + str(int(body) % 7)


_FORMS: dict[str, Callable[[Draw], str]] = {
    "USPS": usps,
    "UPS": ups,
    "FedEx": fedex,
    "DHL": lambda draw: "00340434" + draw.token(12, _DIGITS),
    "DPD": dpd,
    "Deutsche Post": lambda draw: s10(draw, "LX", "DE"),
    "YAMATO": twelve,
    "SAGAWA": twelve,
    "Japan Post": twelve,
    "Amazon Shipping": lambda draw: "TBA" + draw.token(12, _DIGITS),
    "Royal Mail": lambda draw: s10(draw, "RR", "GB"),
}


def tracking_number(draw: Draw, carrier: str) -> str:
    """Return a tracking number in the carrier's form; carriers without a form of their own get twelve signs."""
    form = _FORMS.get(carrier)
    return form(draw) if form else "PX" + draw.token(12, _DIGITS)
