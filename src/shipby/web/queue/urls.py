"""Addresses of the queue."""

from django.urls import path

from shipby.web.queue import builder, bulk, choosing, completion, export, views

app_name = "queue"

urlpatterns = [
    path("", views.queue, name="page"),
    path("news/", views.news, name="news"),
    path("rows/", views.rows, name="rows"),
    path("completion/", completion.offers, name="completion"),
    path("filter/", builder.builder, name="builder"),
    path("columns/", choosing.choose, name="columns"),
    path("export.csv", export.export, name="export"),
    path("bulk/hold/", bulk.hold, name="hold"),
    path("bulk/release/", bulk.release, name="release"),
    path("bulk/tag/", bulk.tag, name="tag"),
    path("bulk/export/", bulk.export, name="export-chosen"),
    path("bulk/note/", bulk.note, name="note"),
    path("bulk/confirm/", bulk.confirm, name="confirm"),
    path("bulk/packing-slips/", bulk.packing_slips, name="packing-slips"),
    path("bulk/address-labels/", bulk.address_labels, name="address-labels"),
]
