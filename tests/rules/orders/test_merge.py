"""Merging what sources say of an order: newer wins, nothing known is lost, nothing is done twice."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from shipby.orders.rules.facts import FulfilledBy, LineFacts, OrderFacts
from shipby.orders.rules.merge import (
    Known,
    LineValues,
    Merged,
    MoreThanOrdered,
    Standing,
    Told,
    changes,
    first_lines,
    first_values,
    merge,
    merge_lines,
    standing,
    version_of,
)
from shipby.words.ids import OrderId

START = datetime(2026, 11, 1, tzinfo=UTC)
SOURCES = ("unshipped", "orders", "all")


def at(hours: int) -> datetime:
    return START + timedelta(hours=hours)


def a_told(facts: OrderFacts, hours: int, source: str = "unshipped", *, is_dated: bool = True) -> Told:
    return Told(facts=facts, source=source, version_at=at(hours), is_dated=is_dated)


def an_order(*lines: LineFacts, **facts: object) -> OrderFacts:
    told: dict[str, object] = {"purchased_at": START, "status": "UNSHIPPED", "fulfilled_by": FulfilledBy.MERCHANT} | facts
    return OrderFacts(order_id=OrderId("113-4857201-9936201"), lines=lines or (LineFacts(sku="MUG", quantity_ordered=1),), **told)


def first(told: Told) -> Known:
    """The order as it is stored after the first word on it."""
    return Known(
        version_at=told.version_at,
        versions={told.source: told.version_at},
        values=first_values(told.facts),
        lines=first_lines(told.facts),
    )


def known(after: Merged) -> Known:
    return Known(version_at=after.version_at, versions=after.versions, values=after.values, lines=after.lines)


_texts = st.one_of(st.none(), st.sampled_from(["", "a", "b"]))
_moments = st.one_of(st.none(), st.integers(0, 5).map(at))


@st.composite
def lines(draw: st.DrawFn) -> LineFacts:
    ordered = draw(st.integers(0, 4))
    shipped = draw(st.one_of(st.none(), st.integers(0, ordered)))
    return LineFacts(
        quantity_ordered=ordered,
        order_item_id=draw(st.sampled_from([None, "1", "2", "3"])),
        sku=draw(st.sampled_from(["MUG", "TEA"])),
        title=draw(_texts),
        quantity_shipped=shipped,
        price=draw(st.one_of(st.none(), st.just(Decimal("1.00")))),
    )


@st.composite
def words(draw: st.DrawFn) -> Told:
    facts = an_order(
        *draw(st.lists(lines(), min_size=1, max_size=3)),
        status=draw(st.sampled_from([None, "UNSHIPPED", "SHIPPED", "CANCELLED", "SOMETHING_NEW"])),
        city=draw(_texts),
        ship_by_latest=draw(_moments),
        cancel_requested=draw(st.sampled_from([None, True, False])),
        programs=draw(st.dictionaries(st.sampled_from(["PRIME", "GIFT"]), st.booleans())),
    )
    try:
        first_lines(facts)  # two rows of one item may contradict each other: such a file is refused before any merging
    except MoreThanOrdered:
        reject()
    return a_told(facts, draw(st.integers(0, 5)), draw(st.sampled_from(SOURCES)), is_dated=draw(st.booleans()))


@given(words(), words())
def test_the_same_word_again_changes_nothing(before: Told, told: Told) -> None:
    try:
        once = known(merge(first(before), told))
        again = merge(once, told)
    except MoreThanOrdered:
        return

    if not (told.facts.lines and _has_twins(told)):
        assert changes(once, again) == {}
    assert (again.version_at, again.versions) == (once.version_at, once.versions)


def _has_twins(told: Told) -> bool:
    """Lines that cannot be told apart: their order decides, and ids may find them another way the second time."""
    items = [line.order_item_id for line in told.facts.lines]
    return len(set(items)) < len(items) or None in items


@given(words(), words())
def test_what_a_source_does_not_say_stays_known(before: Told, told: Told) -> None:
    stored = first(before)
    try:
        after = merge(stored, told)
    except MoreThanOrdered:
        return

    for name in type(stored.values).__struct_fields__:
        if name not in {"status", "programs", "fulfilled_by"} and getattr(told.facts, name, None) is None:
            assert getattr(after.values, name) == getattr(stored.values, name)
    assert stored.values.programs.keys() <= after.values.programs.keys()
    if told.facts.status is None:
        assert after.values.status == stored.values.status


@given(words(), words())
def test_an_older_word_only_fills_what_was_not_known(before: Told, told: Told) -> None:
    stored = first(before)
    if standing(stored, told) is not Standing.OLDER:
        return

    after = merge(stored, told)

    for name in type(stored.values).__struct_fields__:
        known_value = getattr(stored.values, name)
        if name != "programs" and known_value not in {None, ""}:
            assert getattr(after.values, name) == known_value
    assert len(after.lines) == len(stored.lines)
    assert [line.quantity_ordered for line in after.lines] == [line.quantity_ordered for line in stored.lines]


@given(words(), words())
def test_no_line_is_ever_lost_or_renumbered(before: Told, told: Told) -> None:
    stored = first(before)
    try:
        after = merge(stored, told)
    except MoreThanOrdered:
        return

    assert {line.position for line in stored.lines} <= {line.position for line in after.lines}
    assert [line.position for line in after.lines] == list(range(1, len(after.lines) + 1))
    ids = [line.order_item_id for line in after.lines if line.order_item_id]
    assert len(set(ids)) == len(ids)


@given(words(), words())
def test_never_more_shipped_and_cancelled_than_ordered(before: Told, told: Told) -> None:
    try:
        after = merge(first(before), told)
    except MoreThanOrdered:
        return

    assert all(line.quantity_shipped + line.quantity_cancelled <= line.quantity_ordered for line in after.lines)


@given(words(), words())
def test_what_is_final_comes_back_only_by_a_newer_dated_word(before: Told, told: Told) -> None:
    stored = first(before)
    try:
        after = merge(stored, told)
    except MoreThanOrdered:
        return

    if stored.values.status in {"SHIPPED", "CANCELLED"} and after.values.status not in {"SHIPPED", "CANCELLED"}:
        assert told.is_dated
        assert told.version_at > before.version_at


@given(words(), words())
def test_a_snapshot_of_any_order_can_be_stored_and_read(before: Told, told: Told) -> None:
    stored = first(before)

    assert msgspec.convert(msgspec.json.decode(msgspec.json.encode(stored)), type=Known, strict=False) == stored


# Told.


def test_the_version_is_the_reports_own_then_when_it_was_made_then_the_import() -> None:
    facts = an_order(declared_at=at(1))

    assert version_of(facts, made_at=at(2), received_at=at(3)) == (at(1), True)
    assert version_of(an_order(), made_at=at(2), received_at=at(3)) == (at(2), True)
    assert version_of(an_order(), made_at=None, received_at=at(3)) == (at(3), False)


def test_an_order_whose_source_says_no_status_counts_as_unshipped() -> None:
    assert first_values(an_order(status=None)).status == "UNSHIPPED"


def test_a_status_nobody_knows_is_kept_as_it_came() -> None:
    assert first_values(an_order(status="HELD_BY_CUSTOMS")).status == "HELD_BY_CUSTOMS"


def test_of_the_same_version_the_later_import_wins_but_does_not_bring_back_what_is_final() -> None:
    stored = first(a_told(an_order(status="SHIPPED", city="Portland"), 1))

    after = merge(stored, a_told(an_order(status="UNSHIPPED", city="Salem"), 1))

    assert (after.values.status, after.values.city) == ("SHIPPED", "Salem")


def test_a_wish_to_cancel_from_the_newest_of_its_source_counts_beside_a_later_dated_source() -> None:
    stored = known(
        merge(first(a_told(an_order(cancel_requested=False), 1)), a_told(an_order(status="PARTIALLY_SHIPPED"), 5, "all"))
    )

    after = merge(stored, a_told(an_order(cancel_requested=True), 1))

    assert (after.values.cancel_requested, after.values.status) == (True, "PARTIALLY_SHIPPED")


def test_units_shipped_never_fall_by_an_undated_file() -> None:
    stored = first(a_told(an_order(LineFacts(sku="MUG", quantity_ordered=3, quantity_shipped=2)), 1))
    less = an_order(LineFacts(sku="MUG", quantity_ordered=3, quantity_shipped=0))

    assert merge(stored, a_told(less, 2, is_dated=False)).lines[0].quantity_shipped == 2
    assert merge(stored, a_told(less, 2)).lines[0].quantity_shipped == 0


def test_fewer_ordered_than_before_counts_the_rest_as_cancelled_only_as_far_as_it_must() -> None:
    stored = first(a_told(an_order(LineFacts(sku="MUG", quantity_ordered=5, quantity_shipped=1, quantity_cancelled=3)), 1))

    line = merge(stored, a_told(an_order(LineFacts(sku="MUG", quantity_ordered=2)), 2)).lines[0]

    assert (line.quantity_ordered, line.quantity_shipped, line.quantity_cancelled) == (2, 1, 1)


def test_fewer_ordered_than_shipped_is_refused_in_words() -> None:
    stored = first(a_told(an_order(LineFacts(sku="MUG", quantity_ordered=5, quantity_shipped=4)), 1))

    with pytest.raises(MoreThanOrdered) as refusal:
        merge(stored, a_told(an_order(LineFacts(sku="MUG", quantity_ordered=2)), 2))

    assert refusal.value.message == "MUG: 4 units shipped or cancelled, but only 2 ordered."


def test_equal_skus_meet_in_the_order_of_their_positions() -> None:
    before = (
        LineValues(position=1, sku="MUG", quantity_ordered=1, order_item_id="1"),
        LineValues(position=2, sku="MUG", quantity_ordered=2, order_item_id="2"),
    )

    after = merge_lines(
        before,
        (LineFacts(sku="MUG", quantity_ordered=1, title="first"), LineFacts(sku="MUG", quantity_ordered=2, title="second")),
        Standing.NEWER,
        lowers=True,
    )

    assert [(line.order_item_id, line.title) for line in after] == [("1", "first"), ("2", "second")]


def test_one_item_told_in_two_rows_is_one_line() -> None:
    twice = (
        LineFacts(order_item_id="1", sku="MUG", quantity_ordered=1),
        LineFacts(order_item_id="1", sku="MUG", quantity_ordered=2),
    )

    assert [line.quantity_ordered for line in first_lines(an_order(*twice))] == [2]


def test_an_older_file_adds_no_line_that_the_newer_one_no_longer_lists() -> None:
    stored = first(a_told(an_order(LineFacts(order_item_id="1", quantity_ordered=1)), 5))
    old = an_order(LineFacts(order_item_id="1", quantity_ordered=1), LineFacts(order_item_id="2", quantity_ordered=1))

    assert len(merge(stored, a_told(old, 1)).lines) == 1


def test_changes_tell_from_and_to_where_people_ask() -> None:
    stored = first(a_told(an_order(city="Portland"), 1))

    after = merge(stored, a_told(an_order(status="SHIPPED", city="Salem"), 2))

    assert changes(stored, after) == {"status": ["UNSHIPPED", "SHIPPED"], "columns": ["status", "city"]}
