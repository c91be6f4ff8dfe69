"""The way of a call: route, token, bucket, fault, role, check, operation, record."""

import re
from collections.abc import Callable
from urllib.parse import unquote

from shipby_simulator.core.refusal import Refusal
from shipby_simulator.core.wire import Request, Response
from shipby_simulator.door import buckets, check, faults, login
from shipby_simulator.door.call import Call, Op
from shipby_simulator.world.engine import World
from shipby_simulator.world.state import CallRecord, Token

_DENIED = "Access to requested resource is denied."
KEPT_CALLS = 200_000
"""So many calls the truth remembers; older ones are dropped."""


class Routes:
    """Finds the operation of a path by a tree of its parts."""

    def __init__(self, table: list[Op]) -> None:
        self._by_length: dict[tuple[str, int], list[tuple[re.Pattern[str], Op]]] = {}
        for op in sorted(table, key=lambda op: (op.path.count("{"), op.name)):
            pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(op.path))
            if op.path.endswith("{resource}"):
                pattern = pattern.replace("[^/]+", ".+")
            length = -1 if op.path.endswith("{resource}") else op.path.count("/")
            self._by_length.setdefault((op.method, length), []).append((re.compile(pattern), op))

    def find(self, method: str, target: str) -> tuple[Op, dict[str, str]] | None:
        """Return operation and names in its path; an encoded slash belongs to the name."""
        path = target.partition("?")[0]
        for key in ((method, path.count("/")), (method, -1)):
            for pattern, op in self._by_length.get(key, ()):
                found = pattern.fullmatch(path)
                if found:
                    return op, {name: unquote(value) for name, value in found.groupdict().items()}
        return None


class Gate:
    """Lets calls through to the operations."""

    def __init__(self, world: World, table: list[Op]) -> None:
        self.world, self.table = world, table
        self.routes = Routes(table)
        self.names = {op.name: op for op in table}

    def request_id(self) -> str:
        """Return the next x-amzn-RequestId."""
        return self.world.draw("request", self.world.number("request")).uuid()

    def handle(self, request: Request, origin: str) -> Response:
        """Answer a call of the Selling Partner API."""
        request_id = self.request_id()
        found = self.routes.find(request.method, request.target)
        if found is None:
            text = f"The simulator knows no operation {request.method} {request.path}."
            response = Refusal(404, "NotFound", "The requested resource doesn't exist.", text).response()
            self._record("unknown", -1, request, response, "")
            return self._finish(response, request_id, None, -1)
        op, names = found
        return self._operate(op, names, request, origin, request_id)

    def _operate(self, op: Op, names: dict[str, str], request: Request, origin: str, request_id: str) -> Response:
        account, code, struck = -1, "", ""
        try:
            token = login.holder(self.world, request)
            account = token.account
            fault = faults.decide(self.world, op.name, account)
            struck = fault.kind if fault else ""
            if not buckets.take(self.world, op, token.client, account):
                raise faults.THROTTLED
            call = Call(self.world, request, token, origin)
            call.path = names
            call.stale = struck == "stale"
            response = faults.strike(fault, lambda: self._run(op, call), request_id, faults.THROTTLED.response)
            code = faults.THROTTLED.code if struck == "throttle" else ""
        except Refusal as refusal:
            response, code = refusal.response(), refusal.code
        self._record(op.name, account, request, response, code, struck)
        return self._finish(response, request_id, op, account)

    def _run(self, op: Op, call: Call) -> Response:
        """Check a call and run its operation. Raises Refusal."""
        self._authorise(op, call)
        agent = call.request.headers.get("user-agent", "")
        if len(agent) > 500:
            raise Refusal(400, "InvalidInput", "The user-agent header is longer than 500 characters.")
        if op.query is not None:
            call.query = check.query(op.query, call.request.query)
        if op.body is not None:
            call.body = check.body(op.body, call.request.body, call.request.headers)
        response = op.handler(call)
        assert isinstance(response, Response)
        return response

    def _authorise(self, op: Op, call: Call) -> None:
        """Check scope, roles and restricted data token. Raises Refusal."""
        token, path = call.token, call.request.path
        if bool(op.scope) != bool(token.scope) or (op.scope and op.scope != token.scope):
            raise Refusal(403, "Unauthorized", _DENIED, "The access token does not have the scope of this operation.")
        roles = self.world.state.accounts[call.account].roles or self.world.settings.application.roles
        call.roles = frozenset(roles) if roles else None
        if op.roles and not call.may(*op.roles):
            raise Refusal(403, "Unauthorized", _DENIED, "The application does not have a role that allows this operation.")
        self._check_restricted(op, token, path)

    def _check_restricted(self, op: Op, token: Token, path: str) -> None:
        if token.restricted is not None and not login.is_covered(token, op.method, path, op.path):
            raise Refusal(403, "Unauthorized", _DENIED, "The restricted data token does not cover this resource.")
        if op.restricted == "needs" and token.restricted is None:
            raise Refusal(403, "Unauthorized", _DENIED, "This operation needs a restricted data token.")

    def _finish(self, response: Response, request_id: str, op: Op | None, account: int) -> Response:
        """Add Amazon's headers; the rate only on 20x, 400 and 404 (sp-api 11.1)."""
        response.headers = [*response.headers, ("x-amzn-RequestId", request_id)]
        if op is not None and response.status in {200, 201, 202, 204, 400, 404}:
            rate = buckets.rate_of(self.world, op, account)[0]
            response.headers.append(("x-amzn-RateLimit-Limit", f"{rate:.10g}" if rate != int(rate) else f"{rate:.1f}"))
        return response

    def _record(self, name: str, account: int, request: Request, response: Response, code: str, struck: str = "") -> None:
        calls = self.world.state.calls
        number = self.world.number("call")
        status = 0 if response.drop else response.status
        calls.append(CallRecord(number, self.world.now, name, account, request.method, request.target, status, code, struck))
        if len(calls) > KEPT_CALLS:
            del calls[: KEPT_CALLS // 10]

    def beside(self, name: str, request: Request, run: Callable[[str], Response], refuse: Callable[[], Response]) -> Response:
        """Answer a call that is no operation of the Selling Partner API, under the faults of ``name``; it is recorded.

        ``run`` gets the kind of the fault that strikes, or ""; ``refuse`` makes the answer to one call too many.
        """
        request_id = self.request_id()
        fault = faults.decide(self.world, name, -1)
        struck = fault.kind if fault else ""
        response = faults.strike(fault, lambda: run(struck), request_id, refuse)
        self.record(name, -1, request, response, struck)
        response.headers = [*response.headers, ("x-amzn-RequestId", request_id)]
        return response

    def record(self, name: str, account: int, request: Request, response: Response, struck: str = "") -> None:
        """Note a call that is no operation of the Selling Partner API: token, document, queue, carrier."""
        self._record(name, account, request, response, "", struck)
