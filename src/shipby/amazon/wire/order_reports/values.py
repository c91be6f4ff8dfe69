"""Cells of a report as values: dates, yes and no, amounts, quantities, words. Every reader remembers what it has seen before.

An empty cell is ``None`` = not known. What cannot be read raises ``BadValue``, or counts as not known where nothing hangs on it.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import TypeVar

from shipby.words.marketplaces import BY_SALES_CHANNEL

_CACHE_LIMIT = 20_000

_Value = TypeVar("_Value")


class BadValue(ValueError):
    """A cell that is not what its column promises. Holds no part of the cell."""


class _Remembered(dict[str, _Value]):
    """Text -> value; read once, then looked up. Forgets everything when it grows too big."""

    def __missing__(self, text: str) -> _Value:
        value = self.read(text)
        if len(self) >= _CACHE_LIMIT:
            self.clear()
        self[text] = value
        return value

    def read(self, text: str) -> _Value:
        raise NotImplementedError


# -- dates

ZONES: dict[str, int] = {
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
    "WET": 0,
    "WEST": 60,
    "BST": 60,
    "CET": 60,
    "MEZ": 60,
    "CEST": 120,
    "MESZ": 120,
    "EET": 120,
    "EEST": 180,
    "TRT": 180,
    "AST": 180,
    "GST": 240,
    "IST": 330,
    "SGT": 480,
    "JST": 540,
    "ACST": 570,
    "AEST": 600,
    "ACDT": 630,
    "AEDT": 660,
    "NST": -210,
    "BRT": -180,
    "EDT": -240,
    "EST": -300,
    "CDT": -300,
    "CST": -360,
    "MDT": -360,
    "MST": -420,
    "PDT": -420,
    "PST": -480,
}
"""Zone words -> minutes from UTC. AST is Riyadh's, IST India's, GST Dubai's: the marketplaces Amazon writes such reports for."""

_DATE = re.compile(
    r"""(?: (?P<year>\d{4}) [-/.] (?P<month>\d{1,2}) [-/.] (?P<day>\d{1,2})
          | (?P<first>\d{1,2}) (?P<sign>[./-]) (?P<second>\d{1,2}) [./-] (?P<year_last>\d{4}) )
        (?: [T\s,]+ (?P<hour>\d{1,2}) : (?P<minute>\d{2}) (?: : (?P<sec>\d{2}) (?: [.,]\d{1,9} )? )? \s* (?P<half>[AaPp][Mm])? )?
        \s* (?P<zone> [A-Za-z]{1,5} | (?:UTC|GMT)? [+-]\d{1,2} (?: :?\d{2} )? )?""",
    re.VERBOSE | re.ASCII,
)
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?", re.ASCII)


class Dates(_Remembered["datetime | None"]):
    """Dates in every form that occurs, as UTC instants: without a zone UTC (amazon-policy 8.4), a date alone midnight."""

    def __init__(self, *, day_first: bool) -> None:
        super().__init__()
        self.day_first = day_first

    def read(self, text: str) -> datetime | None:
        """The instant.

        Raises:
            BadValue: not a date, or an impossible one.
        """
        if not text:
            return None
        if len(text) > 40:
            raise BadValue
        try:
            return _iso(text) or self._loose(text)
        except (ValueError, OverflowError) as trouble:
            raise BadValue from trouble

    def _loose(self, text: str) -> datetime:
        found = _DATE.fullmatch(text)
        if found is None:
            raise BadValue
        if found["year"]:
            year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
        else:
            year, (day, month) = int(found["year_last"]), self._day_and_month(found)
        hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "sec"))
        if found["half"]:
            hour = _hour_of_24(hour, found["half"])
        moment = datetime(year, month, day, hour, minute, second, tzinfo=_zone(found["zone"]))
        return _sane(moment.astimezone(UTC))

    def _day_and_month(self, found: re.Match[str]) -> tuple[int, int]:
        first, second = int(found["first"]), int(found["second"])
        if found["sign"] == "." or first > 12:
            return first, second
        return (first, second) if self.day_first and second <= 12 else (second, first)


def _iso(text: str) -> datetime | None:
    """ISO 8601 as Python reads it, but never week dates or dates without separators."""
    if len(text) < 10 or text[4] != "-" or text[7] != "-":
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _sane(moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC))


def _sane(moment: datetime) -> datetime:
    """Amazon began in 1995; a year far off is damage, not a date."""
    if not 1995 <= moment.year <= 2100:
        raise BadValue
    return moment


def _hour_of_24(hour: int, half: str) -> int:
    if not 1 <= hour <= 12:
        raise BadValue
    return hour % 12 + (12 if half.lower() == "pm" else 0)


def _zone(word: str | None) -> timezone:
    if not word:
        return UTC
    minutes = ZONES.get(word.upper())
    if minutes is not None:
        return timezone(timedelta(minutes=minutes))
    found = _OFFSET.search(word)
    if found is None:
        raise BadValue
    span = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(-span if found[1] == "-" else span)


# -- yes and no

_YES = frozenset({"true", "yes", "y", "1", "t"})
_NO = frozenset({"false", "no", "n", "0", "f"})


class Flags(_Remembered["bool | None"]):
    """True or false in any case; empty or any other word = not known (reliability B13)."""

    def read(self, text: str) -> bool | None:
        """The claim."""
        word = text.casefold()
        return True if word in _YES else False if word in _NO else None


# -- quantities and amounts


