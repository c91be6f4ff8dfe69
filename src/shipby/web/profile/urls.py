"""The addresses of the profile."""

from django.urls import path

from shipby.web.profile.views import keys, profile

urlpatterns = [path("", profile, name="profile"), path("keys/", keys, name="profile-keys")]
