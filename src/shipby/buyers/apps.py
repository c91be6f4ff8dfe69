from django.apps import AppConfig


class BuyersConfig(AppConfig):
    name = "shipby.buyers"
    label = "buyers"
