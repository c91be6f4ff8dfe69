"""All addresses: a flat list of includes, one per screen (ui.md 4)."""

from django.urls import URLPattern, URLResolver, include, path

from shipby.web import icons

urlpatterns: list[URLPattern | URLResolver] = [
    path("icons.<str:digest>.svg", icons.serve, name="icons"),
    path("styleguide/", include("shipby.web.styleguide.urls")),
]
