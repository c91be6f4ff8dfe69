"""Pretend buyers: names, addresses and what they write, in every script, with the odd cases of reliability 4.4."""

import msgspec

from shipby_simulator.core.draw import Draw
from shipby_simulator.world.places import CITIES, STREETS, Marketplace
from shipby_simulator.world.settings import Strange

_NAMES: dict[str, tuple[list[str], list[str]]] = {
    "DE": (["Jürgen", "Anneliese", "Björn", "Sophie"], ["Müller", "Groß", "Weiß-Schröder", "Özdemir"]),
    "FR": (["Zoé", "François", "Maëlle", "Loïc"], ["Lefèvre", "d'Arcy", "Noël", "Benoît"]),
    "ES": (["José", "Begoña", "Íñigo"], ["Núñez", "García López", "Muñoz"]),
    "IT": (["Niccolò", "Chiara", "Matteo"], ["D'Angelo", "Esposito", "Rossi"]),
    "PL": (["Łukasz", "Małgorzata", "Zbigniew"], ["Wójcik", "Żak", "Świątek"]),
    "SE": (["Åsa", "Björn", "Märta"], ["Öberg", "Ångström", "Lindqvist"]),
    "TR": (["İbrahim", "Şule", "Çağla"], ["Yıldız", "Öztürk", "Gül"]),
    "JP": (["太郎", "花子", "健一", "さくら"], ["佐藤", "髙橋", "渡邉", "山﨑"]),
    "EG": (["محمد", "فاطمة"], ["عبد الرحمن", "السيد"]),
    "SA": (["نورة", "Abdullah"], ["القحطاني", "Al-Harbi"]),
    "BR": (["João", "Conceição"], ["da Silva", "Gonçalves"]),
    "IN": (["Priya", "Arjun", "आशा"], ["Sharma", "Iyer", "कुमार"]),
    "": (["Dana", "Sam", "Vera", "Casey", "Morgan", "Robin", "Alex"], ["Miller", "O'Neill", "Nguyen", "Smith-Jones", "Van der Berg"]),
}  # fmt: skip
_ODD = (
    '=HYPERLINK("http://x")', "+1 Store", "@Home", "-Dash", "José 🏡", "Zo\u0308e", "מִשְׁפָּחָה כהן", "Robert'); --",
    "«Guillemets»", "Tab\u00a0Space", "&amp; Sons <b>", "\u202eEvil", "ＦＵＬＬ ｗｉｄｔｈ", "Ünïcødé",
)  # fmt: skip
_COMPANIES = ("Lakeside Supply LLC", "Müller & Söhne GmbH", "Brightwater Clinic", "株式会社みなと", "Établissements Roux")
GIFT_TEXTS = (
    "Happy birthday, love Mum",
    "Alles Gute zum Geburtstag! 🎂",
    "お誕生日おめでとう",
    "With thanks\nfrom all of us",
    "=1+1",
)
CANCEL_REASONS = ("ORDERED_BY_MISTAKE", "DELIVERY_TOO_LATE", "PRICE_TOO_HIGH", "BOUGHT_ELSEWHERE", "OTHER")
"""Reasons of a buyer's request; Amazon's own list is not published (UNVERIFIED)."""


class Address(msgspec.Struct, frozen=True):
    """A delivery address; empty text means absent."""

    name: str
    line1: str
    line2: str
    line3: str
    city: str
    state: str
    postcode: str
    country: str
    phone: str
    kind: str
    company: str = ""
    extended: tuple[str, str, str, str] | None = None


class Buyer(msgspec.Struct, frozen=True):
    """Who ordered; ``email`` is Amazon's relay address."""

    name: str
    email: str
    company: str
    purchase_order: str
    address: Address


def buyer_of(draw: Draw, place: Marketplace, strange: Strange, *, business: bool, pickup: bool) -> Buyer:
    """Draw a buyer of a marketplace."""
    first, last = _NAMES.get(place.country, _NAMES[""])
    name = f"{draw.pick(last)} {draw.pick(first)}" if place.country == "JP" else f"{draw.pick(first)} {draw.pick(last)}"
    if draw.chance(strange.odd_text):
        name = f"{draw.pick(_ODD)} {name}"[:50]
    company = draw.pick(_COMPANIES) if business else ""
    address = _address(draw, place, name, company, pickup=pickup, long_text=draw.chance(strange.long_text))
    relay = draw.token(14, "abcdefghijklmnopqrstuvwxyz0123456789")
    return Buyer(
        name=name,
        email=f"{relay}@marketplace.{place.domain.removeprefix('www.')}",
        company=company,
        purchase_order=f"PO-{draw.between(1000, 99999)}" if business and draw.chance(0.6) else "",
        address=address,
    )


def _address(draw: Draw, place: Marketplace, name: str, company: str, *, pickup: bool, long_text: bool) -> Address:
    city, state, postcode = draw.pick(CITIES[place.country])
    street, number = draw.pick(STREETS.get(place.country, STREETS[""])), draw.between(1, 9999)
    line1 = (
        f"{number} {street}"
        if place.country in {"US", "CA", "GB", "IE", "AU", "FR", "SG", "ZA"}
        else f"{street} {number % 200 + 1}"
    )
    line2 = draw.pick(("", "", "", f"Apt {draw.between(1, 999)}", "2nd floor, ring twice"))
    if long_text:
        line1 = (line1 + ", building behind the old weaving mill, staircase C, third floor on the left hand side")[:180]
    elif draw.chance(0.02):
        line1 = f"PO Box {draw.between(1, 9999)}"
    extended = (street, str(number), "Bloco B", "Centro") if place.country == "BR" else None
    kind = "PICKUP_POINT" if pickup else ("COMMERCIAL" if company else "RESIDENTIAL")
    phone = f"+{draw.between(1, 98)} {draw.between(100, 999)}-555-{draw.between(0, 9999):04d}"
    if place.country == "US" and draw.chance(0.3):
        phone += f" ext. {draw.between(10000, 99999)}"
    return Address(name, line1, line2, "", city, state, postcode, place.country, phone, kind, company, extended)
