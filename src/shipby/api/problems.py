"""Problem details (RFC 9457): every refusal with its stable code, sentence, remedy."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from shipby.orders.rules.marks import NoSuchOrder
from shipby.orders.rules.query import BadFilter
from shipby.orders.rules.saved_views import UnknownView
from shipby.words.refusals import Refusal
from shipby.words.text import N_


class Forbidden(Refusal):
    """The token's person may not."""

    code = "forbidden"
    sentence = N_("A person with the role %(role)s may not do this.")
    remedy = N_("Use a token of somebody who may.")


class BadPlace(Refusal):
    """``after`` belongs to another list."""

    code = "bad_place"
    sentence = N_("“after” is not a place of this list.")
    remedy = N_("Take it from the answer before, with the same q and sort, or leave it out.")


_STATUS: dict[type[Refusal], HTTPStatus] = {
    Forbidden: HTTPStatus.FORBIDDEN,
    NoSuchOrder: HTTPStatus.NOT_FOUND,
    UnknownView: HTTPStatus.NOT_FOUND,
}


def problem(status: HTTPStatus, code: str, detail: str, remedy: str = "", **more: Any) -> HttpResponse:
    """One answer as ``application/problem+json``."""
    body = {"type": "about:blank", "title": status.phrase, "status": status.value, "code": code, "detail": detail}
    return JsonResponse(
        body | ({"remedy": remedy} if remedy else {}) | more, status=status, content_type="application/problem+json"
    )


def handle_problems(api: NinjaAPI) -> None:
    """Answer every refusal of ``api`` as problem details."""

    @api.exception_handler(Refusal)
    def refused(_request: HttpRequest, refusal: Refusal) -> HttpResponse:
        more = {"start": refusal.start, "end": refusal.end} if isinstance(refusal, BadFilter) else {}
        status = _STATUS.get(type(refusal), HTTPStatus.UNPROCESSABLE_ENTITY)
        return problem(status, refusal.code, refusal.message, refusal.what_to_do, **more)

    @api.exception_handler(ValidationError)
    def invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
        told = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors)
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_request", told, "See /api/v1/openapi.json.")

    @api.exception_handler(AuthenticationError)
    def unknown(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
        answer = problem(
            HTTPStatus.UNAUTHORIZED,
            "no_token",
            "No token that is in force.",
            "Make one in your profile and send it as: Authorization: Bearer TOKEN.",
        )
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer

    @api.exception_handler(Http404)
    def gone(_request: HttpRequest, _error: Http404) -> HttpResponse:
        return problem(HTTPStatus.NOT_FOUND, "not_found", "There is nothing here.", "See /api/v1/openapi.json.")
