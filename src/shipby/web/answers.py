"""Answers that Django leaves bare: a method that an address does not take, and what caches may keep."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from shipby.web.kept import is_scripted


class AnswersMiddleware:
    """A page for 405, and no shared cache for anything that a signed-in person sees. After ``AccessMiddleware``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, completed."""
        response = self.get_response(request)
        if response.status_code == 405 and isinstance(response, HttpResponse) and not is_scripted(request):
            page = render(request, "405.html", status=405)
            page.headers["Allow"] = response.headers["Allow"]
            response = page
        if getattr(request, "person", None) is not None:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
