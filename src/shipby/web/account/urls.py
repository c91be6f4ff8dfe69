"""Addresses under ``/accounts/``: those of allauth that Shipby uses, by allauth's names. There is no sign-up."""

from allauth.account import views as allauth
from django.urls import path, re_path
from django.views.decorators.http import require_http_methods, require_safe

from shipby.web.account.views import AskForLink, ChangeOwn, SetByLink, SignIn, again, token

_read = require_safe
_fill_in = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns = [
    path("login/", _fill_in(SignIn.as_view()), name="account_login"),
    path("logout/", _fill_in(allauth.LogoutView.as_view()), name="account_logout"),
    path("token/", token, name="account_token"),
    path("again/", again, name="account_again"),
    path("password/change/", _fill_in(ChangeOwn.as_view()), name="account_change_password"),
    path("password/reset/", _fill_in(AskForLink.as_view()), name="account_reset_password"),
    path("password/reset/done/", _read(allauth.PasswordResetDoneView.as_view()), name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        _read(allauth.PasswordResetFromKeyDoneView.as_view()),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        _fill_in(SetByLink.as_view()),
        name="account_reset_password_from_key",
    ),
]
