"""The test bench: clean job tables, a virtual clock."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection

from shipby.words.ports import VirtualClock, ports
from tests.cast import client_of, dana, eve, nora, sam, vera  # noqa: F401  (fixtures for every test)

NOW = datetime(2026, 11, 23, 17, 41, tzinfo=UTC)
"""Monday before Thanksgiving, 9:41 am in Los Angeles, 6:41 pm in Berlin: the moment tests stand at."""


@pytest.fixture
def clock() -> Iterator[VirtualClock]:
    """A clock that stands at :data:`NOW` until the test moves it; doors read it."""
    before, ports.clock = ports.clock, VirtualClock(NOW)
    yield ports.clock
    ports.clock = before


@pytest.fixture(autouse=True)
def clean_jobs(request: pytest.FixtureRequest) -> Iterator[None]:
    """Jobs that a test left behind are not the next one's: Django's flush does not know their tables."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None or not marker.kwargs.get("transaction"):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_periodic_defers")
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute("DELETE FROM procrastinate_workers")
