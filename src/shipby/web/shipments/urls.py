"""Addresses of shipments. Every view takes what Amazon's files are written and read with from the includer."""

from django.urls import path

from shipby.web.shipments import batches, bulk, views

app_name = "shipments"

urlpatterns = [
    path("", views.shipments, name="list"),
    path("confirm/", bulk.table, name="confirm"),
    path("confirmations/", bulk.confirmations, name="confirmations"),
    path("batches/", batches.batches, name="batches"),
    path("batches/<int:batch_id>/", batches.batch, name="batch"),
    path("batches/<int:batch_id>/file", batches.file, name="file"),
    path("batches/<int:batch_id>/sent", batches.sent, name="sent"),
    path("batches/<int:batch_id>/not-sent", batches.not_sent, name="not-sent"),
    path("batches/<int:batch_id>/processing-report", batches.processing_report, name="processing-report"),
]
