"""Invented tracking numbers whose check digits are right (amazon-policy 3.5)."""

from shipby.cli.sample_store.draws import Draws


def usps(draws: Draws) -> str:
    """A USPS number beginning with 94: 21 digits and a check digit, weights 3 and 1 from the right."""
    serial = "9400111" + draws.digits(14)
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(serial)))
    return serial + str(-total % 10)


def ups(draws: Draws) -> str:
    """A UPS number: 1Z, shipper, service, serial, check digit; odd places count twice, letters as (ASCII - 3) mod 10."""
    serial = "A4F927" + "03" + draws.digits(7)
    values = [int(char) if char.isdigit() else (ord(char) - 3) % 10 for char in serial]
    total = sum(value * (2 if place % 2 else 1) for place, value in enumerate(values))
    return "1Z" + serial + str(-total % 10)
