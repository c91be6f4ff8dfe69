"""How an order shows, the same on the queue and on its own page: deadline, badge, tags, place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from django.utils.translation import gettext
from django.utils.translation import gettext as _

from shipby.diagnosis.rules import BLOCKING, MEANINGS, Cause
from shipby.orders.rules.facts import FulfilledBy, Program, Status
from shipby.web.formats import clock_text, day_text, span_text, when_text
from shipby.words.marketplaces import BY_ID
from shipby.words.text import N_


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline at a glance. ``look`` is a class of the style sheet: ``red`` late, ``amber`` at risk, ``ok``, ``far``."""

    look: str
    icon: str
    text: str
    sub: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Badge:
    """State in a word, with its icon and colour, and the next step."""

    level: str
    icon: str
    text: str
    next: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """A small mark; services are blue."""

    text: str
    is_service: bool = False


READY = Badge("plain", "circle-dot", N_("Ready"), N_("Pack it and enter the parcel"))

STATUSES: Mapping[str, str] = {
    Status.PENDING_AVAILABILITY: N_("Pending availability"),
    Status.PENDING: N_("Pending"),
    Status.UNSHIPPED: N_("Unshipped"),
    Status.PARTIALLY_SHIPPED: N_("Partially shipped"),
    Status.SHIPPED: N_("Shipped"),
    Status.CANCELLED: N_("Cancelled"),
    Status.UNFULFILLABLE: N_("Unfulfillable"),
    Status.INVOICE_UNCONFIRMED: N_("Invoice unconfirmed"),
}
"""Amazon's words for Amazon's statuses; one that is not here is shown as Amazon wrote it."""

_SERVICES: Mapping[str, str] = {
    "EXPEDITED": N_("Expedited"),
    "NEXT_DAY": N_("Next day"),
    "SECOND_DAY": N_("Second day"),
    "SAME_DAY": N_("Same day"),
    "PRIORITY": N_("Priority"),
    "SCHEDULED": N_("Scheduled"),
    "FREE_ECONOMY": N_("Economy"),
}
_MARKS: Mapping[str, tuple[str, bool]] = {
    Program.PRIME: ("Prime", True),
    Program.PREMIUM: (N_("Premium"), True),
    Program.FBM_SHIP_PLUS: ("Ship+", True),
    Program.AMAZON_BUSINESS: (N_("Business"), False),
    Program.GIFT: (N_("Gift"), False),
    Program.CUSTOMIZATION: (N_("Custom"), False),
    Program.TRANSPARENCY: (N_("Transparency"), False),
    Program.REPLACEMENT: (N_("Replacement"), False),
    Program.EXCHANGE: (N_("Exchange"), False),
    Program.CASH_ON_DELIVERY: (N_("Cash on delivery"), False),
    Program.PICKUP_POINT: (N_("Pickup point"), False),
    Program.PREORDER: (N_("Preorder"), False),
}


def due_of(ship_by: datetime | None, *, is_blocked: bool, now: datetime, zone: tzinfo, language: str) -> Due:
    """The deadline as a person reads it. At risk = due today while something stops the order."""
    if ship_by is None:
        return Due("far", "", _("No ship-by"), _("Amazon named none"), _("No ship-by time known"))
    day, today = ship_by.astimezone(zone).date(), now.astimezone(zone).date()
    clock = clock_text(ship_by, zone=zone, language=language)
    weekday = day_text(day, style="weekday", language=language)
    if ship_by < now:
        late = _("%(span)s late") % {"span": span_text(now - ship_by)}
        when = when_text(ship_by, now=now, zone=zone, language=language)
        return Due("red", "flame", late, _("Due %(when)s") % {"when": when}, late)
    if day == today:
        left = span_text(ship_by - now)
        look, icon = ("amber", "timer") if is_blocked else ("ok", "check")
        return Due(look, icon, left, _("Today %(time)s") % {"time": clock}, _("Hand over in %(span)s") % {"span": left})
    if day == today + timedelta(days=1):
        text = _("Tomorrow")
    else:
        style = "weekday" if (day - today).days < 7 else "near"
        text = day_text(day, style=style, language=language)
    return Due("far", "", text, _("by %(time)s") % {"time": clock}, _("Hand over by %(when)s") % {"when": f"{weekday} {clock}"})


def closed_due(ship_by: datetime | None, *, zone: tzinfo, language: str) -> Due:
    """The deadline of an order that is over: the day it had, without a colour and without time running."""
    if ship_by is None:
        return Due("far", "", "\u2013", "", _("No ship-by time known"))
    day = day_text(ship_by.astimezone(zone).date(), style="near", language=language)
    clock = clock_text(ship_by, zone=zone, language=language)
    return Due("far", "", day, _("by %(time)s") % {"time": clock}, _("Ship-by was %(when)s") % {"when": f"{day} {clock}"})


def closed_badge(status: str, fulfilled_by: str) -> Badge:
    """The state of an order that nobody works on here: never "ready"."""
    if fulfilled_by == FulfilledBy.AMAZON:
        return Badge("plain", "warehouse", status_text(status), _("Amazon ships it"))
    if status == Status.CANCELLED:
        return Badge("plain", "ban", status_text(status), _("Do not ship it"))
    if status in (Status.SHIPPED, Status.UNFULFILLABLE):
        return Badge("plain", "circle-check" if status == Status.SHIPPED else "ban", status_text(status))
    return Badge("plain", "circle-check", _("Confirmed"), _("Nothing more to ship"))


def is_blocked(causes: Sequence[str]) -> bool:
    """Whether a cause says that the order should not be shipped now."""
    return any(cause in BLOCKING for cause in causes)


def badges_of(causes: Sequence[str]) -> list[Badge]:
    """One badge a cause, the one that blocks first in front; none = ready. A code of a newer Shipby is shown as it is."""
    return [_badge(cause) for cause in causes] or [Badge(READY.level, READY.icon, gettext(READY.text), gettext(READY.next))]


def _badge(cause: str) -> Badge:
    if cause not in Cause.__members__.values():
        return Badge("plain", "circle", cause.replace("_", " "))
    meaning = MEANINGS[Cause(cause)]
    return Badge(meaning.level, meaning.icon, gettext(meaning.badge), gettext(meaning.next_step))


def status_text(status: str) -> str:
    """Amazon's status in words."""
    return gettext(STATUSES[status]) if status in STATUSES else status


def tags_of(programs: Mapping[str, bool], service_level: str) -> list[Tag]:
    """Marks of programs and service that change how an order is worked."""
    tags = [Tag(gettext(text), is_service) for name, (text, is_service) in _MARKS.items() if programs.get(name) is True]
    service = _SERVICES.get(service_level.upper())
    if service and not any(tag.is_service for tag in tags):
        tags.insert(0, Tag(gettext(service), True))
    return tags


def service_text(service_level: str) -> str:
    """A service level in words; Amazon's own where it is not known here."""
    if service_level.upper() == "STANDARD":
        return gettext("Standard")
    known = _SERVICES.get(service_level.upper())
    return gettext(known) if known else service_level


def place_of(city: str, region: str, country: str) -> str:
    """City and region; the country where they are missing."""
    return ", ".join(part for part in (city, region) if part) or country


def store_code(marketplace_id: str, sales_channel: str) -> str:
    """A store in two letters, its sales channel where the marketplace is not known."""
    return BY_ID[marketplace_id].country if marketplace_id in BY_ID else sales_channel
