from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "shipby.web"
    label = "web"
