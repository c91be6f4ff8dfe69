"""Addresses of the settings; posts are nouns."""

from django.urls import path

from shipby.web.settings import views

app_name = "settings"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:section>/", views.section, name="section"),
    path("accounts/<int:account_id>/", views.account, name="account"),
    path("accounts/<int:account_id>/stores/", views.account_stores, name="account-stores"),
    path("stores/<int:store_id>/", views.store, name="store"),
    path("warehouses/<int:warehouse_id>/", views.warehouse, name="warehouse"),
    path("people/<int:person_id>/", views.person, name="person"),
    path("people/<int:person_id>/link/", views.person_link, name="person-link"),
    path("people/<int:person_id>/unlocking/", views.person_unlocking, name="person-unlocking"),
    path("figures/<slug:name>/", views.figure, name="figure"),
]
