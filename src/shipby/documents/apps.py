from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "shipby.documents"
    label = "documents"
