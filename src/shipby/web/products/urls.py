"""Addresses of products."""

from django.urls import path

from shipby.web.products import table, views

app_name = "products"

urlpatterns = [
    path("", views.products, name="list"),
    path("bins/", views.save, name="save"),
    path("bins/undone/", views.undo, name="undo"),
    path("bins.csv", views.export, name="export"),
    path("table/", table.table, name="table"),
    path("table/saved/", table.saved, name="table-saved"),
]
