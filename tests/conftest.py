"""The test bench: clean job tables, a virtual clock."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

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
