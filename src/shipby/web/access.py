"""Who may open which page: every view says so by a mark, and a view without one is refused.

    @needs(Permission.SEE_ORDERS)      a person whose role holds it
    @signed_in                         any person of the shop: profile, landing
    @public                            anybody: sign-in, health, static

The mark goes outermost, on functions and on ``View.as_view()`` alike. Views of Django and allauth carry theirs in
:data:`FOREIGN`. Another shop's things are kept apart by the reads, which take ``request.scope``: they answer 404.
"""

import logging
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeVar

from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.translation import gettext

from shipby.shop.reads import find_shop, scope_of
from shipby.shop.rules import Permission, Role, Scope, may
from shipby.shop.rules.passwords import is_password_expired
from shipby.shop.rules.sessions import is_session_over
from shipby.shop.rules.settings import SETUP_STEPS
from shipby.web.kept import is_scripted, kept_form, sealed
from shipby.words.actors import Actor, ActorKind
from shipby.words.ports import ports

View = TypeVar("View", bound=Callable[..., Any])
log = logging.getLogger(__name__)


class Open(StrEnum):
    """Marks that ask for no permission."""

    ANYBODY = "anybody"
    SIGNED_IN = "signed in"
    TOKEN = "token"  # noqa: S105  (a kind of mark, no secret)
    """The API: it asks for a token of its own, a session opens nothing."""


Mark = Permission | Open

FOREIGN: Final[dict[str, Mark]] = {
    "account_login": Open.ANYBODY,
    "account_logout": Open.SIGNED_IN,
    "account_reset_password": Open.ANYBODY,
    "account_reset_password_done": Open.ANYBODY,
    "account_reset_password_from_key": Open.ANYBODY,
    "account_reset_password_from_key_done": Open.ANYBODY,
    "account_change_password": Open.SIGNED_IN,
    **{f"api-1:{name}": Open.TOKEN for name in ("orders", "order", "views", "me")},
    **{f"api-1:{name}": Open.ANYBODY for name in ("openapi-json", "api-root")},
}
"""Marks of views that are not ours, by the name of their address."""

_WITH_OLD_PASSWORD: Final = frozenset({"account_change_password", "account_logout"})
"""What a person whose password is over a year old can still open."""

POLLED: Final = frozenset({"queue:news", "imports:progress", "jobs:progress", "order:here"})
"""Addresses that a page asks by itself: they don't count as somebody being there, or an open page would never go idle."""

_STARTED, _SEEN = "started_at", "seen_at"
_SEEN_EVERY_SECONDS = 30
"""The session's last-seen moment is written at most this often."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person at the page, as the shell and the views need them."""

    id: int
    shop_id: int
    name: str
    email: str
    role: Role
    theme: str
    density: str
    single_keys: bool
    language: str
    queue_columns: tuple[str, ...] = ()
    page_size: int = 50
    own_keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def initials(self) -> str:
        """First letters of the first and the last name."""
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    def may(self, permission: Permission) -> bool:
        """Whether this person's role holds ``permission``."""
        return may(self.role, permission)

    def __repr__(self) -> str:
        return f"<SignedIn {self.id}>"


def needs(permission: Permission) -> Callable[[View], View]:
    """Mark a view: only for people whose role holds ``permission``."""

    def mark(view: View) -> View:
        return _marked(view, permission)

    return mark


def public(view: View) -> View:
    """Mark a view: for anybody, signed in or not."""
    return _marked(view, Open.ANYBODY)


def signed_in(view: View) -> View:
    """Mark a view: for every person who is signed in."""
    return _marked(view, Open.SIGNED_IN)


def mark_of(view: Callable[..., Any], view_name: str) -> Mark | None:
    """The mark of a view, ``None`` where it has none."""
    return getattr(view, "shipby_access", None) or FOREIGN.get(view_name)


QUEUE: Final = "/orders/"


def landing_of(role: Role) -> str:
    """Where a role starts (ui 4): the queue, or the pick lists for who only packs."""
    return QUEUE if may(role, Permission.SEE_ORDERS) else reverse("pick:lists")


def setup_of(request: HttpRequest) -> str:
    """The set-up of a shop without any seller account, for its owner; empty for everybody else, and once it is done."""
    person, scope = request.person, request.scope  # type: ignore[attr-defined]
    if scope.account_ids or not person.may(Permission.SETTINGS):
        return ""
    shop = find_shop(person.shop_id)
    left = [step for step in SETUP_STEPS if shop and step not in shop.setup_done]
    return reverse("setup", args=left[:1]) if left else ""


def start_session(request: HttpRequest) -> None:
    """Let the clocks of a session run from now: at sign-in."""
    request.session[_STARTED] = request.session[_SEEN] = ports.clock.now().isoformat()


