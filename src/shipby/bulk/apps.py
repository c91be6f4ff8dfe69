from django.apps import AppConfig


class BulkConfig(AppConfig):
    name = "shipby.bulk"
    label = "bulk"
