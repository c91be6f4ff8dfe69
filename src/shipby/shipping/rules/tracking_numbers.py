"""Tracking numbers by form and check digit: own definitions from amazon-policy 3.5 (settled design 19).

A passing check only narrows the carriers, the person's choice decides; a failed one warns and never blocks, since carriers
add forms.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from shipby.shipping.rules.carriers import BY_CODE, OTHER
from shipby.shipping.rules.check_digits import (
    iso_7064_mod_37_36,
    luhn,
    mod_7,
    mod_10,
    mod_10_from_right,
    s10,
    weighted_mod_11,
)
from shipby.shipping.rules.postal_countries import POSTS, UPU_COUNTRIES
from shipby.words.text import N_


class Verdict(StrEnum):
    """What can be said of a number."""

    VALID = "valid"
    """Form and check digit are right."""
    MATCHES_FORM = "matches_form"
    """It looks right; the form has no check digit, or none is known for the carrier."""
    FAILED_CHECK = "failed_check"
    """It has the form, but the check digit is wrong: probably a typing error."""
    UNKNOWN_FORM = "unknown_form"
    """The carrier's numbers known here look different."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A carrier that could have given out a number."""

    carrier_code: str
    carrier_name: str
    verdict: Verdict
    description: str


@dataclass(frozen=True, slots=True)
class Form:
    """One form of tracking numbers. ``pattern`` has groups ``serial`` and ``check`` where there is a check digit.

    ``is_distinctive``: nobody else's numbers look like it, so a failed check still tells the carrier.
    """

    carriers: tuple[str, ...]
    description: str
    pattern: re.Pattern[str]
    check_digit: Callable[[str], str] | None = None
    is_distinctive: bool = False

    def verdict(self, number: str) -> Verdict:
        """What this form says of a normalised number."""
        found = self.pattern.fullmatch(number)
        if found is None:
            return Verdict.UNKNOWN_FORM
        if self.check_digit is None:
            return Verdict.MATCHES_FORM
        return Verdict.VALID if self.check_digit(found["serial"]) == found["check"] else Verdict.FAILED_CHECK


_WEIGHTS_12 = (3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1)
_WEIGHTS_34 = (1, 7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1)
_express_12 = partial(weighted_mod_11, weights=_WEIGHTS_12)
_express_34 = partial(weighted_mod_11, weights=_WEIGHTS_34)
_even_3 = partial(mod_10, even=3, odd=1)
_odd_3 = partial(mod_10, even=1, odd=3)
_odd_2 = partial(mod_10, even=1, odd=2)


def _with_front(front: str, check_digit: Callable[[str], str]) -> Callable[[str], str]:
    return lambda serial: check_digit(front + serial)


def _form(
    carriers: str, description: str, pattern: str, check_digit: Callable[[str], str] | None = None, *, own: bool = False
) -> Form:
    return Form(tuple(carriers.split("|")), description, re.compile(pattern, re.ASCII), check_digit, own)


_DHL = "DHL Express|DHL"
_ZIP = r"(?:420\d{5}(?:\d{4})?)?"

