"""Addresses of quarantine."""

from django.urls import path

from shipby.web.quarantine import views

app_name = "quarantine"

urlpatterns = [
    path("", views.rows, name="list"),
    path("<int:row_id>/raw/", views.raw, name="raw"),
    path("<int:row_id>/dismissed/", views.dismissed, name="dismissed"),
    path("<int:row_id>/reopened/", views.reopened, name="reopened"),
]
