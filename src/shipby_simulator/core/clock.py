"""The simulator's time: milliseconds since 1970 in UTC, moved by hand, in real time, or N times faster."""

import re
import time
from datetime import UTC, datetime
from email.utils import formatdate

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_DURATION = re.compile(
    r"P(?=[\dT])(?:(?P<W>\d+)W)?(?:(?P<D>\d+)D)?(?:T(?=\d)(?:(?P<H>\d+)H)?(?:(?P<M>\d+)M)?(?:(?P<S>\d+(?:\.\d{1,3})?)S)?)?"
)
_UNITS = {"W": 7 * DAY, "D": DAY, "H": HOUR, "M": MINUTE, "S": SECOND}


def iso(ms: int) -> str:
    """Return an instant as Amazon's newer APIs write it: ``2026-11-23T12:00:00.000Z``."""
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def iso_seconds(ms: int) -> str:
    """Return an instant without fractions, as Orders v0 writes it."""
    return datetime.fromtimestamp(ms // 1000, UTC).isoformat()[:-6] + "Z"


def http_date(ms: int) -> str:
    """Return an instant in the form of HTTP's Date header."""
    return formatdate(ms // 1000, usegmt=True)


def parse_instant(text: str) -> int:
    """Read an ISO 8601 instant; without zone it is UTC. Raises ValueError for anything else."""
    moment = datetime.fromisoformat(text)
    return to_ms(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def to_ms(moment: datetime) -> int:
    """Return milliseconds since 1970 of an aware moment."""
    return round(moment.timestamp() * 1000)


def parse_duration(text: str) -> int:
    """Read an ISO 8601 duration of weeks, days and time (``PT6H``, ``P60D``) into milliseconds. Raises ValueError."""
    found = _DURATION.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is not an ISO 8601 duration such as PT6H or P60D")
    return round(sum(float(value) * _UNITS[unit] for unit, value in found.groupdict().items() if value))


class Clock:
    """Reads the simulator's time. ``factor`` None stands still until told; 1 is real time; 60 a minute per second."""

    def __init__(self, start_ms: int, factor: float | None) -> None:
        self.factor = factor
        self._base = start_ms
        self._since = time.monotonic()

    @classmethod
    def of(cls, mode: str, start_ms: int) -> "Clock":
        """Make a clock of ``manual``, ``real`` or ``xN``. Raises ValueError that says what is allowed."""
        return cls(start_ms, factor_of(mode))

    @property
    def mode(self) -> str:
        """Return the mode in the words of the command line."""
        if self.factor is None:
            return "manual"
        return "real" if self.factor == 1 else f"x{self.factor:g}"

    def now(self) -> int:
        """Return the present instant in milliseconds."""
        if self.factor is None:
            return self._base
        return self._base + int((time.monotonic() - self._since) * 1000 * self.factor)

    def advance(self, ms: int) -> int:
        """Move the clock forward and return the new present."""
        self.set(self.now() + ms)
        return self._base

    def set(self, ms: int) -> None:
        """Put the clock at an instant, from where it goes on in its mode."""
        self._base, self._since = ms, time.monotonic()

    def change(self, mode: str) -> None:
        """Go on in another mode from the present instant. Raises ValueError."""
        factor = factor_of(mode)
        self.set(self.now())
        self.factor = factor


def factor_of(mode: str) -> float | None:
    """Return how many seconds pass per second; None for a clock moved by hand. Raises ValueError."""
    if mode == "manual":
        return None
    if mode == "real":
        return 1.0
    if re.fullmatch(r"x\d{1,6}(\.\d{1,3})?", mode) and float(mode[1:]) > 0:
        return float(mode[1:])
    raise ValueError(f"{mode!r} is no clock; use manual, real or xN such as x60")
