"""A list is sorted by what was asked for, or says that it is not."""

import pytest

from shipby.orders.rules.query import parse
from shipby.orders.rules.sorting import BY_SHIP_BY, NEWEST_FIRST, SORTERS, Sort, UnknownSort, parse_sort, sort_of


@pytest.mark.parametrize("name", SORTERS)
def test_every_sort_is_read_as_it_is_written(name: str) -> None:
    for sort in (Sort(name), Sort(name, is_descending=True)):
        assert parse_sort(sort.text) == sort
        assert sort.turned.turned == sort
        assert sort.keys[-1].column == "id", "equal orders keep their places"


@pytest.mark.parametrize("text", ["colour", "--value", "-", "value desc", "purchased_at", "id;drop", "x" * 10_000, "😀", "VALUE"])
def test_a_sort_by_a_column_that_is_not_there_is_refused_with_the_near_ones(text: str) -> None:
    with pytest.raises(UnknownSort) as caught:
        parse_sort(text)

    assert any(name in caught.value.what_to_do for name in SORTERS)
    assert len(caught.value.message) < 200


def test_no_sort_is_the_list_s_own() -> None:
    assert parse_sort(" ") is None
    assert sort_of(parse("mug")) == BY_SHIP_BY
    assert sort_of(parse("status:shipped")) == NEWEST_FIRST
