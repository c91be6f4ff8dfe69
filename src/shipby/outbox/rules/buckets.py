"""A lane's bucket as a page shows it; the arithmetic that spends it is one statement (``outbox.writes.spend_call``)."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class BucketRow:
    """``tokens`` calls were left at ``refilled_at`` (UTC); ``rate`` more come per second, never above ``burst``."""

    operation: str
    rate: float
    burst: float
    tokens: float
    refilled_at: datetime
    calls: int
    throttled: int

    def left(self, now: datetime) -> float:
        """Calls that may be made at ``now``; a clock that went back adds nothing."""
        return min(self.burst, self.tokens + max(0.0, (now - self.refilled_at).total_seconds()) * self.rate)

    def free_at(self, now: datetime, *, calls: float = 1) -> datetime:
        """When ``calls`` calls may be made; ``now`` where they already may."""
        missing = calls - self.left(now)
        return now if missing <= 0 else now + timedelta(seconds=missing / self.rate)
