"""Carriers by Amazon's codes: exactly as Amazon writes them, found however people write them."""

import pytest

from shipby.shipping.rules.carriers import BY_CODE, CARRIERS, OTHER, carriers_for, find_carrier

SP_API = (
    "USPS|UPS|UPSMI|FedEx|DHL|DHL eCommerce|DHL Express|OnTrac|Lasership|Amazon Shipping|Canada Post|PUROLATOR|Royal Mail|"
    "Parcelforce|Yodel|Hermes UK|DPD|DPD Local|Deutsche Post|DHL-Paket|GLS|Hermes|Chronopost|Colissimo|La Poste|Mondial Relay|"
    "Poste Italiane|BRT|SDA|Correos|Correos Express|Seur|MRW|PostNL|PostNord|InPost|Polish Post|YAMATO|SAGAWA|Japan Post|"
    "StarTrack-Consignment|Sendle|BlueDart|Delhivery|DTDC|4PX|Yun Express|Yanwen|China Post|SF Express|Other"
)
POLICY = (
    "USPS|UPS|UPSMI|FedEx|DHL|Fastway|GLS|GO!|Hermes Logistik Gruppe|Royal Mail|Parcelforce|City Link|TNT|Target|SagawaExpress|"
    "NipponExpress|YamatoTransport|DHL Global Mail|UPS Mail Innovations|FedEx SmartPost|OSM|OnTrac|Streamlite|Newgistics|"
    "Canada Post|Blue Package|Chronopost|Deutsche Post|DPD|La Poste|Parcelnet|Poste Italiane|SDA|Smartmail|FEDEX_JP|JP_EXPRESS|"
    "NITTSU|SAGAWA|YAMATO|BlueDart|AFL/Fedex|Aramex|India Post|Professional|DTDC|Overnite Express|First Flight|Delhivery|"
    "Lasership|Yodel|Other|Ninjavan|Qxpress|Singapore Post|4PX|Yanwen|China Post|DHL eCommerce|SF Express|"
    "Australia Post-Consignment|Australia Post-ArticleId|Couriers Please|EUB|Sendle|YANWEN|Yun Express|EMS"
)


@pytest.mark.parametrize("code", sorted({*SP_API.split("|"), *POLICY.split("|")}))
def test_every_code_amazon_is_known_to_take_is_here_letter_by_letter(code: str) -> None:
    assert BY_CODE[code].code == code
    assert find_carrier(code) is BY_CODE[code]


def test_codes_stand_once_and_other_stands_last() -> None:
    codes = [carrier.code for carrier in CARRIERS]

    assert len(set(codes)) == len(codes)
    assert codes[-1] == OTHER
    assert all(len(country) == 2 and country.isupper() for carrier in CARRIERS for country in carrier.countries)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Fedex", "FedEx"),
        ("FEDEX", "FedEx"),
        (" fed ex ", "FedEx"),
        ("Federal Express", "FedEx"),
        ("ups", "UPS"),
        ("stamps_com", "USPS"),
        ("Blue Dart", "BlueDart"),
        ("DHL Paket", "DHL-Paket"),
        ("dhl_ecommerce", "DHL eCommerce"),
        ("Evri", "Hermes UK"),
        ("royal-mail", "Royal Mail"),
        ("Purolator", "PUROLATOR"),
        ("ヤマト運輸", "YAMATO"),
        ("yanwen", "Yanwen"),
        ("YANWEN", "YANWEN"),
        ("Australia Post", "Australia Post-Consignment"),
        ("other", "Other"),
    ],
)
def test_a_carrier_is_found_however_people_write_it(text: str, code: str) -> None:
    found = find_carrier(text)

    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("text", ["", " ", "-", "My cousin's van", "1Z999AA10123456784"])
def test_an_unknown_carrier_is_not_guessed(text: str) -> None:
    assert find_carrier(text) is None


def test_no_alias_belongs_to_two_carriers() -> None:
    for carrier in CARRIERS:
        for alias in carrier.aliases:
            assert find_carrier(alias) is carrier, alias


def test_carriers_of_the_country_come_first_and_none_is_lost() -> None:
    german = carriers_for("DE")

    assert set(german) == set(CARRIERS)
    assert german[-1].code == OTHER
    assert german.index(BY_CODE["DPD"]) < german.index(BY_CODE["USPS"])
    assert carriers_for(None) == CARRIERS
