"""Addresses of one order."""

from django.urls import path

from shipby.web.order import marks, parcels, views

app_name = "order"

urlpatterns = [
    path("", views.order, name="page"),
    path("here", views.here, name="here"),
    path("hold", marks.hold, name="hold"),
    path("tags", marks.tags, name="tags"),
    path("notes", marks.notes, name="notes"),
    path("phone", views.phone, name="phone"),
    path("parcels", parcels.parcels, name="parcels"),
    path("parcels/look", parcels.look, name="look"),
    path("parcels/<int:reference>", parcels.parcel, name="parcel"),
    path("packing-slip.pdf", views.packing_slip, name="packing-slip"),
    path("address-label.pdf", views.address_label, name="address-label"),
]
