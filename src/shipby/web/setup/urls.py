"""Addresses of the first set-up."""

from django.urls import path

from shipby.web.setup import views

urlpatterns = [
    path("", views.index, name="setup-next"),
    path("<slug:step>/", views.step, name="setup"),
    path("<slug:step>/skipped/", views.skipped, name="setup-skipped"),
]
