"""The ports: everything that cannot be replayed goes through one of these (reliability R6).

``ports`` holds the adapters in force. Doors read it and pass plain values (``now``, ids) down; rules,
rooms and actions never reach for it. Tests and the demo put their own adapters in.
"""

import secrets
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Wall time (UTC), monotonic seconds, and waiting."""

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...

    def sleep(self, seconds: float) -> None: ...


class Ids(Protocol):
    """Names and randomness that must be unguessable or unique."""

    def uuid(self) -> uuid.UUID: ...

    def random_bytes(self, count: int) -> bytes: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class ShiftedClock:
    """The machine's clock, shifted so that it read ``start`` when it was made: a demo or a screenshot in another week."""

    def __init__(self, start: datetime) -> None:
        self._shift = start - datetime.now(UTC)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._shift

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class VirtualClock:
    """Stands still until told to move; sleeping moves it. Tests pin it at a nasty moment."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._elapsed = 0.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._elapsed

    def sleep(self, seconds: float) -> None:
        self.advance(timedelta(seconds=seconds))

    def advance(self, by: timedelta) -> None:
        self._now += by
        self._elapsed += by.total_seconds()


class SystemIds:
    """Randomness of the operating system."""

    def uuid(self) -> uuid.UUID:
        return uuid.uuid4()

    def random_bytes(self, count: int) -> bytes:
        return secrets.token_bytes(count)


@dataclass
class Ports:
    """The adapters in force. One instance, :data:`ports`, is read by the doors."""

    clock: Clock = field(default_factory=SystemClock)
    ids: Ids = field(default_factory=SystemIds)


def clock_from(setting: str, **others: Callable[[str], Clock]) -> Clock:
    """The clock that ``SHIPBY_CLOCK`` names: empty = the machine's, ``virtual:INSTANT`` = as if it were INSTANT now.

    ``others`` = kinds that need more than the standard library, by name.

    Raises:
        ValueError: the setting is none of these.
    """
    kind, _, value = setting.partition(":")
    makers: dict[str, Callable[[str], Clock]] = {
        **others,
        "": lambda _: SystemClock(),
        "virtual": lambda instant: ShiftedClock(datetime.fromisoformat(instant).astimezone(UTC)),
    }
    if kind not in makers:
        raise ValueError(f"SHIPBY_CLOCK is {setting!r}; use virtual:2026-11-23T09:00:00Z or leave it out")
    return makers[kind](value)


ports = Ports()
