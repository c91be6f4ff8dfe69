"""Every field reads its values in each way they are written, refuses the others, and never carries anything personal."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipby.orders.rules.fields import BY_ANY_NAME, FIELDS, Kind
from shipby.orders.rules.filter_values import Amounts, Days, Hidden, Text
from shipby.orders.rules.names import Names, StoreName
from shipby.orders.rules.query import (
    BadFilter,
    EmptyRange,
    NotADay,
    NotAnAmount,
    PersonalInFilter,
    TooLong,
    UnknownAccount,
    UnknownField,
    UnknownStore,
    UnknownValue,
    parse,
)

NAMES = Names((StoreName("Kiosk", "ATVPDKIKX0DER"), StoreName("Laden", "A1PA6795UKMFR9")), ("North", "South Shop"))
DIGEST = "0123456789abcdef"


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("value:20", "value", Amounts(Decimal(20), Decimal(20))),
        ("value:>99.50", "value", Amounts(Decimal("99.51"), None)),
        ("value:<=50", "value", Amounts(None, Decimal(50))),
        ("value:20..50EUR", "value", Amounts(Decimal(20), Decimal(50), "EUR")),
        ("value:eur20..50", "value", Amounts(Decimal(20), Decimal(50), "EUR")),
        ('value:"> 20 usd"', "value", None),
        ("value:>20usd", "value", Amounts(Decimal("20.01"), None, "USD")),
        ("total:JPY", "value", Amounts(None, None, "JPY")),
        ("purchased:2026-11", "purchased", Days(date(2026, 11, 1), date(2026, 11, 30))),
        ("purchased:2024-02", "purchased", Days(date(2024, 2, 1), date(2024, 2, 29))),
        ("purchased:2026", "purchased", Days(date(2026, 1, 1), date(2026, 12, 31))),
        ("purchased:>2026-11", "purchased", Days(date(2026, 12, 1), None)),
        ("purchased:<2026-11", "purchased", Days(None, date(2026, 10, 31))),
        ("purchased:2026-10..2026-11", "purchased", Days(date(2026, 10, 1), date(2026, 11, 30))),
        ("order-date:last-7", "purchased", Text("last-7")),
        ("purchased:last30days", "purchased", Text("last-30")),
        ("purchased:LastWeek", "purchased", Text("last-week")),
        ("deliver:next-3", "deliver", Text("next-3")),
        ("deliver-by:today", "deliver", Text("today")),
        ("ship_by:overdue", "due", Text("overdue")),
        ("fulfillment:MFN", "fulfilment", Text("merchant")),
        ("fulfilled-by:fba", "fulfilment", Text("amazon")),
        ("channel:de", "channel", Text("Amazon.de")),
        ("sales-channel:AMAZON.DE", "channel", Text("Amazon.de")),
        ("marketplace:A1PA6795UKMFR9", "channel", Text("Amazon.de")),
        ('channel:"Non-Amazon US"', "channel", Text("Non-Amazon US")),
        ("waybill:1Z5R89390357567127", "tracking", Text("1Z5R89390357567127")),
        ("quantity:>1", "qty", None),
        ("is:late", "is", Text("overdue")),
        ("is:b2b", "is", Text("business")),
        ("is:IBA", "is", Text("invoiced-by-amazon")),
        ("has:note", "has", Text("note")),
        ("region:OR", "region", Text("OR")),
        ("state:O*", "region", Text("O", is_prefix=True)),
        ("title:mug", "title", Text("mug")),
        ("asin:b0c1234567", "asin", Text("b0c1234567")),
        ("po:4500*", "po", Text("4500", is_prefix=True)),
        ('note:"call first"', "note", Text("call first")),
        (f"buyer:#{DIGEST}", "buyer", Hidden(DIGEST)),
        (f"zip:#{DIGEST.upper()}", "buyer", Hidden(DIGEST)),
    ],
)
def test_a_value_is_read_and_written_back(text: str, field: str, value: object) -> None:
    if text.startswith('value:"'):
        with pytest.raises(NotAnAmount):
            parse(text)
        return
    (term,) = parse(text).terms

    assert term.field == field
    assert value is None or term.values == (value,)
    assert parse(str(term)).terms == (term,)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        *(
            (f"value:{word}", NotAnAmount)
            for word in ("much", "20XYZ", "1e9", "1.234", "1.2.3", "-5", "\uff19", "1" * 13, "E2UR0", "$5")
        ),
        *((f"value:{word}", EmptyRange) for word in ("50..20", "..", "50..20EUR")),
        *(
            (f"purchased:{word}", NotADay)
            for word in ("soon", "next-7", "overdue", "2026-13", "2026-11-31", "last-0", "last-99999")
        ),
        *((f"purchased:{word}", NotADay) for word in ("last-x", "2026-W48", "٢٠٢٦", "20261", "9999-12-31..x")),
        ("purchased:2026-11..2026-10", EmptyRange),
        ("fulfilment:nobody", UnknownValue),
        ("channel:Amazon.moon", UnknownValue),
        ("has:feet", UnknownValue),
        ("ein:5", UnknownField),
    ],
)
def test_impossible_values_say_so_and_point_at_the_word(text: str, refusal: type[BadFilter]) -> None:
    with pytest.raises(refusal) as caught:
        parse(f"mug {text} due:today")

    assert caught.value.start == 4
    assert caught.value.message
    assert caught.value.what_to_do


@pytest.mark.parametrize(
    "text",
    [
        "buyer:Maria",
        'name:"Maria Gonzalez"',
        "email:maria@example.com",
        "maria@example.com",
        '"maria@example.com"',
        "-maria@example.com",
        "zip:97201",
        "buyer:#12",
        "buyer:#Maria",
        f"buyer:#{DIGEST},Maria",
        "postal-code:97201*",
    ],
)
def test_a_person_is_never_written_into_a_filter_and_the_refusal_does_not_repeat_it(text: str) -> None:
    with pytest.raises(PersonalInFilter) as caught:
        parse(text)

    told = f"{caught.value.message} {caught.value.what_to_do} {caught.value.params} {caught.value.args}".casefold()
    assert "maria" not in told
    assert "97201" not in told


def test_an_at_sign_alone_is_no_e_mail() -> None:
    assert parse("a@b @home mug@").text == "a@b @home mug@"


@pytest.mark.parametrize(
    "text", ["store:kiosk", "store:us", "store:Amazon.de", "store:A1PA6795UKMFR9", "store:La*", "store:kiosk,laden"]
)
def test_a_store_is_known_by_its_name_and_by_its_marketplace(text: str) -> None:
    assert parse(text, NAMES) == parse(text)


@pytest.mark.parametrize(
    ("text", "refusal", "near"),
    [
        ("store:kisok", UnknownStore, "Kiosk"),
        ("store:ca", UnknownStore, "Laden"),
        ("store:X*", UnknownStore, "Kiosk"),
        ("store:kiosk,atlantis", UnknownStore, "Kiosk"),
        ("account:nroth", UnknownAccount, "North"),
        ('account:"South"', UnknownAccount, "South Shop"),
        ("-account:east", UnknownAccount, "North"),
    ],
)
def test_a_store_or_an_account_that_does_not_exist_says_so_with_the_near_ones(
    text: str, refusal: type[BadFilter], near: str
) -> None:
    with pytest.raises(refusal) as caught:
        parse(f"mug {text}", NAMES)

    assert near in caught.value.what_to_do
    assert caught.value.start == 4


def test_no_name_means_two_fields() -> None:
    names = [name for field in FIELDS.values() for name in (field.name, *field.aliases)]

    assert len(names) == len(set(names)) == len(BY_ANY_NAME)


def test_every_field_with_choices_says_them() -> None:
    for field in FIELDS.values():
        assert bool(field.choices) == (field.kind in {Kind.CHOICE, Kind.DAY, Kind.MONEY}), field.name


@pytest.mark.parametrize(
    "text",
    [
        "(a+)+$" * 2000,
        "x" * 10_000,
        '"' * 10_000,
        "-" * 10_000,
        "sku:" * 2500,
        "," * 10_000,
        "qty:" + "9" * 9_000,
        "value:" + "9" * 9_000 + "EUR",
        "a:b " * 2500,
        " ".join(["\u202e\u2066mug\u2069"] * 1200),
        "😀" * 10_000,
        "due:" + ".." * 4_000,
    ],
)
def test_ten_thousand_characters_are_refused_at_once(text: str) -> None:
    with pytest.raises(TooLong):
        parse(text[:10_000].ljust(2001, "x"))


@pytest.mark.parametrize(
    "text", ["%", "_", "'", "\\", "😀", "\u202eabc", "sku:%", "tag:'", "note:\\", "title:😀", "city:_", "qty:00000001", "asin:*a"]
)
def test_strange_characters_are_words_like_others(text: str) -> None:
    query = parse(text)

    assert query.terms
    assert parse(query.text) == query


FIELD_TEXTS = st.tuples(st.sampled_from([*BY_ANY_NAME, "x"]), st.text(max_size=30)).map(":".join)


@given(st.lists(FIELD_TEXTS, max_size=4).map(" ".join))
def test_any_value_of_any_field_is_read_or_refused_in_its_place(text: str) -> None:
    place = (0, 0)
    query = None
    try:
        query = parse(text, NAMES)
    except BadFilter as refusal:
        place = (refusal.start, refusal.end)

    assert 0 <= place[0] <= place[1] <= len(text)
    assert query is None or parse(query.text, NAMES) == query


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mug", True),
        ("mug country:CA", True),
        ("tracking:1Z", True),
        (f"buyer:#{DIGEST}", True),
        ("mug due:today", False),
        ("mug status:open", False),
        ("mug is:held", False),
        ("-mug", False),
        ("country:CA", False),
        ("sku:MUG-1", False),
    ],
)
def test_what_is_remembered_is_looked_for_beyond_the_open_orders(text: str, expected: bool) -> None:
    assert parse(text).looks_further is expected


def test_amazon_s_own_orders_are_not_open_orders() -> None:
    assert not parse("fulfilment:amazon").is_about_open
    assert not parse("-fulfilment:merchant").is_about_open
    assert parse("fulfilment:merchant").is_about_open
