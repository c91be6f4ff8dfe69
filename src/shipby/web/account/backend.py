"""How Django asks whether an e-mail and a password belong to somebody."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from shipby.actions.sign_in import sign_in
from shipby.words.ports import ports
from shipby.words.refusals import Refusal


class EmailBackend(ModelBackend):
    """Asks the act, which counts the tries. A refusal is left on the request for the form to say."""

    def authenticate(  # type: ignore[override]  # we sign in by e-mail only
        self, request: HttpRequest | None, *, email: str | None = None, password: str | None = None, **_others: Any
    ) -> AbstractBaseUser | None:
        """The person, or ``None``."""
        if not email or not password:
            return None
        try:
            person_id = sign_in(email=email, password=password, now=ports.clock.now())
        except Refusal as refusal:
            if request is not None:
                request.sign_in_refusal = refusal  # type: ignore[attr-defined]
            return None
        return self.get_user(person_id)
