"""One seller account at Amazon: calls an operation, and says by a trouble what a failure means.

Nothing is swallowed: an empty body, HTML with status 200 or a redirect is never an empty list.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import quote

import msgspec

from shipby.amazon.http import Answer, Http
from shipby.amazon.operations import Operation
from shipby.amazon.tokens import Credentials, Tokens
from shipby.amazon.wire.errors import refusal
from shipby.words.troubles import BrokenAnswer, NoAccess, NoAnswer, Refused, Throttled

_Form = TypeVar("_Form")
_EXCERPT = 80


class Gateway:
    """Calls of one account. ``now`` is asked each time. Thread-safe."""

    def __init__(self, http: Http, credentials: Credentials, now: Callable[[], datetime]) -> None:
        self.http, self.credentials, self.now = http, credentials, now
        self._tokens = Tokens(http, credentials, now)

    def call(
        self,
        operation: Operation,
        read: Callable[[bytes], _Form],
        *,
        names: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        body: object = None,
        token: str = "",
    ) -> tuple[_Form, Answer]:
        """Call once and read the answer with ``read``. ``token`` = a restricted data token in place of the account's own.

        Raises:
            Throttled, NothingSent, Refused, NoAnswer, BrokenAnswer, NoAccess: what became of the call.
        """
        path = operation.path.format(**{name: quote(value, safe="") for name, value in (names or {}).items()})
        answer = self.http.send(
            operation.method,
            self.credentials.endpoint.rstrip("/") + path,
            operation=operation.name,
            headers={"x-amz-access-token": token or self._tokens.token(), "x-amz-date": self.now().strftime("%Y%m%dT%H%M%SZ")},
            params=query,
            json=None if body is None else msgspec.json.encode(body),
        )
        self._check(operation, answer)
        try:
            return read(answer.body), answer
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise _broken(operation, answer) from error

    def _check(self, operation: Operation, answer: Answer) -> None:
        """Turn a status that is no success into its trouble."""
        status, at = answer.status, {"partner": "amazon", "operation": operation.name, "request_id": answer.request_id}
        if 200 <= status < 300:
            return
        if status == 429:
            raise Throttled(**at, until=self.now() + timedelta(seconds=1 / operation.rate))
        code, text = refusal(answer.body)
        if status in {401, 403}:
            self._tokens.forget()
            raise NoAccess(**at, code=code or str(status), text=text)
        if 400 <= status < 500 and code:
            raise Refused(**at, code=code, text=text)
        if status >= 500:
            raise NoAnswer(**at)
        raise _broken(operation, answer)


def _broken(operation: Operation, answer: Answer) -> BrokenAnswer:
    """Names status and kind only: what came may hold personal data."""
    excerpt = f"{answer.status} {answer.content_type}"[:_EXCERPT]
    return BrokenAnswer(partner="amazon", operation=operation.name, request_id=answer.request_id, excerpt=excerpt)
