"""The whole sample store, brought into being on a real database."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from shipby.cli.sample_store.fill import SampleSignIn, fill
from shipby.cli.sample_store.orders import Part, sample_orders
from shipby.shop.models import Person
from shipby.words.refusals import Refusal

NOW = datetime(2026, 11, 23, 18, 41, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True)


def filled(folder: Path, seed: int = 7) -> tuple[SampleSignIn, list[tuple[str, int, int]]]:
    told: list[tuple[str, int, int]] = []
    sign_in = fill(seed=seed, now=NOW, folder=folder, progress=lambda *step: told.append(step))
    return sign_in, told


def rows(query: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def test_the_demo_shows_orders_in_every_state(tmp_path: Path) -> None:
    filled(tmp_path)

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


def test_the_demo_shows_why_orders_are_stopped(tmp_path: Path) -> None:
    filled(tmp_path)

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


def test_the_demo_shows_what_people_did(tmp_path: Path) -> None:
    filled(tmp_path)

    assert rows("SELECT count(*) FROM orders_hold WHERE released_at IS NULL") == [(6,)]
    assert rows("SELECT count(*) FROM orders_note") == [(2,)]
    tags = Counter(tag for (found,) in rows("SELECT tags FROM orders_order") for tag in found)  # type: ignore[attr-defined]
    assert set(tags) == {"gift-wrap", "fragile"}
    assert rows(
        "SELECT city, title FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id WHERE o.is_held AND city = 'Chicago'"
    ) == [
        ("Chicago", "Merino Wool Throw, 50 × 70 in, dusk")  # noqa: RUF001
    ]


def test_whoever_starts_the_demo_can_sign_in_in_every_role(tmp_path: Path) -> None:
    sign_in, _ = filled(tmp_path)

    people = list(Person.objects.order_by("id"))
    assert [person.role for person in people] == ["owner", "desk", "packer", "viewer"]
    assert people[0].email == sign_in.email
    assert all(person.is_active and person.check_password(sign_in.password) for person in people)


def test_every_report_file_was_really_imported_and_lies_in_the_folder(tmp_path: Path) -> None:
    _, told = filled(tmp_path)

    imports = dict(rows("SELECT file_name, state FROM intake_import"))
    assert set(imports.values()) == {"done"}
    written = {path.name for path in tmp_path.iterdir()}
    assert set(imports) <= written
    assert {"confirmations-1.txt", "confirmations-2.txt", "confirmations-3.txt"} <= written
    assert rows("SELECT count(*) FROM intake_quarantinedrow") == [(3,)]
    assert [done for _, done, _ in told] == list(range(len(told)))
    assert {steps for _, _, steps in told} == {len(told)}


def test_the_same_seed_and_moment_make_the_same_store(tmp_path: Path) -> None:
    filled(tmp_path / "first")
    query = "SELECT order_id, status, is_open, confirmation, causes, tracking_numbers FROM orders_order ORDER BY order_id"
    first = {path.name: path.read_bytes() for path in (tmp_path / "first").iterdir()}
    states = rows(query)
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names() if not name.startswith(("django_", "procrastinate_"))]
        cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")

    filled(tmp_path / "second")

    assert rows(query) == states
    assert {path.name: path.read_bytes() for path in (tmp_path / "second").iterdir()} == first


def test_a_second_demo_in_the_same_database_is_refused(tmp_path: Path) -> None:
    filled(tmp_path)

    with pytest.raises(Refusal):
        filled(tmp_path)

    assert rows("SELECT count(*) FROM shop_shop") == [(1,)]
