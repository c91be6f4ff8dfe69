"""Addresses of the templates of documents."""

from django.urls import path

from shipby.web.documents import views

app_name = "documents"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:kind>/", views.editor, name="editor"),
    path("<slug:kind>/preview/", views.preview, name="preview"),
    path("<slug:kind>/preview.png", views.saved_preview, name="saved-preview"),
    path("<slug:kind>/restored/", views.restored, name="restored"),
]
