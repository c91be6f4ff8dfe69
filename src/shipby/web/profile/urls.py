"""The address of the profile."""

from django.urls import path

from shipby.web.profile.views import profile

urlpatterns = [path("", profile, name="profile")]
