"""While somebody types, the box offers what may follow, and what it puts in is understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipby.orders.rules.completion import MOST_OFFERS, complete
from shipby.orders.rules.names import Names, StoreName
from shipby.orders.rules.query import BadFilter, parse

NAMES = Names(
    (StoreName("Kiosk am Markt", "A1PA6795UKMFR9"), StoreName("US", "ATVPDKIKX0DER")), ("North",), ("fragile", "gift-wrap")
)


def offered(text: str, cursor: int | None = None) -> list[str]:
    return [offer.text for offer in complete(text, len(text) if cursor is None else cursor, NAMES).offers]


def taken(text: str, cursor: int, number: int = 0) -> str:
    found = complete(text, cursor, NAMES)
    return text[: found.start] + found.offers[number].text + text[found.end :]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("st", ["status:", "store:", "region:", "is:store-pickup", "service:standard"]),
        ("ship-b", ["due:"]),
        ("mug tra", ["tracking:", "is:transparency"]),
        ("way", ["tracking:"]),
        ("is:pr", ["prime", "premium", "preorder"]),
        ("-is:pri", ["prime"]),
        ("status:shipped,can", ["cancelled"]),
        ("due:to", ["today", "tomorrow"]),
        ("store:", ['"Kiosk am Markt"', "US"]),
        ('store:"Kio', ['"Kiosk am Markt"']),
        ("account:n", ["North"]),
        ("tag:F", ["fragile"]),
        ("country:J", ["JE", "JM", "JO", "JP"]),
        ("held", ["is:held"]),
        ("colour:re", []),
        ("sku:MU", []),
        ("buyer:Mar", []),
    ],
)
def test_offers_begin_as_typed(text: str, expected: list[str]) -> None:
    assert offered(text) == expected


def test_an_empty_box_offers_the_commonest_fields() -> None:
    assert len(offered("")) == MOST_OFFERS
    assert offered("")[:2] == ["order:", "status:"]
    assert all(offer.words for offer in complete("", 0, NAMES).offers)


@pytest.mark.parametrize(
    ("text", "cursor", "expected"),
    [
        ("mug sta", 7, "mug status:"),
        ("mug sta due:today", 7, "mug status: due:today"),
        ("stat:shipped", 3, "status:shipped"),
        ("-is:he mug", 6, "-is:held mug"),
        ("status:shi,cancelled", 10, "status:shipped,cancelled"),
        ("status:shipped,canc", 19, "status:shipped,cancelled"),
        ('store:"Kiosk a', 14, 'store:"Kiosk am Markt"'),
    ],
)
def test_an_offer_takes_the_place_of_what_was_typed(text: str, cursor: int, expected: str) -> None:
    assert taken(text, cursor) == expected


@given(st.text(max_size=60), st.integers(-5, 80))
def test_completion_never_breaks_and_never_names_a_place_outside_the_text(text: str, cursor: int) -> None:
    found = complete(text, cursor, NAMES)

    assert 0 <= found.start <= found.end <= len(text)
    assert len(found.offers) <= MOST_OFFERS


@given(
    st.sampled_from(
        ["is:", "status:", "due:", "service:", "has:", "cause:", "channel:", "country:", "store:", "tag:", "purchased:"]
    )
)
def test_whatever_is_offered_is_understood(field: str) -> None:
    for offer in complete(field, len(field), NAMES).offers:
        try:
            parse(field + offer.text, NAMES)
        except BadFilter as refusal:
            pytest.fail(f"{field}{offer.text}: {refusal.message}")


def test_a_text_too_long_to_be_a_filter_gets_no_offers() -> None:
    assert offered("x" * 10_000 + " is:") == []
