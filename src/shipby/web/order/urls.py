"""Addresses of one order."""

from django.urls import path

from shipby.web.order import views

app_name = "order"

urlpatterns = [
    path("", views.order, name="page"),
    path("hold", views.hold, name="hold"),
    path("tags", views.tags, name="tags"),
    path("notes", views.notes, name="notes"),
    path("phone", views.phone, name="phone"),
    path("parcels", views.parcels, name="parcels"),
    path("parcels/look", views.look, name="look"),
    path("parcels/<int:reference>", views.parcel, name="parcel"),
    path("packing-slip.pdf", views.packing_slip, name="packing-slip"),
    path("address-label.pdf", views.address_label, name="address-label"),
]
