"""What carriers sell, by the region a parcel leaves from, and what it costs."""

from datetime import timedelta

import msgspec

from shipby_simulator.carriers import calendar
from shipby_simulator.world.places import MARKETPLACES, SHIP_FROM, Marketplace

LONGEST_CM = 120.0
ABROAD_DAYS = 3
"""Days that a border adds to the least, and twice to the most."""


class Service(msgspec.Struct, frozen=True):
    """A shipping service. ``base`` and ``per_kilo`` are US cents; ``days`` from pickup to door, at home.

    ``abroad`` says whether it crosses borders; ``terms`` whether the seller has accepted the carrier's terms.
    """

    carrier_id: str
    carrier: str
    id: str
    name: str
    base: int
    per_kilo: int
    days: tuple[int, int]
    max_grams: int = 30_000
    abroad: bool = False
    terms: bool = True


class Load(msgspec.Struct, frozen=True):
    """A parcel to be carried: weight in grams, longest side in centimetres, from country to country."""

    grams: float
    longest: float
    origin: str
    target: str


SERVICES: dict[str, list[Service]] = {
    "NA": [
        Service("USPS", "USPS", "USPS_PTP_GROUND_ADVANTAGE", "USPS Ground Advantage", 480, 150, (2, 5)),
        Service("USPS", "USPS", "USPS_PTP_PRI", "USPS Priority Mail", 820, 260, (1, 3), abroad=True),
        Service("UPS", "UPS", "UPS_PTP_GND", "UPS Ground", 890, 120, (1, 5)),
        Service("UPS", "UPS", "UPS_PTP_2ND_DAY_AIR", "UPS 2nd Day Air", 2100, 420, (2, 2)),
        Service("UPS", "UPS", "UPS_PTP_NEXT_DAY_AIR_SAVER", "UPS Next Day Air Saver", 4900, 800, (1, 1), abroad=True),
        Service("FEDEX", "FedEx", "FEDEX_PTP_GROUND", "FedEx Ground", 910, 118, (1, 5)),
        Service("ONTRAC", "OnTrac", "ONTRAC_MFN_GROUND", "OnTrac Ground", 700, 100, (1, 4), terms=False),
    ],
    "EU": [
        Service("DHL", "DHL", "DHL_PAKET", "DHL Paket", 520, 90, (1, 2), 31_500, abroad=True),
        Service("DPD", "DPD", "DPD_CLASSIC", "DPD Classic", 470, 85, (1, 3), 31_500, abroad=True),
        Service("DEUTSCHE_POST", "Deutsche Post", "DEUTSCHE_POST_WARENPOST", "Warenpost", 290, 60, (2, 4), 1000),
        Service("DHL", "DHL", "DHL_EXPRESS", "DHL Express 12:00", 1900, 500, (1, 1), abroad=True),
        Service("HERMES", "Hermes", "HERMES_STANDARD", "Hermes Standard", 430, 80, (2, 4), terms=False),
    ],
    "FE": [
        Service("YAMATO", "YAMATO", "YAMATO_TAQBIN", "TA-Q-BIN", 620, 140, (1, 2), 25_000),
        Service("SAGAWA", "SAGAWA", "SAGAWA_HIKYAKU", "Hikyaku", 600, 150, (1, 3)),
        Service("JAPAN_POST", "Japan Post", "JAPAN_POST_YU_PACK", "Yu-Pack", 560, 160, (1, 3), 25_000, abroad=True),
        Service("YAMATO", "YAMATO", "YAMATO_NEKOPOS", "Nekopos", 230, 0, (1, 3), 1000),
        Service("SFEXPRESS", "SF Express", "SF_EXPRESS_STANDARD", "SF Standard", 640, 130, (2, 4), terms=False),
    ],
}  # fmt: skip
"""Names and prices are ours: Amazon's own catalogue of services is not published."""
EVERY_SERVICE = [service for services in SERVICES.values() for service in services]


def home_of(country: str, otherwise: str) -> Marketplace:
    """Return the marketplace whose money is paid where a parcel leaves from; ``otherwise`` is the seller's region."""
    for place in MARKETPLACES.values():
        if place.country == country:
            return place
    return home_of(SHIP_FROM[otherwise][0], otherwise)


def price(service: Service, load: Load, place: Marketplace, factor: float = 1.0) -> int:
    """Return what a service costs in the smallest unit of the place's currency; half kilos are begun, abroad is triple."""
    halves = -int(-load.grams // 500)
    cents = (service.base + service.per_kilo * halves / 2) * (1 if load.origin == load.target else 3) * factor
    return max(1, round(cents * place.rate / (1 if place.digits else 100)))


def obstacle(service: Service, load: Load) -> tuple[str, str] | None:
    """Return why a service cannot carry a load, in the codes of Shipping v2 (sp-api 6.2); None when it can."""
    if not service.terms:
        return (
            "TERMS_AND_CONDITIONS_NOT_ACCEPTED",
            f"Accept the terms and conditions of {service.carrier} in Seller Central first.",
        )
    if load.grams > service.max_grams:
        return "WEIGHT_RESTRICTIONS", f"{service.name} carries up to {service.max_grams} g."
    if load.longest > LONGEST_CM:
        return "SIZE_RESTRICTIONS", f"{service.name} carries up to {LONGEST_CM:g} cm."
    if load.origin != load.target and not service.abroad:
        return "NO_COVERAGE", f"{service.name} does not deliver to {load.target}."
    return None


def promise(service: Service, load: Load, pickup: int) -> tuple[int, int]:
    """Return the earliest and latest delivery that a service promises for a pickup: nine in the morning to eight at night."""
    more = 0 if load.origin == load.target else ABROAD_DAYS
    least, most = service.days
    day = calendar.local_day(pickup, load.target)
    return (
        calendar.delivery(day + timedelta(days=least + more), load.target, 9 * 60),
        calendar.delivery(day + timedelta(days=most + 2 * more), load.target, 20 * 60),
    )


def service_of(service_id: str) -> Service | None:
    """Return a service by its id."""
    return next((one for services in SERVICES.values() for one in services if one.id == service_id), None)
