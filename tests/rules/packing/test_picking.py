"""From orders to lines in the way through the shelves, and from lines to who gets what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipby.packing.rules.pick_lists import BadPicked, Candidate, Mode, Skip, read_picked, skip_of
from shipby.packing.rules.picking import Share, Wanted, collect, missing_units, pick_order, without_order


def wants(order_id: str, sku: str, quantity: int = 1, account_id: int = 1) -> Wanted:
    return Wanted(account_id, order_id, sku, "", f"Title of {sku}", quantity)


def test_lines_are_walked_by_bin_a2_before_a10_and_what_has_no_bin_last() -> None:
    bins = {(1, "MUG"): "A10", (1, "CUP"): "A2", (1, "JAR"): "B1"}
    needed = [wants("1", sku) for sku in ("JAR", "NEW", "MUG", "CUP")]

    assert [line.sku for line in collect(needed, bins, Mode.BIN)] == ["CUP", "MUG", "JAR", "NEW"]
    assert [line.sku for line in collect(needed, bins, Mode.SKU)] == ["CUP", "JAR", "MUG", "NEW"]


def test_a_sku_of_several_orders_is_one_line_that_says_for_whom() -> None:
    (line,) = collect([wants("1", "MUG", 2), wants("2", "MUG"), wants("1", "MUG")], {}, Mode.BIN)

    assert (line.quantity, line.shares) == (4, (("1", 3), ("2", 1)))


def test_goods_without_a_sku_and_equal_skus_of_two_accounts_stay_apart() -> None:
    untold = [Wanted(1, "1", "", "", "Blue mug", 1), Wanted(1, "2", "", "", "Red mug", 1)]

    assert len(collect(untold, {}, Mode.BIN)) == 2
    assert len(collect([wants("1", "MUG"), wants("2", "MUG", account_id=2)], {}, Mode.BIN)) == 2


def test_what_is_there_goes_to_the_earliest_deadline() -> None:
    lines = [Share([("early", 2), ("late", 2)], 4, 3), Share([("late", 1), ("last", 1)], 2, None)]

    assert missing_units(lines) == {"late": 1}


@given(st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=5), max_size=5), st.data())
def test_units_missing_are_the_units_that_were_not_picked(wanted: list[list[int]], data: st.DataObject) -> None:
    lines = []
    for units in wanted:
        picked = data.draw(st.integers(0, sum(units)))
        lines.append(Share([(str(place), count) for place, count in enumerate(units)], sum(units), picked))

    assert sum(missing_units(lines).values()) == sum(line.quantity - (line.picked or 0) for line in lines)


def test_a_line_without_its_order_wants_less_and_without_any_order_is_gone() -> None:
    line = Share([("1", 2), ("2", 1)], 3, 3)

    assert without_order(line, "1") == Share([("2", 1)], 1, 1)
    assert without_order(Share([("1", 2)], 2, None), "1") is None
    assert without_order(Share([("1", 2), ("2", 1)], 3, None), "2") == Share([("1", 2)], 2, None)


@pytest.mark.parametrize(
    ("order", "code", "detail"),
    [
        (Candidate("1", is_open=False, units=1, is_packed=False), "nothing_left", ""),
        (Candidate("1", is_open=True, units=0, is_packed=False), "nothing_left", ""),
        (Candidate("1", is_open=True, units=1, is_packed=True), "already_packed", ""),
        (Candidate("1", is_open=True, units=1, is_packed=False, stopped_by="on_hold"), "order_stopped", "on_hold"),
        (Candidate("1", is_open=True, units=1, is_packed=False, stopped_by="on_hold", live_list=4), "on_another_list", "4"),
    ],
)
def test_an_order_that_cannot_be_picked_says_why(order: Candidate, code: str, detail: str) -> None:
    assert skip_of(order) == Skip("1", code, detail)
    assert skip_of(order).refusal.message  # type: ignore[union-attr]


def test_an_order_with_units_to_ship_can_be_picked() -> None:
    assert skip_of(Candidate("1", is_open=True, units=1, is_packed=False)) is None


@pytest.mark.parametrize("text", ["", "-1", "4", "1.5", "two", "\u0663", "9" * 30])
def test_more_than_there_is_or_no_number_is_refused(text: str) -> None:
    with pytest.raises(BadPicked):
        read_picked(text, 3)


def test_a_number_of_units_is_read() -> None:
    assert [read_picked(text, 3) for text in ("0", " 2 ", "3")] == [0, 2, 3]


def test_papers_are_stacked_with_single_units_first_and_then_by_bin() -> None:
    orders = [
        ("two of one", [("A1", "MUG", 2)]),
        ("nowhere", [("", "NEW", 1)]),
        ("far", [("A10", "MUG", 1)]),
        ("near", [("A2", "CUP", 1)]),
        ("same as near", [("A2", "CUP", 1)]),
        ("many", [("B1", "JAR", 1), ("A0", "LID", 1)]),
    ]

    assert pick_order(orders) == ["near", "same as near", "far", "nowhere", "many", "two of one"]
