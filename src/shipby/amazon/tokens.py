"""Access tokens of Login with Amazon: one per account and scope, fetched once however many ask (sp-api 1.1)."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from shipby.amazon.http import Http
from shipby.amazon.wire.errors import login_error
from shipby.words.troubles import BrokenAnswer, NoAccess, NoAnswer, Throttled

EARLY = timedelta(seconds=60)
"""So long before its end a token is no longer used."""

LOGIN = "token"
"""The operation's name in troubles and counts."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Where an account's application is known, and as whom. ``repr`` shows no secret."""

    endpoint: str
    login_url: str
    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)


class _Token(msgspec.Struct):
    access_token: str
    expires_in: int = 3600


_decode = msgspec.json.Decoder(_Token, strict=False).decode


class Tokens:
    """The access tokens of one set of credentials. ``now`` is asked each time: tests bring their own time."""

    def __init__(self, http: Http, credentials: Credentials, now: Callable[[], datetime]) -> None:
        self._http, self._credentials, self._now = http, credentials, now
        self._lock = threading.Lock()
        self._held: dict[str, tuple[str, datetime]] = {}

    def token(self, scope: str = "") -> str:
        """A token that holds for another minute at least. ``scope`` = for calls without a seller.

        Raises:
            NoAccess: the application or the seller's authorisation is not accepted.
            Trouble: Amazon's log-in cannot be reached or answers nonsense.
        """
        with self._lock:
            held = self._held.get(scope)
            if held is not None and self._now() < held[1]:
                return held[0]
            fresh = self._fetch(scope)
            self._held[scope] = (fresh.access_token, self._now() + timedelta(seconds=fresh.expires_in) - EARLY)
            return fresh.access_token

    def forget(self) -> None:
        """Drop all tokens: the next call fetches a new one (after 401 or 403)."""
        with self._lock:
            self._held.clear()

    def _fetch(self, scope: str) -> _Token:
        mine = self._credentials
        form = {"client_id": mine.client_id, "client_secret": mine.client_secret}
        if scope:
            form |= {"grant_type": "client_credentials", "scope": scope}
        else:
            form |= {"grant_type": "refresh_token", "refresh_token": mine.refresh_token}
        answer = self._http.send("POST", mine.login_url, operation=LOGIN, form=form)
        if answer.status == 200:
            try:
                return _decode(answer.body)
            except msgspec.MsgspecError:
                raise BrokenAnswer(partner="amazon", operation=LOGIN, request_id=answer.request_id, excerpt="") from None
        if answer.status == 429:
            raise Throttled(partner="amazon", operation=LOGIN, until=self._now() + timedelta(seconds=30))
        code, text = login_error(answer.body)
        if answer.status in {400, 401, 403} and code:
            raise NoAccess(partner="amazon", operation=LOGIN, request_id=answer.request_id, code=code, text=text)
        raise NoAnswer(partner="amazon", operation=LOGIN, request_id=answer.request_id)
