"""A call as an operation sees it, and how it answers."""

from typing import Any

import msgspec

from shipby_simulator.core.wire import Request, Response
from shipby_simulator.world.book import Book
from shipby_simulator.world.engine import World
from shipby_simulator.world.sellers import Seller
from shipby_simulator.world.state import Token

_encode = msgspec.json.Encoder().encode


class Call:
    """An authorised call: who, where, and the validated query and body."""

    __slots__ = ("account", "body", "client", "origin", "path", "query", "request", "roles", "stale", "token", "world")

    def __init__(self, world: World, request: Request, token: Token, origin: str) -> None:
        self.world, self.request, self.token, self.origin = world, request, token, origin
        self.account, self.client = token.account, token.client
        self.roles: frozenset[str] | None = None
        self.path: dict[str, str] = {}
        self.query: Any = None
        self.body: Any = None
        self.stale = False

    @property
    def seller(self) -> Seller:
        """Return the seller who calls."""
        return self.world.sellers[self.account]

    @property
    def book(self) -> Book:
        """Return the seller's orders."""
        return self.world.books[self.account]

    def may(self, *roles: str) -> bool:
        """Return whether the application holds one of these roles."""
        return self.roles is None or any(role in self.roles for role in roles)


def answer(body: Any, status: int = 200) -> Response:
    """Return a JSON answer."""
    return Response(status, _encode(body))


def nothing(status: int = 204) -> Response:
    """Return an answer without a body."""
    return Response(status)


class Op(msgspec.Struct, frozen=True):
    """A row of the table of operations. ``name`` is the model file and operationId; ``path`` has {names}.

    ``restricted`` is "" (no restricted data token), "needs" (403 without one) or "may" (without one: less data).
    ``scope`` is set for calls without a seller (client_credentials).
    """

    name: str
    method: str
    path: str
    rate: float
    burst: int
    handler: Any
    query: Any = None
    body: Any = None
    roles: tuple[str, ...] = ()
    restricted: str = ""
    scope: str = ""
