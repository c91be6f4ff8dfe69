"""Each request has an id, which its log lines carry and its answer tells, so that a report of a fault finds its lines."""

from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from shipby.words.ports import ports

HEADER = "X-Request-Id"
_log = structlog.get_logger(__name__)


class RequestIdMiddleware:
    """Gives the request its id and writes one line when it is answered: method, route, status, time; never an address typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        request_id = ports.ids.random_bytes(6).hex()
        started = ports.clock.monotonic()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self._get_response(request)
            match = request.resolver_match
            _log.info(
                "request",
                method=request.method,
                route=match.route if match else None,
                status=response.status_code,
                milliseconds=round((ports.clock.monotonic() - started) * 1000),
            )
        response[HEADER] = request_id
        return response