class AccessMiddleware:
    """Puts ``person``, ``scope`` and ``actor`` on the request and holds every view to its mark.

    After ``AuthenticationMiddleware``. ``person``, ``scope`` and ``actor`` are ``None`` while nobody is signed in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.person = request.scope = request.actor = None  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            now = ports.clock.now()
            if _is_over(request, now):
                request.kept_for = request.user.pk  # type: ignore[attr-defined]
                logout(request)
                messages.info(request, gettext("You were signed out because nothing happened for a while. Sign in again."))
            else:
                _let_in(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: list[Any], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        assert request.resolver_match is not None
        name = request.resolver_match.view_name
        mark = mark_of(view, name)
        if request.person is not None and name not in POLLED:  # type: ignore[attr-defined]
            _note_presence(request, ports.clock.now())
        if mark in {Open.ANYBODY, Open.TOKEN}:
            return None
        person: SignedIn | None = request.person  # type: ignore[attr-defined]
        if mark is None:
            log.error("view without an access mark: %s", name or request.resolver_match.route)
            raise PermissionDenied
        if person is None:
            return to_sign_in(request)
        if name not in _WITH_OLD_PASSWORD and _is_password_old(request):
            messages.info(request, gettext("Your password is more than a year old. Set a new one to go on."))
            return _go(request, reverse("account_change_password"))
        if isinstance(mark, Permission) and not person.may(mark):
            raise PermissionDenied
        return None


def _marked(view: View, mark: Mark) -> View:
    view.shipby_access = mark  # type: ignore[attr-defined]
    return view


def _let_in(request: HttpRequest) -> None:
    user: Any = request.user
    person = SignedIn(
        id=user.pk,
        shop_id=user.shop_id,
        name=user.name,
        email=user.email,
        role=Role(user.role),
        theme=user.theme,
        density=user.density,
        single_keys=user.single_keys,
        queue_columns=tuple(user.queue_columns),
        page_size=user.page_size,
        own_keys=user.own_keys,
        language=user.language,
    )
    scope: Scope = scope_of(person.shop_id)
    request.person = person  # type: ignore[attr-defined]
    request.scope = scope  # type: ignore[attr-defined]
    request.actor = Actor(ActorKind.PERSON, str(person.id), person.name)  # type: ignore[attr-defined]
    if person.language:
        translation.activate(person.language)
        request.LANGUAGE_CODE = person.language


def _is_over(request: HttpRequest, now: datetime) -> bool:
    session = request.session
    if _STARTED not in session or _SEEN not in session:
        session[_STARTED] = session[_SEEN] = now.isoformat()
        return False
    started_at, seen_at = datetime.fromisoformat(session[_STARTED]), datetime.fromisoformat(session[_SEEN])
    user: Any = request.user
    return is_session_over(Role(user.role), started_at=started_at, seen_at=seen_at, now=now)


def _note_presence(request: HttpRequest, now: datetime) -> None:
    session = request.session
    if (now - datetime.fromisoformat(session[_SEEN])).total_seconds() >= _SEEN_EVERY_SECONDS:
        session[_SEEN] = now.isoformat()


def _is_password_old(request: HttpRequest) -> bool:
    user: Any = request.user
    return is_password_expired(user.password_changed_at, now=ports.clock.now())


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The way to the sign-in. A form comes along sealed, so that it can be sent after it; a script is told by 401."""
    if is_scripted(request):
        # A redirect would put the sign-in page into the middle of the page that asks, over what is typed there.
        return HttpResponse(gettext("You were signed out. Sign in again."), content_type="text/plain; charset=utf-8", status=401)
    address = reverse("account_login")
    if kept := kept_form(request):
        asked = copy(request)
        asked.method = "GET"
        asked.kept_sealed = sealed(  # type: ignore[attr-defined]
            kept, person_id=getattr(request, "kept_for", None), now=ports.clock.now()
        )
        answer: HttpResponse = resolve(address).func(asked)
        return answer.render() if isinstance(answer, TemplateResponse) else answer
    if request.method not in {"GET", "HEAD"} or request.path == "/":
        return HttpResponseRedirect(address)
    query = QueryDict(mutable=True)
    query[REDIRECT_FIELD_NAME] = request.get_full_path()
    return HttpResponseRedirect(f"{address}?{query.urlencode(safe='/')}")


def _go(request: HttpRequest, address: str) -> HttpResponse:
    if not is_scripted(request):
        return HttpResponseRedirect(address)
    # A plain redirect would put the other page into the middle of this one.
    return HttpResponse(status=204, headers={"HX-Redirect": address})
