"""All addresses: a flat list of includes, one per screen (ui.md 4)."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
