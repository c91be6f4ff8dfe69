"""allauth's views, where a password that breaks a rule is said beside its field."""

from typing import Any

from allauth.account.views import LoginView, PasswordChangeView, PasswordResetFromKeyView, PasswordResetView
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from shipby.orders.reads.saved_views import landing_view
from shipby.shop.rules.passwords import WeakPassword
from shipby.web.access import QUEUE, landing_of, setup_of, signed_in, to_sign_in
from shipby.web.csp import never_stored
from shipby.web.kept import Kept, is_from_here, is_scripted, kept_form, opened
from shipby.web.queue.tabs import view_address
from shipby.web.request import DeskRequest
from shipby.web.say import say
from shipby.words.ports import ports


class SignIn(LoginView):
    """Sign in; a form that was sent without a session is shown afterwards, ready to be sent again."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """With the sealed form, if there is one."""
        kept = getattr(self.request, "kept_sealed", "") or self.request.POST.get("kept", "")
        return super().get_context_data(kept=kept, **context)

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in, then show the kept form, or go on."""
        answer = super().form_valid(form)
        user, text = self.request.user, self.request.POST.get("kept", "")
        if not text or not user.is_authenticated:
            return answer
        kept = opened(text, person_id=user.pk, now=ports.clock.now())
        if kept is None:
            messages.info(self.request, gettext("What was sent before the sign-in can't be opened any more. Nothing was saved."))
            return answer
        return _send_again(self.request, kept, gettext("You are signed in again"))


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
    """Where a person's role starts: its view of the queue; an owner of a fresh shop goes to its set-up."""
    person = request.person  # type: ignore[attr-defined]
    address = setup_of(request) or landing_of(person.role)
    view = landing_view(person.shop_id, person.role) if address == QUEUE else None
    return HttpResponseRedirect(view_address(view) if view else address)


@signed_in
@require_safe
def token(request: DeskRequest) -> HttpResponse:
    """Whether one is still signed in, as whom, and the token that forms need by now: ``desk/forms.js`` asks before it sends."""
    return never_stored(JsonResponse({"token": get_token(request), "who": request.person.id}))


@signed_in
@require_safe
def again(request: DeskRequest) -> HttpResponse:
    """Signed in again in a second tab: back to the first one, where the typed text is."""
    return render(request, "account/again.html")


def token_refused(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  (Django's signature)
    """A form whose token is stale: after a sign-in elsewhere, for example. One of our own pages gets it back to send it again."""
    if is_scripted(request):
        return HttpResponse(
            gettext("The page was open too long. Load it again."),
            content_type="text/plain; charset=utf-8",
            status=403,
            headers={"X-Desk-Trouble": "token"},
        )
    kept = kept_form(request) if is_from_here(request) and not request.path.startswith("/accounts/") else None
    if kept is None:
        return render(request, "403_csrf.html", status=403)
    if getattr(request, "person", None) is None:
        return to_sign_in(request)
    return _send_again(request, kept, gettext("The page was open too long"), status=403)


def _send_again(request: HttpRequest, kept: Kept, title: str, status: int = 200) -> HttpResponse:
    return never_stored(render(request, "account/send_again.html", {"kept": kept, "title": title}, status=status))
