"""Amazon's carrier codes as data (sp-api 3.4, amazon-policy 3.4). Case and spacing are part of a code.

Amazon's own drop-down is the authority and grows; a carrier that is not here goes as ``Other`` with its name, which does not
count as valid tracking in most marketplaces.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

OTHER = "Other"


@dataclass(frozen=True, slots=True)
class Carrier:
    """``countries``: where it picks parcels up, two letters each, empty = nearly everywhere; ``aliases``: what people call it."""

    code: str
    name: str
    countries: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    def serves(self, country: str | None) -> bool:
        """Whether it picks up in ``country``; an unknown country rules nothing out."""
        return country is None or not self.countries or country in self.countries


def _row(code: str, countries: str = "", *aliases: str, name: str = "") -> Carrier:
    return Carrier(code, name or code, tuple(countries.split()), aliases)


_EUROPE = "AT BE BG CH CZ DE DK EE ES FI FR GB GR HR HU IE IT LT LU LV NL NO PL PT RO SE SI SK"

CARRIERS: tuple[Carrier, ...] = (
    _row("USPS", "US", "United States Postal Service", "US Postal Service", "U.S. Mail", "stamps_com", "Stamps.com", "Endicia"),
    _row("UPS", "", "United Parcel Service", "UPS Ground", "UPS Standard", "ups_walleted", "UPS WorldShip"),
    _row("UPSMI", "US", "UPS MI", name="UPS Mail Innovations (UPSMI)"),
    _row("UPS Mail Innovations", "US"),
    _row("FedEx", "", "Federal Express", "FedEx Express", "FedEx Ground", "FedEx Home Delivery", "fedex_walleted"),
    _row("FedEx SmartPost", "US", "Smart Post", "FedEx Ground Economy", "fedex_smartpost"),
    _row("FEDEX_JP", "JP", "FedEx Japan", name="FedEx Japan"),
    _row("DHL", "", "DHL Group", "DHL Deutschland"),
    _row("DHL Express", "", "dhl_express", "DHL Express Worldwide"),
    _row("DHL eCommerce", "US SG GB NL PL IN MY TH AU HK CN", "dhl_ecommerce", "DHL eCommerce Solutions", "DHL e-Commerce"),
    _row("DHL Global Mail", "US DE", "globalmail"),
    _row("DHL-Paket", "DE", "DHL Paket", "DHL Parcel Germany", "DHL Parcel DE", "dhl_paket", "DHL Vls", name="DHL Paket"),
    _row("Deutsche Post", "DE", "Deutsche Post AG", "Warenpost", "deutsche_post", "Deutsche Post DHL"),
    _row("DPD", _EUROPE, "Dynamic Parcel Distribution", "DPD Germany", "DPD Deutschland", "dpd_de"),
    _row("DPD Local", "GB IE", "Interlink", "Interlink Express"),
    _row("GLS", f"{_EUROPE} US CA", "General Logistics Systems", "GLS Germany", "gls_de"),
    _row("GO!", "DE", "GO! Express", "GO Express & Logistics"),
    _row("Hermes", "DE AT", "Hermes Germany", "Hermes Paket", "myHermes DE"),
    _row("Hermes Logistik Gruppe", "DE", "HLG", "Hermes Logistik"),
    _row("Hermes UK", "GB", "Evri", "myHermes", "hermes_uk", name="Hermes UK (Evri)"),
    _row("Royal Mail", "GB", "RoyalMail", "royal_mail", "Royal Mail Group"),
    _row("Parcelforce", "GB", "Parcel Force", "Parcelforce Worldwide"),
    _row("Parcelnet", "GB"),
    _row("City Link", "GB", "CityLink"),
    _row("Yodel", "GB", "Yodel Direct"),
    _row("Amazon Shipping", "", "Amazon Logistics", "AMZL", "amazon_shipping", "Swiship"),
    _row("OnTrac", "US", "On Trac"),
    _row("Lasership", "US", "Laser Ship", "LaserShip"),
    _row("OSM", "US", "OSM Worldwide"),
    _row("Newgistics", "US", "Pitney Bowes", "newgistics"),
    _row("Streamlite", "US"),
    _row("Smartmail", "US"),
    _row("Blue Package", "US", "Blue Package Delivery"),
    _row("Target", "US", "Target Logistics"),
    _row("Canada Post", "CA", "Postes Canada", "canada_post", "CanadaPost"),
    _row("PUROLATOR", "CA", "Purolator Inc", name="Purolator"),
    _row("TNT", "", "TNT Express"),
    _row("Aramex", "AE SA EG AU NZ IN ZA TR GB SG", "aramex"),
    _row("Chronopost", "FR"),
    _row("Colissimo", "FR", "La Poste Colissimo"),
    _row("La Poste", "FR", "laposte", "Lettre suivie"),
    _row("Mondial Relay", "FR BE ES LU NL", "MondialRelay"),
    _row("Poste Italiane", "IT", "PosteItaliane", "Crono"),
    _row("BRT", "IT", "Bartolini", "BRT Corriere Espresso"),
    _row("SDA", "IT", "SDA Express Courier"),
    _row("Correos", "ES", "Correos de España"),
    _row("Correos Express", "ES", "CorreosExpress"),
    _row("Seur", "ES", "SEUR"),
    _row("MRW", "ES PT"),
    _row("PostNL", "NL BE", "Post NL", "TNT Post"),
    _row("PostNord", "SE DK NO FI", "Post Nord", "Posten"),
    _row("InPost", "PL GB IT FR ES", "Paczkomaty"),
    _row("Polish Post", "PL", "Poczta Polska"),
    _row("YAMATO", "JP", "Kuroneko", "ヤマト運輸", "クロネコヤマト", name="Yamato"),
    _row("YamatoTransport", "JP", name="Yamato Transport"),
    _row("SAGAWA", "JP", "佐川急便", name="Sagawa"),
    _row("SagawaExpress", "JP", name="Sagawa Express"),
    _row("NITTSU", "JP", "日本通運", name="Nippon Express (Nittsu)"),
    _row("NipponExpress", "JP", name="Nippon Express"),
    _row("JP_EXPRESS", "JP", "JP Express", "ゆうパック", "Yu-Pack", name="Japan Post Express"),
    _row("Japan Post", "JP", "日本郵便", "Japan Post Co"),
    _row("Australia Post-Consignment", "AU", "Australia Post", "AusPost", "Auspost", "eParcel"),
    _row("Australia Post-ArticleId", "AU", "Australia Post Article"),
    _row("StarTrack-Consignment", "AU", "StarTrack", "Star Track"),
    _row("Couriers Please", "AU", "CouriersPlease"),
    _row("Sendle", "AU US CA"),
    _row("Fastway", "AU NZ IE ZA", "Fastway Couriers"),
    _row("Ninjavan", "SG MY TH ID PH VN", "Ninja Van"),
    _row("Qxpress", "SG KR JP CN"),
    _row("Singapore Post", "SG", "SingPost", "Singpost"),
    _row("BlueDart", "IN", "Blue Dart", "Blue Dart Express"),
    _row("Delhivery", "IN"),
    _row("DTDC", "IN", "DTDC Express"),
    _row("India Post", "IN", "IndiaPost", "Speed Post"),
    _row("AFL/Fedex", "IN", "AFL", "FedEx India"),
    _row("Professional", "IN", "Professional Couriers", "The Professional Couriers"),
    _row("Overnite Express", "IN", "Overnite"),
    _row("First Flight", "IN", "First Flight Couriers"),
    _row("4PX", "CN HK SG AU US DE GB", "4PX Worldwide Express", "四方"),
    _row("Yun Express", "CN HK", "YunExpress", "Yunexpress", "云途"),
    _row("Yanwen", "CN", "Yanwen Express", "燕文"),
    _row("YANWEN", "AU", name="Yanwen (Amazon.com.au)"),
    _row("China Post", "CN", "Chinapost", "中国邮政"),
    _row("EUB", "CN", "ePacket", "EUB ePacket"),
    _row("EMS", "CN JP KR", "Express Mail Service"),
    _row("SF Express", "CN HK SG", "SFExpress", "Shunfeng", "顺丰"),
    _row(OTHER, "", name="Other carrier"),
)
"""In the order lists show them; ``Other`` last."""

BY_CODE: dict[str, Carrier] = {carrier.code: carrier for carrier in CARRIERS}


def find_carrier(text: str) -> Carrier | None:
    """The carrier that ``text`` names: by code as written, then by code, name or alias whatever the case, spaces and marks."""
    exact = BY_CODE.get(text.strip())
    return exact or _BY_WORD.get(_word(text))


def carriers_for(country: str | None) -> tuple[Carrier, ...]:
    """Those that pick up in ``country`` first, then the rest, ``Other`` last."""
    near = [carrier for carrier in CARRIERS[:-1] if carrier.serves(country)]
    far = [carrier for carrier in CARRIERS[:-1] if not carrier.serves(country)]
    return (*near, *far, CARRIERS[-1])


_MARKS = re.compile(r"[\W_]+")


def _word(text: str) -> str:
    return _MARKS.sub("", text.casefold())


def _by_word(carriers: Iterable[Carrier]) -> dict[str, Carrier]:
    """First come, first kept: codes before names, names before aliases."""
    words: dict[str, Carrier] = {}
    rows = tuple(carriers)
    for carrier in rows:
        words.setdefault(_word(carrier.code), carrier)
    for carrier in rows:
        words.setdefault(_word(carrier.name), carrier)
    for carrier in rows:
        for alias in carrier.aliases:
            words.setdefault(_word(alias), carrier)
    return words


_BY_WORD = _by_word(CARRIERS)
