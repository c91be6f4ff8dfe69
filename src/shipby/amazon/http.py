"""The only socket to Amazon: one pooled client, explicit time-outs, no redirects, nothing swallowed (libraries 1.4).

Every failure becomes one of the troubles by its meaning: whether anything was sent, and whether an answer came.
"""

import time
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version

import httpx2
import msgspec
import structlog

from shipby.words.troubles import BrokenAnswer, NoAnswer, NothingSent

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 30.0
MOST_BYTES = 64 << 20
"""More than any answer of an operation has; documents have a limit of their own."""

_USER_AGENT = f"Shipby/{version('shipby')} (Language=Python)"
_LIMITS = httpx2.Limits(max_connections=20, max_keepalive_connections=10, keepalive_expiry=55)
_log = structlog.get_logger(__name__)


class Answer(msgspec.Struct, frozen=True):
    """What came back. ``date`` is the peer's own time (UTC), ``rate`` its word on calls per second; ``None`` = it did not say."""

    status: int
    body: bytes
    content_type: str
    date: datetime | None
    request_id: str
    rate: float | None


class Http:
    """A pool of connections. Thread-safe; one per process is enough."""

    def __init__(self, *, total_seconds: float = TOTAL_SECONDS) -> None:
        self._total = total_seconds
        timeout = httpx2.Timeout(total_seconds, connect=min(CONNECT_SECONDS, total_seconds))
        self._client = httpx2.Client(
            timeout=timeout, limits=_LIMITS, follow_redirects=False, headers={"User-Agent": _USER_AGENT}, trust_env=False
        )

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def send(
        self,
        method: str,
        url: str,
        *,
        operation: str,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        json: bytes | None = None,
        most_bytes: int = MOST_BYTES,
    ) -> Answer:
        """One request and its whole answer, of whatever status.

        Raises:
            NothingSent: no connection came about.
            NoAnswer: it was sent, and no whole answer came in time.
            BrokenAnswer: more came than any answer has, or it was no HTTP.
        """
        content_type = {"Content-Type": "application/json"} if json is not None else {}
        request = self._client.build_request(
            method, url, headers={**content_type, **(headers or {})}, params=params, data=form, content=json
        )
        began = time.monotonic()
        try:
            response = self._client.send(request, stream=True)
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol) as error:
            raise NothingSent(partner="amazon", operation=operation) from error
        except httpx2.TransportError as error:
            raise NoAnswer(partner="amazon", operation=operation) from error
        try:
            body = self._body(response, began, most_bytes, operation)
        finally:
            response.close()
        request_id = response.headers.get("x-amzn-requestid", "")
        _log.debug(
            "amazon_answered",
            operation=operation,
            status=response.status_code,
            request_id=request_id,
            ms=round((time.monotonic() - began) * 1000),
        )
        return Answer(
            response.status_code,
            body,
            response.headers.get("content-type", ""),
            _date(response.headers.get("date", "")),
            request_id,
            _rate(response.headers.get("x-amzn-ratelimit-limit", "")),
        )

    def _body(self, response: httpx2.Response, began: float, most_bytes: int, operation: str) -> bytes:
        """The whole body: an answer that drips does not hold us longer than the time for all of it."""
        parts, count = [], 0
        request_id = response.headers.get("x-amzn-requestid", "")
        try:
            for part in response.iter_bytes():
                parts.append(part)
                count += len(part)
                if count > most_bytes:
                    raise BrokenAnswer(partner="amazon", operation=operation, request_id=request_id, excerpt="too long")
                if time.monotonic() - began > self._total:
                    raise NoAnswer(partner="amazon", operation=operation, request_id=request_id)
        except httpx2.DecodingError as error:
            raise BrokenAnswer(partner="amazon", operation=operation, request_id=request_id, excerpt="bad coding") from error
        except httpx2.TransportError as error:
            raise NoAnswer(partner="amazon", operation=operation, request_id=request_id) from error
        return b"".join(parts)


def _date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None


def _rate(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
