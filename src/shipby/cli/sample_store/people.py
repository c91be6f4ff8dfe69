"""Who buys: people whose family names say that they are invented, at streets that do not exist, in real towns."""

from dataclasses import dataclass

from shipby.cli.sample_store.draws import Draws


@dataclass(frozen=True, slots=True, repr=False)
class Buyer:
    """One invented person with an address."""

    name: str
    lines: tuple[str, ...]
    city: str
    region: str
    postal_code: str
    country: str
    email: str
    phone: str = ""
    company: str = ""
    address_type: str = "Residential"


@dataclass(frozen=True, slots=True)
class _Land:
    given: tuple[str, ...]
    family: tuple[str, ...]
    streets: tuple[str, ...]
    towns: tuple[tuple[str, str, str], ...]
    phone: str = ""


_LANDS: dict[str, _Land] = {
    "US": _Land(
        (
            "Ada",
            "Ben",
            "Carla",
            "Dev",
            "Elena",
            "Frank",
            "Grace",
            "Hiro",
            "Imani",
            "Jonas",
            "Keisha",
            "Liam",
            "Mona",
            "Noor",
            "Omar",
        ),
        (
            "Sample",
            "Invented",
            "Testerly",
            "Mockford",
            "Specimen",
            "O'Example",
            "Placeholder-Smith",
            "Fictus",
            "Demoson",
            "Nobody",
        ),
        ("{n} Sample Ave", "{n} Placeholder Rd", "{n} Nowhere Ln", "{n} Imaginary Blvd", "{n} N Example St", "{n} Specimen Ct"),
        (
            ("Austin", "TX", "78704"),
            ("Boise", "ID", "83702"),
            ("Brooklyn", "NY", "11215"),
            ("Tampa", "FL", "33602"),
            ("Chicago", "IL", "60614"),
            ("Denver", "CO", "80205"),
            ("Portland", "OR", "97214"),
            ("Phoenix", "AZ", "85016"),
            ("Burlington", "VT", "05401"),
            ("Sacramento", "CA", "95816"),
            ("Madison", "WI", "53703"),
            ("Nashville", "TN", "37206"),
            ("Tucson", "AZ", "85719"),
            ("Omaha", "NE", "68104"),
            ("Savannah", "GA", "31401"),
            ("Duluth", "MN", "55802"),
            ("Asheville", "NC", "28801"),
            ("Bozeman", "MT", "59715"),
            ("Santa Fe", "NM", "87501"),
            ("Honolulu", "HI", "96815"),
            ("Anchorage", "AK", "99501"),
        ),
        "+1 415-555-01{d}",
    ),
    "CA": _Land(
        ("Amélie", "Bruce", "Chloé", "Dylan", "Esmé", "Gord", "Noémie"),
        ("Sample", "Exemple", "Inventé", "Mockford", "Fictus"),
        ("{n} Sample Cres", "{n} rue de l'Exemple", "{n} Placeholder Dr"),
        (
            ("Hamilton", "ON", "L8P 1A1"),
            ("Montréal", "QC", "H2X 1Y4"),
            ("Calgary", "AB", "T2P 0A1"),
            ("Halifax", "NS", "B3J 1A1"),
            ("Vancouver", "BC", "V5K 0A1"),
        ),
        "+1 604-555-01{d}",
    ),
    "DE": _Land(
        ("Jörg", "Käthe", "Günter", "Änne", "Lukas", "Sören", "Ute", "Björn"),
        ("Beispiel", "Muster", "Erfunden", "Müller-Fiktiv", "Probestück", "Weißnicht"),
        ("Musterweg {n}", "Straße der Beispiele {n}", "Am Erfundenen Tor {n}", "Große Probegasse {n}"),
        (
            ("Hamburg", "", "20095"),
            ("Köln", "", "50667"),
            ("München", "Bayern", "80331"),
            ("Dresden", "Sachsen", "01067"),
            ("Görlitz", "", "02826"),
            ("Füssen", "Bayern", "87629"),
        ),
        "+49 30 231250{d}",
    ),
    "GB": _Land(
        ("Alfie", "Bronwyn", "Callum", "Daisy", "Euan", "Niamh"),
        ("Sample", "Example-Jones", "Invented", "Mockford"),
        ("{n} Sample Mews", "{n} Nowhere Lane", "Flat 2, {n} Specimen Road"),
        (
            ("Stoke-on-Trent", "Staffordshire", "ST1 1AA"),
            ("Leeds", "West Yorkshire", "LS1 1AA"),
            ("Bath", "Somerset", "BA1 1AA"),
            ("Swansea", "", "SA1 1AA"),
        ),
        "+44 20 7946 01{d}",
    ),
    "FR": _Land(
        ("Zoé", "Hélène", "François", "Maël"),
        ("Exemple", "Inventé", "Fictif", "Échantillon"),
        ("{n} rue de l'Exemple", "{n} bis allée Imaginaire"),
        (("Besançon", "", "25000"), ("Lyon", "", "69001"), ("Nîmes", "", "30000")),
    ),
    "IT": _Land(
        ("Chiara", "Niccolò", "Giosuè"),
        ("Esempio", "Inventato"),
        ("Via dell'Esempio {n}", "Piazza Immaginaria {n}"),
        (("Forlì", "FC", "47121"), ("Torino", "TO", "10121")),
    ),
    "ES": _Land(
        ("Íñigo", "Begoña", "Núria"),
        ("Ejemplo", "Inventado Muñoz"),
        ("Calle del Ejemplo {n}, 2º B", "Avenida Imaginaria {n}"),
        (("A Coruña", "A Coruña", "15001"), ("León", "León", "24001")),
    ),
    "PL": _Land(
        ("Łukasz", "Małgorzata", "Światosław", "Żaneta"),
        ("Przykładowy", "Wymyślony", "Zmyślona-Żółć"),
        ("ul. Przykładowa {n}", "al. Wymyślona {n}/4"),
        (("Gdańsk", "", "80-001"), ("Łódź", "", "90-001"), ("Kraków", "", "30-001")),
    ),
    "GR": _Land(
        ("Ελένη", "Γιώργος", "Ξένια"),
        ("Φανταστικού", "Παράδειγμα", "Επινοημένος"),
        ("Οδός Παραδείγματος {n}", "Λεωφόρος Φαντασίας {n}"),
        (("Αθήνα", "", "10563"), ("Θεσσαλονίκη", "", "54621"), ("Ηράκλειο", "Κρήτη", "71201")),
    ),
    "BG": _Land(
        ("Иван", "Цветелина", "Йордан"),
        ("Примеров", "Измислен", "Образцова"),
        ("ул. Примерна {n}", "бул. Измислен {n}, вх. Б"),
        (("София", "", "1000"), ("Пловдив", "", "4000")),
    ),
    "JP": _Land(
        ("太郎", "花子", "健", "さくら"),
        ("見本", "架空", "例田", "仮名"),
        ("見本町1-2-{n}", "架空台3-{n}-1"),
        (("渋谷区", "東京都", "150-0002"), ("札幌市中央区", "北海道", "060-0001"), ("京都市", "京都府", "600-8001")),
        "03-5555-01{d}",
    ),
}


def a_buyer(draws: Draws, country: str) -> Buyer:
    """An invented person in ``country`` (one of those the sample store ships to)."""
    land = _LANDS[country]
    given, family = draws.one_of(land.given), draws.one_of(land.family)
    city, region, postal_code = draws.one_of(land.towns)
    street = draws.one_of(land.streets).format(n=draws.whole(2, 980 if country in {"US", "CA"} else 99))
    return Buyer(
        name=f"{family} {given}" if country == "JP" else f"{given} {family}",
        lines=(street, "Apt " + str(draws.whole(2, 40))) if country == "US" and draws.happens(0.25) else (street,),
        city=city,
        region=region,
        postal_code=postal_code,
        country=country,
        email=f"{draws.letters(14)}@marketplace.example",
        phone=land.phone.format(d=draws.digits(2)) if land.phone and draws.happens(0.7) else "",
    )
