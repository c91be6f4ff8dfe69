"""Addresses of imports."""

from django.urls import path

from shipby.web.imports import views

app_name = "imports"

urlpatterns = [
    path("", views.imports, name="list"),
    path("<int:import_id>/", views.detail, name="detail"),
    path("<int:import_id>/progress/", views.progress, name="progress"),
    path("<int:import_id>/taken-back/", views.taken_back, name="taken-back"),
]
