"""Addresses of runs on many orders."""

from django.urls import path

from shipby.web.jobs import views

app_name = "jobs"

urlpatterns = [
    path("", views.index, name="list"),
    path("<int:run_id>/", views.run, name="run"),
    path("<int:run_id>/progress/", views.progress, name="progress"),
    path("<int:run_id>/results.csv", views.results, name="results"),
    path("<int:run_id>/stop/", views.stop, name="stop"),
    path("<int:run_id>/continue/", views.go_on, name="continue"),
    path("<int:run_id>/undo/", views.undo, name="undo"),
    path("<int:run_id>/retry/", views.retry, name="retry"),
]
