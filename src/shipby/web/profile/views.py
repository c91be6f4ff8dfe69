"""The profile page."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from shipby.actions.add_api_token import add_api_token, revoke_api_token
from shipby.actions.change_profile import change_profile
from shipby.actions.choose_keys import choose_keys
from shipby.shop.reads import tokens_of
from shipby.shop.rules.api_tokens import RANDOM_BYTES
from shipby.shop.rules.keys import KEYS
from shipby.web.access import signed_in
from shipby.web.csp import never_stored
from shipby.web.settings.forms import SettingsForm
from shipby.words.ports import ports


class ProfileForm(SettingsForm):
    """Looks, language and keys; empty = as the browser says."""

    theme = forms.ChoiceField(
        label=_("Light or dark"), required=False, choices=(("", _("As the system")), ("light", _("Light")), ("dark", _("Dark")))
    )
    density = forms.ChoiceField(label=_("Density"), required=False, choices=(("", _("Comfortable")), ("compact", _("Compact"))))
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[("", _("As the browser")), *settings.LANGUAGES])
    single_keys = forms.BooleanField(
        label=_("Single-key shortcuts"), required=False, help_text=_("Switch them off if a voice or a scanner types for you.")
    )


class KeysForm(SettingsForm):
    """The key of each shortcut; an empty one is as at first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for shortcut, label in KEYS.items():
            self.fields[shortcut] = forms.CharField(
                label=_(label),
                max_length=1,
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "placeholder": shortcut.upper()}),
            )


@signed_in
@require_http_methods(["GET", "POST"])
def keys(request: Any) -> HttpResponse:
    """The keys of the shortcuts; ``reset`` puts them back as at first."""
    person = request.person
    initial = {shortcut: key.upper() for shortcut, key in person.own_keys.items()}
    if request.method == "GET":
        return render(request, "profile/keys.html", {"form": KeysForm(initial=initial, auto_id="keys-%s")})
    form = KeysForm({} if "reset" in request.POST else request.POST, auto_id="keys-%s")
    by = {"actor": request.actor, "now": ports.clock.now()}
    if not form.saves(lambda values: choose_keys(person_id=person.id, chosen=values, **by)):
        return render(request, "profile/keys.html", {"form": form}, status=422)
    messages.info(request, gettext("Your keys are saved."))
    return HttpResponseRedirect(reverse("profile-keys"))


@signed_in
@require_http_methods(["GET", "POST"])
def profile(request: Any) -> HttpResponse:
    """Show and save one's own choices."""
    person = request.person
    if request.method == "GET":
        names = ("theme", "density", "language", "single_keys")
        form = ProfileForm(initial={name: getattr(person, name) for name in names}, auto_id="profile-%s")
        return render(request, "profile/page.html", {"form": form})
    form = ProfileForm(request.POST, auto_id="profile-%s")
    if not form.saves(lambda values: _save(request, values)):
        return render(request, "profile/page.html", {"form": form}, status=422)
    with override(form.cleaned_data["language"] or request.LANGUAGE_CODE):
        messages.info(request, gettext("Your choices are saved."))
    response = HttpResponseRedirect(reverse("profile"))
    response.delete_cookie("theme")  # the switch in the top bar would win over the choice just made
    return response


def _save(request: Any, values: dict[str, Any]) -> None:
    names = ("theme", "density", "language", "single_keys")
    chosen = {name: values[name] for name in names}
    change_profile(person_id=request.person.id, **chosen, actor=request.actor, now=ports.clock.now())


class TokenForm(SettingsForm):
    """A new token."""

    field_of: ClassVar = {"bad_token_name": "name", "too_many_tokens": "name"}

    name = forms.CharField(label=_("What will use it"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))


@signed_in
@require_http_methods(["GET", "POST"])
def tokens(request: Any) -> HttpResponse:
    """The tokens of the person; a new one is shown once, in the answer that makes it."""
    form, made = TokenForm(request.POST if request.method == "POST" else None, auto_id="token-%s"), list[str]()
    if request.method == "POST":
        by = {"person_id": request.person.id, "actor": request.actor, "now": ports.clock.now()}
        random = ports.ids.random_bytes(RANDOM_BYTES)
        if form.saves(lambda values: made.append(add_api_token(name=values["name"], random=random, **by))):
            form = TokenForm(auto_id="token-%s")
    context = {"form": form, "made": made[0] if made else "", "tokens": tokens_of(request.person.id)}
    return never_stored(render(request, "profile/tokens.html", context, status=422 if form.errors else 200))


@signed_in
@require_POST
def revoke(request: Any, token_id: int) -> HttpResponse:
    """The token opens nothing any more."""
    if revoke_api_token(person_id=request.person.id, token_id=token_id, actor=request.actor, now=ports.clock.now()):
        messages.info(request, gettext("The token is revoked."))
    return HttpResponseRedirect(reverse("profile-tokens"))
