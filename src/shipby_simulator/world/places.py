"""Marketplaces and where their buyers live (sp-api 10; zones by amazon-policy 2.4)."""

from zoneinfo import ZoneInfo

import msgspec


class Marketplace(msgspec.Struct, frozen=True):
    """A marketplace of Amazon. ``digits`` are the decimals of its currency; ``rate`` is units per US dollar, roughly."""

    id: str
    country: str
    region: str
    name: str
    domain: str
    currency: str
    language: str
    zone_name: str
    rate: float
    weight: float
    digits: int = 2

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone in which the marketplace's days end."""
        return ZoneInfo(self.zone_name)


def _row(text: str) -> Marketplace:
    mid, country, region, name, domain, currency, language, zone, rate, weight = text.split("|")
    digits = 0 if currency == "JPY" else 2
    return Marketplace(mid, country, region, name, domain, currency, language, zone, float(rate), float(weight), digits)


MARKETPLACES = {
    row.id: row
    for row in map(
        _row,
        """\
ATVPDKIKX0DER|US|NA|Amazon.com|www.amazon.com|USD|en_US|America/Los_Angeles|1|80
A2EUQ1WTGCTBG2|CA|NA|Amazon.ca|www.amazon.ca|CAD|en_CA|America/Los_Angeles|1.4|12
A1AM78C64UM0Y8|MX|NA|Amazon.com.mx|www.amazon.com.mx|MXN|es_MX|America/Mexico_City|18|5
A2Q3Y263D00KWC|BR|NA|Amazon.com.br|www.amazon.com.br|BRL|pt_BR|America/Sao_Paulo|5.4|3
A1F83G8C2ARO7P|GB|EU|Amazon.co.uk|www.amazon.co.uk|GBP|en_GB|Europe/London|0.8|28
A1PA6795UKMFR9|DE|EU|Amazon.de|www.amazon.de|EUR|de_DE|Europe/Berlin|0.92|30
A13V1IB3VIYZZH|FR|EU|Amazon.fr|www.amazon.fr|EUR|fr_FR|Europe/Paris|0.92|12
APJ6JRA9NG5V4|IT|EU|Amazon.it|www.amazon.it|EUR|it_IT|Europe/Rome|0.92|9
A1RKKUPIHCS9HS|ES|EU|Amazon.es|www.amazon.es|EUR|es_ES|Europe/Madrid|0.92|8
A1805IZSGTT6HS|NL|EU|Amazon.nl|www.amazon.nl|EUR|nl_NL|Europe/Amsterdam|0.92|3
AMEN7PMS3EDWL|BE|EU|Amazon.com.be|www.amazon.com.be|EUR|fr_BE|Europe/Brussels|0.92|2
A28R8C7NBKEWEA|IE|EU|Amazon.ie|www.amazon.ie|EUR|en_IE|Europe/Dublin|0.92|1
A2NODRKZP88ZB9|SE|EU|Amazon.se|www.amazon.se|SEK|sv_SE|Europe/Stockholm|10.5|2
A1C3SOZRARQ6R3|PL|EU|Amazon.pl|www.amazon.pl|PLN|pl_PL|Europe/Warsaw|4|2
A33AVAJ2PDY3EV|TR|EU|Amazon.com.tr|www.amazon.com.tr|TRY|tr_TR|Europe/Istanbul|34|1
ARBP9OOSHTCHU|EG|EU|Amazon.eg|www.amazon.eg|EGP|ar_AE|Africa/Cairo|48|0.5
A17E79C6D8DWNP|SA|EU|Amazon.sa|www.amazon.sa|SAR|ar_AE|Asia/Riyadh|3.75|0.5
A2VIGQ35RCS4UG|AE|EU|Amazon.ae|www.amazon.ae|AED|en_AE|Asia/Dubai|3.67|0.7
AE08WJ6YKNBMC|ZA|EU|Amazon.co.za|www.amazon.co.za|ZAR|en_ZA|Africa/Johannesburg|18|0.3
A21TJRUUN4KGV|IN|EU|Amazon.in|www.amazon.in|INR|en_IN|Asia/Kolkata|84|1
A1VC38T7YXB528|JP|FE|Amazon.co.jp|www.amazon.co.jp|JPY|ja_JP|Asia/Tokyo|150|70
A39IBJ37TRP1C6|AU|FE|Amazon.com.au|www.amazon.com.au|AUD|en_AU|Australia/Sydney|1.5|22
A19VAU5U5O7RUS|SG|FE|Amazon.sg|www.amazon.sg|SGD|en_SG|Asia/Singapore|1.35|8""".splitlines(),
    )
}

REGIONS = ("NA", "EU", "FE")

