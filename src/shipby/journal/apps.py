from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "shipby.journal"
    label = "journal"
