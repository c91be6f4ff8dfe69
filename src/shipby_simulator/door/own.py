"""The simulator's own endpoints under ``/_simulator/``: one row each, from which they are routed, checked and described."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from shipby_simulator.core.refusal import Refusal, invalid, not_found
from shipby_simulator.core.wire import Request, Response
from shipby_simulator.door import check

if TYPE_CHECKING:
    from shipby_simulator.app import Simulator
    from shipby_simulator.world.engine import World


class Asked:
    """A call of one of the simulator's own endpoints, its query and body read by the row's tables."""

    __slots__ = ("body", "names", "query", "request", "simulator")

    def __init__(self, simulator: "Simulator", request: Request, names: dict[str, str]) -> None:
        self.simulator, self.request, self.names = simulator, request, names
        self.query: Any = None
        self.body: Any = None

    @property
    def world(self) -> "World":
        """Return the world."""
        return self.simulator.world

    def account(self, number: int) -> int:
        """Return an account's number after a look whether it exists. Raises Refusal."""
        if not 0 <= number < len(self.world.sellers):
            raise invalid(f"account: there is no account {number}")
        return number


Handler = Callable[[Asked], Any]
"""Returns a struct that fits the row's ``answer``, or a whole Response."""


class Own(msgspec.Struct, frozen=True):
    """A row: ``query``, ``body`` and ``answer`` are typed tables, or None where there is none or it is no JSON."""

    method: str
    path: str
    about: str
    handler: Handler
    query: Any = None
    body: Any = None
    answer: Any = None
    media: str = "application/json"


def find(table: list[Own], request: Request) -> tuple[Own, dict[str, str]]:
    """Return the row and the names in its path. Raises Refusal: no such path, or not with this method."""
    path = request.path.rstrip("/") or "/"
    allowed = []
    for row in table:
        found = re.fullmatch(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(row.path)), path)
        if found and row.method == request.method:
            return row, found.groupdict()
        if found:
            allowed.append(row.method)
    if allowed:
        raise Refusal(405, "MethodNotAllowed", f"{path} takes {' and '.join(allowed)}, not {request.method}.")
    raise not_found(f"No endpoint {path}; there are {', '.join(sorted({row.path for row in table}))}.")


def read(row: Own, asked: Asked) -> None:
    """Read query and body by the row's tables. Raises Refusal that names the field."""
    known = {field.encode_name for field in msgspec.structs.fields(row.query)} if row.query else set()
    for name, _ in asked.request.query:
        if name not in known:
            raise invalid(f"{row.path}: unknown parameter {name!r}; it takes {', '.join(sorted(known)) or 'none'}.")
    if row.query is not None:
        asked.query = check.query(row.query, asked.request.query)
    if row.body is not None:
        try:
            asked.body = msgspec.json.decode(asked.request.body or b"{}", type=row.body)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise invalid(f"{row.path}: {error}") from None


def handle(table: list[Own], simulator: "Simulator", request: Request) -> Response:
    """Answer one of the simulator's own endpoints."""
    try:
        row, names = find(table, request)
        asked = Asked(simulator, request, names)
        read(row, asked)
        said = row.handler(asked)
    except Refusal as refusal:
        return refusal.response()
    return said if isinstance(said, Response) else Response(200, msgspec.json.encode(said))
