"""The addresses of the profile."""

from django.urls import path

from shipby.web.profile.views import keys, profile, revoke, tokens

urlpatterns = [
    path("", profile, name="profile"),
    path("keys/", keys, name="profile-keys"),
    path("tokens/", tokens, name="profile-tokens"),
    path("tokens/<int:token_id>/revoke/", revoke, name="profile-token-revoke"),
]
