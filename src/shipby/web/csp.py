"""The content security policy: everything from here, nothing inline, no eval (ui 10, settled design 23)."""

from collections.abc import Callable
from typing import Final, TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS: Final = "geolocation=(), microphone=(), payment=(), usb=()"

Response = TypeVar("Response", bound=HttpResponseBase)


class ContentSecurityPolicyMiddleware:
    """Put the policy on every answer; a view that sets one of its own keeps it (a TOTP picture is a ``data:`` one)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer with its policy."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response


def never_stored(response: Response) -> Response:
    """Mark an answer with personal data: no cache keeps it, the browser's own included."""
    response.headers["Cache-Control"] = "no-store, private"
    return response
