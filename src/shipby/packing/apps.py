from django.apps import AppConfig


class PackingConfig(AppConfig):
    name = "shipby.packing"
    label = "packing"
