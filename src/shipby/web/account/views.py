"""allauth's views, where a password that breaks a rule is said beside its field."""

from typing import Any

from allauth.account.views import PasswordChangeView, PasswordResetFromKeyView, PasswordResetView
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from shipby.shop.rules.passwords import WeakPassword
from shipby.web.access import landing_of, setup_of, signed_in
from shipby.web.say import say


class AskForLink(PasswordResetView):
    """Ask for a link by mail; where mail is not set up, read what helps instead."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """With whether mail is set up."""
        return super().get_context_data(has_mail=settings.HAS_MAIL, **context)


class SetByLink(PasswordResetFromKeyView):
    """Set a password by a link, of an invitation or a reset."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Save, or show the rule that the password breaks."""
        try:
            return super().form_valid(form)
        except WeakPassword as refusal:
            form.add_error("password1", say(refusal))
            return self.form_invalid(form)


class ChangeOwn(PasswordChangeView):
    """Change one's own password; the other sessions end."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Save, or show the rule that the password breaks."""
        try:
            response = super().form_valid(form)
        except WeakPassword as refusal:
            form.add_error("password1", say(refusal))
            return self.form_invalid(form)
        messages.info(self.request, gettext("Your password is changed. Other places where you were signed in are signed out."))
        return response

    def get_default_success_url(self) -> str:
        """Back to the profile."""
        return reverse("profile")


@signed_in
@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """Where a person's role starts; an owner of a fresh shop goes to its set-up."""
    address = setup_of(request) or landing_of(request.person.role)  # type: ignore[attr-defined]
    return HttpResponseRedirect(address) if address else render(request, "account/nothing_yet.html")
