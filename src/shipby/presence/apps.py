from django.apps import AppConfig


class PresenceConfig(AppConfig):
    name = "shipby.presence"
    label = "presence"
