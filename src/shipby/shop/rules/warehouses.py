"""What a warehouse is, as entered."""

from collections.abc import Collection
from dataclasses import dataclass

from shipby.shop.rules.settings import TooLong, read_country, read_name, read_working_days, read_zone

_MOST = {"company": 120, "address_line_1": 180, "address_line_2": 180, "city": 80, "region": 80, "postcode": 20}


@dataclass(frozen=True, slots=True)
class WarehouseDraft:
    """A warehouse as it is to be. ``working_days`` are ISO weekdays, 1 = Monday; the address may be incomplete."""

    name: str
    time_zone: str
    working_days: Collection[int]
    company: str = ""
    address_line_1: str = ""
    address_line_2: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""


def read_warehouse(draft: WarehouseDraft) -> WarehouseDraft:
    """The draft with every value in its one form.

    Raises:
        Refusal: name, zone, working days, country or a line of the address break a rule.
    """
    plain = {}
    for column, most in _MOST.items():
        text = " ".join(getattr(draft, column).split())
        if len(text) > most or (text and not text.isprintable()):
            raise TooLong(most=most)
        plain[column] = text
    return WarehouseDraft(
        name=read_name(draft.name),
        time_zone=read_zone(draft.time_zone),
        working_days=read_working_days(draft.working_days),
        country=read_country(draft.country),
        **plain,
    )
