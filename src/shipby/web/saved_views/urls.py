"""Addresses of saved views."""

from django.urls import path

from shipby.web.saved_views import views

app_name = "views"

urlpatterns = [
    path("", views.index, name="all"),
    path("<str:slug>/", views.show, name="view"),
    path("<str:slug>/change/", views.change, name="change"),
    path("<str:slug>/remove/", views.remove, name="remove"),
    path("<str:slug>/move/", views.move, name="move"),
]
