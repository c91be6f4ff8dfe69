"""The Clock port on the pretend Amazon's clock: the desk then lives in its time, and waiting makes that time pass."""

from datetime import datetime

import httpx2
import msgspec

_TIMEOUT = 60.0


class _Now(msgspec.Struct):
    now: datetime


_decode = msgspec.json.Decoder(_Now).decode


class SimulatorClock:
    """``url`` = where the pretend Amazon listens."""

    def __init__(self, url: str) -> None:
        if not url.startswith(("http://", "https://")):
            raise ValueError(f"{url!r} is not an address")
        self._url = url.rstrip("/") + "/_simulator/clock"
        self._client = httpx2.Client(timeout=_TIMEOUT, trust_env=False)

    def now(self) -> datetime:
        """Its present, in UTC."""
        return _decode(self._client.get(self._url).raise_for_status().content).now

    def monotonic(self) -> float:
        """Its seconds, which never go back."""
        return self.now().timestamp()

    def sleep(self, seconds: float) -> None:
        """Let its time pass: advanced at once where its clock stands still, waited for where it runs by itself."""
        if seconds > 0:
            told = {"advance": f"PT{max(seconds, 0.001):.3f}S"}
            self._client.post(self._url, json=told).raise_for_status()