CITIES: dict[str, list[tuple[str, str, str]]] = {
    # Real cities with a postal code that fits them; streets and people are drawn.
    "US": [("Seattle", "WA", "98109"), ("Austin", "TX", "78701"), ("Boston", "MA", "02108"), ("Newark", "NJ", "07102"), ("Denver", "CO", "80202"), ("Miami", "FL", "33101"), ("Honolulu", "HI", "96813"), ("San Juan", "PR", "00901")],
    "CA": [("Toronto", "ON", "M5V 2T6"), ("Montréal", "QC", "H2X 1Y4"), ("Vancouver", "BC", "V6B 1A1")],
    "MX": [("Ciudad de México", "Ciudad de México", "06600"), ("Guadalajara", "Jalisco", "44100")],
    "BR": [("São Paulo", "SP", "01310-100"), ("Rio de Janeiro", "RJ", "20040-002")],
    "GB": [("London", "", "SW1A 1AA"), ("Manchester", "", "M1 1AE"), ("Belfast", "", "BT1 5GS"), ("Edinburgh", "", "EH1 1YZ")],
    "DE": [("Berlin", "", "10115"), ("München", "", "80331"), ("Dresden", "", "01067"), ("Köln", "", "50667")],
    "FR": [("Paris", "", "75001"), ("Lyon", "", "69002"), ("Nice", "", "06000")],
    "IT": [("Roma", "RM", "00184"), ("Milano", "MI", "20121")],
    "ES": [("Madrid", "Madrid", "28013"), ("Barcelona", "Barcelona", "08002")],
    "NL": [("Amsterdam", "", "1012 JS"), ("Utrecht", "", "3511 AD")],
    "BE": [("Bruxelles", "", "1000"), ("Antwerpen", "", "2000")],
    "IE": [("Dublin", "Dublin", "D02 X285")],
    "SE": [("Stockholm", "", "111 20"), ("Göteborg", "", "411 03")],
    "PL": [("Warszawa", "mazowieckie", "00-001"), ("Kraków", "małopolskie", "31-001")],
    "TR": [("İstanbul", "İstanbul", "34000"), ("Ankara", "Ankara", "06420")],
    "EG": [("القاهرة", "القاهرة", "11511")],
    "SA": [("الرياض", "الرياض", "11564"), ("Jeddah", "Makkah", "21442")],
    "AE": [("Dubai", "Dubai", "")],
    "ZA": [("Cape Town", "Western Cape", "8001")],
    "IN": [("Bengaluru", "KARNATAKA", "560001"), ("Mumbai", "MAHARASHTRA", "400001")],
    "JP": [("千代田区", "東京都", "100-0001"), ("大阪市北区", "大阪府", "530-0001"), ("札幌市中央区", "北海道", "060-0001")],
    "AU": [("Sydney", "NSW", "2000"), ("Melbourne", "VIC", "3000"), ("Darwin", "NT", "0800")],
    "SG": [("Singapore", "", "018956")],
}  # fmt: skip

STREETS: dict[str, list[str]] = {
    "US": ["Pine St", "Maple Ave", "N Lakeshore Dr", "Old Mill Rd"],
    "DE": ["Lindenstraße", "Am Mühlenbach", "Karl-Marx-Allee", "Goethestr."],
    "FR": ["rue de la République", "avenue Victor-Hugo", "allée des Érables"],
    "ES": ["Calle Mayor", "Avenida de la Constitución"],
    "IT": ["Via Garibaldi", "Corso Vittorio Emanuele II"],
    "PL": ["ul. Długa", "al. Jerozolimskie"],
    "JP": ["丸の内1丁目", "梅田2-4", "北3条西"],
    "TR": ["İstiklal Caddesi", "Atatürk Bulvarı"],
    "EG": ["شارع التحرير"],
    "SA": ["طريق الملك فهد", "King Abdulaziz Rd"],
    "BR": ["Avenida Paulista", "Rua das Flores"],
    "": ["High Street", "Station Road", "Church Lane", "Park Avenue"],
}

SHIP_FROM: dict[str, tuple[str, str, str, str, str]] = {
    # country, city, state, postal code, street: where the pretend sellers of a region work.
    "NA": ("US", "Reno", "NV", "89502", "410 Warehouse Way"),
    "EU": ("DE", "Leipzig", "Sachsen", "04103", "Lagerstraße 12"),
    "FE": ("JP", "横浜市", "神奈川県", "220-0012", "みなとみらい2-2-1"),
}


def of_region(region: str) -> list[Marketplace]:
    """Return the marketplaces of a region, in a fixed order."""
    return [place for place in MARKETPLACES.values() if place.region == region]