class Quantities(_Remembered["int | None"]):
    """Whole units, zero or more."""

    def read(self, text: str) -> int | None:
        """The number.

        Raises:
            BadValue: negative, not whole, or beyond a million.
        """
        if not text:
            return None
        whole, _, rest = text.partition(".")
        if not (whole.isascii() and whole.isdigit()) or rest.strip("0") or len(whole) > 9 or int(whole) > 1_000_000:
            raise BadValue
        return int(whole)


_PLAIN_AMOUNT = re.compile(r"-?\d{1,15}(?:\.\d{1,2})?", re.ASCII)
_LOOSE_AMOUNT = re.compile(r"[-+\u2212]?\d[\d.,'\u2019\s]*", re.ASCII)
_AROUND_AMOUNT = re.compile(r"^(?:[A-Z]{3}|[$€£¥￥₹]|zł|kr)\s*|\s*(?:[A-Z]{3}|[$€£¥￥₹円]|zł|kr)$")


class Amounts(_Remembered["Decimal | None"]):
    """Amounts with point or comma, with or without thousands marks; yen without decimals.

    A single mark before exactly three last digits is a thousands mark: no currency of Amazon's has three decimals.
    """

    def read(self, text: str) -> Decimal | None:
        """The amount.

        Raises:
            BadValue: not an amount.
        """
        if not text:
            return None
        if _PLAIN_AMOUNT.fullmatch(text):
            return Decimal(text)
        bare = _AROUND_AMOUNT.sub("", text).replace("\u2212", "-").replace("\xa0", " ").replace("\u202f", " ").strip()
        if len(bare) > 30 or not _LOOSE_AMOUNT.fullmatch(bare):
            raise BadValue
        return _loose_amount(re.sub(r"[\s'\u2019]", "", bare))


def _loose_amount(text: str) -> Decimal:
    mark = max(text.rfind("."), text.rfind(","))
    if mark < 0:
        return _amount(text, "")
    whole, decimals = text[:mark], text[mark + 1 :]
    other = "," if text[mark] == "." else "."
    if text[mark] in whole:
        if len(decimals) != 3 or other in text:
            raise BadValue
        return _amount(text, "")
    if len(decimals) == 3 and other not in whole and whole.lstrip("+-").lstrip("0"):
        return _amount(text, "")
    # Amounts of four decimals occur with trailing zeros only.
    if len(decimals.rstrip("0")) > 2:
        raise BadValue
    return _amount(whole, decimals[:2] if len(decimals) > 2 else decimals)


def _amount(whole: str, decimals: str) -> Decimal:
    digits = whole.replace(".", "").replace(",", "")
    if not digits.lstrip("+-") or len(digits) > 16:
        raise BadValue
    return Decimal(f"{digits}.{decimals}" if decimals else digits)


# -- words

_STATUSES: dict[str, str] = {
    "pendingavailability": "PENDING_AVAILABILITY",
    "pending": "PENDING",
    "unshipped": "UNSHIPPED",
    "partiallyshipped": "PARTIALLY_SHIPPED",
    "shipped": "SHIPPED",
    "canceled": "CANCELLED",
    "cancelled": "CANCELLED",
    "unfulfillable": "UNFULFILLABLE",
    "invoiceunconfirmed": "INVOICE_UNCONFIRMED",
}
SHIPPING = "Shipping"
"""A word of reports only: some of the order is on its way; the lines tell how much."""


class Statuses(_Remembered["str | None"]):
    """Statuses of reports (v0 words) in the words of 2026-01-01 (sp-api 2.4); an unknown word stays as sent."""

    def read(self, text: str) -> str | None:
        """The status; "Shipped - Delivered to Buyer" and its like are shipped, by Amazon's own first word."""
        if not text:
            return None
        first, dash, _ = text.partition(" - ")
        word = first.casefold().replace(" ", "").replace("_", "").replace("-", "")
        if word == "shipping" and not dash:
            return SHIPPING
        if dash and word != "shipped":
            return text[:30]
        return _STATUSES.get(word, text[:30])


_SERVICE_LEVELS: dict[str, str] = {
    "standard": "STANDARD",
    "expedited": "EXPEDITED",
    "nextday": "NEXT_DAY",
    "secondday": "SECOND_DAY",
    "priority": "PRIORITY",
    "scheduled": "SCHEDULED",
    "freeeconomy": "FREE_ECONOMY",
    "sameday": "SAME_DAY",
}


class ServiceLevels(_Remembered["str | None"]):
    """Ship service texts as Amazon's category, where the text is a category; anything else is ``None``."""

    def read(self, text: str) -> str | None:
        """The category in the words of 2026-01-01 (sp-api 2.3)."""
        return _SERVICE_LEVELS.get(text.casefold().replace(" ", "").replace("_", "").replace("-", ""))


class MarketplaceIds(_Remembered["str | None"]):
    """Sales channels as marketplace ids; ``Non-Amazon`` and unknown channels are ``None``."""

    def read(self, text: str) -> str | None:
        """The id."""
        row = BY_SALES_CHANNEL.get(text.casefold())
        return row.id if row else None


class Countries(_Remembered["str | None"]):
    """Two-letter countries in upper case; ``UK`` is ``GB``. Anything else is not known."""

    def read(self, text: str) -> str | None:
        """The code."""
        code = text.upper()
        if len(code) != 2 or not (code.isascii() and code.isalpha()):
            return None
        return "GB" if code == "UK" else code
