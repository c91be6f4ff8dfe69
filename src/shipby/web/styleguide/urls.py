"""Address of the style guide."""

from django.urls import path

from shipby.web.styleguide import views

urlpatterns = [path("", views.styleguide, name="styleguide")]
