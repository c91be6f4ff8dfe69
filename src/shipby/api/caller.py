"""Who calls: a bearer token, and what its person may do."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from shipby.actions.add_api_token import open_with_token
from shipby.api.problems import Forbidden
from shipby.shop.reads import PersonRow, scope_of
from shipby.shop.rules import Permission, Scope, may
from shipby.words.ports import ports

Operation = TypeVar("Operation", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Caller:
    """The person whose token it is, and the wall of their shop."""

    person: PersonRow
    scope: Scope


class ApiRequest(HttpRequest):
    """A request whose token was accepted."""

    auth: Caller


class Token(HttpBearer):
    """``Authorization: Bearer shipby_...``; made on the page Profile, API tokens."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:  # noqa: ARG002  (ninja's signature)
        """The caller, or ``None``: then the answer is 401."""
        person = open_with_token(token=token, now=ports.clock.now())
        return None if person is None else Caller(person, scope_of(person.shop_id))


def needs(permission: Permission) -> Callable[[Operation], Operation]:
    """Mark an operation: only for people whose role holds ``permission``."""

    def mark(operation: Operation) -> Operation:
        @wraps(operation)
        def checked(request: ApiRequest, *args: Any, **kwargs: Any) -> Any:
            if not may(request.auth.person.role, permission):
                raise Forbidden(role=request.auth.person.role.value)
            return operation(request, *args, **kwargs)

        return cast("Operation", checked)

    return mark