FORMS: tuple[Form, ...] = (
    _form("UPS", N_("UPS parcel"), r"1Z(?P<serial>[A-Z0-9]{15})(?P<check>\d)", _odd_2, own=True),
    _form("UPS", N_("UPS waybill"), r"[AHJKTV](?P<serial>\d{9})(?P<check>\d)", _odd_2),
    _form("FedEx", N_("FedEx Express, 12 digits"), r"(?P<serial>\d{11})(?P<check>\d)", _express_12),
    _form("FedEx", N_("FedEx Express, 34 digits"), r"[0-8]\d{19}(?P<serial>\d{13})(?P<check>\d)", _express_34),
    _form("FedEx", N_("FedEx Express, 32 digits"), r"3\d{15}(?P<serial>\d{11})(?P<check>\d)\d{4}", _express_12),
    _form("FedEx", N_("FedEx Ground, 15 digits"), r"(?P<serial>\d{14})(?P<check>\d)", _odd_3),
    _form("FedEx", N_("FedEx Ground, 18 digits"), r"\d{2}(?P<serial>\d{15})(?P<check>\d)", _even_3),
    _form("FedEx", N_("FedEx Ground, 22 digits"), r"96\d{5}(?P<serial>\d{14})(?P<check>\d)", _odd_3, own=True),
    _form("FedEx", N_("FedEx Ground, 34 digits"), r"96\d{18}(?P<serial>\d{13})(?P<check>\d)", _express_34, own=True),
    _form("USPS", N_("USPS, 20 digits"), r"(?P<serial>\d{19})(?P<check>\d)", _even_3),
    _form(
        "USPS",
        N_("USPS parcel (94)"),
        _ZIP + r"(?P<serial>94\d{3}(?:\d{16}|\d{20}))(?P<check>\d)",
        mod_10_from_right,
        own=True,
    ),
    _form("USPS", N_("USPS parcel (92, 93, 95)"), _ZIP + r"(?P<serial>9[235](?:\d{19}|\d{23}))(?P<check>\d)", _even_3, own=True),
    _form("USPS", N_("USPS parcel (91)"), _ZIP + r"(?P<serial>91\d{19})(?P<check>\d)", _even_3, own=True),
    _form("USPS", N_("USPS parcel, 20 digits"), _ZIP + r"(?P<serial>(?!9[1-5])\d{19})(?P<check>\d)", _with_front("91", _even_3)),
    _form(_DHL, N_("DHL Express waybill"), r"(?P<serial>\d{9,10})(?P<check>\d)", mod_7),
    _form(_DHL, N_("DHL Express piece"), r"J[A-Z]{2,3}\d{9,10}", own=True),
    _form("DHL eCommerce|DHL Global Mail", N_("DHL eCommerce"), r"(?:GM|LX|RX|UV|CN|SG|TH|IN|HK|MY)[A-Z0-9]{10,39}", own=True),
    _form("DHL eCommerce", N_("DHL eCommerce, 14 digits"), r"\d{14}"),
    _form("Amazon Shipping", N_("Amazon Logistics"), r"TB[ACM]\d{12}", own=True),
    _form("Amazon Shipping", N_("Amazon international"), r"[AFC]\d{10}"),
    _form("OnTrac", N_("OnTrac"), r"C(?P<serial>\d{13})(?P<check>\d)", _with_front("4", _odd_2), own=True),
    _form("OnTrac", N_("OnTrac"), r"D(?P<serial>\d{13})(?P<check>\d)", _with_front("5", _odd_2), own=True),
    _form("Lasership", N_("LaserShip"), r"L[A-Z]\d{8,10}|1LS7\d{11}(?:1)?|1LS7\d{12}-1|1LSCX[A-Z0-9]{10}", own=True),
    _form(
        "DPD|DPD Local", N_("DPD barcode, 28 characters"), r"(?P<serial>\d{27})(?P<check>[A-Z0-9])", iso_7064_mod_37_36, own=True
    ),
    _form("DPD|DPD Local", N_("DPD, with check character"), r"(?P<serial>\d{14})(?P<check>[A-Z0-9])", iso_7064_mod_37_36),
    _form("DPD|DPD Local", N_("DPD, 14 digits"), r"\d{14}"),
    _form("Yodel", N_("Yodel"), r"J?JD\d{16}", own=True),
    _form("Canada Post", N_("Canada Post, 16 digits"), r"(?P<serial>\d{15})(?P<check>\d)", _even_3),
    _form("PUROLATOR", N_("Purolator, 12 digits"), r"(?P<serial>[0-5]\d{10})(?P<check>\d)", luhn),
    _form("PUROLATOR", N_("Purolator, 3 letters and 9 digits"), r"[A-Z]{3}\d{9}"),
    _form("Yun Express", N_("YunExpress"), r"YT\d{16}", own=True),
)
"""One row of amazon-policy 3.5 each, but for S10, which stands by itself below."""

_S10 = re.compile(r"[A-Z]{2}(?P<serial>\d{8})(?P<check>\d)(?P<country>[A-Z]{2})", re.ASCII)
_S10_DESCRIPTION = N_("International post (S10)")
_WITH_FORMS = frozenset(code for form in FORMS for code in form.carriers) - {"DHL", "DPD", "DPD Local", "DHL Global Mail"}
"""Carriers whose every usual form stands above; others write numbers of more kinds than these."""

