from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "shipby.outbox"
    label = "outbox"
