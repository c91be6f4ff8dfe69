from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "shipby.shop"
    label = "shop"
