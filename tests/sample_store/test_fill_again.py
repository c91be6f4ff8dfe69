"""The sample store made twice: the same again, or refused."""

from pathlib import Path

import pytest

from shipby.words.refusals import Refusal
from tests.sample_store.filling import empty_tables, filled, filled_tables, rows


@pytest.mark.django_db(transaction=True)
def test_the_same_seed_and_moment_make_the_same_store(tmp_path: Path) -> None:
    before = filled_tables()
    filled(tmp_path / "first")
    query = "SELECT order_id, status, is_open, confirmation, causes, tracking_numbers FROM orders_order ORDER BY order_id"
    first = {path.name: path.read_bytes() for path in (tmp_path / "first").iterdir()}
    states = rows(query)
    empty_tables(filled_tables() - before)

    filled(tmp_path / "second")

    assert rows(query) == states
    assert {path.name: path.read_bytes() for path in (tmp_path / "second").iterdir()} == first


@pytest.mark.django_db(transaction=True)
def test_a_second_demo_in_the_same_database_is_refused(tmp_path: Path) -> None:
    filled(tmp_path)

    with pytest.raises(Refusal):
        filled(tmp_path)

    assert rows("SELECT count(*) FROM shop_shop") == [(1,)]
