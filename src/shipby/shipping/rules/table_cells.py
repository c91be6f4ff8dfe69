"""Cells of a table of tracking numbers: what they say, and what a spreadsheet has done to them."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from enum import Enum

from shipby.shipping.rules.tracking_numbers import Verdict, check, normalise, recognise
from shipby.words.text import N_

REASONS: dict[str, str] = {
    "no_order_id": N_("The row has no order number."),
    "bad_order_id": N_("The order number is not an Amazon order number like 113-1234567-1234567."),
    "no_tracking_number": N_("The row has no tracking number."),
    "bad_tracking_number": N_("The tracking number holds signs that no tracking number has, or is too short or too long."),
    "two_tracking_numbers": N_("The cell holds more than one tracking number. Put each parcel in a row of its own."),
    "rounded_by_spreadsheet": N_(
        "A spreadsheet has rounded the tracking number; its last digits are lost. Format the column as text and paste it again."
    ),
    "lost_zeros": N_("The tracking number seems to have lost zeros at its front in a spreadsheet. Format the column as text."),
    "rounded_item_id": N_("A spreadsheet has rounded the order item id. Format the column as text, or leave it empty."),
    "bad_item_id": N_("The order item id is not a number of Amazon's."),
    "bad_quantity": N_("The quantity is not a whole number above zero."),
    "bad_ship_date": N_("The ship date is not a date that can be read."),
    "unclear_ship_date": N_("The ship date can be read in two ways. Write it as year-month-day."),
    "repeated": N_("Order and tracking number stand in line %(line)s already."),
}


class BadCell(Exception):
    """A row cannot be taken. ``reason`` is a sentence that repeats no value."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.reason = REASONS[code] % params
        super().__init__(code)


_FORMULA_TEXT = re.compile(r'=\s*"+(.*?)"+', re.DOTALL)


def bare(cell: str) -> str:
    """A cell without the wrappings that protect digits from spreadsheets: ``="001"`` and ``'001``."""
    text = cell.replace("\xa0", " ").strip()
    wrapped = _FORMULA_TEXT.fullmatch(text)
    if wrapped:
        text = wrapped[1].strip()
    return text.removeprefix("'").strip() if text[:2] != "''" else text


_ORDER_ID = re.compile(r"(?<![0-9A-Za-z-])([0-9A-Z]{3}-\d{7}-\d{7})(?![0-9A-Za-z-])", re.ASCII)
_DASHES = re.compile(r"[\u2010-\u2015\u2212\uff0d]")


def order_id_of(cell: str) -> str | None:
    """The one order number in the cell, whatever stands around it; ``None`` for none or several."""
    found = set(_ORDER_ID.findall(_DASHES.sub("-", cell).upper()))
    return found.pop() if len(found) == 1 else None


_ROUNDED = re.compile(r"\d(?:[.,]\d+)?[Ee]\+?\d{1,3}")
_DECIMAL_TAIL = re.compile(r"(\d{6,})[.,]0{1,2}")
_SEVERAL = re.compile(r"[,;|\n]|\s/\s|\s{2,}")
_TRACKING = re.compile(r"[A-Z0-9/-]{5,60}", re.ASCII)


def tracking_number_of(cell: str, carrier_code: str) -> str:
    """The tracking number, normalised. ``carrier_code`` is ``""`` where the row names no carrier that is known.

    Raises:
        BadCell: there is none, there are several, or a spreadsheet has damaged it.
    """
    if not cell:
        raise BadCell("no_tracking_number")
    if _ROUNDED.fullmatch(cell.replace(" ", "")):
        raise BadCell("rounded_by_spreadsheet")
    whole = _DECIMAL_TAIL.fullmatch(cell)
    if whole is None and len([part for part in _SEVERAL.split(cell) if looks_like_tracking(part)]) > 1:
        raise BadCell("two_tracking_numbers")
    number = normalise(whole[1] if whole else cell)
    if not _TRACKING.fullmatch(number) or not any(letter.isdigit() for letter in number):
        raise BadCell("bad_tracking_number")
    _refuse_damage(number, carrier_code)
    return number


def _refuse_damage(number: str, carrier_code: str) -> None:
    """Spreadsheets keep 15 digits and no leading zeros."""
    is_sure = any(offer.verdict is Verdict.VALID for offer in recognise(number, ship_from=None))
    has_rounded_end = number.isdigit() and len(number) > 16 and not number[15:].strip("0")
    if has_rounded_end and (len(number) > 18 or not is_sure):
        raise BadCell("rounded_by_spreadsheet")
    if not (number.isdigit() and carrier_code) or is_sure or check(number, carrier_code) is not Verdict.UNKNOWN_FORM:
        return
    if any(check("0" * count + number, carrier_code) is Verdict.VALID for count in (1, 2, 3, 4)):
        raise BadCell("lost_zeros")


