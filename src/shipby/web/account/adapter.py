"""What allauth does our way: no sign-up, passwords by our act, no e-mail in the session."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.http import HttpRequest

from shipby.actions.set_password import set_password
from shipby.web.access import start_session
from shipby.words.actors import Actor, ActorKind
from shipby.words.ports import ports


class DeskAdapter(DefaultAccountAdapter):
    """allauth's default, with our doors."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never: people are invited by an owner."""
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in with a new session key, and keep how and when, but not the e-mail."""
        super().login(request, user)
        records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            {key: value for key, value in record.items() if key in {"method", "at"}} for record in records
        ]
        start_session(request)

    def clean_password(self, password: str, user: Any = None) -> str:  # noqa: ARG002
        """As typed: the act that sets it looks at it."""
        return password

    def set_password(self, user: Any, password: str) -> None:
        """By our act; a person who is signed in as somebody else, or not at all, comes by a link.

        Raises:
            WeakPassword: the password breaks a rule.
        """
        is_own = self.request.user.is_authenticated and self.request.user.pk == user.pk
        is_reset = not (is_own and self.request.resolver_match.view_name == "account_change_password")
        now = ports.clock.now()
        actor = Actor(ActorKind.PERSON, str(user.pk), user.name)
        user.password = set_password(person_id=user.pk, password=password, is_reset=is_reset, actor=actor, now=now)
        user.password_changed_at = now
