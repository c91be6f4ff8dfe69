from django.apps import AppConfig


class ShippingConfig(AppConfig):
    name = "shipby.shipping"
    label = "shipping"
