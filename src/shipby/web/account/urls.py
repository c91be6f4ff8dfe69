"""Addresses under ``/accounts/``: those of allauth that Shipby uses, by allauth's names. There is no sign-up."""

from allauth.account import views as allauth
from django.conf import settings
from django.urls import path, re_path

from shipby.web.account.views import ChangeOwn, SetByLink

_HINT = {"extra_context": {"has_mail": settings.HAS_MAIL}}

urlpatterns = [
    path("login/", allauth.LoginView.as_view(), name="account_login"),
    path("logout/", allauth.LogoutView.as_view(), name="account_logout"),
    path("password/change/", ChangeOwn.as_view(), name="account_change_password"),
    path("password/reset/", allauth.PasswordResetView.as_view(**_HINT), name="account_reset_password"),
    path("password/reset/done/", allauth.PasswordResetDoneView.as_view(), name="account_reset_password_done"),
    path("password/reset/key/done/", allauth.PasswordResetFromKeyDoneView.as_view(), name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", SetByLink.as_view(), name="account_reset_password_from_key"
    ),
]
