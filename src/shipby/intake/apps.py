from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "shipby.intake"
    label = "intake"