def looks_like_tracking(cell: str) -> bool:
    """Whether a cell could be a tracking number: eight or more signs, six or more digits, and no order number or date."""
    if order_id_of(cell) is not None or _PLAIN_DATE.fullmatch(cell.partition(" ")[0]):
        return False
    number = normalise(cell)
    return _TRACKING.fullmatch(number) is not None and len(number) >= 8 and sum(sign.isdigit() for sign in number) >= 6


def is_surely_tracking(cell: str) -> bool:
    """Whether a cell looks like a tracking number and passes a check digit, or has a form of one carrier alone."""
    return looks_like_tracking(cell) and bool(recognise(cell, ship_from=None))


_ITEM_ID = re.compile(r"[0-9A-Za-z]{5,40}", re.ASCII)


def item_id_of(cell: str) -> str:
    """The order item id, ``""`` for none.

    Raises:
        BadCell: rounded, or not an id.
    """
    if not cell:
        return ""
    if _ROUNDED.fullmatch(cell):
        raise BadCell("rounded_item_id")
    whole = _DECIMAL_TAIL.fullmatch(cell)
    text = whole[1] if whole else cell
    if not _ITEM_ID.fullmatch(text):
        raise BadCell("bad_item_id")
    return text


_QUANTITY = re.compile(r"(\d{1,6})(?:[.,]0+)?", re.ASCII)


def quantity_of(cell: str) -> int | None:
    """The units, ``None`` for none given.

    Raises:
        BadCell: not a whole number above zero.
    """
    if not cell:
        return None
    found = _QUANTITY.fullmatch(cell)
    if found is None or int(found[1]) == 0:
        raise BadCell("bad_quantity")
    return int(found[1])


# -- dates


class DayOrder(Enum):
    """What stands first in dates with two short numbers."""

    DAY_FIRST = "day"
    MONTH_FIRST = "month"
    UNKNOWN = "unknown"


_PLAIN_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s,].*)?", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4}|\d{2})(?:[T\s,].*)?", re.ASCII)
_MONTH_NAME = re.compile(
    r"(?:(\d{1,2})[\s.-]+)?([A-Za-zäÄ]{3})[A-Za-z]*[\s.-]+(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4})(?:[\s,].*)?"
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan", "feb", "mar mär", "apr", "may mai", "jun", "jul", "aug", "sep", "oct okt", "nov", "dec dez"), 1
    )
    for name in names.split()
}
_SHEET_BEGIN = date(1899, 12, 30)


def day_order(cells: Iterable[str]) -> DayOrder:
    """What stands first in a column's dates, if one of them can only be read in one way."""
    for cell in cells:
        found = _YEAR_LAST.fullmatch(cell)
        if found is None or found[2] == ".":
            continue
        if int(found[1]) > 12:
            return DayOrder.DAY_FIRST
        if int(found[3]) > 12:
            return DayOrder.MONTH_FIRST
    return DayOrder.UNKNOWN


def ship_date_of(cell: str, order: DayOrder) -> date | None:
    """The day, ``None`` for none given. A time behind it is left out: the day is the one the label program shows.

    Raises:
        BadCell: not a date, or one that can be read in two ways.
    """
    if not cell:
        return None
    try:
        day = _day(cell, order)
    except (ValueError, OverflowError) as trouble:
        raise BadCell("bad_ship_date") from trouble
    if day is None or not 2000 <= day.year <= 2100:
        raise BadCell("bad_ship_date")
    return day


def _day(cell: str, order: DayOrder) -> date | None:
    if found := _YEAR_FIRST.fullmatch(cell):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_LAST.fullmatch(cell):
        return _year_last(int(found[1]), found[2], int(found[3]), int(found[4]), order)
    if found := _MONTH_NAME.fullmatch(cell):
        day = found[1] or found[3]
        return date(int(found[4]), _MONTHS[found[2].lower()], int(day)) if day and found[2].lower() in _MONTHS else None
    if cell.isascii() and cell.isdigit() and len(cell) == 5:
        return _SHEET_BEGIN + timedelta(days=int(cell))
    return None


def _year_last(first: int, sign: str, second: int, year: int, order: DayOrder) -> date:
    year += 2000 if year < 100 else 0
    if sign == "." or first > 12 or (order is DayOrder.DAY_FIRST and second <= 12):
        return date(year, second, first)
    if second > 12 or first == second or order is DayOrder.MONTH_FIRST:
        return date(year, first, second)
    raise BadCell("unclear_ship_date")
