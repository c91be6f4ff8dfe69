"""Until when personal data is kept: too long breaks Amazon's policy, too short loses an address before it is printed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipby.buyers.rules.erasure import ErasureReason, erase_on
from shipby.buyers.rules.facts import BuyerFacts, MessageFacts, PersonalFacts, RecipientFacts
from shipby.buyers.rules.merge import changed_parts, merge_personal

BOUGHT = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("delivered", "deliver_by", "ship_by", "on", "day", "reason"),
    [
        (25, 28, 24, date(2026, 12, 25), date(2026, 11, 25), ErasureReason.DELIVERED),
        (None, 28, 24, date(2026, 12, 28), date(2026, 11, 28), ErasureReason.DELIVER_BY),
        (None, None, 24, date(2027, 1, 7), None, ErasureReason.SHIP_BY),
        (None, None, None, date(2027, 1, 19), None, ErasureReason.PURCHASED),
    ],
)
def test_the_best_known_day_counts(
    delivered: int | None, deliver_by: int | None, ship_by: int | None, on: date, day: date | None, reason: ErasureReason
) -> None:
    def moment(number: int | None) -> datetime | None:
        return None if number is None else datetime(2026, 11, number, 12, tzinfo=UTC)

    erasure = erase_on(
        delivered=moment(delivered),
        deliver_by_latest=moment(deliver_by),
        ship_by_latest=moment(ship_by),
        purchased_at=BOUGHT,
        days=30,
    )

    assert (erasure.on, erasure.delivery_day, erasure.reason) == (on, day, reason)


@given(st.integers(1, 30), st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1)))  # noqa: DTZ001
def test_under_one_days_key_everything_is_due_on_one_day(days: int, moment: datetime) -> None:
    instant = moment.replace(tzinfo=UTC)
    erasure = erase_on(delivered=None, deliver_by_latest=instant, ship_by_latest=None, purchased_at=instant, days=days)

    assert erasure.delivery_day is not None
    assert erasure.on - erasure.delivery_day == timedelta(days=days)


def test_a_report_without_the_street_does_not_empty_it() -> None:
    known = PersonalFacts(recipient=RecipientFacts(name="Rosalind", address_line_1="12 Quince Lane"), buyer=BuyerFacts(name="R"))
    told = PersonalFacts(recipient=RecipientFacts(name="Rosalind Q", postal_code="97201"))

    merged = merge_personal(known, told, wins=True)

    assert merged == PersonalFacts(
        recipient=RecipientFacts(name="Rosalind Q", address_line_1="12 Quince Lane", postal_code="97201"),
        buyer=BuyerFacts(name="R"),
    )
    assert changed_parts(known, merged) == ["recipient"]


def test_an_older_word_about_people_only_fills_gaps() -> None:
    known = PersonalFacts(messages=MessageFacts(gifts={"1": "Happy birthday"}))
    told = PersonalFacts(messages=MessageFacts(gifts={"1": "old", "2": "second"}), buyer=BuyerFacts(tax_ids={"cpf": "1"}))

    merged = merge_personal(known, told, wins=False)

    assert merged is not None
    assert merged.messages == MessageFacts(gifts={"1": "Happy birthday", "2": "second"})
    assert merged.buyer == BuyerFacts(tax_ids={"cpf": "1"})


def test_facts_about_people_never_show_themselves() -> None:
    facts = PersonalFacts(recipient=RecipientFacts(name="Rosalind"), buyer=BuyerFacts(email="r@buyer.example"))

    assert "Rosalind" not in repr(facts)
    assert "r@buyer" not in repr([facts.recipient, facts.buyer])


def test_nothing_and_nothing_is_nothing() -> None:
    assert merge_personal(None, None, wins=True) is None
    assert changed_parts(None, None) == []