_PLAUSIBLE = re.compile(r"[A-Z0-9/-]{4,60}", re.ASCII)
_DASHES = re.compile(r"[\u2010-\u2015\u2212\uff0d\u30fc\ufe58\ufe63]")
_NOT_PART = re.compile(r"[\s\u200b-\u200f\u2060\ufeff.]+")
_RANK = (Verdict.VALID, Verdict.MATCHES_FORM, Verdict.FAILED_CHECK)


def normalise(text: str) -> str:
    """The number as Amazon wants it: ASCII, upper case, without spaces, dashes and points between its parts."""
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text).upper())
    # Once more: a space that goes may leave two signs that are one.
    bare = _NOT_PART.sub("", unicodedata.normalize("NFKC", _NOT_PART.sub("", plain)).upper())
    return bare if _LASERSHIP_DASH.fullmatch(bare) else bare.replace("-", "")


_LASERSHIP_DASH = re.compile(r"1LS7\d{12}-1", re.ASCII)


def check(number: str, carrier_code: str) -> Verdict:
    """What the number is for the carrier a person chose. Everything but ``VALID`` and ``MATCHES_FORM`` deserves a warning."""
    number = normalise(number)
    if not _PLAUSIBLE.fullmatch(number):
        return Verdict.UNKNOWN_FORM
    verdicts = {form.verdict(number) for form in FORMS if carrier_code in form.carriers}
    verdicts.add(_s10_verdict(number, carrier_code))
    for verdict in _RANK:
        if verdict in verdicts:
            return verdict
    return Verdict.UNKNOWN_FORM if carrier_code in _WITH_FORMS else Verdict.MATCHES_FORM


def recognise(number: str, *, ship_from: str | None) -> tuple[Recognised, ...]:
    """Carriers the number could be of, the surest first; only those that pick up in the country ``ship_from`` when it is known.

    A failed check is offered only where nobody else's numbers look like it.
    """
    number = normalise(number)
    offers = _by_s10(number, ship_from)
    for form in FORMS:
        verdict = form.verdict(number)
        if verdict is Verdict.UNKNOWN_FORM or (verdict is Verdict.FAILED_CHECK and not form.is_distinctive):
            continue
        offers += [
            (_RANK.index(verdict), not form.is_distinctive, Recognised(code, BY_CODE[code].name, verdict, form.description))
            for code in form.carriers
            if BY_CODE[code].serves(ship_from)
        ]
    best: dict[str, Recognised] = {}
    for _, _, offer in sorted(offers, key=lambda offer: offer[:2]):
        best.setdefault(offer.carrier_code, offer)
    return tuple(best.values())


def _s10_verdict(number: str, carrier_code: str) -> Verdict:
    """S10 numbers belong to posts; a carrier of whom forms are known and none is S10 has none."""
    found = _S10.fullmatch(number)
    is_post = any(carrier_code in codes for codes in POSTS.values())
    if found is None or found["country"] not in UPU_COUNTRIES or (carrier_code in _WITH_FORMS and not is_post):
        return Verdict.UNKNOWN_FORM
    return Verdict.VALID if s10(found["serial"]) == found["check"] else Verdict.FAILED_CHECK


def _by_s10(number: str, ship_from: str | None) -> list[tuple[int, bool, Recognised]]:
    found = _S10.fullmatch(number)
    if found is None or found["country"] not in UPU_COUNTRIES:
        return []
    verdict = Verdict.VALID if s10(found["serial"]) == found["check"] else Verdict.FAILED_CHECK
    posts = [code for code in POSTS.get(found["country"], ()) if BY_CODE[code].serves(ship_from)]
    rank = _RANK.index(verdict)
    if posts:
        return [(rank, False, Recognised(code, BY_CODE[code].name, verdict, _S10_DESCRIPTION)) for code in posts]
    return [(rank, True, Recognised(OTHER, BY_CODE[OTHER].name, verdict, _S10_DESCRIPTION))]
