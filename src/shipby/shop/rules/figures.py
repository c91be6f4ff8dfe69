"""Amazon's numbers and ours, as data: what holds until a row of the figure table says otherwise.

Numbers and windows: amazon-policy 1.0, 2.5, 7.2, 9. ``source`` is what the settings page shows a person.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shipby.words.refusals import Refusal
from shipby.words.text import N_


class Unit(StrEnum):
    """What a figure counts; pages put the word behind the number."""

    ROWS = "rows"
    DAYS = "days"
    WORKING_DAYS = "working days"
    HOURS = "hours"
    PERCENT = "%"
    YES_OR_NO = "yes or no"


@dataclass(frozen=True, slots=True)
class FigureFacts:
    """A figure's value where nothing else is entered.

    ``source`` says where it was read; ``least`` and ``most`` bound what a person may enter.
    """

    name: str
    title: str
    value: int | float | bool
    unit: Unit
    source: str
    least: float = 0
    most: float = 100


_ALL = (
    FigureFacts(
        "confirmation_file_rows",
        N_("Rows in one confirmation file, at most"),
        30_000,
        Unit.ROWS,
        "Shipby's own limit for one upload",
        1,
        30_000,
    ),
    FigureFacts(
        "processing_report_counts_header",
        N_("Processing report counts the header as record 1"),
        False,
        Unit.YES_OR_NO,
        "Not documented by Amazon; first data row counted as 1",
        0,
        1,
    ),
    FigureFacts(
        "take_back_days",
        N_("An import can be taken back for"),
        7,
        Unit.DAYS,
        "Shipby's own",
        1,
        30,
    ),
    FigureFacts(
        "personal_data_days",
        N_("Personal data is erased after delivery within"),
        30,
        Unit.DAYS,
        "Amazon, Data Protection Policy; may be shortened, never lengthened",
        1,
        30,
    ),
    FigureFacts(
        "first_load_days",
        N_("Orders read when an account is connected: those of the last"),
        60,
        Unit.DAYS,
        "Shipby's own; Amazon keeps two years",
        1,
        730,
    ),
    FigureFacts(
        "report_days",
        N_("Days that one report of orders may cover"),
        30,
        Unit.DAYS,
        "Commonly said of Amazon's reports, not documented",
        1,
        60,
    ),
    FigureFacts(
        "late_shipment_percent",
        N_("Late shipment rate, under"),
        4.0,
        Unit.PERCENT,
        "Amazon, late shipment rate, over 10 and 30 days",
    ),
    FigureFacts(
        "cancellation_percent",
        N_("Cancellation rate, under"),
        2.5,
        Unit.PERCENT,
        "Amazon, cancellation rate, over 7 days",
    ),
    FigureFacts(
        "order_defect_percent",
        N_("Order defect rate, under"),
        1.0,
        Unit.PERCENT,
        "Amazon, order defect rate, over 60 days",
    ),
    FigureFacts(
        "valid_tracking_percent",
        N_("Valid tracking rate, at least"),
        95.0,
        Unit.PERCENT,
        "Amazon, valid tracking rate, over 30 days, per category",
    ),
    FigureFacts(
        "on_time_delivery_percent",
        N_("On-time delivery rate, at least"),
        90.0,
        Unit.PERCENT,
        "Amazon, on-time delivery rate, over 14 days that ended 7 days ago",
    ),
    FigureFacts(
        "auto_cancel_working_days",
        N_("Amazon cancels an unconfirmed order after ship-by plus"),
        7,
        Unit.WORKING_DAYS,
        "Amazon, auto-cancellation notice, since 2020-09-30",
        1,
        30,
    ),
    FigureFacts(
        "tracking_correction_hours",
        N_("Tracking can be corrected after confirming for"),
        24,
        Unit.HOURS,
        "Amazon, confirming shipments",
        1,
        240,
    ),
)

FIGURES: dict[str, FigureFacts] = {facts.name: facts for facts in _ALL}
"""Every figure by its name."""


class UnknownFigure(Refusal):
    """No figure has this name."""

    code = "unknown_figure"
    sentence = N_("There is no figure named %(name)s.")
    remedy = N_("Choose one of the figures on the settings page.")


class BadFigure(Refusal):
    """The value is not one this figure can have."""

    code = "bad_figure"
    sentence = N_("%(value)s is not possible here.")
    remedy = N_("Enter a number from %(least)s to %(most)s.")


class BadDay(Refusal):
    """A figure can't hold from a day long ago: what was decided by the old one stays decided."""

    code = "bad_day"
    sentence = N_("The new value can't start that day.")
    remedy = N_("Choose today or a later day, at most a year ahead.")


def check_day(valid_from: date, *, today: date) -> None:
    """Refuse a first day in the past, or more than a year ahead; yesterday passes, as days differ between zones.

    Raises:
        BadDay: it is.
    """
    if not today - timedelta(days=1) <= valid_from <= today + timedelta(days=366):
        raise BadDay


def read_figure(name: str, text: str) -> int | float | bool:
    """The value that ``text`` gives to figure ``name``.

    Raises:
        UnknownFigure: no such figure.
        BadFigure: not a number, or outside its bounds.
    """
    if name not in FIGURES:
        raise UnknownFigure(name=name[:60])
    facts = FIGURES[name]
    kind = type(facts.value)
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        number = float("nan")
    is_whole = kind is float or number == number // 1
    if not (facts.least <= number <= facts.most and is_whole):
        raise BadFigure(value=text[:40], least=f"{facts.least:g}", most=f"{facts.most:g}")
    return kind(number)
