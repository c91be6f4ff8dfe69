"""Addresses in the form of their country, values untouched."""

import pytest

from shipby.paper.addresses import address_lines
from shipby.paper.facts import Address


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        (
            Address("Ada", "", ("PO Box 7",), "", "Reno", "NV", "89502", "US"),
            ("Ada", "PO Box 7", "Reno, NV 89502"),
        ),
        (Address("Ada", "", ("1 A St",), "", "Reno", "", "", "US"), ("Ada", "1 A St", "Reno")),
        (Address("Ada", "", ("1 A St",), "", "", "NV", "89502", "US"), ("Ada", "1 A St", "NV 89502")),
        (
            Address("Ada", "Firma", ("Weg 1",), "", "Bad Beispiel", "Bayern", "01067", "DE"),
            ("Ada", "Firma", "Weg 1", "01067 Bad Beispiel"),
        ),
        (Address("Ada", "Société", ("1 rue X",), "", "Lyon", "", "69001", "FR"), ("Société", "Ada", "1 rue X", "69001 Lyon")),
        (
            Address("Ada", "", ("1 High St",), "", "Stoke-on-Trent", "Staffordshire", "ST1 1AA", "GB"),
            ("Ada", "1 High St", "Stoke-on-Trent", "ST1 1AA"),
        ),
        (
            Address("花子", "", ("見本町1-2-3",), "", "渋谷区", "東京都", "150-0002", "JP"),
            ("〒150-0002", "東京都", "渋谷区", "見本町1-2-3", "花子"),
        ),
        (
            Address("Hanako", "", ("Sample 1-2-3",), "", "Shibuya", "Tokyo", "150-0002", "JP"),
            ("Hanako", "Sample 1-2-3, Shibuya, Tokyo", "150-0002"),
        ),
        (
            Address("Ada", "", ("Rua X 1",), "Centro", "São Paulo", "SP", "01000-000", "BR"),
            ("Ada", "Rua X 1", "Centro", "São Paulo-SP", "01000-000"),
        ),
        (Address("Ada", "", ("Villa 3",), "", "Dubai", "", "00000", "AE"), ("Ada", "Villa 3", "Dubai", "00000")),
        (Address("Ada", "", ("1 St",), "", "Nowhere", "", "1", "ZZ"), ("Ada", "1 St", "Nowhere", "1")),
        (Address("", "", ("", " "), "", "", "", "", "US"), ()),
    ],
)
def test_lines_follow_the_country_and_lose_nothing_given(address: Address, lines: tuple[str, ...]) -> None:
    assert address_lines(address, sent_from=address.country) == lines


def test_a_broken_country_code_is_no_accident() -> None:
    for country in ("", "U", "../US", "U\x00", "12", "usa"):
        assert "Ada" in address_lines(Address(name="Ada", city="X", country=country))


def test_repr_of_an_address_shows_nothing() -> None:
    assert repr(Address(name="Ada", lines=("1 Secret St",))) == "<Address>"
