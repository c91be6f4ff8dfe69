"""Addresses of the sync with Amazon; posts are nouns."""

from django.urls import path

from shipby.web.sync import views

app_name = "sync"
urlpatterns = [
    path("", views.accounts, name="list"),
    path("<int:account_id>/", views.account, name="account"),
    path("<int:account_id>/state/", views.state, name="state"),
    path("<int:account_id>/checks/", views.checks, name="checks"),
    path("<int:account_id>/readings/", views.readings, name="readings"),
    path("<int:account_id>/pause/", views.pause, name="pause"),
]
