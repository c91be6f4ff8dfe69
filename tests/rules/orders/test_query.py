"""The filter language: what is typed is what is found, and what is not understood is said, not ignored."""

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipby.orders.rules.query import (
    FIELDS,
    BadFilter,
    Days,
    EmptyRange,
    MissingValue,
    NotACountry,
    NotADay,
    NotANumber,
    Numbers,
    OpenQuote,
    Query,
    Term,
    Text,
    TooLong,
    UnknownField,
    UnknownValue,
    parse,
)

WORDS = st.text(st.characters(exclude_characters='"@\x00', exclude_categories=("Cs",)), min_size=1, max_size=20).filter(
    lambda text: any(character.isprintable() and not character.isspace() for character in text)
)


def test_a_seller_s_question_reads_as_meant() -> None:
    query = parse('is:prime due:today country:CA qty:>1 -is:held "camp mug" sku:MUG-*,BTL-1')

    assert query.terms == (
        Term("is", (Text("prime"),)),
        Term("due", (Text("today"),)),
        Term("country", (Text("CA"),)),
        Term("qty", (Numbers(2, None),)),
        Term("is", (Text("held"),), is_not=True),
        Term("", (Text("camp mug"),)),
        Term("sku", (Text("MUG-", is_prefix=True), Text("BTL-1"))),
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("qty:2", Numbers(2, 2)),
        ("qty:2..5", Numbers(2, 5)),
        ("qty:..5", Numbers(None, 5)),
        ("qty:<5", Numbers(None, 4)),
        ("qty:>=5", Numbers(5, None)),
        ("due:2026-11-24", Days(date(2026, 11, 24), date(2026, 11, 24))),
        ("due:2026-11-24..2026-11-27", Days(date(2026, 11, 24), date(2026, 11, 27))),
        ("due:>2026-11-24", Days(date(2026, 11, 25), None)),
        ("due:Overdue", Text("overdue")),
        ("status:PARTIALLY_SHIPPED", Text("partially-shipped")),
        ("status:Canceled", Text("cancelled")),
        ("status:PartiallyShipped", Text("partially-shipped")),
        ('status:"Partially shipped"', Text("partially-shipped")),
        ("is:CancelRequested", Text("cancel-requested")),
        ("service:NextDay", Text("next-day")),
        ("cause:ON_HOLD", Text("on-hold")),
        ("country:uk", Text("GB")),
    ],
)
def test_a_value_is_read_in_each_way_it_is_written(text: str, value: object) -> None:
    assert parse(text).terms[0].values == (value,)


@pytest.mark.parametrize(
    ("text", "refusal", "word"),
    [
        ("shiped", None, ""),
        ("colour:red", UnknownField, "colour:"),
        ("mug staus:unshipped", UnknownField, "staus:"),
        ("status:sent", UnknownValue, "status:sent"),
        ("due:soon", NotADay, "due:soon"),
        ("due:2026-02-30", NotADay, "due:2026-02-30"),
        ("due:<0001-01-01", NotADay, "due:<0001-01-01"),
        ("qty:many", NotANumber, "qty:many"),
        ("qty:٣", NotANumber, "qty:٣"),
        ("qty:5..2", EmptyRange, "qty:5..2"),
        ("qty:..", EmptyRange, "qty:.."),
        ("sku:", MissingValue, "sku:"),
        ("sku:A,", MissingValue, "sku:A,"),
        ('sku:""', MissingValue, 'sku:""'),
        ('mug "french press', OpenQuote, '"french press'),
        ("country:Canada", NotACountry, "country:Canada"),
        ("country:UX", NotACountry, "country:UX"),
        ("cause:weather", UnknownValue, "cause:weather"),
        ("status:unshipped,lost", UnknownValue, "status:unshipped,lost"),
    ],
)
def test_what_is_not_understood_is_pointed_at(text: str, refusal: type[BadFilter] | None, word: str) -> None:
    if refusal is None:
        assert parse(text).terms == (Term("", (Text(text),)),)
        return
    with pytest.raises(refusal) as caught:
        parse(text)

    assert text[caught.value.start : caught.value.end] == word
    assert caught.value.message
    assert caught.value.what_to_do


def test_a_filter_of_ten_thousand_characters_is_refused_at_once() -> None:
    with pytest.raises(TooLong):
        parse("(a+)+$" * 2000)


def test_forty_words_are_enough() -> None:
    with pytest.raises(TooLong):
        parse(" ".join(f"word{number}" for number in range(41)))


def test_near_words_are_offered() -> None:
    with pytest.raises(UnknownValue) as caught:
        parse("is:bisness")

    assert "business" in caught.value.what_to_do


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_and_never_breaks(text: str) -> None:
    place: tuple[int, int] = (0, 0)
    try:
        query = parse(text)
    except BadFilter as refusal:
        place, query = (refusal.start, refusal.end), Query()

    assert 0 <= place[0] <= place[1] <= len(text)
    assert parse(query.text) == query


@given(st.lists(WORDS, max_size=8))
def test_quoted_words_read_back_as_themselves(words: list[str]) -> None:
    query = Query(tuple(dict.fromkeys(Term("", (Text(word),)) for word in words)))

    assert parse(query.text) == query


@given(st.sampled_from(["sku", "tag", "store"]), WORDS, st.booleans())
def test_a_chip_writes_what_the_box_reads(field: str, word: str, is_not: bool) -> None:
    term = Term(field, (Text(word),), is_not)

    assert parse(parse("mug").with_term(term).text).terms[-1] == term


def test_a_chip_replaces_and_removes_its_own_field_only() -> None:
    query = parse("due:today is:prime mug")

    assert query.with_term(parse("due:tomorrow").terms[0]).text == "is:prime mug due:tomorrow"
    assert query.without(parse("is:prime").terms[0]).text == "due:today mug"
    assert query.without_field("due").text == "is:prime mug"


@pytest.mark.parametrize(
    "text",
    ["", "mug", "status:unshipped", "status:pending,open", "-status:pending", "-status:shipped", "-is:fba", "cause:on-hold"],
)
def test_open_orders_are_meant_where_nothing_asks_for_others(text: str) -> None:
    assert parse(text).is_about_open


@pytest.mark.parametrize(
    "text",
    ["status:shipped", "status:unshipped,shipped", "status:closed", "status:all", "status:confirmed", "-status:open", "is:fba"],
)
def test_other_orders_are_found_by_asking_for_them(text: str) -> None:
    assert not parse(text).is_about_open


@pytest.mark.parametrize("text", ['"a\ud800"', 'sku:"\udcff-1"', "mug\x00"])
def test_what_no_database_keeps_never_gets_into_a_query(text: str) -> None:
    assert parse(text).text.encode()


def test_field_names_are_words_of_the_alphabet() -> None:
    assert all(set(name) <= set(string.ascii_lowercase + "-") for name in FIELDS)
