"""A buyer is found by what a person would type of them, whole, and by nothing less."""

import pytest

from shipby.buyers.rules.facts import BuyerFacts, PersonalFacts, RecipientFacts
from shipby.buyers.rules.search_terms import MOST_TERMS, terms_of, typed_terms

MARIA = PersonalFacts(
    buyer=BuyerFacts(name="María González", email="Maria.G@Example.COM", company="Ferreira & Söhne GmbH"),
    recipient=RecipientFacts(name="Siobhán O'Brien", postal_code="SW1A 1AA"),
)


@pytest.mark.parametrize(
    "typed",
    [
        "María González",
        "gonzález,  maría",
        "MARÍA",
        "maria.g@example.com",
        " Maria.G@example.com ",
        "sw1a1aa",
        "SW1A-1AA",
        "obrien",
        "O\u2019Brien Siobhán",
        "söhne",
        "ferreira söhne gmbh",
        "\uff33\uff37\uff11\uff21 1aa",
    ],
)
def test_what_people_type_is_found(typed: str) -> None:
    assert set(typed_terms(typed)) & set(terms_of(MARIA))


@pytest.mark.parametrize(
    "typed", ["Mar", "María G", "example.com", "maria.g", "SW1A", "", "  ", "%", "*", "\x00", "González Ferreira"]
)
def test_a_part_of_it_is_not(typed: str) -> None:
    assert not set(typed_terms(typed)) & set(terms_of(MARIA))


def test_nobody_leaves_no_words() -> None:
    assert terms_of(None) == ()
    assert terms_of(PersonalFacts()) == ()
    assert terms_of(PersonalFacts(buyer=BuyerFacts(name="  ", email=""), recipient=RecipientFacts(postal_code="-"))) == ()


def test_an_endless_name_is_cut() -> None:
    endless = PersonalFacts(buyer=BuyerFacts(name=" ".join(f"word{number}" for number in range(500))))

    assert len(terms_of(endless)) == MOST_TERMS
    assert len(typed_terms("x" * 10_000)) <= 2
