"""What a person types about a parcel. Kept as typed, so that a refused form shows it again, whatever it is."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext

from shipby.shipping.rules.carriers import find_carrier
from shipby.shipping.rules.parcels import ParcelDraft
from shipby.shipping.rules.tracking_numbers import Recognised, Verdict, check, normalise, recognise
from shipby.words.refusals import Refusal
from shipby.words.text import N_

_FIELD_OF_CODE: Mapping[str, str] = {
    "carrier_missing": "carrier",
    "unknown_carrier": "carrier",
    "carrier_name_missing": "carrier_name",
    "carrier_name_unusable": "carrier_name",
    "tracking_missing": "tracking",
    "tracking_unusable": "tracking",
    "service_unusable": "service",
    "ship_date_in_future": "ship_date",
    "ship_date_before_purchase": "ship_date",
    "ship_date_unreadable": "ship_date",
    "quantity_unusable": "quantities",
    "quantity_unreadable": "quantities",
    "nothing_in_parcel": "quantities",
    "too_many_units": "quantities",
    "item_id_missing": "quantities",
    "unknown_item": "quantities",
}
"""Beside which field a refusal is shown; the others stand above the form."""


class ShipDateUnreadable(Refusal):
    """No day at all."""

    code = "ship_date_unreadable"
    sentence = N_("%(typed)s is not a day.")
    remedy = N_("Write it as 2026-11-23, or choose it in the calendar.")


class QuantityUnreadable(Refusal):
    """No whole number."""

    code = "quantity_unreadable"
    sentence = N_("%(typed)s is not a number of units.")
    remedy = N_("Write a whole number, 0 for none.")


@dataclass(frozen=True, slots=True)
class Offer:
    """A carrier that the tracking number looks like; certain = its check digit is right and no other carrier's is."""

    carrier_code: str
    carrier_name: str
    is_certain: bool


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A line with units that are in no parcel; ``quantity`` as typed."""

    key: int
    title: str
    sku: str
    open: int
    quantity: str


@dataclass(frozen=True, slots=True)
class ParcelForm:
    """A parcel as typed. ``refusal`` says no, beside ``field`` if it is about one; ``blocked`` says why there is no form."""

    tracking: str = ""
    carrier: str = ""
    carrier_name: str = ""
    service: str = ""
    ship_date: str = ""
    version: str = ""
    quantities: Mapping[int, str] = dataclasses.field(default_factory=dict)
    refusal: Refusal | None = None
    conflict: bool = False
    blocked: Refusal | None = None
    lines: Sequence[OpenLine] = ()
    today: str = ""
    ship_from: str = ""

    @property
    def field(self) -> str:
        """The field that the refusal is about, empty where it is about the whole."""
        return _FIELD_OF_CODE.get(self.refusal.code, "") if self.refusal else ""

    @property
    def as_typed(self) -> list[tuple[str, str]]:
        """The fields as a form sends them, so that another form can carry them along."""
        names = ("tracking", "carrier", "carrier_name", "service", "ship_date")
        return [(name, getattr(self, name)) for name in names] + [(f"qty-{key}", text) for key, text in self.quantities.items()]

    @property
    def blocked_level(self) -> str:
        """Colour of the reason why there is no form."""
        return "red" if self.blocked and self.blocked.code == "order_cancelled" else "plain"

    @property
    def is_part(self) -> bool:
        """Whether something else than everything open was typed."""
        return any(line.quantity != str(line.open) for line in self.lines) or self.field == "quantities"

    @property
    def is_open(self) -> bool:
        """Whether the form must be shown unfolded."""
        return self.refusal is not None or self.conflict

    @property
    def open_units(self) -> int:
        """Units that are in no parcel."""
        return sum(line.open for line in self.lines)

    @property
    def offers(self) -> list[Offer]:
        """Carriers that the typed number looks like, at most four, the chosen one left out."""
        found = recognise(normalise(self.tracking), ship_from=self.ship_from or None) if self.tracking.strip() else ()
        certain = [one for one in found if one.verdict is Verdict.VALID]
        chosen = find_carrier(self.carrier) if self.carrier.strip() else None
        return [
            Offer(one.carrier_code, one.carrier_name, len(certain) == 1 and one is certain[0])
            for one in _plausible(found)[:4]
            if chosen is None or chosen.code != one.carrier_code
        ]

    @property
    def warnings(self) -> list[str]:
        """What looks like a typing error; it never blocks."""
        chosen = find_carrier(self.carrier) if self.carrier.strip() else None
        if chosen is None or not self.tracking.strip():
            return []
        verdict = check(normalise(self.tracking), chosen.code)
        if verdict is Verdict.FAILED_CHECK:
            return [gettext("The check digit of this tracking number is wrong. Look for a typing error.")]
        if verdict is Verdict.UNKNOWN_FORM:
            return [gettext("This does not look like a tracking number of %(carrier)s.") % {"carrier": chosen.name}]
        return []

    def draft(self) -> ParcelDraft:
        """The parcel for the act.

        Raises:
            ShipDateUnreadable, QuantityUnreadable: a date or number is none.
        """
        return ParcelDraft(
            carrier_code=self.carrier,
            tracking_number=self.tracking,
            carrier_name=self.carrier_name,
            service=self.service,
            ship_date=_read_day(self.ship_date),
            quantities={key: _read_units(text) for key, text in self.quantities.items()} or None,
        )


def typed(post: QueryDict) -> ParcelForm:
    """The form as it came."""
    quantities = {
        int(name.removeprefix("qty-")): value[:12]
        for name, value in post.items()
        if isinstance(value, str) and name.startswith("qty-") and name.removeprefix("qty-").isdecimal() and len(name) < 22
    }
    return ParcelForm(
        tracking=post.get("tracking", "")[:200],
        carrier=post.get("carrier", "")[:100],
        carrier_name=post.get("carrier_name", "")[:100],
        service=post.get("service", "")[:200],
        ship_date=post.get("ship_date", "")[:20].strip(),
        version=post.get("version", "")[:12],
        quantities=quantities,
    )


def _plausible(found: Sequence[Recognised]) -> list[Recognised]:
    """Those whose check is right; without any, those whose form fits."""
    return [one for one in found if one.verdict is Verdict.VALID] or [one for one in found if one.verdict is Verdict.MATCHES_FORM]


def _read_day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ShipDateUnreadable(typed=text) from error


def _read_units(text: str) -> int:
    number = text.strip()
    if not number:
        return 0
    if not number.isascii() or not number.isdecimal() or len(number) > 6:
        raise QuantityUnreadable(typed=text)
    return int(number)
