"""Money on the wire: a decimal string with the currency's own decimals (JPY has none, sp-api 2.3)."""

from shipby_simulator.world.places import Marketplace


def decimal(minor: int, digits: int = 2) -> str:
    """Return an amount of the smallest unit as a decimal string."""
    if not digits:
        return str(minor)
    sign, minor = ("-", -minor) if minor < 0 else ("", minor)
    return f"{sign}{minor // 100}.{minor % 100:02d}"


def amount(minor: int, place: Marketplace) -> dict[str, str]:
    """Return an amount as Money of Orders 2026-01-01."""
    return {"amount": decimal(minor, place.digits), "currencyCode": place.currency}


def number(minor: int, digits: int = 2) -> float | int:
    """Return an amount as a JSON number, for models that want one."""
    return minor / 100 if digits else minor


def to_minor(value: str | float, digits: int = 2) -> int:
    """Read an amount. Raises ValueError."""
    return round(float(value) * (100 if digits else 1))
