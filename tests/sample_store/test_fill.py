"""The whole sample store, brought into being on a real database."""

from collections import Counter
from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from shipby.cli.sample_store.making import Part
from shipby.cli.sample_store.orders import sample_orders
from shipby.shop.models import Person
from tests.sample_store.filling import NOW, Demo, empty_tables, filled, filled_tables, rows


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One store for all tests that only look at it."""
    with django_db_blocker.unblock():
        before = filled_tables()
        yield filled(tmp_path_factory.mktemp("reports"))
        empty_tables(filled_tables() - before)


@pytest.mark.django_db
def test_the_demo_shows_orders_in_every_state(demo: Demo) -> None:
    states = Counter(
        {
            (status, by, is_open, confirmation): count
            for status, by, is_open, confirmation, count in rows(
                "SELECT status, fulfilled_by, is_open, confirmation, count(*) FROM orders_order GROUP BY 1, 2, 3, 4"
            )
        }
    )
    assert states.total() == len(sample_orders(seed=7, now=NOW))
    assert sum(count for (_, _, is_open, _), count in states.items() if is_open) == 170
    for state in ("prepared", "downloaded", "sent", "refused"):
        assert states["UNSHIPPED", "MERCHANT", True, state] > 0, state
    for state in ("accepted", "probably_accepted"):
        assert states["UNSHIPPED", "MERCHANT", False, state] > 0, state
    for status in ("SHIPPED", "CANCELLED"):
        assert states[status, "MERCHANT", False, ""] > 0, status
    assert states["PENDING", "MERCHANT", True, ""] == 4
    assert states["PARTIALLY_SHIPPED", "MERCHANT", True, ""] == 1
    assert not any(is_open for (_, by, is_open, _) in states if by == "AMAZON")


@pytest.mark.django_db
def test_the_demo_shows_why_orders_are_stopped(demo: Demo) -> None:
    causes = Counter(cause for (found,) in rows("SELECT causes FROM orders_order WHERE is_open") for cause in found)  # type: ignore[attr-defined]
    assert {
        "confirm_refused",
        "cancel_requested",
        "incomplete",
        "vanished",
        "payment_pending",
        "verge_of_cancellation",
        "no_ship_by",
        "on_hold",
    } <= set(causes)
    assert rows("SELECT order_id FROM orders_order WHERE vanished_at IS NOT NULL AND confirmation = ''") == [
        (order.order_id,) for order in sample_orders(seed=7, now=NOW) if order.part is Part.VANISHED
    ]


@pytest.mark.django_db
def test_the_demo_shows_what_people_did(demo: Demo) -> None:
    assert rows("SELECT count(*) FROM orders_hold WHERE released_at IS NULL") == [(6,)]
    assert rows("SELECT count(*) FROM orders_note") == [(2,)]
    tags = Counter(tag for (found,) in rows("SELECT tags FROM orders_order") for tag in found)  # type: ignore[attr-defined]
    assert set(tags) == {"gift-wrap", "fragile"}
    assert rows(
        "SELECT city, title FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id WHERE o.is_held AND city = 'Chicago'"
    ) == [
        ("Chicago", "Merino Wool Throw, 50 × 70 in, dusk")  # noqa: RUF001
    ]


@pytest.mark.django_db
def test_whoever_starts_the_demo_can_sign_in_in_every_role(demo: Demo) -> None:
    people = list(Person.objects.order_by("id"))
    assert [person.role for person in people] == ["owner", "desk", "packer", "viewer"]
    assert people[0].email == demo.sign_in.email
    assert all(person.is_active and person.check_password(demo.sign_in.password) for person in people)


@pytest.mark.django_db
def test_every_report_file_was_really_imported_and_lies_in_the_folder(demo: Demo) -> None:
    imports = dict(rows("SELECT file_name, state FROM intake_import"))
    assert set(imports.values()) == {"done"}
    written = {path.name for path in demo.folder.iterdir()}
    assert set(imports) <= written
    assert {"confirmations-1.txt", "confirmations-2.txt", "confirmations-3.txt"} <= written
    assert rows("SELECT count(*) FROM intake_quarantinedrow") == [(3,)]
    assert [done for _, done, _ in demo.told] == list(range(len(demo.told)))
    assert {steps for _, _, steps in demo.told} == {len(demo.told)}
